"""What a stop forbids in a case, looked at again at each step against a person, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.law.procedure.lifecycle import Step
from sojourn.register.cases.gates import Desk
from sojourn.register.controls.in_force import ADVERSE, FEED, MODEL, RULE, Stop, hold_off_stops, list_in_force
from sojourn.register.controls.spreading import is_spreading
from sojourn.register.store.statements import select

#: The code of what is in the way while those whom a stop touches are still being answered again.
SPREADING = "spreading"

_CITED = "SELECT EXISTS (SELECT FROM store_answer WHERE stay_id = %s AND body->'reasons' @> %s::jsonb)"
_JOINED = """
SELECT EXISTS (SELECT FROM store_link_decision d WHERE d.by = 'model' AND d.version = %s
  AND (d.record_a = ANY(%s) OR d.record_b = ANY(%s)))
"""


@dataclass(frozen=True)
class InTheWay:
    """A stop that forbids steps against a person in a case; ``stop`` is none while answers are worked out again."""

    kind: str
    stop: Stop | None = None


def is_against(step: Step) -> bool:
    """Say whether a step goes against the person: what a stop may forbid."""
    return step.adverse or step.second_person


def require_no_stop(desk: Desk, step: Step, records: Iterable[str] = ()) -> None:
    """Refuse a step against a person that a stop forbids; no stop begins until the transaction ends.

    Raises:
        RegisterError: ``step-stopped``.
    """
    if not is_against(step):
        return
    hold_off_stops()
    found = list_in_the_way(desk, step, records)
    if found:
        named = ", ".join(f"`{each.stop.kind} {each.stop.target}`".replace(" `", "`") if each.stop else
                          "`answers are being worked out again`" for each in found)  # fmt: skip
        raise RegisterError(
            "step-stopped",
            f"a stop forbids steps against this person now: {named}. Allowed are steps that do not go against anybody. "
            "Next: see what is stopped, since when and why; what is pending stays as it is.",
        )


def list_in_the_way(desk: Desk, step: Step | None = None, records: Iterable[str] = ()) -> list[InTheWay]:
    """List what forbids steps against the person of a case now; ``step``: this one, none: any."""
    stops = list_in_force()
    found = [InTheWay(each.kind, each) for each in stops if _is_in_the_way(each, desk, step, tuple(records))]
    if is_spreading(desk.file.person_id):
        found.append(InTheWay(SPREADING))
    return found


def _is_in_the_way(stop: Stop, desk: Desk, step: Step | None, records: tuple[str, ...]) -> bool:
    if stop.kind == RULE:
        return _rests_on_rule(stop, desk, step)
    if stop.kind == FEED:
        return _rests_on_feed(stop, desk, records)
    if stop.kind == MODEL:
        names = [*(fact.name for fact in desk.file.facts), *(each.name for each in desk.file.crossings)]
        ((joined,),) = select(_JOINED, [stop.target, names, names])
        return bool(joined)
    return stop.kind == ADVERSE


def _rests_on_rule(stop: Stop, desk: Desk, step: Step | None) -> bool:
    """Say whether a step names the rule, or an answer about the stay has rested on it: without the rule a later answer
    may come out worse for the person, and that is no reason to act."""
    if step is not None and stop.rule_id in step.rules:
        return True
    if not desk.case.stay_id:
        return False
    ((cited,),) = select(_CITED, [desk.case.stay_id, f'[{{"rule": "{stop.rule_id}"}}]'])
    return bool(cited)


def _rests_on_feed(stop: Stop, desk: Desk, records: tuple[str, ...]) -> bool:
    """Say whether a record of the feed, of a day that is doubted, is relied on; one whose day is not told counts."""
    days = {each.name: each.local_date for each in desk.file.crossings}
    days |= {fact.name: fact.recorded_at.date() for fact in desk.file.facts}
    used = {*records, *(desk.file.answer.records if desk.file.answer else ())}
    own = [name for name in used if name.startswith(f"{stop.target}/")]
    return any(stop.since is None or name not in days or days[name] >= stop.since for name in own)
