"""A legal exception to a clock of custody: one officer at the screen, a reason that the law allows, a new end.

It is an event of the case, and oversight is told in the same moment. The clock stands where it stood: first of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.clocks import rule_of
from sojourn.law.procedure.custody_clocks import except_clock
from sojourn.law.procedure.deadline import ClockException, Deadline
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.cases.columns import refresh
from sojourn.register.cases.events import write_event
from sojourn.register.cases.excepted import EXCEPTED
from sojourn.register.cases.gates import lay_out
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.models import Event
from sojourn.register.cases.opening import get_case
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.interactive import Interactive
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of

ALERT = "clock_excepted"


@dataclass(frozen=True)
class Excepting:
    """An exception as somebody wants it: which clock, why (a code of its rule), until when, by which text of law."""

    clock: str
    start_record: str
    why: str
    ends_at: datetime
    citation: str


@action(Verb.CLOCK_EXCEPTED, "decide_step")
def except_custody(acting: Acting, interactive: Interactive, case_id: str, wanted: Excepting) -> Done[Event]:
    """Give a clock of custody a later end for a reason that the law allows; oversight is told at once.

    Raises:
        LawError: ``clock-exception-invalid``.
        RegisterError: ``case-missing``, ``clock-missing``.
        Refused, PurposeNeeded, Restricted.
    """
    if acting.user_id != interactive.user_id:
        raise Refused("not-allowed", "this session is somebody else's. Next: sign in as yourself.")
    case = get_case(case_id, locked=True)
    desk = lay_out(case)
    require_open(acting, desk.file.person_id)
    deadline, rule = find_clock(desk.clocks, wanted.clock, wanted.start_record)
    exception = ClockException(
        wanted.clock, wanted.start_record, acting.actor, wanted.why, wanted.ends_at, wanted.citation.strip()
    )
    new = except_clock(deadline, exception, rule)
    about = {
        "clock": wanted.clock,
        "start_record": wanted.start_record,
        "why": wanted.why,
        "ends_at": _text(new.ends_at),
        "ended_at": _text(deadline.ends_at),
        "citation": exception.citation,
    }
    event = write_event(acting, case, EXCEPTED, grounds=[wanted.why], about=about)
    raise_alert(ALERT, case, user_of(acting), event=event.pk, **about)
    refresh(lay_out(case))
    told: dict[str, object] = {"case": case_id, "clock": wanted.clock, "why": wanted.why}
    return Done(event, (desk.file.person_id,), told)


def find_clock(clocks: Iterable[Deadline], clock: str, start_record: str) -> tuple[Deadline, ClockRule]:
    """Find a clock of custody that runs in a case, with the rule by which it is counted.

    Raises:
        RegisterError: ``clock-missing``.
    """
    running = [each for each in clocks if each.liberty and each.met_at is None]
    for each in running:
        rule = rule_of(each, law_now())
        if each.clock == clock and each.start_record == start_record and rule is not None:
            return each, rule
    allowed = ", ".join(f"`{each.clock}`" for each in running) or "none"
    raise RegisterError(
        "clock-missing",
        f"no clock of custody `{clock[:40]}` runs in this case. Allowed: {allowed}. Next: open the case again.",
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
