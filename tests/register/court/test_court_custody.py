"""A legal exception to a clock of custody: a reason of the rule, a new end, and oversight knows in the same moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW, fact, take

from sojourn.errors import LawError, RegisterError

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.court.exceptions import Excepting
    from sojourn.register.door.acting import Acting

DETAINED = "court:EOIR/custody_start-1"


@pytest.fixture
def held(case: Case) -> Case:
    """Have the person of the case in custody since an hour ago."""
    detain()
    return case


def detain() -> None:
    """Take in that the person was detained an hour ago."""
    take([("fact", fact("custody_start", decided_at=NOW - timedelta(hours=1)))], NOW)


def wanted(ends_at: datetime, **changed: Any) -> Excepting:
    """Give an exception for the reason that the rule allows."""
    from sojourn.register.court.exceptions import Excepting

    given = {"why": "emergency", "citation": "8 CFR 287.3(d)", **changed}
    return Excepting("custody_decision", DETAINED, given["why"], ends_at, given["citation"])


def screen(acting: Acting) -> Any:
    """Give the proof that somebody is at the screen."""
    from sojourn.register.door.interactive import Interactive

    assert acting.user_id is not None
    return Interactive(acting.user_id, NOW)


def test_an_exception_is_an_event_with_its_new_end_and_oversight_is_told_at_once(held: Case, officer: Acting) -> None:
    from sojourn.register.cases.excepted import exceptions_by_case
    from sojourn.register.cases.models import Alert
    from sojourn.register.court.exceptions import except_custody

    until = NOW + timedelta(hours=60)
    event = except_custody(officer, screen(officer), held.case_id, wanted(until))
    assert (event.kind, event.actor, event.about["why"]) == ("clock_excepted", officer.actor, "emergency")
    (exception,) = exceptions_by_case([held])[held.case_id]
    assert (exception.officer, exception.ends_at) == (officer.actor, until)
    alert = Alert.objects.get(kind="clock_excepted")
    assert (alert.case_id, alert.user_id, alert.about["event"]) == (held.case_id, officer.user_id, event.pk)


def test_the_new_end_stands_on_the_clock_of_the_case_and_liberty_stays_first(held: Case, officer: Acting) -> None:
    from sojourn.register.cases.gates import lay_out
    from sojourn.register.court.exceptions import except_custody

    until = NOW + timedelta(hours=60)
    except_custody(officer, screen(officer), held.case_id, wanted(until))
    clock = next(each for each in lay_out(held).clocks if each.clock == "custody_decision")
    assert (clock.ends_at, clock.liberty, clock.excepted) == (until, True, f"emergency {officer.actor}")


@pytest.mark.parametrize(
    "changed",
    [
        {"why": "workload"},
        {"citation": ""},
        {"ends_at": NOW - timedelta(hours=3)},
        {"ends_at": NOW + timedelta(days=90)},
    ],
)
def test_what_the_rule_does_not_allow_changes_nothing(held: Case, officer: Acting, changed: dict[str, Any]) -> None:
    from sojourn.register.cases.models import Alert, Event
    from sojourn.register.court.exceptions import except_custody

    until = changed.get("ends_at", NOW + timedelta(hours=60))
    asked = wanted(until, **{name: value for name, value in changed.items() if name != "ends_at"})
    with pytest.raises(LawError, match="cannot get a later end"):
        except_custody(officer, screen(officer), held.case_id, asked)
    assert not Event.objects.filter(kind="clock_excepted").exists()
    assert not Alert.objects.filter(kind="clock_excepted").exists()


def test_without_custody_there_is_no_clock_to_except(case: Case, officer: Acting) -> None:
    from sojourn.register.court.exceptions import except_custody

    with pytest.raises(RegisterError, match="no clock of custody"):
        except_custody(officer, screen(officer), case.case_id, wanted(NOW + timedelta(hours=60)))
