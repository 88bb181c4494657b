"""Cases as rows for the tests of the work list: a case's row holds all that a list shows, so no file is needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case

#: The time at which these tests play.
NOW = datetime(2026, 7, 22, 16, tzinfo=UTC)


def make_case(number: int, **changed: object) -> Case:
    """Make a case's row: waiting in the office `centre`, no clock, nothing blocked, unless other columns are given."""
    from sojourn.register.cases.models import Case

    given: dict[str, object] = {
        "case_id": f"c{number:020x}",
        "person_id": f"p{number:020x}",
        "origin": "question_reviewed",
        "lifecycle": "none",
        "law_known_at": NOW.date(),
        "state": "opened",
        "stage": "pre_stage",
        "opened_at": NOW,
        "office": "centre",
        "waiting_since": NOW - timedelta(days=number % 5),
    }
    return Case.objects.create(**{**given, **changed})


def numbers(case_ids: list[str]) -> list[int]:
    """Give the numbers that ``make_case`` was given, from the cases' own."""
    return [int(case_id[1:], 16) for case_id in case_ids]
