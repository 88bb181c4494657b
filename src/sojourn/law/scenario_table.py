"""The results of scenarios as a table that a lawyer can follow: facts, question, expected, answer, law.

ok    The sixtieth day, and the day after
      Law    Aliens Act of Ruritania, section 12(1)
      Facts  arrival 2026-01-10 inspection at IATA:AMS class VISITOR
      Asked about  Expected                               Answer
      2026-03-10   state in_status                        in_status, authorised until 2026-03-10
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

from sojourn.law.comparison import expected_in_words
from sojourn.law.scenarios import Question, RuleQuestion, Scenario, ScenarioResult

WIDTH = 100
_INDENT = " " * 8
_DAY = 13
_COLUMN = (WIDTH - len(_INDENT) - _DAY - 2) // 2


def render_scenarios(results: Sequence[ScenarioResult], *, failed_only: bool = False) -> str:
    """Print the results of ``run_scenarios``, at most 100 columns wide, and the count.

    Args:
        results: in the order of ``run_scenarios``.
        failed_only: leave out the scenarios that came out as the law expects.
    """
    lines: list[str] = []
    groups = [list(group) for _, group in itertools.groupby(results, key=lambda result: result.scenario.name)]
    file = ""
    for group in groups:
        if failed_only and all(result.passed for result in group):
            continue
        if group[0].scenario.file != file:
            file = group[0].scenario.file
            lines += [file, "=" * len(file), ""]
        lines += [*_scenario_lines(group[0].scenario, group), ""]
    failed = sum(not result.passed for result in results)
    verdict = "all as the law expects" if not failed else f"{failed} not as the law expects"
    return "\n".join([*lines, f"{_count(len(groups), 'scenario')}, {_count(len(results), 'question')}: {verdict}."])


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _scenario_lines(scenario: Scenario, group: list[ScenarioResult]) -> list[str]:
    mark = "ok" if all(result.passed for result in group) else "FAIL"
    lines = textwrap.wrap(scenario.title, WIDTH, initial_indent=f"  {mark:<4}  ", subsequent_indent=_INDENT)
    lines += _told("Law", scenario.citation)
    for number, record in enumerate(scenario.told):
        lines += _told("Facts" if number == 0 else "", record)
    lines.append(_row("Asked about", "Expected", "Answer"))
    for result in group:
        lines += _question_lines(result)
    return lines


def _question_lines(result: ScenarioResult) -> list[str]:
    asked = result.question
    expected = textwrap.wrap(expected_in_words(asked.expected), _COLUMN) or [""]
    answer = textwrap.wrap(result.answer, _COLUMN) or [""]
    cells = itertools.zip_longest([_day(asked), *_known(asked)], expected, answer, fillvalue="")
    lines = [_row(*row) for row in cells]
    for difference in result.differences:
        lines += textwrap.wrap(
            difference, WIDTH, initial_indent=f"{_INDENT}FAIL  ", subsequent_indent=f"{_INDENT}      "
        )
    return lines


def _day(asked: Question | RuleQuestion) -> str:
    return str(asked.as_of if isinstance(asked, Question) else asked.on)


def _known(asked: Question | RuleQuestion) -> list[str]:
    """The day until which things are known, where it is not the day asked about."""
    known_on = str(asked.known_at.date())
    return [] if known_on == _day(asked) else ["  as known", f"  {known_on}"]


def _row(day: str, expected: str, answer: str) -> str:
    return f"{_INDENT}{day:<{_DAY}}{expected:<{_COLUMN}}  {answer}".rstrip()


def _told(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{_INDENT}{name:<7}", subsequent_indent=f"{_INDENT}{'':<7}")
