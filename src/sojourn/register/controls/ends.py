"""What somebody can do about a stop: lift it, confirm it as a court's, ask for its end, or confirm that end."""

from __future__ import annotations

from enum import StrEnum

from sojourn.register.accounts.roles import roles_in_force
from sojourn.register.controls.in_force import Stop
from sojourn.register.controls.models import StopEvent
from sojourn.register.door.acting import Acting

What = StopEvent.What


class Ends(StrEnum):
    """What can be done now, by whoever looks."""

    NOTHING = ""
    LIFT = "lift"
    CONFIRM = "confirm"
    ASK = "ask"
    CONFIRM_LIFT = "confirm_lift"


def ends_of(acting: Acting, stop: Stop) -> Ends:
    """Say what somebody can do about a stop; whoever recorded something is not its second person."""
    if not stop.court_order:
        own = stop.by == acting.user_id or "oversight" not in roles_in_force(stop.by)
        return Ends.LIFT if acting.may("set_stop") and own else Ends.NOTHING
    if not acting.may("record_court_stop"):
        return Ends.NOTHING
    events = list(StopEvent.objects.filter(stop_id=stop.number).order_by("id").values_list("what", "by_id"))
    asked = next((each for each in reversed(events) if each[0] in (What.LIFT_ASKED, What.LIFT_REFUSED)), None)
    if asked is not None and asked[0] == What.LIFT_ASKED:
        return Ends.CONFIRM_LIFT if asked[1] != acting.user_id else Ends.NOTHING
    confirmed = any(what == What.CONFIRMED for what, _by in events)
    if not confirmed and stop.by != acting.user_id:
        return Ends.CONFIRM
    return Ends.ASK if confirmed else Ends.NOTHING
