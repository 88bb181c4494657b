"""Rules and scenario results as text that reads well on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sojourn.law.pack import Pack
from sojourn.law.roles import BY_NAME
from sojourn.law.rule import Entry, RuleText, thaw
from sojourn.law.scenarios import Scenario, ScenarioResult
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
    """List the rules of a pack: id, title, citation, each on its line."""
    law = pack.as_known_at(known_at)
    width = max(len(rule.id) for rule in law.rules)
    lines = [f"{pack.title} (`{pack.code}`, version {law.version})", f"Covers days from {long_day(pack.earliest)}.", ""]
    lines += [f"{rule.id:<{width}}  {rule.text.title}" for rule in law.rules]
    return "\n".join([*lines, "", f"One rule in full: sojourn law show {pack.code} RULE"])


def show_rule(pack: Pack, rule_id: str, on: date, known_at: datetime) -> str:
    """Print a rule: its text, what holds on a day as known at a time, what was learned about its versions and when.

    Raises:
        LawError: ``law-no-rule``, ``law-before-earliest``.
    """
    text = pack.get(rule_id)
    law = pack.as_known_at(known_at)
    law.check_day(on)
    version = law.get(rule_id).on(on)
    lines = [text.title, "=" * len(text.title), ""]
    lines += _pair("Rule", f"{text.id}: {BY_NAME[text.role].says}")
    lines += _pair("Law", version.citation if version and version.citation else text.citation)
    lines += _pair("Source", text.source)
    lines += _pair("Checked", f"on {long_day(text.checked_on)} ({text.checked_by})")
    lines += _pair("Check by", long_day(text.check_by) + ("; past, so answers are stale" if on > text.check_by else ""))
    lines += _pair("It says", text.sentence)
    for state, sentence in text.sentences.items():
        lines += _pair(f"  if {state}", sentence)
    lines += _pair("Note", text.note) if text.note else []
    known = f"as known on {long_day(known_at.date())}"
    if version is None:
        lines += ["", f"On {long_day(on)} no version holds, {known}."]
    else:
        lines += ["", f"On {long_day(on)} this holds, {known}:", *_indented(values_in_words(version.values))]
    return "\n".join([*lines, "", *_history(text, known_at.date())])


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


def render_scenarios(results: Sequence[ScenarioResult]) -> str:
    """Print the results of ``run_scenarios``: one line a scenario, every difference under it, and the count."""
    by_scenario: dict[int, list[ScenarioResult]] = {}
    for result in results:
        by_scenario.setdefault(id(result.scenario), []).append(result)
    lines: list[str] = []
    file = ""
    for group in by_scenario.values():
        scenario = group[0].scenario
        if scenario.file != file:
            file = scenario.file
            lines += ["", file]
        lines += _scenario_lines(scenario, group)
    failed = sum(not result.passed for result in results)
    scenarios = len(by_scenario)
    verdict = "all as the law expects" if not failed else f"{failed} not as the law expects"
    return "\n".join([*lines, "", f"{scenarios} scenarios, {len(results)} questions: {verdict}."]).lstrip("\n")


def _scenario_lines(scenario: Scenario, group: list[ScenarioResult]) -> list[str]:
    failed = [result for result in group if not result.passed]
    mark = "FAIL" if failed else "ok"
    asked = f"{len(group)} {'question' if len(group) == 1 else 'questions'}"
    lines = [f"  {mark:<4}  {scenario.title} ({asked})"]
    for result in failed:
        lines.append(f"        asked for {long_day(result.question.as_of)} ({scenario.citation}):")
        lines += [f"          {difference}" for difference in result.differences]
    return lines
