"""The work list: whose work it holds, what no filter takes away, its pages, its counts, and what it never shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from work_made import NOW, make_case, numbers

from sojourn.law.procedure.lifecycle import STAGES

if TYPE_CHECKING:
    from sojourn.register.cases.work_rows import WorkPage
    from sojourn.register.door.acting import Acting

Maker = Callable[..., "Acting"]
Clients = Callable[..., Client]


@pytest.fixture(autouse=True)
def at_work(db: None) -> Iterator[None]:
    from sojourn.register import clock
    from sojourn.register.cases.models import Case
    from sojourn.register.review.models import Assignment
    from sojourn.register.store.months import ensure_months

    ensure_months([NOW])
    Case.objects.all().delete()
    Assignment.objects.all().delete()
    with clock.set_to(NOW):
        yield


def listed(acting: Acting, address: str = "", most: int = 50) -> WorkPage:
    from sojourn.register.cases.work_query import read_query
    from sojourn.register.cases.work_rows import list_page

    return list_page(acting, read_query(address), most)


def seen(acting: Acting, address: str = "") -> list[int]:
    return numbers([row.case_id for row in listed(acting, address).rows])


def piece(acting: Acting, **changed: object) -> int:
    from sojourn.register.review.models import Assignment

    given = {"kind": "question", "subject": "1", "waiting_since": NOW, "due_on": NOW.date(), "state": "assigned"}
    own = {"assigned_to_id": acting.user_id, "office": acting.office}
    return Assignment.objects.create(**{**given, **own, **changed}).pk


def test_cases_and_review_pieces_stand_in_one_order(acting: Maker) -> None:
    me = acting("caseworker", office="centre")
    make_case(1, assigned_to_id=me.user_id, due_at=NOW + timedelta(days=3))
    make_case(2, assigned_to_id=me.user_id, due_at=NOW - timedelta(days=1))
    question = piece(me)
    places = [row.place for row in listed(me).rows]
    assert places == [f"case:c{2:020x}", f"piece:{question}", f"case:c{1:020x}"]


def test_another_colleague_s_cases_are_not_in_my_list(acting: Maker) -> None:
    me, other = acting("officer", office="centre"), acting("officer", office="centre")
    make_case(1, assigned_to_id=me.user_id)
    make_case(2, assigned_to_id=other.user_id)
    make_case(3)
    assert seen(me) == [1]


def test_closed_cases_are_not_in_the_list(acting: Maker) -> None:
    me = acting("officer", office="centre")
    make_case(1, assigned_to_id=me.user_id, closed_at=NOW)
    assert seen(me) == []


def test_whoever_lost_the_role_sees_no_restricted_case_even_if_it_is_theirs(acting: Maker) -> None:
    me, supervisor = acting("officer", office="centre"), acting("supervisor", office="centre")
    make_case(1, assigned_to_id=me.user_id, restricted=True)
    make_case(2, assigned_to_id=supervisor.user_id, restricted=True)
    assert (seen(me), seen(supervisor)) == ([], [2])


def test_whoever_covers_sees_the_cases_of_whom_they_cover_in_these_days_only(acting: Maker) -> None:
    from sojourn.register.cases.absences import Away, note_absence

    me, away = acting("officer", office="centre"), acting("officer", office="centre")
    make_case(1, assigned_to_id=away.user_id)
    assert seen(me) == []
    note_absence(away, Away(away.user_id or 0, me.user_id or 0, NOW.date(), NOW.date() + timedelta(days=1)))
    assert (seen(me), seen(me, "whose=mine"), seen(me, "whose=covering")) == ([1], [], [1])
    from sojourn.register import clock

    with clock.set_to(NOW + timedelta(days=2)):
        assert seen(me) == []


def test_cover_does_not_pass_on(acting: Maker) -> None:
    from sojourn.register.cases.absences import Away, note_absence

    one, two, three = (acting("officer", office="centre") for _ in range(3))
    make_case(1, assigned_to_id=one.user_id)
    note_absence(one, Away(one.user_id or 0, two.user_id or 0, NOW.date(), NOW.date()))
    note_absence(two, Away(two.user_id or 0, three.user_id or 0, NOW.date(), NOW.date()))
    assert seen(three) == []


def test_the_work_of_an_office_is_for_those_who_assign_its_cases(acting: Maker) -> None:
    from sojourn.register.door.acting import Refused

    make_case(1, assigned_to_id=acting("officer", office="centre").user_id)
    make_case(2)
    make_case(3, office="north")
    assert sorted(seen(acting("supervisor", office="centre"), "whose=office")) == [1, 2]
    with pytest.raises(Refused):
        seen(acting("officer", office="centre"), "whose=office")


def test_the_work_of_one_colleague_stays_within_the_office(acting: Maker) -> None:
    mine, elsewhere = acting("officer", office="centre"), acting("officer", office="north")
    make_case(1, assigned_to_id=mine.user_id)
    make_case(2, assigned_to_id=elsewhere.user_id, office="north")
    supervisor = acting("supervisor", office="centre")
    assert seen(supervisor, f"whose=office&with={mine.user_id}") == [1]
    assert seen(supervisor, f"whose=office&with={elsewhere.user_id}") == []


FILTERS = (
    "stage=appeal", "blocked=no", "blocked=yes", "due=not_due", "due=overdue&due=due_today", "kind=pair", "kind=case",
    "due=liberty", "stage=court&blocked=yes&due=due_soon&kind=orphan", "whose=mine",
)  # fmt: skip


@pytest.mark.parametrize("address", FILTERS)
def test_no_filter_takes_a_custody_case_away_and_it_comes_first(acting: Maker, address: str) -> None:
    me = acting("officer", office="centre")
    make_case(1, assigned_to_id=me.user_id, due_at=NOW - timedelta(days=30), stage="appeal", blocked=1)
    make_case(2, assigned_to_id=me.user_id, liberty=True, due_at=NOW + timedelta(days=5), stage="custody")
    assert seen(me, address)[0] == 2


def test_the_custody_cases_that_one_covers_are_first_in_the_list_of_one_s_own_too(acting: Maker) -> None:
    from sojourn.register.cases.absences import Away, note_absence

    me, away = acting("officer", office="centre"), acting("officer", office="centre")
    make_case(1, assigned_to_id=me.user_id)
    make_case(2, assigned_to_id=away.user_id, liberty=True)
    make_case(3, assigned_to_id=away.user_id)
    note_absence(away, Away(away.user_id or 0, me.user_id or 0, NOW.date(), NOW.date()))
    assert seen(me, "whose=mine") == [2, 1]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("stage=appeal", [1]),
        ("blocked=yes", [2]),
        ("blocked=no", [1, 3]),
        ("due=overdue", [1]),
        ("due=due_today&due=not_due", [2, 3]),
        ("kind=question", []),
        ("stage=nonsense&blocked=maybe", [1, 2, 3]),
    ],
)
def test_each_filter_keeps_what_it_says(acting: Maker, address: str, kept: list[int]) -> None:
    me = acting("officer", office="centre")
    make_case(1, assigned_to_id=me.user_id, due_at=NOW - timedelta(days=1), stage="appeal")
    make_case(2, assigned_to_id=me.user_id, due_at=NOW + timedelta(hours=8), blocked=2)
    make_case(3, assigned_to_id=me.user_id)
    assert seen(me, address) == kept


def test_pages_follow_each_other_without_a_gap_or_a_row_twice(acting: Maker) -> None:
    me = acting("caseworker", office="centre")
    for number in range(23):
        due = [None, NOW, NOW + timedelta(days=1)][number % 3]
        make_case(number, assigned_to_id=me.user_id, due_at=due, liberty=number % 7 == 0, open_questions=number % 2)
    for number in range(4):
        piece(me, subject=str(number), due_on=NOW.date() if number % 2 else None)
    whole = [row.place for row in listed(me, most=100).rows]
    walked: list[str] = []
    page = listed(me, most=4)
    while page.rows:
        walked += [row.place for row in page.rows]
        page = listed(me, f"after={walked[-1]}", most=4)
    assert len(whole) == 27
    assert walked == whole


def test_the_next_case_of_a_list_is_known_from_inside_a_case(acting: Maker) -> None:
    from sojourn.register.cases.work_paging import next_of

    me = acting("caseworker", office="centre")
    cases = [make_case(number, assigned_to_id=me.user_id, due_at=NOW + timedelta(days=number)) for number in (1, 2, 3)]
    piece(me, due_on=NOW.date() + timedelta(days=1))
    ids = [case.case_id for case in cases]
    assert [next_of(me, "", case_id) for case_id in ids] == [ids[1], ids[2], None]
    cases[1].closed_at = NOW
    cases[1].save()
    assert next_of(me, "", ids[1]) == ids[2], "the case that was closed just now still has its place"
    assert next_of(me, "whose=office", ids[0]) is None


def test_counts_are_told_for_each_group_and_the_choice_of_a_group_does_not_change_them(acting: Maker) -> None:
    from sojourn.register.cases.work_query import read_query
    from sojourn.register.cases.work_rows import count_groups

    me = acting("caseworker", office="centre")
    make_case(1, assigned_to_id=me.user_id, liberty=True)
    make_case(2, assigned_to_id=me.user_id, due_at=NOW - timedelta(days=1))
    make_case(3, assigned_to_id=me.user_id, blocked=1)
    piece(me)
    expected = {"liberty": 1, "overdue": 1, "due_today": 1, "due_soon": 0, "not_due": 1}
    assert count_groups(me, read_query("")) == expected
    assert count_groups(me, read_query("due=overdue")) == expected
    assert count_groups(me, read_query("blocked=yes")) == {**dict.fromkeys(expected, 0), "liberty": 1, "not_due": 1}


def test_nobody_counts_past_a_thousand(acting: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.cases import work_shown, work_sql
    from sojourn.register.cases.work_query import read_query
    from sojourn.register.cases.work_rows import count_groups

    assert work_sql.COUNTED <= 10_000
    monkeypatch.setattr(work_sql, "COUNTED", 3)
    monkeypatch.setattr(work_shown, "COUNTED", 3)
    me = acting("officer", office="centre")
    for number in range(6):
        make_case(number, assigned_to_id=me.user_id)
    counted = count_groups(me, read_query(""))["not_due"]
    assert (counted, work_shown.number_words(counted)) == (4, "more than 3")


def test_the_page_and_the_counts_are_one_statement_each(acting: Maker, client: Clients) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visitor = client("officer", office="centre")
    me = visitor.acting  # type: ignore[attr-defined]  # the fixture's
    for number in range(30):
        make_case(number, assigned_to_id=me.user_id)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get("/work/").status_code == 200
    about = [query["sql"] for query in asked if "cases_case" in query["sql"]]
    assert len([sql for sql in about if sql.startswith("\nWITH found")]) == 1
    assert len([sql for sql in about if sql.startswith("SELECT 'liberty'")]) == 1
    assert len(about) == 3, "the page, the counts, and whether a case waits"
    assert len(asked) <= 14, "\n".join(query["sql"][:120] for query in asked)


def test_who_assigns_cases_asks_for_an_office_and_for_what_waits_in_a_few_statements(client: Clients) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visitor = client("supervisor", "reviewer", office="centre")
    me = visitor.acting  # type: ignore[attr-defined]  # the fixture's
    for number in range(30):
        make_case(number, assigned_to_id=me.user_id if number % 2 else None)
        piece(me, subject=str(number))
    for address, most in (("", 16), ("?whose=office", 12)):
        with CaptureQueriesContext(connection) as asked:
            assert visitor.get(f"/work/{address}").status_code == 200
        assert len(asked) <= most, "\n".join(query["sql"][:120] for query in asked)


def test_the_list_reads_along_its_indexes(acting: Maker) -> None:
    from django.conf import settings

    from sojourn.register.cases.work_query import read_query
    from sojourn.register.cases.work_rows import bounds_now, scope_of
    from sojourn.register.cases.work_sql import page_statement, parameters
    from sojourn.register.store.statements import run, select

    me, supervisor = acting("officer", office="centre"), acting("supervisor", office="centre")
    for number in range(400):
        make_case(number, assigned_to_id=me.user_id if number % 2 else None)
    run("SET LOCAL enable_seqscan = off")
    run("SET LOCAL enable_sort = off")
    for who, address, index in (
        (me, "", "cases_mine_by_urgency"),
        (supervisor, "whose=office", "cases_office_by_urgency"),
    ):
        query = read_query(address)
        scope = scope_of(who, query)
        given = {**parameters(query, scope, bounds_now(), None), "zone": settings.CONFIGURATION.zone, "most": 51}
        plan = "\n".join(line for (line,) in select(f"EXPLAIN {page_statement(query, scope, None)}", given))
        assert index in plan, plan


def test_rows_show_the_number_the_step_the_clock_and_the_note_and_no_person(acting: Maker, client: Clients) -> None:
    from sojourn.register.cases.handing_over import note_handover

    visitor = client("officer", office="centre")
    me = visitor.acting  # type: ignore[attr-defined]  # the fixture's
    case = make_case(
        7, assigned_to_id=me.user_id, due_at=NOW - timedelta(days=3), due_clock="filing_of_charge", blocked=2
    )
    note_handover(me, case.case_id, "Ask the post about the stamp.")
    page = visitor.get("/work/").content.decode()
    row = re.sub(r"<[^>]+>", " ", page[page.index("<tbody>") : page.index("</tbody>")])
    row = " ".join(row.split())
    assert case.case_id in row
    assert "overdue by 3 days, last day 19 July 2026" in row
    assert "2 things block it" in row
    assert "Ask the post about the stamp. (noted on 22 July 2026)" in row
    assert case.person_id not in page


def test_the_link_of_a_case_carries_the_list_it_was_opened_from(acting: Maker, client: Clients) -> None:
    visitor = client("officer", office="centre")
    case = make_case(7, assigned_to_id=visitor.acting.user_id)  # type: ignore[attr-defined]  # the fixture's
    page = visitor.get("/work/?due=not_due&blocked=no").content.decode()
    assert f"/cases/{case.case_id}/?next=blocked%3Dno%26due%3Dnot_due" in page


def test_a_view_is_its_address_and_comes_back_as_it_was() -> None:
    from sojourn.register.cases.work_query import read_query

    for address in (
        "whose=covering&kind=case&stage=pre_stage&stage=appeal&blocked=no&due=overdue&after=case%3Ac1",
        "whose=office&kind=case&due=overdue&with=12&after=case%3Ac1",
    ):
        assert read_query(address).address() == address


@given(
    stages=st.lists(st.sampled_from(STAGES)),
    blocked=st.sampled_from(["", "yes", "no"]),
    colleague=st.none() | st.integers(),
)
def test_no_query_of_an_office_narrows_to_a_stage_or_to_what_nothing_blocks(
    stages: list[str], blocked: str, colleague: int | None
) -> None:
    """Nobody can list those of an office who may be acted against next: such a query cannot be made."""
    from dataclasses import replace

    from sojourn.register.cases.work_query import WorkQuery, read_query
    from sojourn.register.cases.work_sql import Scope, count_statement, page_statement

    plain = WorkQuery(whose="office", colleague=colleague)
    asked = [
        WorkQuery(whose="office", stages=tuple(stages), blocked=blocked, colleague=colleague),
        replace(WorkQuery(stages=tuple(stages), blocked=blocked, colleague=colleague), whose="office"),
    ]
    assert asked == [plain, plain]
    told = WorkQuery(stages=tuple(stages), blocked=blocked).address()
    assert read_query(f"{told}&whose=office") == WorkQuery(whose="office")
    scope = Scope((), (), (), "true", "centre", whole_office=True)
    assert all("blocked" not in count_statement(each, scope) for each in asked)
    assert all("stage = ANY" not in page_statement(each, scope, None) for each in asked)


def test_the_list_of_an_office_offers_no_filter_by_stage_or_blocker(client: Clients) -> None:
    make_case(1, stage="appeal")
    make_case(2, stage="removal", blocked=1)
    visitor = client("supervisor", office="centre")
    page = visitor.get("/work/?whose=office&stage=removal&blocked=yes").content.decode()
    assert f"c{1:020x}" in page
    assert 'name="stage"' not in page
    assert 'name="blocked"' not in page
    assert "Close the chosen cases" not in page
    assert 'name="stage"' in visitor.get("/work/").content.decode()


def test_a_page_after_a_case_that_the_list_may_not_show_is_the_first_page(acting: Maker) -> None:
    """The place of a case tells its clock: only of cases of one's own list."""
    me, other = acting("officer", office="centre"), acting("officer", office="north")
    for number in (1, 2):
        make_case(number, assigned_to_id=me.user_id, due_at=NOW + timedelta(days=number))
    make_case(3, assigned_to_id=other.user_id, office="north", due_at=NOW + timedelta(days=9))
    hidden = piece(other, due_on=NOW.date() + timedelta(days=9))
    chief = acting("supervisor", office="centre")
    assert seen(me, f"after=case:c{1:020x}") == [2]
    assert seen(me, f"after=case:c{3:020x}") == [1, 2]
    assert seen(me, f"after=piece:{hidden}") == [1, 2]
    assert seen(chief, f"whose=office&after=case:c{1:020x}") == [2]
    assert seen(chief, f"whose=office&after=case:c{3:020x}") == [1, 2]


@pytest.mark.parametrize("role", ["feed_operator", "analyst", "administrator", "oversight", "counsels_clerk"])
def test_everybody_has_a_page_and_who_has_no_work_has_an_empty_one(client: Clients, role: str) -> None:
    make_case(1)
    page = client(role, office="centre").get("/work/")
    assert page.status_code == 200
    assert f"c{1:020x}" not in page.content.decode()


def test_no_address_of_the_list_orders_or_filters_by_a_person(client: Clients) -> None:
    from dataclasses import fields

    from sojourn.register.cases.work_query import WorkQuery

    assert [field.name for field in fields(WorkQuery)] == [
        "whose", "kinds", "stages", "blocked", "due", "colleague", "after",
    ]  # fmt: skip
    visitor = client("officer", office="centre")
    me = visitor.acting  # type: ignore[attr-defined]  # the fixture's
    for number in (1, 2):
        make_case(number, assigned_to_id=me.user_id)
    asked = "nationality=USA&class=B2&port=JFK&state=unexplained&person_id=p1&sort=name&order_by=person_id"
    assert seen(me, asked) == seen(me)
