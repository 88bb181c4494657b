"""What a traveller who asks about days is told: the answer as it is computed, as JSON and in sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sojourn.errors import LawError
from sojourn.law.rule import Law, Rule, Version
from sojourn.law.sentences import long_day

_NO_DECISION = (
    "This follows from the days typed in and from the law pack; it is no decision of an authority and no legal advice."
)


@dataclass(frozen=True)
class Question:
    """What is asked: about a day (``entering`` false), or about a stay that begins on it.

    ``admitted_class`` is the class asked about where a stay of the file names none.
    """

    day: date
    entering: bool
    admitted_class: str | None = None


@dataclass(frozen=True)
class Reason:
    """One step of the answer: a sentence, and the rule and citation that it rests on."""

    rule: str
    citation: str
    sentence: str


@dataclass(frozen=True)
class DaysAnswer:
    """The answer to a question about days.

    Attributes:
        question: what was asked.
        law: the law as it was known.
        present: the day asked about lies in a stay of the file; false where a stay is only planned.
        days_used: days counted so far; the day asked about is one of them where the person is present on it.
        days_left: days that may follow, or that a stay which begins on the day may last.
        may_stay_until: the last lawful day of the stay, if it goes on without a break.
        window_from: the first day of the window that ends on the day asked about; null where the law counts no window.
        stale: the day asked about is later than the day by which a rule was to be checked again.
        reasons: the steps, in order.
        notes: what the answer is not, and what it cannot know.
    """

    question: Question
    law: Law
    present: bool
    days_used: int
    days_left: int
    may_stay_until: date
    window_from: date | None
    stale: bool
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]

    @property
    def first_day_over(self) -> date:
        """The day after the last lawful day."""
        return self.may_stay_until + timedelta(days=1)


def reason(rule: Rule, version: Version, sentence: str) -> Reason:
    """Make a reason; a version's own citation goes before that of its rule."""
    return Reason(rule.id, version.citation or rule.text.citation, sentence)


def no_version(rule: Rule, day: date) -> LawError:
    """The error for a day on which no version of a rule is in force; it names the first day of the rule."""
    first = rule.versions[0].valid_from if rule.versions else None
    return LawError(
        "law-before-rule" if first and day < first else "law-no-rule",
        f"no version of the rule `{rule.id}` is in force on {day}; its first day is {first or 'not known'}. "
        f"Next: see `sojourn law show {rule.id}` for the days on which it holds.",
    )


def notes_for(rule: Rule, day: date, knows: str) -> tuple[str, ...]:
    """Say what an answer is not and what it cannot know, and that a rule may be out of date where it may be."""
    stale = f"The rule `{rule.id}` was to be checked again by {long_day(rule.check_by)}; it may have changed."
    return (_NO_DECISION, knows, *([stale] if day > rule.check_by else []))


def to_json(answer: DaysAnswer) -> str:
    """Write an answer as JSON: keys in a fixed order, days as 2026-11-22."""
    return json.dumps(_as_plain(answer), indent=2, ensure_ascii=False)


def _as_plain(answer: DaysAnswer) -> dict[str, Any]:
    return {
        "law": answer.law.code,
        "law_version": answer.law.version,
        "enter" if answer.question.entering else "on": answer.question.day.isoformat(),
        "present": answer.present,
        "days_used": answer.days_used,
        "days_left": answer.days_left,
        "first_day_over": answer.first_day_over.isoformat(),
        "may_stay_until": answer.may_stay_until.isoformat(),
        "window_from": answer.window_from.isoformat() if answer.window_from else None,
        "stale": answer.stale,
        "reasons": [vars(each) for each in answer.reasons],
        "notes": list(answer.notes),
    }


def to_text(answer: DaysAnswer) -> str:
    """Write an answer in sentences: what was asked, the steps with their citations, and what it cannot know."""
    asked = "A stay that begins on" if answer.question.entering else "On"
    lines = [f"{asked} {long_day(answer.question.day)} (law {answer.law.code} {answer.law.version})", ""]
    cited = dict.fromkeys((each.rule, each.citation) for each in answer.reasons)
    lines += [each.sentence for each in answer.reasons]
    lines += ["", *(f"{rule}: {citation}" for rule, citation in cited), ""]
    return "\n".join([*lines, *answer.notes])


def count_days(number: int) -> str:
    """Write a number of days: `1 day`, `15 days`."""
    return f"{number} day" if number == 1 else f"{number} days"
