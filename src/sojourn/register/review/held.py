"""What the register holds for each check of a question: names of records, so that nothing on file is overlooked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from sojourn.register.review.models import Question, ReviewPair
from sojourn.register.review.whose import subjects_of

_APPLICATIONS = (
    "application",
    "decision",
    "appeal",
    "motion",
    "extension",
    "residence",
    "exemption",
    "protection",
    "citizenship_claim",
    "citizenship_decision",
    "visa",
)


@dataclass(frozen=True)
class Held:
    """One record on file: its name, its kind as a code, and its day."""

    name: str
    kind: str
    day: date | None


@dataclass(frozen=True)
class FeedDays:
    """Days on which a feed of the person's records was in quarantine."""

    feed: str
    days: int


@dataclass(frozen=True)
class OnFile:
    """What is on file by check; ``pairs`` counts review pairs, ``feeds`` the days in quarantine."""

    records: Mapping[str, list[Held]] = field(default_factory=dict)
    pairs: int = 0
    feeds: tuple[FeedDays, ...] = ()


def look_up(question: Question, names: Iterable[str]) -> OnFile:
    """Look up what is on file about the persons of a question.

    Args:
        question: the question; its day is where quarantined feeds are looked for from.
        names: records of the person, to start from.
    """
    from sojourn.register.store.connected import connected_subjects
    from sojourn.register.store.records import read_history

    history = read_history(connected_subjects(subjects_of(names)))
    movements, facts = history.movements.to_pylist(), history.facts.to_pylist()
    everything = {f"{row['feed']}/{row['movement_id']}" for row in movements}
    everything |= {f"{row['feed']}/{row['fact_id']}" for row in facts}
    records = {
        "exits": [_moved(row) for row in movements if row["direction"] == _other_side(question)],
        "applications": [_done(row) for row in facts if row["kind"] in _APPLICATIONS],
        "programmes": [_done(row) for row in facts if row["kind"] == "programme"],
        "documents": [*_other_documents(movements), *(_done(row) for row in facts if row["kind"] == "document")],
    }
    pairs = ReviewPair.objects.filter(state=ReviewPair.State.OPEN)
    found = pairs.filter(Q(record_a__in=everything) | Q(record_b__in=everything)).count()
    return OnFile(records, found, _quarantined({str(row["feed"]) for row in movements}, question.happened_on))


def _other_side(question: Question) -> str:
    return "arrival" if question.code == Question.Code.ORPHAN_DEPARTURE else "departure"


def _moved(row: Mapping[str, object]) -> Held:
    return Held(f"{row['feed']}/{row['movement_id']}", str(row["kind"]), _day(row["local_date"]))


def _done(row: Mapping[str, object]) -> Held:
    days = (row[name] for name in ("valid_from", "decided_at", "filed_at", "received_at", "recorded_at"))
    return Held(f"{row['feed']}/{row['fact_id']}", str(row["kind"]), _day(next(filter(None, days), None)))


def _other_documents(movements: list[dict[str, object]]) -> list[Held]:
    """Give one record for each document after the first."""
    firsts: dict[object, Held] = {}
    for row in sorted(movements, key=lambda each: (str(each["local_date"]), str(each["movement_id"]))):
        key = (row["document_issuer"], row["document_number"])
        if row["document_number"]:
            firsts.setdefault(key, _moved(row))
    return list(firsts.values())[1:]


def _quarantined(feeds: set[str], since: date) -> tuple[FeedDays, ...]:
    from sojourn.register.feeds.models import FeedDay

    out = FeedDay.objects.filter(feed__in=feeds, day__gte=since, status="quarantined")
    days = {feed: out.filter(feed=feed).values("day").distinct().count() for feed in feeds}
    return tuple(FeedDays(feed, number) for feed, number in sorted(days.items()) if number)


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
