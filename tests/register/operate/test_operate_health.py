"""Health, readiness and figures: answers for those who run the register, that tell nothing about anybody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

Ready = Callable[[], tuple[int, dict[str, str]]]
Configure = Callable[..., None]


@pytest.fixture
def asked(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a client that nobody signed in with; each test looks at the queue anew."""
    from django.test import Client

    from sojourn.register.operate import pressure

    monkeypatch.setattr(pressure, "_GATE", pressure.Gate())
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.fixture
def ready(asked: Any) -> Ready:
    """Give the status and the checks of the page for readiness."""

    def ask() -> tuple[int, dict[str, str]]:
        answer = asked.get("/ready")
        return answer.status_code, answer.json()["checks"]

    return ask


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Give a function that changes what the register was told."""
    from django.conf import settings

    def change(**told: object) -> None:
        monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, **told))

    return change


@pytest.fixture
def worker(db: None) -> None:
    """Let a worker tell that it lives and is warm."""
    from sojourn.register.live.beat import beat

    beat(1, ready=True)


def refuse(*_: object) -> None:
    """Behave as a database that is away."""
    from django.db import OperationalError

    raise OperationalError("connection to server at 10.1.2.3 failed for user sojourn")


def test_health_asks_the_database_nothing(asked: Any) -> None:
    from django.db import connection

    with connection.execute_wrapper(refuse):
        answer = asked.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.usefixtures("worker")
def test_a_register_with_all_it_needs_is_ready(ready: Ready) -> None:
    status, checks = ready()
    assert (status, set(checks)) == (200, {"database", "tables", "worker", "queue", "disk"})


def test_without_a_database_it_is_not_ready_and_tells_nothing_of_it(asked: Any) -> None:
    from django.db import connection

    with connection.execute_wrapper(refuse):
        answer = asked.get("/ready")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "cannot be reached")
    assert "10.1.2.3" not in answer.content.decode()


def test_asking_again_and_again_whether_it_is_ready_writes_no_line(
    ready: Ready, log_lines: Callable[[], object]
) -> None:
    assert ready()[0] == 503
    assert log_lines() == []


@pytest.mark.usefixtures("worker")
def test_while_a_migration_is_missing_it_is_not_ready(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.operate import health

    monkeypatch.setattr(health, "_wanted", lambda: frozenset({("store", "9999_to_come")}))
    status, checks = ready()
    assert (status, checks["tables"]) == (503, "not up to date: the register is being upgraded")


def test_without_a_worker_it_is_not_ready(ready: Ready) -> None:
    assert ready()[0] == 503


def test_a_worker_that_warms_up_is_not_ready_yet(ready: Ready) -> None:
    from sojourn.register.live.beat import beat

    beat(1, ready=False)
    status, checks = ready()
    assert (status, checks["worker"]) == (503, "warming up")


@pytest.mark.usefixtures("worker")
def test_a_worker_that_fell_silent_is_not_ready(ready: Ready) -> None:
    from sojourn.register import clock
    from sojourn.register.operate.health import STALE

    with clock.set_to(clock.now() + timedelta(seconds=STALE + 1)):
        status, checks = ready()
    assert (status, checks["worker"]) == (503, "has not been heard of for a while")


@pytest.mark.usefixtures("worker")
def test_a_full_queue_is_not_ready(ready: Ready, configure: Configure) -> None:
    from uuid import uuid4

    from sojourn.register.live.queue import Waiting, enqueue

    configure(queue_limit=1)
    enqueue([Waiting(uuid4(), "post:JFK/1"), Waiting(uuid4(), "post:JFK/2")])
    status, checks = ready()
    assert (status, checks["queue"]) == (503, "full: senders are asked to come back later")


@pytest.mark.usefixtures("worker")
def test_a_disk_with_little_room_is_not_ready(ready: Ready, configure: Configure, tmp_path: Path) -> None:
    configure(home=tmp_path, disk_floor=2**60)
    status, checks = ready()
    assert (status, checks["disk"]) == (503, "little room is left")


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_the_pages_of_operating_hold_no_session_and_may_not_be_written_to(asked: Any, path: str) -> None:
    assert asked.post(path).status_code == 405
    assert not asked.get(path).cookies


def figures(answer: Any) -> dict[str, float]:
    """Read the text of the figures as Prometheus does."""
    from prometheus_client.parser import text_string_to_metric_families

    families = text_string_to_metric_families(answer.content.decode())
    return {
        f"{sample.name}{json.dumps(sample.labels, sort_keys=True) if sample.labels else ''}": sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.usefixtures("worker")
def test_figures_tell_the_state_of_queue_worker_and_database(asked: Any) -> None:
    found = figures(asked.get("/metrics"))
    assert (found["sojourn_database_up"], found["sojourn_queue_waiting"], found["sojourn_worker_ready"]) == (1, 0, 1)


def test_without_a_database_what_was_counted_is_still_told(asked: Any) -> None:
    from django.db import connection

    from sojourn.register.operate.metrics import count_stream

    count_stream("poison")
    with connection.execute_wrapper(refuse):
        found = figures(asked.get("/metrics"))
    assert found["sojourn_database_up"] == 0
    assert found['sojourn_stream_messages_total{"outcome": "poison"}'] >= 1
    assert "sojourn_queue_waiting" not in found


def test_requests_are_counted_by_the_pattern_of_their_route(asked: Any) -> None:
    asked.get("/people/p-0123456789abcdef/")
    asked.get("/nothing/at/all/SMITH")
    asked.generic("SMITH", "/health")
    text = asked.get("/metrics").content.decode()
    assert 'sojourn_requests_total{method="GET",route="unmatched",status="404"}' in text
    assert 'method="other"' in text
    assert "0123456789abcdef" not in text
    assert "SMITH" not in text


def test_a_label_that_is_no_plain_word_is_not_kept(asked: Any) -> None:
    from sojourn.register.operate.metrics import count_rows

    count_rows({"Anna Example": 1})
    text = asked.get("/metrics").content.decode()
    assert "Anna" not in text
    assert 'sojourn_rows_total{fate="other"}' in text


@pytest.mark.parametrize(
    "from_elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_figures_are_for_this_machine_alone(asked: Any, from_elsewhere: dict[str, str]) -> None:
    assert asked.get("/metrics").status_code == 200
    assert asked.get("/metrics", **from_elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("told", "status"), [("", 404), ("Bearer wrong", 404), ("secret-token", 404), ("Bearer secret-token", 200)]
)
def test_where_there_is_a_token_only_the_token_opens_the_figures(
    asked: Any, configure: Configure, told: str, status: int
) -> None:
    configure(metrics_token="secret-token")
    assert asked.get("/metrics", headers={"Authorization": told}).status_code == status
    assert asked.get("/metrics", REMOTE_ADDR="192.0.2.7", headers={"Authorization": told}).status_code == status
