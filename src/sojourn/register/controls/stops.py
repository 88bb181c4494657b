"""The stop switch: a feed, a model version, a rule version or all steps against persons, for the whole register.

Oversight sets a stop and whoever set it lifts it. A court's stop is recorded by somebody who has the order before them;
it holds from that moment, a second person then reads the order too, and another order of the court lifts it, again
with two people. Stopping is quick, lifting is careful: a stop that lasts too long harms nobody as a step would.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.roles import roles_in_force
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.controls.in_force import Stop, list_in_force, stop_in_force, wait_for_steps
from sojourn.register.controls.models import StopEvent
from sojourn.register.controls.spreading import begin_spread
from sojourn.register.controls.targets import check_order, check_target
from sojourn.register.controls.writing import append_row
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of

__all__ = ["Stop", "Stopping", "list_in_force", "stop_in_force"]

What = StopEvent.What
ALERT_SET, ALERT_REFUSED = "court_stop_recorded", "court_stop_refused"
#: What may be written at most.
LONGEST_WHY = 500


@dataclass(frozen=True)
class Stopping:
    """A stop as somebody wants it.

    Attributes:
        kind, target: as in ``in_force.Stop``.
        why: in words; never about a person.
        since: for a feed, the first day of which its records are not relied on; none: today.
    """

    kind: str
    target: str = ""
    why: str = ""
    since: date | None = None


@action(Verb.STOP_SET, "set_stop")
def set_stop(acting: Acting, wanted: Stopping) -> Done[int]:
    """Stop something; it holds when this returns. Gives the stop's number.

    Raises:
        RegisterError: ``stop-incomplete``, ``stop-target``, ``stop-rule-needed``, ``stop-in-force``.
    """
    event = _begin(acting, wanted, "")
    return Done(event.pk, (), _about(event))


@action(Verb.STOP_SET, "record_court_stop")
def record_court_stop(acting: Acting, wanted: Stopping, order: str) -> Done[int]:
    """Record that a court stopped something, naming the record of its order; it holds when this returns.

    Raises:
        RegisterError: as ``set_stop``, and ``stop-order``.
    """
    check_order(order)
    event = _begin(acting, wanted, order)
    raise_alert(ALERT_SET, None, user_of(acting), stop=event.pk, stopped=event.kind, target=event.target)
    return Done(event.pk, (), _about(event))


@action(Verb.STOP_SET, "record_court_stop")
def confirm_court_stop(acting: Acting, number: int, why: str, *, is_so: bool) -> Done[None]:
    """Say, as a second person who has read the order, whether it stops this; a refused one ends.

    Raises:
        RegisterError: ``register-stop-missing``, ``stop-not-open``, ``stop-needs-two``, ``stop-incomplete``.
    """
    stop = _get(number)
    if not stop.court_order or _last_of(number, What.CONFIRMED) is not None:
        raise _not_open()
    _require_second(acting, stop.by)
    event = _write(acting, stop, What.CONFIRMED if is_so else What.REFUSED, why)
    if not is_so:
        begin_spread(event)
        raise_alert(ALERT_REFUSED, None, stop.by, stop=number, stopped=stop.kind, target=stop.target)
    return Done(None, (), {"stop": number, "what": event.what})


@action(Verb.STOP_LIFTED, "set_stop")
def lift_stop(acting: Acting, number: int, why: str) -> Done[None]:
    """Lift a stop that one has set; where whoever set it no longer has the role, another of oversight does.

    Raises:
        RegisterError: ``register-stop-missing``, ``stop-of-a-court``, ``stop-incomplete``.
        Refused: somebody else set it.
    """
    stop = _get(number)
    if stop.court_order:
        raise RegisterError(
            "stop-of-a-court",
            "a court stopped this, and a court's order lifts it. Next: record the order that lifts it.",
        )
    if stop.by != user_of(acting) and "oversight" in roles_in_force(stop.by):
        raise Refused("not-allowed", "somebody else set this stop, and it is theirs to lift. Next: ask them.")
    event = _write(acting, stop, What.LIFTED, why)
    begin_spread(event)
    return Done(None, (), {"stop": number})


@action(Verb.STOP_SET, "record_court_stop")
def ask_court_lift(acting: Acting, number: int, order: str, why: str) -> Done[None]:
    """Record that a court lifted its stop, naming the record of the order; it goes on until a second person agrees.

    Raises:
        RegisterError: ``register-stop-missing``, ``stop-not-open``, ``stop-order``, ``stop-incomplete``.
    """
    stop = _get(number)
    check_order(order)
    if not stop.court_order or order == stop.court_order or _lift_asked(number) is not None:
        raise _not_open()
    _write(acting, stop, What.LIFT_ASKED, why, order)
    return Done(None, (), {"stop": number, "what": What.LIFT_ASKED.value, "order": order})


@action(Verb.STOP_LIFTED, "record_court_stop")
def confirm_court_lift(acting: Acting, number: int, why: str, *, is_so: bool) -> Done[None]:
    """Say, as a second person who has read the order, whether it lifts the stop; if so, it is lifted.

    Raises:
        RegisterError: ``register-stop-missing``, ``stop-not-open``, ``stop-needs-two``, ``stop-incomplete``.
    """
    stop = _get(number)
    asked = _lift_asked(number)
    if asked is None:
        raise _not_open()
    _require_second(acting, asked.by_id)
    event = _write(acting, stop, What.LIFTED if is_so else What.LIFT_REFUSED, why, asked.court_order)
    if is_so:
        begin_spread(event)
    return Done(None, (), {"stop": number, "what": event.what})


def _begin(acting: Acting, wanted: Stopping, order: str) -> StopEvent:
    check_target(wanted.kind, wanted.target, wanted.since)
    _require_words(wanted.why)
    wait_for_steps()  # no step against a person is half-way when this begins
    standing = [each for each in list_in_force() if (each.kind, each.target) == (wanted.kind, wanted.target)]
    if any(bool(each.court_order) == bool(order) for each in standing):
        raise RegisterError(
            "stop-in-force",
            "this is stopped already. Allowed is one stop of it by oversight and one by a court. "
            "Next: see the list of what is stopped.",
        )
    event = append_row(
        "stop",
        StopEvent(
            at=clock.now(), what=What.SET, kind=wanted.kind, target=wanted.target,
            since=(wanted.since or clock.today()) if wanted.kind == "feed" else None,
            court_order=order, why=wanted.why.strip(), by_id=user_of(acting), office=acting.office,
        ),
    )  # fmt: skip
    begin_spread(event)
    return event


def _write(acting: Acting, stop: Stop, what: StopEvent.What, why: str, order: str = "") -> StopEvent:
    _require_words(why)
    return append_row(
        "stop",
        StopEvent(
            at=clock.now(), what=what, stop_id=stop.number, kind=stop.kind, target=stop.target, since=stop.since,
            court_order=order, why=why.strip(), by_id=user_of(acting), office=acting.office,
        ),
    )  # fmt: skip


def _get(number: int) -> Stop:
    wait_for_steps()  # two people may press at once: the second waits here, and finds the stop ended
    found = next((each for each in list_in_force() if each.number == number), None)
    if found is None:
        raise RegisterError(
            "register-stop-missing",
            "no stop of this number is in force. Allowed are those of the list. Next: open it again.",
        )
    return found


def _last_of(number: int, *what: StopEvent.What) -> StopEvent | None:
    return StopEvent.objects.filter(stop_id=number, what__in=what).order_by("-id").first()


def _lift_asked(number: int) -> StopEvent | None:
    last = _last_of(number, What.LIFT_ASKED, What.LIFT_REFUSED)
    return last if last is not None and last.what == What.LIFT_ASKED else None


def _require_second(acting: Acting, first: int) -> None:
    if user_of(acting) == first:
        raise RegisterError(
            "stop-needs-two",
            "you recorded this yourself. Allowed is another person, who has read the order. Next: ask a colleague.",
        )


def _require_words(why: str) -> None:
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise RegisterError(
            "stop-incomplete",
            f"say why, in 1 to {LONGEST_WHY} characters, and without a person's name. Next: write the reason.",
        )


def _not_open() -> RegisterError:
    return RegisterError(
        "stop-not-open",
        "this stop does not wait for that, or the order is the same one. Allowed is what its page offers. "
        "Next: open the list again.",
    )


def _about(event: StopEvent) -> dict[str, object]:
    about = {"stop": event.pk, "kind": event.kind, "target": event.target, "order": event.court_order}
    return {name: value for name, value in about.items() if value}
