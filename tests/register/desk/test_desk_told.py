"""The desk tells until when a person may stay, and accuses nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sojourn.register.desk.standing import Standing
    from sojourn.register.desk.told import Told

pytestmark = pytest.mark.usefixtures("django_ready")

TODAY = date(2026, 7, 22)
NEVER_SAID = ("overstay", "unexplained", "late departure", "illegal", "unlawful", "too long", "days over")


def stay(**changed: object) -> Standing:
    from sojourn.register.desk.standing import Standing

    plain = Standing(
        "s1", "post:JFK/1", "in_status", None, "open", date(2026, 6, 1), None, date(2026, 8, 31), questions=()
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def told(**changed: object) -> Told:
    from sojourn.register.desk.told import tell

    return tell(stay(**changed), TODAY)


def values(answer: Told) -> dict[str, object]:
    return {row.term: row.value for row in answer.rows}


def everything(answer: Told) -> str:
    shown = [answer.heading, answer.sub]
    shown += [f"{row.term} {row.value} {row.note} {row.tag}" for row in answer.rows]
    return " ".join(shown + [f"{each.text} {each.settles}" for each in answer.unclear]).lower()


def test_the_heading_is_the_last_authorised_day() -> None:
    assert told().heading == "May stay until 31 August 2026"


def test_the_days_left_and_the_days_since_the_arrival_are_told() -> None:
    answer = told()
    assert values(answer)["Days used"] == 52
    assert answer.rows[0].note == "40 days after today"


def test_the_last_day_itself_is_still_a_day_of_the_stay() -> None:
    assert told(authorised_until=TODAY).rows[0].note == "Today"


def test_where_the_law_counts_days_its_count_is_told() -> None:
    from sojourn.register.desk.standing import DaysUsed

    answer = told(days=DaysUsed(TODAY, date(2026, 1, 24), 61, 61, 29))
    assert values(answer)["Days used"] == "61 in 180 days"
    assert values(answer)["Days left"] == 29


def test_days_that_are_not_sure_are_told_as_between() -> None:
    from sojourn.register.desk.standing import DaysUsed

    assert (
        values(told(days=DaysUsed(TODAY, date(2026, 1, 24), 61, 75, None)))["Days used"]
        == "Between 61 and 75 in 180 days"
    )
    assert (
        values(told(days=DaysUsed(TODAY, date(2026, 1, 24), 61, None, None)))["Days used"] == "At least 61 in 180 days"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {
            "state": "unexplained",
            "authorised_until": date(2026, 3, 1),
            "questions": ("departure_record", "status_record"),
        },
        {"state": "left_after_end", "authorised_until": date(2026, 3, 1), "departed_on": date(2026, 5, 1)},
        {"state": "awaiting_records", "authorised_until": date(2026, 7, 1), "questions": ("departure_record",)},
        {"state": "unknown", "unknown_code": "identity_review", "authorised_until": date(2026, 3, 1)},
        {"state": "unknown", "unknown_code": "coverage", "authorised_until": date(2026, 3, 1)},
    ],
)
def test_what_the_records_leave_open_reads_the_same_and_accuses_nobody(changed: dict[str, object]) -> None:
    answer = told(**changed)
    assert answer.heading == "The records do not show everything about this stay. Hear the person."
    assert answer.hear
    assert [row.term for row in answer.rows] == ["Arrived"]
    assert [word for word in NEVER_SAID if word in everything(answer)] == []
    assert "march" not in everything(answer)


def test_no_state_of_the_engine_is_told_as_a_word() -> None:
    from sojourn.tables import STATES

    answers = [everything(told(state=state, authorised_until=date(2026, 3, 1))) for state in STATES]
    assert [answer for answer in answers if any(word in answer for word in NEVER_SAID)] == []


def test_every_state_has_words_of_its_own_or_the_open_ones() -> None:
    from sojourn.tables import STATES

    assert all(told(state=state).heading for state in STATES)


def test_an_answer_that_is_not_known_says_what_would_settle_it() -> None:
    answer = told(state="unknown", unknown_code="no_end_date", authorised_until=None)
    assert answer.heading == "Not known. The records do not suffice to say"
    assert values(answer)["Last authorised day"] == "Not on file"
    assert "admission record with its last day" in answer.unclear[0].settles


def test_a_stay_that_ended_asks_to_key_an_arrival_that_is_missing() -> None:
    answer = told(state="left_in_time", departed_on=date(2026, 7, 1), certainty="confirmed")
    assert answer.heading == "The last stay on file ended on 1 July 2026"
    assert "key it" in answer.sub
    assert "Last authorised day" not in values(answer)


def test_residents_have_no_days_counted() -> None:
    assert [row.term for row in told(state="resident", authorised_until=None).rows] == ["Arrived"]


def test_an_application_keeps_a_stay_lawful_past_its_last_day() -> None:
    answer = told(state="authorised", authorised_until=None)
    assert (answer.tone, answer.hear) == ("ok", False)
