"""What letters read of a person's file: the records that stand, the current answer of a stay with its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.law.rule import Law, Rule
from sojourn.register import clock
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.standing_rows import Row, standing_rows
from sojourn.register.desk.current import read_rows
from sojourn.register.records.stay_version import StayVersion, read_stored
from sojourn.register.store.models import Answer, CurrentAnswer


@dataclass(frozen=True)
class StayTold:
    """The answer for one stay as a letter needs it.

    Attributes:
        rules: those that the answer rests on, as they are known now.
        fresh: it holds today, and none of its rules was to be checked before.
    """

    arrived: date
    until: date | None
    records: tuple[str, ...]
    rules: tuple[Rule, ...]
    fresh: bool


def rows_of(person_id: str) -> tuple[Row, ...]:
    """Read the records of a person that stand."""
    return tuple(standing_rows(read_rows([person_id])[person_id]))


def stay_told(stay_id: str) -> StayTold | None:
    """Read the current answer of a stay; none where the stay is no more, or none was asked about."""
    pointer = CurrentAnswer.objects.filter(stay_id=stay_id).first() if stay_id else None
    if pointer is None or pointer.orphan:
        return None
    row = Answer.objects.get(stay_id=stay_id, answer_id=pointer.answer_id)
    changes_on, today = pointer.next_change_on, clock.today()
    held = changes_on is None or changes_on > today
    return None if row.gone else _told(read_stored(row), law_now(), today, held=held)


def _told(version: StayVersion, law: Law, today: date, *, held: bool) -> StayTold:
    used = {reason["rule"] for reason in version.answer["reasons"] or []}
    rules = tuple(rule for rule in law.rules if rule.id in used)
    known = len(rules) == len(used) and all(is_fresh(rule, today) for rule in rules)
    until = version.answer["authorised_until"]
    return StayTold(version.first_day, until, tuple(version.record_names), rules, held and known)


def is_fresh(rule: Rule, day: date) -> bool:
    """Say whether a rule is in force on a day and was not to be checked again before."""
    return rule.check_by >= day and rule.on(day) is not None
