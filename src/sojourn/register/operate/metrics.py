"""The figures of a register: what the web process, the worker and `sojourn consume` count.

Every label is a word of a closed list, a route's pattern or a feed: never an id, a name or what somebody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sojourn.register.operate.figures_folder import share_figures

#: Before the library is loaded: it decides then where figures are kept.
SHARED = share_figures()

# isort: split
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: E402

if TYPE_CHECKING:
    from sojourn.register.live.batch import Batch

OWN = CollectorRegistry()
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_OTHER = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)

REQUESTS = Counter("sojourn_requests", "Requests.", ("route", "method", "status"), registry=OWN)
REQUEST_SECONDS = Histogram(
    "sojourn_request_seconds", "From a request to its answer.", ("route",), registry=OWN, buckets=_SECONDS
)
ROWS = Counter("sojourn_rows", "Rows that came in, by what became of them.", ("fate",), registry=OWN)
REFUSED = Counter("sojourn_queue_refusals", "Messages that were refused because the queue was full.", registry=OWN)
SUBJECTS = Counter("sojourn_subjects_answered", "Subjects whose answers were worked out.", registry=OWN)
BATCH_SECONDS = Histogram(
    "sojourn_batch_seconds", "Micro-batches, by part of the work.", ("part",), registry=OWN, buckets=_SECONDS
)
CHANGED = Counter("sojourn_answers_changed", "Stays whose answer came out otherwise, by why.", ("why",), registry=OWN)
STREAM = Counter(
    "sojourn_stream_messages", "Messages of the stream, by what became of them.", ("outcome",), registry=OWN
)
CHORES = Gauge(
    "sojourn_chore_last_success_timestamp_seconds",
    "When a chore was last done.",
    ("chore",),
    registry=OWN,
    multiprocess_mode="mostrecent",
)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request: the pattern of its route (never its path), its method, the status and how long it took."""
    REQUESTS.labels(route, method, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


def count_rows(fates: Mapping[str, int]) -> None:
    """Count rows that came in, by fate (``accepted``, ``duplicate``, ``corrected``, ``quarantined``); after commit."""
    for fate, rows in fates.items():
        ROWS.labels(_word(fate)).inc(rows)


def count_batch(batch: Batch, why: str) -> None:
    """Count a micro-batch: subjects, seconds by part, and stays that changed because of ``why``; after commit."""
    SUBJECTS.inc(batch.subjects)
    CHANGED.labels(_word(why)).inc(len(batch.changed))
    for part, seconds in batch.seconds.items():
        BATCH_SECONDS.labels(_word(part)).observe(seconds)


def count_stream(outcome: str, messages: int = 1) -> None:
    """Count messages of the stream, by a word: ``acknowledged``, ``repeated``, ``poison``, ``put_back``."""
    STREAM.labels(_word(outcome)).inc(messages)


def count_refusal() -> None:
    """Count a message that was refused because the queue was full."""
    REFUSED.inc()


def chore_done(chore: str, at: datetime) -> None:
    """Keep when a chore, named by a word, was last done."""
    CHORES.labels(_word(chore)).set(at.timestamp())


def _word(text: str) -> str:
    """Give a label, or ``other``: what is no plain word could be a value of somebody."""
    return text if _WORD.fullmatch(text) else _OTHER
