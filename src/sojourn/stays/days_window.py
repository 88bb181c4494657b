"""The traveller's question under a law that counts the days of a window, with the expressions of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.law.rule import Law, Rule, Version
from sojourn.law.sentences import long_day
from sojourn.stays.days_file import OwnStay
from sojourn.stays.days_told import DaysAnswer, Question, Reason, count_days, no_version, notes_for, reason
from sojourn.stays.window import allowed_days, merged_runs, used_days

_DAY = timedelta(days=1)
_RUNS: dict[str, pa.DataType] = {"traveller": pa.int64(), "from_on": pa.date32(), "to_on": pa.date32()}

KNOWS = (
    "It knows the days of the file alone. Days under a residence permit or a long-stay visa do not count: leave them "
    "out of the file. A visa may allow fewer days; an extension, an agreement between two countries or a right as a "
    "family member may allow more. Whoever has one should carry the paper that shows it."
)


@dataclass(frozen=True)
class _Counted:
    """What the tables gave: days used, first day of the window, first day and length of the stay asked about."""

    used: int
    window_from: date
    starts_on: date
    lasts: int
    until: date


def window_answer(engine: Engine, stays: tuple[OwnStay, ...], law: Law, rule: Rule, asked: Question) -> DaysAnswer:
    """Answer under a rule of the role ``entry_window``.

    Asked about a day, the days of the window that ends on it count, and the stay that it lies in (or one that begins on
    it) goes on without a break. Asked about an entry, stays that begin on or after that day are left out.

    Raises:
        LawError: ``law-before-earliest``.
        EvidenceError: ``open-stay``: asked about an entry, and a stay of the file still goes on.
    """
    law.check_day(asked.day)
    version = rule.on(asked.day)
    if version is None:
        raise no_version(rule, asked.day)
    days, within = version.values["days"], version.values["within"]
    past = _before_entry(stays, asked.day) if asked.entering else _until(stays, asked.day)
    found = _count(engine, past, asked.day, days, within)
    present = not asked.entering and any(end == asked.day for _, end in past)
    given = _given_until(stays, asked.day) if present else None
    limits = [_told_used(found, asked, present, days, within), _told_limit(found, asked, present)]
    reasons = [reason(rule, version, sentence) for sentence in limits]
    if given is not None and given < found.until:
        reasons.append(_told_given(law, rule, version, given))
    return DaysAnswer(
        question=asked,
        law=law,
        present=present,
        days_used=found.used,
        days_left=found.lasts if asked.entering else max(0, days - found.used),
        may_stay_until=min(found.until, given or found.until),
        window_from=found.window_from,
        stale=asked.day > rule.check_by,
        reasons=tuple(reasons),
        notes=notes_for(rule, asked.day, KNOWS),
    )


def _until(stays: tuple[OwnStay, ...], day: date) -> list[tuple[date, date]]:
    """Give the stays up to a day, that day included; what lies after it is a plan."""
    return [(stay.arrived_on, min(stay.departed_on or day, day)) for stay in stays if stay.arrived_on <= day]


def _before_entry(stays: tuple[OwnStay, ...], entry: date) -> list[tuple[date, date]]:
    """Give the stays before an entry; a stay that is still open has no last day, and none is guessed."""
    begun = [stay for stay in stays if stay.arrived_on < entry]
    if any(stay.departed_on is None for stay in begun):
        raise EvidenceError(
            "open-stay",
            f"a stay in the file still goes on, so how long a stay from {entry} may last cannot be computed. "
            "Next: write the day on which it ends, or is planned to end, as its `departed_on`; or ask with `--on` how "
            "long it may go on.",
        )
    return [(stay.arrived_on, min(stay.departed_on or entry, entry - _DAY)) for stay in begun]


def _given_until(stays: tuple[OwnStay, ...], day: date) -> date | None:
    """Give the last day given at the border for the stay that a day lies in; of several the one that began last."""
    held = [stay for stay in stays if stay.arrived_on <= day and (stay.departed_on is None or day <= stay.departed_on)]
    return max(held, key=lambda stay: stay.arrived_on).admitted_until


def _count(engine: Engine, stays: list[tuple[date, date]], day: date, days: int, within: int) -> _Counted:
    rows = [{"traveller": 1, "from_on": start, "to_on": end} for start, end in stays]
    runs = merged_runs(engine, engine.load(pa.Table.from_pylist(rows, pa.schema(_RUNS)), "own_stays"))
    held = engine.arrow(runs.filter(runs.to_on == day)).to_pylist()
    starts_on = held[0]["from_on"] if held else day
    row = {"segment_id": 1, "traveller": 1, "starts_on": starts_on, "on_day": day}
    asked = engine.load(pa.Table.from_pylist([row]), "asked")
    (limit,) = engine.arrow(allowed_days(engine, asked, runs, days, within)).to_pylist()
    (used,) = engine.arrow(used_days(engine, runs, asked, days, within)).to_pylist()
    return _Counted(used["days_used"], used["window_from"], starts_on, limit["allowed_days"], limit["last_on"])


def _told_used(found: _Counted, asked: Question, present: bool, days: int, within: int) -> str:
    first, last = long_day(found.window_from), long_day(asked.day)
    earlier = "" if present else " before that day"
    left = "" if asked.entering else f", so {max(0, days - found.used)} are left"
    return (
        f"In the {count_days(within)} from {first} to {last} you were here on {count_days(found.used)}{earlier}; "
        f"the law allows {days}{left}."
    )


def _told_limit(found: _Counted, asked: Question, present: bool) -> str:
    until, over = long_day(found.until), long_day(found.until + _DAY)
    if found.lasts == 0:
        which = "this stay" if present else f"a stay that begins on {long_day(asked.day)}"
        return f"By these dates no day was left for {which}: {over} is the first day over the limit."
    if present and found.until < asked.day:
        return f"By these dates {until} was the last day within the limit and {over} the first over it."
    if present:
        return f"If you stay on without a break, {until} is the last day within the limit and {over} the first over it."
    return (
        f"A stay that begins on {long_day(asked.day)} may last {count_days(found.lasts)}: {until} is the last day "
        f"within the limit and {over} the first over it."
    )


def _told_given(law: Law, rule: Rule, version: Version, given: date) -> Reason:
    """Tell of a last day given at the border that lies before the limit of the window."""
    until = law.find("entry_until")
    held = until.on(given) if until else None
    sentence = f"The last day given at the border for this stay is {long_day(given)}; it goes before the limit."
    return reason(until, held, sentence) if until and held else reason(rule, version, sentence)
