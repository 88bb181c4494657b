"""An unread message is passed on: to the supervisors of the office, then to oversight, each at its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from court_records import NOW

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting

Send = Callable[..., Any]


def test_an_unread_message_escalates_to_the_supervisors_and_then_to_oversight(
    case: Case, send: Send, supervisor: Acting
) -> None:
    from sojourn.register.cases.models import Alert
    from sojourn.register.court.escalating import escalate_due
    from sojourn.register.court.models import Escalation

    message = send("removal_stay")
    minutes = [timedelta(minutes=number) for number in (14, 15, 24, 25, 600)]
    assert [escalate_due(NOW + each) for each in minutes] == [0, 1, 0, 1, 0]
    told = list(Escalation.objects.filter(message=message).order_by("at").values_list("level", "told"))
    assert told == [(1, [supervisor.user_id]), (2, [])]
    alert = Alert.objects.get(kind="court_message_unread")
    assert (alert.case_id, alert.about["what"], alert.about["minutes"]) == (case.case_id, "removal_stay", 25)


def test_what_was_acknowledged_goes_to_nobody(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.escalating import escalate_due
    from sojourn.register.court.opening import acknowledge, open_message

    message = send("removal_stay")
    open_message(officer, message.pk)
    acknowledge(officer, message.pk)
    assert escalate_due(NOW + timedelta(days=3)) == 0


def test_where_a_removal_comes_near_later_the_time_is_shortened_from_then_on(case: Case, send: Send) -> None:
    from sojourn.register.court.escalating import escalate_due

    message = send("appeal")
    type(case).objects.filter(pk=case.pk).update(stage="removal")
    later = NOW + timedelta(hours=1)
    assert escalate_due(later) == 0
    message.refresh_from_db()
    assert (message.pressing, message.acknowledge_by) == (True, later + timedelta(minutes=5))
    assert escalate_due(later + timedelta(minutes=5)) == 1


def test_a_pending_removal_step_makes_the_timer_short(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.cases.models import Proposal
    from sojourn.register.cases.opening import lifecycles
    from sojourn.register.court.pressing import pressing_among

    steps = ((each.id, step) for each in lifecycles() for step in each.steps)
    lifecycle, step = next((lifecycle, step) for lifecycle, step in steps if step.kind == "removal")
    case.lifecycle, case.state, removal = lifecycle, step.leaves[0], step.id
    case.save()
    Proposal.objects.create(case=case, step=removal, proposed_by_id=officer.user_id, proposed_at=NOW)
    assert pressing_among([case.case_id], NOW) == {case.case_id}
    assert send("decision", outcome="dismissed", benefit="removal").acknowledge_by == NOW + timedelta(minutes=5)


def test_without_anything_to_pass_on_it_is_two_looks(case: Case) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sojourn.register.court.escalating import escalate_due

    with CaptureQueriesContext(connection) as asked:
        escalate_due(NOW)
    assert len([each for each in asked if each["sql"].lstrip().startswith("SELECT")]) == 2
