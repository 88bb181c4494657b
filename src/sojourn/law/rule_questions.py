"""Asking about a rule itself: what held on a day, as known at a time.

What was believed is answered as honestly as what is known now: a rule that was published, and vacated on the eve of its
first day, holds on that day as long as the vacatur is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sojourn.errors import LawError
from sojourn.law.pack import Pack
from sojourn.law.rule import Entry, Status, Values


@dataclass(frozen=True)
class RuleAnswer:
    """What a rule says for a day, as known at a time.

    Attributes:
        version: the label of the version that holds; where none is in force, of the one that was to hold.
        status: its status; ``in_force`` where it holds. Null, as the version, where no version was made for that day.
        values: its values; null where none is in force.
        citation: the law that the version cites, or the rule's own.
        not_applied: other versions made for that day that are not in force, with their status.
    """

    version: str | None
    status: Status | None
    values: Values | None = field(hash=False)
    citation: str
    not_applied: Mapping[str, Status] = field(hash=False)


def ask_rule(pack: Pack, rule_id: str, on: date, known_at: datetime) -> RuleAnswer:
    """Say what a rule says for a day, as known at a time.

    Raises:
        LawError: ``law-no-rule``; ``law-before-earliest``: the day, or ``known_at``, is before the pack's first day;
            ``law-before-rule``: it is before the rule's first date, which is named; ``law-time-without-zone``.
    """
    text = pack.get(rule_id)
    law = pack.as_known_at(known_at)
    law.check_day(on)
    known_on = known_at.astimezone(UTC).date()
    entries = text.entries_known_on(known_on)
    _check_first(rule_id, on, known_on, entries, min(entry.learned_on for entry in text.history))
    version = law.get(rule_id).on(on)
    made = [entry for entry in entries if _made_for(entry, on)]
    halted = {entry.version: entry.status for entry in made if entry.status != "in_force"}
    if version is not None:
        return RuleAnswer(version.label, "in_force", version.values, version.citation or text.citation, halted)
    if not made:
        return RuleAnswer(None, None, None, text.citation, {})
    last = made[-1]
    halted.pop(last.version)
    return RuleAnswer(last.version, last.status, None, last.citation or text.citation, halted)


def _made_for(entry: Entry, on: date) -> bool:
    """Tell whether a version, in force or not, was made for a day."""
    return entry.valid_from is not None and entry.valid_from <= on and (entry.valid_to is None or on <= entry.valid_to)


def _check_first(rule_id: str, on: date, known_on: date, entries: tuple[Entry, ...], first_learned: date) -> None:
    """Refuse a day before the first date of any version that was known."""
    starts = [entry.valid_from for entry in entries if entry.valid_from is not None]
    if not entries:
        raise LawError(
            "law-before-rule",
            f"of the rule `{rule_id}` nothing was known on {known_on}; the first was learned on {first_learned}. "
            f"Next: ask with a `known_at` of {first_learned} or later.",
        )
    if not starts:
        raise LawError(
            "law-before-rule",
            f"for the rule `{rule_id}` no version has a first day, as known on {known_on}; no day can be asked about. "
            "Next: ask again when its first day is known.",
        )
    if on < min(starts):
        raise LawError(
            "law-before-rule",
            f"the day `{on}` is before {min(starts)}, the first day of the rule `{rule_id}` as known on {known_on}. "
            f"Next: ask about {min(starts)} or later, or add the older law to the rule with its citation.",
        )
