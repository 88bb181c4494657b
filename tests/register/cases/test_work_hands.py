"""How cases change hands: given out in order, by a supervisor, given back, handed over, moved, covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from work_made import NOW, make_case

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
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


def fresh(case: Case) -> Case:
    case.refresh_from_db()
    return case


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(RegisterError) as refused:
        call()
    return refused.value.code


def test_the_most_urgent_case_of_one_s_office_is_given_first(acting: Maker) -> None:
    from sojourn.register.cases.assigning import take_next_case

    make_case(1, due_at=NOW)
    make_case(2, liberty=True, due_at=NOW + timedelta(days=3))
    make_case(3, liberty=True, office="north")
    assert take_next_case(acting("officer", office="centre")).case_id == f"c{2:020x}"


def test_a_restricted_case_is_given_only_to_those_who_may_open_it(acting: Maker) -> None:
    from sojourn.register.cases.assigning import take_next_case

    case = make_case(1, restricted=True)
    assert code_of(lambda: take_next_case(acting("officer", office="centre"))) == "no-work"
    assert take_next_case(acting("supervisor", office="centre")).case_id == case.case_id


def test_whoever_gave_a_case_back_is_not_given_it_again(acting: Maker) -> None:
    from sojourn.register.cases.assigning import give_back_case, take_next_case

    case, me, other = make_case(1), acting("officer", office="centre"), acting("officer", office="centre")
    take_next_case(me)
    give_back_case(me, case.case_id, "know_the_person")
    assert code_of(lambda: take_next_case(me)) == "no-work"
    assert take_next_case(other).case_id == case.case_id


def test_nobody_gives_back_what_another_has(acting: Maker) -> None:
    from sojourn.register.cases.assigning import give_back_case

    case = make_case(1, assigned_to_id=acting("officer", office="centre").user_id)
    me = acting("officer", office="centre")
    assert code_of(lambda: give_back_case(me, case.case_id, "away")) == "work-not-yours"


def test_a_supervisor_gives_a_case_of_their_own_office_to_a_colleague(acting: Maker) -> None:
    from sojourn.register.cases.assigning import assign_case
    from sojourn.register.cases.models import Event

    chief, officer = acting("supervisor", office="centre"), acting("officer", office="centre")
    case = make_case(1)
    assign_case(chief, case.case_id, officer.user_id or 0)
    assert fresh(case).assigned_to_id == officer.user_id
    event = Event.objects.get(case=case, kind="assigned")
    assert (event.actor, event.about) == (chief.actor, {"from": "", "to": officer.actor})


@pytest.mark.parametrize(
    ("office", "role", "code"),
    [
        ("north", "officer", "colleague-missing"),
        ("centre", "reviewer", "colleague-missing"),
        ("centre", "analyst", "colleague-missing"),
    ],
)
def test_a_case_goes_to_nobody_who_may_not_work_on_it(acting: Maker, office: str, role: str, code: str) -> None:
    from sojourn.register.cases.assigning import assign_case

    chief, other = acting("supervisor", office="centre"), acting(role, office=office)
    case = make_case(1)
    assert code_of(lambda: assign_case(chief, case.case_id, other.user_id or 0)) == code


def test_a_restricted_case_goes_to_no_officer(acting: Maker) -> None:
    from sojourn.register.cases.assigning import assign_case

    chief, officer = acting("supervisor", office="centre"), acting("officer", office="centre")
    case = make_case(1, restricted=True)
    assert code_of(lambda: assign_case(chief, case.case_id, officer.user_id or 0)) == "colleague-missing"


def test_a_supervisor_of_another_office_assigns_and_moves_nothing(acting: Maker) -> None:
    from sojourn.register.cases.assigning import assign_case
    from sojourn.register.cases.handing_over import transfer_case

    chief, officer = acting("supervisor", office="north"), acting("officer", office="north")
    case = make_case(1)
    assert code_of(lambda: assign_case(chief, case.case_id, officer.user_id or 0)) == "case-not-of-office"
    assert code_of(lambda: transfer_case(chief, case.case_id, "north", "Ours.")) == "case-not-of-office"


def test_a_case_moved_to_another_office_waits_there_with_its_place_and_a_note(acting: Maker) -> None:
    from sojourn.register.cases.assigning import take_next_case
    from sojourn.register.cases.handing_over import transfer_case
    from sojourn.register.cases.models import Event

    chief, there = acting("supervisor", office="centre"), acting("officer", office="north")
    case = make_case(1, assigned_to_id=chief.user_id, due_at=NOW)
    transfer_case(chief, case.case_id, "north", "The person lives in the north now.")
    moved = fresh(case)
    assert (moved.office, moved.assigned_to_id, moved.due_at) == ("north", None, NOW)
    assert Event.objects.get(case=case, kind="handover").text.text == "The person lives in the north now."
    assert take_next_case(there).case_id == case.case_id


def test_a_handover_note_is_left_by_whoever_has_or_covers_the_case_and_by_no_other(acting: Maker) -> None:
    from sojourn.register.cases.absences import Away, note_absence
    from sojourn.register.cases.handing_over import note_handover
    from sojourn.register.door.acting import Refused

    mine, cover, other = (acting("officer", office="centre") for _ in range(3))
    case = make_case(1, assigned_to_id=mine.user_id)
    note_absence(mine, Away(mine.user_id or 0, cover.user_id or 0, NOW.date(), NOW.date()))
    for who in (mine, cover):
        assert note_handover(who, case.case_id, "Waiting for the stamp.").kind == "handover"
    with pytest.raises(Refused):
        note_handover(other, case.case_id, "Hello.")
    assert code_of(lambda: note_handover(mine, case.case_id, "x" * 301)) == "handover-empty"


def test_nobody_notes_another_s_absence_but_a_supervisor_of_the_office(acting: Maker) -> None:
    from sojourn.register.cases.absences import Away, note_absence
    from sojourn.register.door.acting import Refused

    one, two, chief = (
        acting("officer", office="centre"),
        acting("officer", office="centre"),
        acting("supervisor", office="centre"),
    )
    away = Away(one.user_id or 0, two.user_id or 0, NOW.date(), NOW.date())
    with pytest.raises(Refused):
        note_absence(two, away)
    assert note_absence(chief, away).noted_by_id == chief.user_id


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 7, 20), date(2026, 7, 21)),
        (date(2026, 7, 25), date(2026, 7, 24)),
        (date(2026, 7, 22), date(2027, 7, 22)),
    ],
    ids=["over", "backwards", "a year"],
)
def test_an_absence_has_days_that_make_sense(acting: Maker, first: date, last: date) -> None:
    from sojourn.register.cases.absences import Away, note_absence

    one, two = acting("officer", office="centre"), acting("officer", office="centre")
    assert code_of(lambda: note_absence(one, Away(one.user_id or 0, two.user_id or 0, first, last))) == "absence-days"
    same = Away(one.user_id or 0, one.user_id or 0, NOW.date(), NOW.date())
    assert code_of(lambda: note_absence(one, same)) == "absence-cover"


def test_an_absence_ended_is_over_at_once(acting: Maker) -> None:
    from sojourn.register.cases.absences import Away, end_absence, note_absence
    from sojourn.register.cases.own import stands_in_for

    one, two = acting("officer", office="centre"), acting("officer", office="centre")
    absence = note_absence(one, Away(one.user_id or 0, two.user_id or 0, NOW.date(), NOW.date() + timedelta(9)))
    assert stands_in_for(two.user_id or 0) == [two.user_id, one.user_id]
    end_absence(one, absence.pk)
    assert stands_in_for(two.user_id or 0) == [two.user_id]


def test_an_absence_ended_keeps_its_past_and_one_that_has_not_begun_is_gone(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.absences import Away, end_absence, note_absence
    from sojourn.register.cases.models import Absence
    from sojourn.register.cases.own import stands_in_for

    one, two = acting("officer", office="centre"), acting("officer", office="centre")
    first = NOW.date()
    begun = note_absence(one, Away(one.user_id or 0, two.user_id or 0, first, first + timedelta(9)))
    later = note_absence(one, Away(one.user_id or 0, two.user_id or 0, first + timedelta(20), first + timedelta(25)))
    with clock.set_to(NOW + timedelta(days=4)):
        end_absence(one, begun.pk)
        end_absence(one, later.pk)
        assert stands_in_for(two.user_id or 0) == [two.user_id]
    begun.refresh_from_db()
    assert (begun.from_on, begun.to_on) == (first, first + timedelta(3))
    assert not Absence.objects.filter(pk=later.pk).exists()
    with clock.set_to(NOW + timedelta(days=3)):
        assert stands_in_for(two.user_id or 0) == [two.user_id, one.user_id], "they covered until the day before"


def test_a_case_is_own_work_for_whoever_has_it_covers_it_or_proposed_an_open_step_in_it(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.absences import Away, note_absence
    from sojourn.register.cases.models import Proposal
    from sojourn.register.cases.own import is_own_case

    has, covers, proposed, other = (acting("officer", office="centre").user_id or 0 for _ in range(4))
    case = make_case(1, assigned_to_id=has)
    step = Proposal.objects.create(case=case, step="determine", proposed_by_id=proposed, proposed_at=NOW)
    away = acting("supervisor", office="centre")
    note_absence(away, Away(has, covers, NOW.date(), NOW.date()))
    own = [is_own_case(each, case.person_id) for each in (has, covers, proposed, other)]
    assert own == [True, True, True, False]
    step.state = Proposal.State.DECLINED
    step.save()
    with clock.set_to(NOW + timedelta(days=1)):
        assert [is_own_case(each, case.person_id) for each in (has, covers, proposed)] == [True, False, False]
    case.closed_at = NOW
    case.save()
    assert not is_own_case(has, case.person_id)


def test_the_button_gives_a_case_or_a_piece_whichever_comes_first(client: Clients) -> None:
    from sojourn.register.review.models import Assignment

    piece = Assignment.objects.create(kind="question", subject="1", waiting_since=NOW, due_on=NOW.date())
    case = make_case(1, due_at=NOW - timedelta(days=1))
    visitor = client("caseworker", office="centre")
    given = [visitor.post("/work/next/").headers["Location"] for _ in range(3)]
    assert given == [f"/cases/{case.case_id}/", f"/questions/{piece.pk}/", "/work/"]


def test_an_officer_is_given_cases_and_no_review_piece(client: Clients) -> None:
    from sojourn.register.review.models import Assignment

    Assignment.objects.create(kind="question", subject="1", waiting_since=NOW, due_on=NOW.date())
    assert client("officer", office="centre").post("/work/next/").headers["Location"] == "/work/"


def test_whoever_has_no_part_in_the_work_is_given_none(client: Clients) -> None:
    assert client("analyst").post("/work/next/").status_code == 403


def test_a_page_gives_a_case_back_with_a_reason(client: Clients) -> None:
    visitor = client("officer", office="centre")
    case = make_case(1, assigned_to_id=visitor.acting.user_id)  # type: ignore[attr-defined]  # the fixture's
    assert "There is a problem" in visitor.post(f"/work/cases/{case.case_id}/back/", {"note": "x"}).content.decode()
    visitor.post(f"/work/cases/{case.case_id}/back/", {"reason": "decided_before"})
    assert fresh(case).assigned_to_id is None
    assert client("officer", office="centre").get(f"/work/cases/{case.case_id}/back/").status_code == 403


def test_a_page_moves_a_case_and_another_leaves_a_note(client: Clients, acting: Maker) -> None:
    acting("officer", office="north")
    visitor = client("supervisor", office="centre")
    case = make_case(1)
    visitor.post(f"/work/cases/{case.case_id}/handover/", {"note": "First ask the post."})
    assert "First ask the post." in visitor.get("/work/?whose=office").content.decode()
    visitor.post(f"/work/cases/{case.case_id}/transfer/", {"office": "north", "note": "Moved."})
    assert fresh(case).office == "north"
    assert visitor.get(f"/work/cases/{case.case_id}/transfer/").status_code == 400
    assert client("officer", office="centre").get(f"/work/cases/{case.case_id}/transfer/").status_code == 403


def test_a_page_notes_an_absence_and_ends_it(client: Clients, acting: Maker) -> None:
    cover = acting("officer", office="centre")
    visitor = client("officer", office="centre")
    days = {
        "from_on_0": "22",
        "from_on_1": "7",
        "from_on_2": "2026",
        "to_on_0": "30",
        "to_on_1": "7",
        "to_on_2": "2026",
    }
    visitor.post("/work/absences/", {"cover": str(cover.user_id), **days})
    page = visitor.get("/work/absences/").content.decode()
    assert "30 July 2026" in page
    from sojourn.register.cases.models import Absence

    visitor.post(f"/work/absences/{Absence.objects.latest('id').pk}/end/")
    assert "30 July 2026" not in visitor.get("/work/absences/").content.decode()
