"""The calendar of hearings: what stands, of one's own cases or one's office, with nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW, fact, take

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting

Send = Callable[..., Any]
DAY = date(2026, 12, 1)


def test_a_hearing_of_a_court_stands_in_the_calendar_with_its_hour(case: Case, send: Send) -> None:
    from sojourn.register.court.listing import list_hearings

    send("hearing", valid_from=DAY, place="09:30, Room 2, Example Court", type="first")
    (hearing,) = list_hearings(case.case_id)
    assert (hearing.on_day, hearing.at) == (DAY, datetime(2026, 12, 1, 14, 30, tzinfo=UTC))  # 09:30 in New York


def test_a_corrected_hearing_stands_once_and_a_retracted_one_is_gone(case: Case, send: Send) -> None:
    from sojourn.register.court.models import Hearing

    send("hearing", valid_from=DAY)
    send("hearing", "2", valid_from=date(2026, 12, 8), corrects="court:EOIR/hearing-1")
    assert list(Hearing.objects.values_list("on_day", flat=True)) == [date(2026, 12, 8)]
    take([("fact", fact("hearing", "3", valid_from=DAY, corrects="court:EOIR/hearing-2", retracted=True))], NOW)
    assert not Hearing.objects.exists()


def test_a_hearing_cannot_be_set_before_the_charge_is_filed(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.recording import record_procedure

    needing(case)
    values = {"valid_from": DAY, "place": "09:30, Room 2", "type": "first", "outcome": "set", "received_at": NOW}
    with pytest.raises(RegisterError) as refused:
        record_procedure(officer, case.case_id, "hearing", values, "HEARING00001")
    assert refused.value.code == "hearing-before-charge"
    take([("fact", fact("charge_filed", reference="A-1"))], NOW)
    recorded = record_procedure(officer, case.case_id, "hearing", values, "HEARING00002")
    assert (recorded.name, recorded.again) == ("agency:CENTRE/HEARING00002", False)


def test_custody_is_heard_without_a_charge(case: Case, officer: Acting) -> None:
    from sojourn.register.court.recording import record_procedure

    needing(case)
    values = {"valid_from": DAY, "type": "custody", "received_at": NOW}
    assert not record_procedure(officer, case.case_id, "hearing", values, "HEARING00003").again


def test_a_cancelled_charge_is_no_charge(case: Case, officer: Acting) -> None:
    from sojourn.register.court.recording import record_procedure

    needing(case)
    cancelled = fact("cancellation", reference="A-1", type="charge_filed")
    take([("fact", fact("charge_filed", reference="A-1")), ("fact", cancelled)], NOW)
    with pytest.raises(RegisterError, match="no charge is filed"):
        record_procedure(officer, case.case_id, "hearing", {"valid_from": DAY, "received_at": NOW}, "HEARING00004")


def test_the_calendar_names_cases_and_no_person(case: Case, send: Send, client: Callable[..., Client]) -> None:
    send("hearing", valid_from=DAY, place="09:30, Room 2", type="first")
    visitor = client("supervisor", office="centre")
    shown = visitor.get("/court/hearings/?month=2026-12&whose=office").content.decode()
    assert case.case_id in shown
    assert "Okafor" not in shown
    assert case.case_id not in visitor.get("/court/hearings/?month=2026-12&whose=mine").content.decode()
    assert case.case_id not in client("supervisor", office="jfk").get(
        "/court/hearings/?month=2026-12&whose=office"
    ).content.decode()  # fmt: skip


def test_nobody_but_a_supervisor_can_list_where_the_people_of_an_office_are_to_be_found(
    case: Case, send: Send, acting: Callable[..., Acting]
) -> None:
    from sojourn.register.cases.models import Absence
    from sojourn.register.court.calendar_rows import open_month
    from sojourn.register.store.models import Event

    send("hearing", valid_from=DAY, place="09:30, Room 2", type="first")
    colleague, supervisor = acting("officer", office="centre"), acting("supervisor", office="centre")
    assert open_month(colleague, DAY, office=True).hearings == ()
    assert len(open_month(supervisor, DAY, office=True).hearings) == 1
    looks = Event.objects.filter(verb="calendar_opened").order_by("event_id").values_list("about", flat=True)
    assert [(each["office"], each["shown"]) for each in looks] == [(False, 0), (True, 1)]
    Absence.objects.create(
        user_id=case.assigned_to_id, cover_id=colleague.user_id, from_on=NOW.date(), to_on=NOW.date(),
        noted_by_id=colleague.user_id, noted_at=NOW,
    )  # fmt: skip
    assert len(open_month(colleague, DAY, office=True).hearings) == 1


def test_a_month_that_is_none_is_refused(case: Case, officer: Acting) -> None:
    from sojourn.register.court.calendar_rows import read_month

    with pytest.raises(RegisterError, match="no month"):
        read_month("2026-13")


def needing(case: Case) -> None:
    """Let the case keep to a lifecycle in which proceedings open by filing a charge."""
    from sojourn.register.cases.law_of_case import lifecycle_of
    from sojourn.register.cases.opening import lifecycles

    asking = next(each for each in lifecycles() if any("charge_filed" in step.requires for step in each.steps))
    origin, state = next(iter(asking.starts.items()))
    case.lifecycle, case.origin, case.state = asking.id, origin, state
    case.save()
    assert lifecycle_of(case).id == asking.id
