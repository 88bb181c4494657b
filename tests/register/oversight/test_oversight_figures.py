"""The figures: counted once by the chore, printed without small counts, and read by oversight alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

Maker = Callable[..., Any]
DAY = date(2027, 1, 5)


def questions(whom: Any, states: dict[str, int]) -> None:
    """Put questions of the month on file, each of a stay of its own."""
    from sojourn.register import clock
    from sojourn.register.review.models import Question

    at, number = clock.start_of(DAY), 0
    for state, count in states.items():
        for _each in range(count):
            number += 1
            Question.objects.create(
                stay_id=f"s{number:020x}", code="unexplained", person_id=whom.person_id, answer_id=1, basis=b"x",
                happened_on=DAY, state=state, opened_at=at, closed_at=None if state == "open" else at,
                withdrawn_why="records" if state == "withdrawn" else "",
            )  # fmt: skip


def count_all(monkeypatch: pytest.MonkeyPatch) -> int:
    from sojourn.register import clock
    from sojourn.register.oversight import sampling
    from sojourn.register.oversight.issuing import count_due

    monkeypatch.setattr(sampling, "public_seed", lambda month: "0f" * 32)
    with clock.set_to(clock.start_of(date(2027, 2, 20))):
        return count_due()


def test_a_month_is_counted_once_and_small_counts_are_nowhere(person: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.oversight.models import MonthFigures

    questions(person(), {"withdrawn": 40, "settled": 30, "still_open": 4, "open": 12})
    assert count_all(monkeypatch) == 1
    assert count_all(monkeypatch) == 0
    table = MonthFigures.objects.get(month=date(2027, 1, 1)).tables["tables"]["questions_ended"]
    numbers = {(row["code"], column): row["counts"][column] for row in table["rows"] for column in table["columns"]}
    assert numbers["withdrawn", "records"] == 40
    assert numbers["reviewed", "still_open"] is None
    assert numbers["reviewed", "settled"] is None  # it would give the other away


def test_the_page_shows_each_table_with_its_chart_and_its_file(
    person: Maker, client: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register import clock
    from sojourn.register.oversight.counting import TABLES

    questions(person(), {"withdrawn": 40, "settled": 60, "open": 12})
    count_all(monkeypatch)
    with clock.set_to(clock.start_of(date(2027, 2, 21))):
        page = client("oversight").get("/oversight/").content.decode()
        file = client("oversight").get("/oversight/table.csv?table=questions_ended").content.decode()
    assert page.count("<svg") >= 2 * len(TABLES)
    assert "40.0 % (30.9 % to 49.8 %)" in page
    assert "2027-01,withdrawn,records,40" in file
    assert "2027-01,reviewed,settled,60" in file


@pytest.mark.parametrize("role", ["caseworker", "officer", "reviewer", "supervisor", "analyst", "counsels_clerk"])
def test_nobody_who_works_cases_sees_the_figures(client: Maker, role: str) -> None:
    assert client(role).get("/oversight/").status_code == 403


def test_outcomes_are_counted_by_trait_without_a_row_about_a_person(person: Maker) -> None:
    from sojourn.register.oversight.months import Span
    from sojourn.register.oversight.outcomes import count_outcomes

    whom = person()
    questions(whom, {"withdrawn": 80, "open": 60})
    tables = count_outcomes(Span(date(2026, 4, 1), date(2027, 4, 1)))
    assert {table["trait"] for table in tables} == {"nationality", "sex", "age"}
    totals = {"withdrawn": 80, "determined": 0, "reversed": 0, "open": 60}
    assert all(table["totals"]["counts"] == totals for table in tables)
    assert whom.person_id not in str(tables)
    assert not any(marker in str(tables) for marker in whom.markers)


def test_too_few_questions_give_no_outcomes(person: Maker) -> None:
    from sojourn.register.oversight.months import Span
    from sojourn.register.oversight.outcomes import count_outcomes

    questions(person(), {"withdrawn": 50, "open": 40})
    assert count_outcomes(Span(date(2026, 4, 1), date(2027, 4, 1))) == []


def test_a_look_is_used_where_something_was_done_within_the_days(person: Maker, acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb
    from sojourn.register.oversight.accesses import count_accesses
    from sojourn.register.oversight.months import month_of

    first, second, worker = person(), person(), acting("caseworker")
    at = clock.start_of(DAY)

    def note(verb: Verb, subject: str, days: int, purpose: str = "correction") -> NewEvent:
        return NewEvent(at + timedelta(days=days), verb, worker.actor, "jfk", purpose, subject, {})

    write_events(
        [
            note(Verb.PERSON_OPENED, first.person_id, 0), note(Verb.FACT_RECORDED, first.stay_id, 13),
            note(Verb.PERSON_OPENED, second.person_id, 0), note(Verb.FACT_RECORDED, second.person_id, 15),
            note(Verb.PERSON_OPENED, second.person_id, 2, purpose=""),
        ]
    )  # fmt: skip
    assert count_accesses(month_of(DAY)) == {"correction/used": 1, "correction/unused": 1}


def test_who_opened_far_more_stands_under_a_number(person: Maker, acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb
    from sojourn.register.oversight.accesses import list_unusual
    from sojourn.register.oversight.months import month_of
    from sojourn.register.oversight.officers import number_of_month

    at, month = clock.now(), month_of(clock.today())
    workers = [acting("caseworker") for _each in range(5)]
    for worker, opened in zip(workers, (2, 2, 3, 3, 40), strict=True):
        write_events(
            [
                NewEvent(at, Verb.PERSON_OPENED, worker.actor, "jfk", "correction", f"p{number:020x}", {})
                for number in range(opened)
            ]
        )
    (role,) = list_unusual(month)
    assert (role["role"], role["users"], role["half"], role["nine_in_ten"]) == ("caseworker", 5, 3, 40)
    assert role["rows"] == [
        {"number": number_of_month(workers[4].user_id, month.name), "office": "jfk", "persons": 40, "unused": 40}
    ]


def test_clocks_of_ours_are_kept_or_missed(person: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.models import Case, Clock
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.acting import SERVICE
    from sojourn.register.oversight.counting import count_span
    from sojourn.register.oversight.months import month_of

    whom, at = person(), clock.start_of(DAY)
    case = begin_case(SERVICE, Beginning(whom.person_id, whom.stay_id, "question_reviewed", "us.overstay"))
    case = Case.objects.get(case_id=case.case_id)
    for number, met, theirs in ((1, -1, False), (2, 1, False), (3, None, False), (4, None, True)):
        Clock.objects.create(
            case=case, clock="reply_to_the_person", start_record=str(number), theirs=theirs, ends_at=at,
            met_at=None if met is None else at + timedelta(days=met), body={},
        )  # fmt: skip
    assert count_span(month_of(DAY))["clocks"] == {"reply_to_the_person": {"kept": 1, "missed": 2}}


def test_notices_that_were_answered_and_how_they_ended(person: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.models import Case, Event
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.acting import SERVICE
    from sojourn.register.oversight.counting import count_span
    from sojourn.register.oversight.months import month_of

    paths = (
        ("notice_sent", "answer_received", "closed_in_favour"),
        ("notice_sent", "determine"),
        ("closed_in_favour",),
    )
    for path in paths:
        whom = person()
        begun = begin_case(SERVICE, Beginning(whom.person_id, whom.stay_id, "question_reviewed", "us.overstay"))
        case = Case.objects.get(case_id=begun.case_id)
        for state in path:
            step = state if state == "determine" else "x"
            Event.objects.create(
                case=case, at=clock.start_of(DAY), kind="step", step=step, to_state=state, actor="user:1"
            )
    counted = count_span(month_of(DAY))
    assert counted["notices"] == {"answered": {"favour": 1}, "unanswered": {"determined": 1}}
    assert counted["determinations"] == {"": {"us.overstay": 1}}


def test_restricted_persons_are_counted_like_all_others(person: Maker) -> None:
    from sojourn.register.oversight.counting import count_span
    from sojourn.register.oversight.months import month_of

    questions(person(restricted=True), {"open": 3})
    assert count_span(month_of(DAY))["questions_opened"] == {"": {"unexplained": 3}}


def test_a_trait_is_read_from_the_record_of_the_arrival(person: Maker) -> None:
    from sojourn.register.oversight.outcomes import _Asked, _traits

    whom = person()
    (found,) = _traits([_Asked(whom.person_id, DAY, whom.record, "open", None)])
    assert found == {"nationality": "NLD", "sex": "F", "age": "30_44"}
