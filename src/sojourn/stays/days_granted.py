"""The traveller's question under a law that gives each stay its own days, with the expressions of the engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from sojourn.engine import Engine
from sojourn.errors import LawError
from sojourn.law.rule import Law, Rule, Version
from sojourn.law.sentences import long_day
from sojourn.stays.days_file import OwnStay
from sojourn.stays.days_told import DaysAnswer, Question, Reason, count_days, no_version, notes_for, reason
from sojourn.stays.entry import with_entry

_DAY = timedelta(days=1)
#: Roles whose rules give a class its days or months.
_WITH_CLASSES = ("entry_days", "entry_months")
#: The columns that ``with_entry`` reads of a stay.
_STAY: dict[str, pa.DataType] = {
    **dict.fromkeys(("stay_id", "person_id", "admitted_class", "outcome", "port", "mode"), pa.string()),
    **dict.fromkeys(("arrived_on", "departed_on", "admitted_until"), pa.date32()),
    **dict.fromkeys(("duration_of_status", "national"), pa.bool_()),
}

KNOWS = (
    "It knows the days, the class and the last day of the file alone. It does not know extensions, applications, other "
    "permissions, or short trips that do not start the days again. The last day that an officer wrote on your record "
    "goes before it."
)


def granted_answer(engine: Engine, stays: tuple[OwnStay, ...], law: Law, asked: Question) -> DaysAnswer:
    """Answer under a law whose arrivals give days: so many for a class, or a last day given at the border.

    Asked about a day, the stay that it lies in counts; of several, the one that began last. Where it lies in none, and
    where an entry is asked about, a stay that begins on the day counts, in the class asked about.

    Raises:
        LawError: ``law-before-earliest``; ``no-last-day``: neither a class with days nor a last day is known.
    """
    law.check_day(asked.day)
    held = None if asked.entering else _held(stays, asked.day)
    stay = held or OwnStay(asked.day, None)
    law.check_day(stay.arrived_on)
    named = stay.admitted_class or asked.admitted_class
    entry = _entry(engine, stay, law, named or _only_class(law))
    rule, until = law.get(entry["entry_rule"]), entry["entry_to"]
    version = rule.on(stay.arrived_on)
    if version is None:
        raise no_version(rule, stay.arrived_on)
    if until is None:
        raise _no_last_day(law, entry)
    counts_arrival = version.values.get("counts_arrival_day", True)
    used = (asked.day - stay.arrived_on).days + counts_arrival if held else 0
    left = (until - asked.day).days + (0 if held else counts_arrival)
    told = [_told_limit(rule, version, stay, entry), *([_told_day(rule, version, asked, until, used)] if held else [])]
    assumed = [] if named or rule.role == "entry_until" else [_assumed(entry)]
    return DaysAnswer(
        question=asked,
        law=law,
        present=held is not None,
        days_used=used,
        days_left=max(0, left),
        may_stay_until=until,
        window_from=None,
        stale=asked.day > rule.check_by,
        reasons=tuple(told),
        notes=(*assumed, *notes_for(rule, asked.day, KNOWS)),
    )


def _held(stays: tuple[OwnStay, ...], day: date) -> OwnStay | None:
    held = [stay for stay in stays if stay.arrived_on <= day and (stay.departed_on is None or day <= stay.departed_on)]
    return max(held, key=lambda stay: (stay.arrived_on, stay.admitted_until or stay.arrived_on), default=None)


def _entry(engine: Engine, stay: OwnStay, law: Law, admitted_class: str | None) -> dict[str, Any]:
    """Work out the period of the arrival, as the engine does for the stays on record."""
    row = {"stay_id": "s", "person_id": "p", "arrived_on": stay.arrived_on, "admitted_class": admitted_class}
    row |= {"admitted_until": stay.admitted_until, "duration_of_status": False, "national": False}
    stays = engine.load(pa.Table.from_pylist([row], pa.schema(_STAY)), "own_stay")
    (found,) = engine.arrow(with_entry(stays, law)).to_pylist()
    entry: dict[str, Any] = found
    return entry


def _told_limit(rule: Rule, version: Version, stay: OwnStay, entry: dict[str, Any]) -> Reason:
    until, arrived = long_day(entry["entry_to"]), long_day(stay.arrived_on)
    if rule.role == "entry_until":
        return reason(rule, version, f"The last day given at the border for the stay from {arrived} is {until}.")
    named = entry["admitted_class"]
    given = version.values["classes"][named]
    long = count_days(given) if rule.role == "entry_days" else f"{given} {'month' if given == 1 else 'months'}"
    return reason(rule, version, f"To a stay from {arrived} in the class {named} the law gives {long}, until {until}.")


def _told_day(rule: Rule, version: Version, asked: Question, until: date, used: int) -> Reason:
    if until < asked.day:
        over = long_day(until + _DAY)
        return reason(rule, version, f"By these dates {over} was the first day after it.")
    return reason(rule, version, f"On {long_day(asked.day)} the stay has lasted {count_days(used)}.")


def _no_last_day(law: Law, entry: dict[str, Any]) -> LawError:
    """The error where neither the class nor the record gives a last day; it is never guessed."""
    named = entry["admitted_class"]
    record = "the admission record (I-94)" if law.country == "USA" else "the admission record"
    if entry["by_programme"]:
        why = f"a stay in the class `{named}` lasts as long as a programme"
    elif named:
        why = f"the law gives the class `{named}` no number of days, so the last day stands on {record}"
    else:
        why = f"no class and no last day is given, and the last day stands on {record}"
    listed = ", ".join(f"`{name}`" for name in _classes_with_days(law)) or "none"
    return LawError(
        "no-last-day",
        f"the days cannot be computed: {why}. Classes to which the law `{law.code}` gives days: {listed}. "
        "Next: write the last day on the record as `admitted_until` in the file, or name the class with `--class`.",
    )


def _assumed(entry: dict[str, Any]) -> str:
    """Say that a class was assumed, so that nobody reads it as known."""
    return f"No class is named; {entry['admitted_class']}, the one class to which this law gives days, is assumed."


def _only_class(law: Law) -> str | None:
    """The class that is meant where none is named: where a law gives days to one class alone, that one."""
    classes = _classes_with_days(law)
    return classes[0] if len(classes) == 1 else None


def _classes_with_days(law: Law) -> list[str]:
    rules = [rule for role in _WITH_CLASSES for rule in law.all(role)]
    return sorted({name for rule in rules for version in rule.versions for name in version.values["classes"]})
