"""Rules and scenario results as text that reads well on a terminal."""

from __future__ import annotations

import textwrap
from datetime import UTC, date, datetime
from typing import Any

from sojourn.errors import LawError
from sojourn.law.pack import Pack
from sojourn.law.procedure.lifecycle_reading import list_lifecycles, text_of
from sojourn.law.roles import BY_NAME
from sojourn.law.rule import Entry, RuleText, thaw
from sojourn.law.rule_questions import RuleAnswer, ask_rule
from sojourn.law.sentences import long_day

WIDTH = 100
_STATUS = {
    "proposed": "proposed",
    "in_force": "in force",
    "suspended": "suspended by a court",
    "vacated": "vacated",
    "superseded": "superseded",
}


def show_pack(pack: Pack, known_at: datetime) -> str:
    """List the rules and the lifecycles of a pack: id and title, each on its line."""
    law = pack.as_known_at(known_at)
    width = max(len(rule.id) for rule in law.rules)
    lines = [f"{pack.title} (`{pack.code}`, version {law.version})", f"Covers days from {long_day(pack.earliest)}.", ""]
    lines += [f"{rule.id:<{width}}  {rule.text.title}" for rule in law.rules]
    lifecycles = [f"{name:<{width}}  {text_of(pack, name).title}" for name in list_lifecycles(pack)]
    lines += ["", "Lifecycles of cases:", *lifecycles] if lifecycles else []
    return "\n".join([*lines, "", "One of them in full: sojourn law show NAME"])


def show_rule(pack: Pack, rule_id: str, on: date, known_at: datetime, now: datetime | None = None) -> str:
    """Print a rule: its text, what holds on a day as known at a time, what was learned about its versions and when.

    Where ``now`` is given and lies on a later day than ``known_at``, what is known now is printed beside what was
    believed then. For a day before the rule's first, its text and its history are printed with that first day.

    Raises:
        LawError: ``law-no-rule``, ``law-before-earliest``.
    """
    text = pack.get(rule_id)
    answer = _asked(pack, rule_id, on, known_at)
    lines = [text.title, "=" * len(text.title), ""]
    lines += _pair("Rule", f"{text.id}: {BY_NAME[text.role].says}")
    lines += _pair("Law", text.citation if isinstance(answer, str) else answer.citation)
    lines += _pair("Source", text.source)
    lines += _pair("Checked", f"on {long_day(text.checked_on)} ({text.checked_by})")
    lines += _pair("Check by", long_day(text.check_by) + ("; past, so answers are stale" if on > text.check_by else ""))
    lines += _pair("It says", text.sentence)
    for state, sentence in text.sentences.items():
        lines += _pair(f"  if {state}", sentence)
    lines += _pair("Note", text.note) if text.note else []
    known_on = known_at.astimezone(UTC).date()
    lines += ["", *_held(answer, on, known_on)]
    if now is not None and now.astimezone(UTC).date() > known_on:
        lines += ["", *_known_now(answer, _asked(pack, rule_id, on, now), on, now.astimezone(UTC).date())]
    return "\n".join([*lines, "", *_history(text, known_on)])


def _asked(pack: Pack, rule_id: str, on: date, known_at: datetime) -> RuleAnswer | str:
    """The answer, or in words why there is none for that day."""
    try:
        return ask_rule(pack, rule_id, on, known_at)
    except LawError as error:
        if error.code != "law-before-rule":
            raise
        return error.message


def _held(answer: RuleAnswer | str, on: date, known_on: date) -> list[str]:
    if isinstance(answer, str):
        return textwrap.wrap(f"{answer[0].upper()}{answer[1:]}", WIDTH)
    told = f"as known on {long_day(known_on)}"
    if answer.values is None:
        why = f": {answer.version}, {_STATUS[answer.status]}" if answer.status else ""
        return textwrap.wrap(f"On {long_day(on)} no version holds, {told}{why}.", WIDTH)
    others = [f"  not applied: {name}, {_STATUS[status]}" for name, status in answer.not_applied.items()]
    return [f"On {long_day(on)} this holds, {told}:", *_indented(values_in_words(answer.values)), *others]


def _known_now(then: RuleAnswer | str, now: RuleAnswer | str, on: date, today: date) -> list[str]:
    """What is known now: the same, or what holds instead."""
    if _compared(then) == _compared(now):
        return [f"That is also what is known on {long_day(today)}."]
    return ["That was believed then. What is known now is another thing:", *_held(now, on, today)]


def _compared(answer: RuleAnswer | str) -> Any:
    return answer if isinstance(answer, str) else (answer.version, answer.status, answer.values, answer.not_applied)


def _history(text: RuleText, known_on: date) -> list[str]:
    lines = ["What was learned, and when:"]
    for entry in text.history:
        later = "" if entry.learned_on <= known_on else " (not yet known)"
        lines += textwrap.wrap(
            f"{long_day(entry.learned_on)}: {_entry_in_words(entry)}{later}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
    return lines


def _entry_in_words(entry: Entry) -> str:
    start = f"from {long_day(entry.valid_from)}" if entry.valid_from else "from a day not known"
    end = f" to {long_day(entry.valid_to)}" if entry.valid_to else ""
    label = "" if entry.version == str(entry.valid_from) else f"{entry.version}, "
    values = "; ".join(values_in_words(entry.values)) or "no values"
    citation = f" [{entry.citation}]" if entry.citation else ""
    return f"{label}{_STATUS[entry.status]}, {start}{end}: {values}{citation}"


def values_in_words(values: Any) -> list[str]:
    """The values of a rule, one line each (``days: 60``, ``classes: WB 90, WT 90``)."""
    return [f"{name}: {_in_words(value)}" for name, value in thaw(values).items()]


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "never"
    return str(value)


def _pair(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{name:<14}", subsequent_indent=" " * 14)


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines] or ["  it applies, and has no values"]
