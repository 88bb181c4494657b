"""Scenarios: examples with their expected answers, written from the law, readable and runnable by a lawyer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.errors import LawError, SojournError
from sojourn.law.clock_questions import ask_clock, clock_differences, clock_in_words
from sojourn.law.comparison import answer_in_words, compare, compare_rule, rule_answer_in_words
from sojourn.law.loading import Problems, read_yaml
from sojourn.law.pack import Pack
from sojourn.law.rule_questions import ask_rule
from sojourn.law.scenario_questions import ClockQuestion, Question, RuleQuestion, read_question
from sojourn.law.scenario_rows import RecordError, fact_row, movement_row, record_in_words, record_owner
from sojourn.tables import FACTS, MOVEMENTS, arrow_schema

__all__ = [
    "Answer",
    "Question",
    "RuleQuestion",
    "Scenario",
    "ScenarioAnswers",
    "ScenarioEvidence",
    "ScenarioResult",
    "compare_rule_question",
    "load_scenarios",
    "run_scenarios",
]

KEYS = ("title", "law", "rules", "citation", "movements", "facts", "question", "expected", "questions")


@dataclass(frozen=True)
class ScenarioEvidence:
    """The records of one scenario as the two input tables (``tables.MOVEMENTS``, ``tables.FACTS``)."""

    movements: pa.Table
    facts: pa.Table


@dataclass(frozen=True)
class ScenarioAnswers:
    """What an engine answered: rows of ``tables.ANSWERS``, of ``tables.PERIODS`` and of the further answers."""

    answers: pa.Table
    periods: pa.Table
    further: Mapping[str, pa.Table] = field(default_factory=dict)


Answer = Callable[[ScenarioEvidence, date, datetime], ScenarioAnswers]
"""A function that answers for a scenario: (evidence, as_of, known_at). It knows the law pack already."""


@dataclass(frozen=True)
class Scenario:
    """An example: records, one or more questions, the expected answers, the law that they follow from.

    ``name`` is the file and the number in it (``entry-3``); the ids of its records begin with it. ``told`` are its
    records in the words in which they are written. A scenario that asks about rules only needs no records.
    """

    name: str
    title: str
    law: str
    rules: tuple[str, ...]
    citation: str
    file: str
    evidence: ScenarioEvidence
    questions: tuple[Question, ...]
    rule_questions: tuple[RuleQuestion, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScenarioResult:
    """How one question of a scenario came out; ``differences`` is empty where the answer is as the law expects.

    ``answer`` is what was answered, in a few words.
    """

    scenario: Scenario
    question: Question | RuleQuestion
    differences: tuple[str, ...]
    answer: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is as expected."""
        return not self.differences


def load_scenarios(pack: Pack) -> tuple[Scenario, ...]:
    """Read every scenario of a pack (``scenarios/*.yaml``, each file a list), in order of files.

    Raises:
        LawError: ``law-scenario-invalid``, with every problem of every file.
    """
    problems: Problems = []
    scenarios = []
    for path in sorted((pack.folder / "scenarios").glob("*.yaml")):
        for number, written in enumerate(read_yaml(path, problems) or [], start=1):
            scenario = _read_scenario(pack, path, number, written, problems)
            if scenario is not None:
                scenarios.append(scenario)
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        raise LawError(
            "law-scenario-invalid",
            f"the scenarios of the law pack `{pack.code}` have problems:\n{lines}\n"
            "Next: mend them; docs/law-packs.md shows the form.",
        )
    return tuple(scenarios)


def run_scenarios(pack: Pack, answer: Answer, rule_id: str | None = None) -> list[ScenarioResult]:
    """Answer every question of a pack's scenarios with the given function and compare.

    Questions of one `as_of` and `known_at` are answered in one call: each scenario has a traveller of its own, and an
    answer about one person never depends on another.

    Args:
        pack: the law pack.
        answer: the function that answers; an error of Sojourn that it raises is shown as a difference.
        rule_id: only scenarios of this rule.

    Raises:
        LawError: ``law-scenario-invalid``.
    """
    scenarios = [each for each in load_scenarios(pack) if rule_id is None or rule_id in each.rules]
    together: dict[tuple[date, datetime], list[Scenario]] = {}
    for scenario in scenarios:
        for question in scenario.questions:
            together.setdefault((question.as_of, question.known_at), []).append(scenario)
    given = {when: _ask(answer, asked, *when) for when, asked in together.items()}
    return [
        result
        for scenario in scenarios
        for result in (
            *(_compared(scenario, asked, given[asked.as_of, asked.known_at]) for asked in scenario.questions),
            *(compare_rule_question(pack, scenario, asked) for asked in scenario.rule_questions),
        )
    ]


def _ask(answer: Answer, asked: list[Scenario], as_of: date, known_at: datetime) -> ScenarioAnswers | SojournError:
    evidence = ScenarioEvidence(
        pa.concat_tables([scenario.evidence.movements for scenario in asked]),
        pa.concat_tables([scenario.evidence.facts for scenario in asked]),
    )
    try:
        return answer(evidence, as_of, known_at)
    except SojournError as error:
        return error


