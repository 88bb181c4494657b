"""The figures that are worked out when somebody asks for them, and the text of all figures."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.db import Error
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from sojourn.register import clock
from sojourn.register.door.verbs import Verb
from sojourn.register.live.beat import last_beat
from sojourn.register.live.queue import queue_state
from sojourn.register.log.delay import oldest_seconds
from sojourn.register.operate.figures_folder import FOLDER
from sojourn.register.operate.health import disk_free
from sojourn.register.operate.metrics import OWN, SHARED
from sojourn.register.store.statements import select

#: The last message of each feed that has a key in force; the log knows it by its index.
_LAST_MESSAGES = """
SELECT feed, (SELECT max(at) FROM door_event WHERE subject = feed AND verb = %s)
FROM (SELECT DISTINCT feed FROM intake_feedkey WHERE revoked_at IS NULL) AS feeds ORDER BY feed
"""


def figures_text() -> bytes:
    """Give all figures in the text form of Prometheus: those counted by every process, and the state of now."""
    state = CollectorRegistry()
    state.register(_State())
    return _counted() + generate_latest(state)


def _counted() -> bytes:
    if not SHARED:
        return generate_latest(OWN)
    shared = CollectorRegistry()
    MultiProcessCollector(shared, os.environ[FOLDER])  # type: ignore[no-untyped-call]  # registers itself
    return generate_latest(shared)


class _State(Collector):
    """Reads the state of now; a database that is away leaves its figures out and says so."""

    def describe(self) -> Iterator[Metric]:
        """Describe nothing: being registered must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Give the gauges."""
        free = disk_free()
        if free is not None:
            yield GaugeMetricFamily("sojourn_disk_free_bytes", "Room on the disk of the register's folder.", free)
        try:
            found = [*_queue(), *_worker(), _log(), _feeds()]
        except Error:
            found = None
        yield GaugeMetricFamily("sojourn_database_up", "Whether the database answers.", int(found is not None))
        yield from found or ()


def _queue() -> Iterator[Metric]:
    state = queue_state()
    yield GaugeMetricFamily("sojourn_queue_waiting", "Records that wait for their answers.", state.waiting)
    yield GaugeMetricFamily(
        "sojourn_queue_oldest_seconds", "For how long the first of them has waited.", state.oldest_seconds
    )


def _worker() -> Iterator[Metric]:
    beat = last_beat()
    yield GaugeMetricFamily("sojourn_worker_ready", "Whether the worker is warm.", int(beat is not None and beat.ready))
    if beat is not None:
        age = (clock.now() - beat.at).total_seconds()
        yield GaugeMetricFamily("sojourn_worker_beat_age_seconds", "Since the worker's last sign of life.", age)


def _log() -> Metric:
    return GaugeMetricFamily(
        "sojourn_log_oldest_seconds", "For how long the first entry of the transparency log waits.", oldest_seconds()
    )


def _feeds() -> Metric:
    ages = GaugeMetricFamily(
        "sojourn_feed_last_message_age_seconds", "Since the last message of a feed that has a key.", labels=("feed",)
    )
    for feed, at in select(_LAST_MESSAGES, [Verb.RECORDS_TAKEN_IN.value]):
        if at is not None:
            ages.add_metric((feed,), (clock.now() - at).total_seconds())
    return ages
