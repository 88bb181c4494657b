"""What the tests of review share: records that leave a question, a departure without an arrival, and a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import pytest
from review_rows import ARRIVAL

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting
    from sojourn.register.review.models import Assignment

#: The time at which these tests play.
NOW = datetime(2026, 7, 22, 16, tzinfo=UTC)
Records = Callable[..., str]


@pytest.fixture
def at_work(db: None) -> Iterator[None]:
    """Let the clock stand, have the months of the invented records, and nothing else to answer for."""
    from sojourn.register import clock
    from sojourn.register.answering.models import ReviewPair
    from sojourn.register.store.models import CurrentAnswer
    from sojourn.register.store.months import ensure_months

    ensure_months([NOW])
    CurrentAnswer.objects.all().delete()
    ReviewPair.objects.all().delete()
    with clock.set_to(NOW):
        yield


@pytest.fixture
def records(at_work: None) -> Records:
    """Give a maker of records on file and answered: an arrival unless other columns are given."""
    return append


def append(source: Literal["movement", "fact"] = "movement", **changed: object) -> str:
    """Append one record, answer for whom it is about, and give its name."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    values = {**ARRIVAL, **changed} if source == "movement" else changed
    taken = append_records([NewRecord(source, values)], batch_id=uuid4(), actor="test", received_at=NOW)
    answer_subjects({each.subject_id for each in taken}, "records", [each.name for each in taken])
    return taken[0].name


@pytest.fixture
def question(records: Records) -> str:
    """Have a stay whose last authorised day has passed without a departure; give the arrival's name."""
    return records()


@pytest.fixture
def orphan(records: Records) -> str:
    """Have a departure without an arrival; give its name."""
    return records(
        movement_id="d9",
        kind="manifest",
        feed="carrier:KL",
        direction="departure",
        outcome=None,
        local_date=date(2026, 2, 3),
        boarded=True,
        surname="Lindqvist",
        given_names="Maja",
        document_number="SE55443322",
        document_issuer="SWE",
        nationality="SWE",
        admitted_class=None,
        admitted_until=None,
    )


@pytest.fixture
def pair(question: str, records: Records) -> tuple[str, str]:
    """Have one document with two birth dates that no slip explains; give the names of the two records."""
    other = records(
        movement_id="d2",
        kind="manifest",
        feed="carrier:KL",
        direction="departure",
        outcome=None,
        local_date=date(2026, 3, 20),
        boarded=True,
        given_names="Ngozi Ada",
        birth_date="1961-11-30",
        admitted_class=None,
        admitted_until=None,
    )
    return question, other


@pytest.fixture
def given_piece() -> Callable[[Acting, str], Assignment]:
    """Give a function that brings work up to date and hands somebody the next piece of a kind."""
    return give_piece


def give_piece(acting: Acting, kind: str = "") -> Assignment:
    """Bring work up to date and hand somebody the next piece of a kind."""
    from sojourn.register.review.assigned import take_next
    from sojourn.register.review.syncing import sync_work

    sync_work()
    return take_next(acting, kind)