def _compared(scenario: Scenario, question: Question, given: ScenarioAnswers | SojournError) -> ScenarioResult:
    if isinstance(given, SojournError):
        problem = f"no answer: {given.message} [{given.code}]"
        return ScenarioResult(scenario, question, (problem,), f"refused: {given.code}")
    rows = [row for row in given.answers.to_pylist() if record_owner(row["arrival_id"]) == scenario.name]
    further = {name: table.to_pylist() for name, table in given.further.items()}
    found = tuple(compare(question.expected, rows, given.periods.to_pylist(), further))
    return ScenarioResult(scenario, question, found, answer_in_words(rows))


def compare_rule_question(pack: Pack, scenario: Scenario, question: RuleQuestion) -> ScenarioResult:
    """Ask the pack itself a scenario's question about a rule, or its clock: no records and no engine are needed."""
    try:
        if isinstance(question, ClockQuestion):
            ends = ask_clock(pack, question.rule, question.starts, question.act, question.known_at)
            found = tuple(clock_differences(question.expected, ends))
            return ScenarioResult(scenario, question, found, clock_in_words(ends))
        answer = ask_rule(pack, question.rule, question.on, question.known_at)
    except LawError as error:
        right = question.expected.get("refused") == error.code
        found = () if right else (f"no answer: {error.message} [{error.code}]",)
        return ScenarioResult(scenario, question, found, f"refused: {error.code}")
    return ScenarioResult(
        scenario, question, tuple(compare_rule(question.expected, answer)), rule_answer_in_words(answer)
    )


def _read_scenario(pack: Pack, path: Path, number: int, written: Any, problems: Problems) -> Scenario | None:
    where = f"{path.name}, scenario {number}"
    if not isinstance(written, Mapping):
        problems.append(f"{where}: must be a mapping with the keys {', '.join(KEYS)}")
        return None
    found = _scenario_problems(pack, written)
    name = f"{path.stem}-{number}"
    evidence = _evidence(written, name, found)
    questions = _questions(written, found)
    found += _missing_problems(written, questions)
    problems += [f"{where}: {problem}" for problem in found]
    if found:
        return None
    return Scenario(
        name=name,
        title=written["title"],
        law=written["law"],
        rules=tuple(written["rules"]),
        citation=written["citation"],
        file=path.name,
        evidence=evidence,
        questions=tuple(asked for asked in questions if isinstance(asked, Question)),
        rule_questions=tuple(asked for asked in questions if isinstance(asked, RuleQuestion)),
        told=tuple(record_in_words(one) for key in ("movements", "facts") for one in written.get(key) or []),
    )


def _scenario_problems(pack: Pack, written: Mapping[str, Any]) -> Problems:
    problems = [f"`{key}` is no key; allowed: {', '.join(KEYS)}" for key in written if key not in KEYS]
    problems += [f"`{key}` is missing" for key in ("title", "law", "rules", "citation") if not written.get(key)]
    if written.get("law") != pack.code:
        problems.append(f"`law` is `{written.get('law')}`; this folder belongs to `{pack.code}`")
    known = {rule.id for rule in pack.rules}
    return problems + [
        f"`rules` has `{name}`, which the pack does not have"
        for name in written.get("rules") or []
        if name not in known
    ]


def _missing_problems(written: Mapping[str, Any], questions: tuple[Question | RuleQuestion, ...]) -> Problems:
    """A question about a stay needs movements; a rule that is asked about must be among the scenario's rules."""
    rules = [asked.rule for asked in questions if isinstance(asked, RuleQuestion)]
    problems = [
        f"`rules` lacks `{name}`, which is asked about" for name in rules if name not in (written.get("rules") or [])
    ]
    if len(rules) < max(len(questions), 1) and not written.get("movements"):
        problems.append("`movements` is missing")
    return problems


def _evidence(written: Mapping[str, Any], name: str, problems: Problems) -> ScenarioEvidence:
    tables = {}
    for key, read, columns in (("movements", movement_row, MOVEMENTS), ("facts", fact_row, FACTS)):
        rows = []
        for number, record in enumerate(written.get(key) or [], start=1):
            try:
                rows.append(read(record, number, name))
            except ValueError as error:
                problems.append(f"{key} {number}: {error}")
        tables[key] = pa.Table.from_pylist(rows, schema=arrow_schema(columns))
    return ScenarioEvidence(tables["movements"], tables["facts"])


def _questions(written: Mapping[str, Any], problems: Problems) -> tuple[Question | RuleQuestion, ...]:
    asked = written.get("questions") or [{**(written.get("question") or {}), "expected": written.get("expected")}]
    questions = []
    for number, one in enumerate(asked, start=1):
        try:
            questions.append(read_question(one))
        except RecordError as error:
            problems.append(f"question {number}: {error}")
    return tuple(questions)
