"""Sentences of rules: templates in the pack, filled when an answer is read. The engine moves only codes and ids."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date
from typing import Any

from sojourn.law.rule import Rule, RuleText

PLACEHOLDERS: dict[str, str] = {
    "arrived_on": "the day of arrival",
    "departed_on": "the day of departure",
    "valid_from": "the first day of the period that the rule gives",
    "valid_to": "the last day of that period",
    "authorised_until": "the last authorised day",
    "class": "the class of admission",
    "days": "the number of days that the rule counts",
    "waiting_days": "the waiting time in days",
    "record": "the records that the rule rests on, as `feed/id`",
}

MISSING = "(not on record)"

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_day(day: date) -> str:
    """Write a day as people do: 14 March 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def template_problems(template: str) -> list[str]:
    """Say what is wrong with a template: an unknown placeholder, a brace that does not close."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    except ValueError as error:
        return [f"the sentence has a brace that does not close: {error}"]
    allowed = ", ".join(f"`{{{name}}}`" for name in PLACEHOLDERS)
    return [f"the sentence has `{{{name}}}`; allowed: {allowed}" for name in names if name not in PLACEHOLDERS]


def render(template: str, facts: Mapping[str, Any]) -> str:
    """Fill a template. Days are written out, lists are joined; what is not given reads "(not on record)"."""
    return template.format_map({name: _in_words(facts.get(name)) for name in PLACEHOLDERS})


def render_sentence(rule: Rule | RuleText, facts: Mapping[str, Any], state: str | None = None) -> str:
    """Say in one sentence what a rule does to a stay.

    Args:
        rule: a rule of the pack.
        facts: values for the placeholders (``PLACEHOLDERS``): days as ``date``, records as text or a list of texts.
        state: the state of the answer; where the rule has a sentence of its own for it, that one is used.
    """
    text = rule.text if isinstance(rule, Rule) else rule
    return render(text.sentences.get(state or "", text.sentence), facts)


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return MISSING
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, list | tuple):
        return " and ".join(str(part) for part in value) or MISSING
    return str(value)
