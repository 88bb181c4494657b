"""Scenarios: examples with their expected answers, written from the law, readable and runnable by a lawyer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.errors import LawError, SojournError
from sojourn.law.comparison import Expected, compare
from sojourn.law.loading import Problems, read_yaml
from sojourn.law.pack import Pack
from sojourn.law.scenario_rows import RecordError, fact_row, movement_row, read_day, read_time, record_owner
from sojourn.tables import (
    CERTAINTIES,
    DEPARTURE_BASES,
    FACTS,
    FURTHER,
    MOVEMENTS,
    STATES,
    UNKNOWN_CODES,
    arrow_schema,
)

KEYS = ("title", "law", "rules", "citation", "movements", "facts", "question", "expected", "questions")
EXPECTED: dict[str, str] = {
    "arrived_on": "day",
    "departed_on": "day or null",
    "left_between": "two days",
    "departure_basis": "how the departure is known",
    "authorised_until": "the last authorised day, or null where there is none on file",
    "state": "the state of the answer",
    "unknown_code": "why it is unknown, or null",
    "certainty": "how sure the answer is",
    "days_over": "days between the last authorised day and the departure: a number, or the least and the most",
    "next_change_on": "the first day on which the answer changes with no new record, or null",
    "reasons": "rules that must be among the reasons",
    "questions": "questions that must be among the open ones",
    "periods": "all authorised periods, each with any of valid_from, valid_to, basis, class, rule_id",
    **{name: f"the row of `{name}` (or a list of its rows), with any of its columns" for name in FURTHER},
}
_CLOSED = {"state": STATES, "unknown_code": UNKNOWN_CODES, "certainty": CERTAINTIES, "departure_basis": DEPARTURE_BASES}
_PERIOD_KEYS = ("valid_from", "valid_to", "basis", "class", "rule_id")


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
class Question:
    """One question of a scenario; ``expected`` is what the law answers, one mapping for each stay by day of arrival."""

    as_of: date
    known_at: datetime
    expected: Expected


@dataclass(frozen=True)
class Scenario:
    """An example: records, one or more questions, the expected answers, the law that they follow from.

    ``name`` is the file and the number in it (``entry-3``); the ids of its records begin with it.
    """

    name: str
    title: str
    law: str
    rules: tuple[str, ...]
    citation: str
    file: str
    evidence: ScenarioEvidence
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class ScenarioResult:
    """How one question of a scenario came out; ``differences`` is empty where the answer is as the law expects."""

    scenario: Scenario
    question: Question
    differences: tuple[str, ...]

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
        ScenarioResult(scenario, question, _compared(scenario, question, given[question.as_of, question.known_at]))
        for scenario in scenarios
        for question in scenario.questions
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


def _compared(scenario: Scenario, question: Question, given: ScenarioAnswers | SojournError) -> tuple[str, ...]:
    if isinstance(given, SojournError):
        return (f"no answer: {given.message} [{given.code}]",)
    rows = [row for row in given.answers.to_pylist() if record_owner(row["arrival_id"]) == scenario.name]
    further = {name: table.to_pylist() for name, table in given.further.items()}
    return tuple(compare(question.expected, rows, given.periods.to_pylist(), further))


def _read_scenario(pack: Pack, path: Path, number: int, written: Any, problems: Problems) -> Scenario | None:
    where = f"{path.name}, scenario {number}"
    if not isinstance(written, Mapping):
        problems.append(f"{where}: must be a mapping with the keys {', '.join(KEYS)}")
        return None
    found = _scenario_problems(pack, written)
    name = f"{path.stem}-{number}"
    evidence = _evidence(written, name, found)
    questions = _questions(written, found)
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
        questions=questions,
    )


def _scenario_problems(pack: Pack, written: Mapping[str, Any]) -> Problems:
    problems = [f"`{key}` is no key; allowed: {', '.join(KEYS)}" for key in written if key not in KEYS]
    problems += [
        f"`{key}` is missing" for key in ("title", "law", "rules", "citation", "movements") if not written.get(key)
    ]
    if written.get("law") != pack.code:
        problems.append(f"`law` is `{written.get('law')}`; this folder belongs to `{pack.code}`")
    known = {rule.id for rule in pack.rules}
    return problems + [
        f"`rules` has `{name}`, which the pack does not have"
        for name in written.get("rules") or []
        if name not in known
    ]


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


def _questions(written: Mapping[str, Any], problems: Problems) -> tuple[Question, ...]:
    asked = written.get("questions") or [{**(written.get("question") or {}), "expected": written.get("expected")}]
    questions = []
    for number, one in enumerate(asked, start=1):
        try:
            questions.append(_question(one))
        except RecordError as error:
            problems.append(f"question {number}: {error}")
    return tuple(questions)


def _question(written: Any) -> Question:
    if not isinstance(written, Mapping) or "as_of" not in written or written.get("expected") is None:
        raise RecordError("needs `as_of` and `expected`")
    as_of = read_day(written["as_of"])
    known_at = written.get("known_at")
    expected = written["expected"]
    stays = expected if isinstance(expected, list) else [expected]
    return Question(
        as_of=as_of,
        known_at=read_time(known_at) if known_at else datetime.combine(as_of, time(23, 59, 59), tzinfo=UTC),
        expected=tuple(_expected(stay) for stay in stays),
    )


def _further(name: str, wanted: Any) -> tuple[Mapping[str, Any], ...]:
    rows = wanted if isinstance(wanted, tuple) else (wanted,)
    allowed = FURTHER[name].names
    for row in rows:
        if not isinstance(row, Mapping) or not set(row) <= set(allowed):
            raise RecordError(f"`{name}` must be a mapping, or a list of them, with any of {', '.join(allowed)}")
    return rows


def _expected(written: Any) -> dict[str, Any]:
    if not isinstance(written, Mapping):
        raise RecordError("`expected` must be a mapping, or a list of one for each stay")
    for key, value in written.items():
        if key not in EXPECTED:
            raise RecordError(f"`expected` has `{key}`; allowed: {', '.join(EXPECTED)}")
        if key in _CLOSED and value is not None and value not in _CLOSED[key]:
            raise RecordError(f"`{key}` is `{value}`; allowed: {', '.join(_CLOSED[key])}")
    read = {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}
    for name in FURTHER:
        read |= {name: _further(name, read[name])} if name in read else {}
    if "days_over" in read and not isinstance(read["days_over"], tuple):
        read["days_over"] = (read["days_over"], read["days_over"])
    unknown = [key for one in read.get("periods", ()) for key in one if key not in _PERIOD_KEYS]
    if unknown:
        raise RecordError(f"`periods` has `{unknown[0]}`; allowed: {', '.join(_PERIOD_KEYS)}")
    return read
