"""The mutation check: each single change of a rule must make some scenario of its pack fail."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import pyarrow as pa

from sojourn.errors import SojournError
from sojourn.law.comparison import compare
from sojourn.law.mutations import Mutation, list_mutations
from sojourn.law.pack import Pack
from sojourn.law.scenario_rows import record_owner
from sojourn.law.scenarios import (
    Question,
    Scenario,
    ScenarioAnswers,
    ScenarioEvidence,
    compare_rule_question,
    load_scenarios,
)

#: Why a rule without values is not taken out.
NEEDED = "the engine needs a rule of this role"

When = tuple[date, datetime]
Asked = list[tuple[Scenario, Question]]


class ChangedAnswer(Protocol):
    """Answers scenarios under one pack with one change (null: without). ``sure``: by no short cut."""

    def __call__(
        self, mutation: Mutation | None, evidence: ScenarioEvidence, as_of: date, known_at: datetime, sure: bool = False
    ) -> ScenarioAnswers:
        """Answer; an error of Sojourn is the answer that there is none."""


OpenAnswers = Callable[[Pack], AbstractContextManager[ChangedAnswer]]


@dataclass(frozen=True)
class MutationResult:
    """What became of one mutation.

    Attributes:
        rule: the rule's id.
        change: what was changed.
        noticed_by: the scenario that fails with it (``entry-3``); null where it survives.
        skipped: why it was not tried, where it was not.
    """

    rule: str
    change: str
    noticed_by: str | None = None
    skipped: str | None = None

    @property
    def survives(self) -> bool:
        """Whether no scenario notices the change."""
        return self.noticed_by is None and self.skipped is None


def check_mutations(
    pack: Pack, open_answers: OpenAnswers, rule_ids: Iterable[str] | None = None, *, once: bool = False
) -> list[MutationResult]:
    """Try each single change of the pack's own rules: run the scenarios that name the rule, and those that expect it
    among the reasons or periods, until one fails.

    What no scenario notices by a short cut is tried again without one, before it is said to survive. A scenario that
    fails without any change notices nothing. What a pack inherits is checked in the pack that owns it.

    Args:
        pack: the pack with its scenarios.
        open_answers: opens what answers under the pack with a change.
        rule_ids: only these rules.
        once: of the changes of each rule only the first.

    Raises:
        LawError: ``law-scenario-invalid``.
    """
    wanted = pack.own if rule_ids is None else frozenset(rule_ids)
    rules = [rule for rule in pack.rules if rule.id in wanted]
    mutations = [mutation for rule in rules for mutation in list_mutations(rule, pack.earliest)]
    if once:
        mutations = [next(iter(list_mutations(rule, pack.earliest))) for rule in rules]
    scenarios = load_scenarios(pack)
    results = _by_rule_questions(pack, mutations, scenarios)
    with open_answers(pack) as answer:
        check = _Check(answer, scenarios)
        for sure in (False, True):
            pending = [mutation for mutation in mutations if str(mutation) not in results]
            results |= check.run(pending, sure=sure)
    return [results.get(str(mutation), _result(mutation)) for mutation in mutations]


def _result(mutation: Mutation, noticed_by: str | None = None, skipped: str | None = None) -> MutationResult:
    return MutationResult(mutation.rule, mutation.change, noticed_by, skipped)


def _concerning(asked: Asked, rule_id: str) -> Asked:
    """The questions of scenarios that name a rule, then those that only expect it."""
    named = [each for each in asked if rule_id in each[0].rules]
    others = [each for each in asked if rule_id not in each[0].rules]
    return named + [each for each in others if any(_mentions(expected, rule_id) for expected in each[1].expected)]


def _mentions(expected: Any, word: str) -> bool:
    if isinstance(expected, Mapping):
        return any(_mentions(part, word) for part in expected.values())
    if isinstance(expected, tuple | list):
        return any(_mentions(part, word) for part in expected)
    return bool(expected == word)


def _by_rule_questions(
    pack: Pack, mutations: list[Mutation], scenarios: tuple[Scenario, ...]
) -> dict[str, MutationResult]:
    """Ask the questions about rules themselves; they need no engine."""
    asked = [(scenario, question) for scenario in scenarios for question in scenario.rule_questions]
    asked = [(scenario, one) for scenario, one in asked if compare_rule_question(pack, scenario, one).passed]
    results = {}
    for mutation in mutations:
        own = [(scenario, question) for scenario, question in asked if question.rule == mutation.rule]
        changed = mutation.applied(pack)
        failed = (s.name for s, question in own if not compare_rule_question(changed, s, question).passed)
        noticed = next(failed, None)
        if noticed is not None:
            results[str(mutation)] = _result(mutation, noticed)
    return results


class _Check:
    """Runs mutations over the questions about stays: day by day, each with all mutations that it may notice."""

    def __init__(self, answer: ChangedAnswer, scenarios: tuple[Scenario, ...]) -> None:
        self._answer = answer
        self._together: dict[When, Asked] = {}
        for scenario in scenarios:
            for question in scenario.questions:
                self._together.setdefault((question.as_of, question.known_at), []).append((scenario, question))
        self._evidence = {when: _evidence(asked) for when, asked in self._together.items()}

    def run(self, mutations: list[Mutation], *, sure: bool) -> dict[str, MutationResult]:
        """Try each mutation on the questions that concern its rule, until one fails."""
        results: dict[str, MutationResult] = {}
        for when, asked in sorted(self._together.items(), key=lambda each: -len(each[1])):
            about = {rule_id: _concerning(asked, rule_id) for rule_id in {one.rule for one in mutations}}
            pending = [one for one in mutations if about[one.rule] and str(one) not in results]
            if pending:
                results |= self._on_day(when, pending, about, sure)
        return results

    def _on_day(
        self, when: When, pending: list[Mutation], about: Mapping[str, Asked], sure: bool
    ) -> dict[str, MutationResult]:
        results = {}
        plain = self._given(None, when, sure)
        right = {rule_id: [each for each in asked if plain.fits(*each)] for rule_id, asked in about.items()}
        for mutation in pending:
            given = self._given(mutation, when, sure)
            if mutation.text is None and given.refused == "law-no-rule":
                results[str(mutation)] = _result(mutation, skipped=NEEDED)
                continue
            failing = (s.name for s, question in right[mutation.rule] if not given.fits(s, question))
            noticed = None if given.same_as(plain) else next(failing, None)
            if noticed is not None:
                results[str(mutation)] = _result(mutation, noticed)
        return results

    def _given(self, mutation: Mutation | None, when: When, sure: bool) -> _Given:
        try:
            return _Given(self._answer(mutation, self._evidence[when], *when, sure=sure))
        except SojournError as error:
            return _Given(None, error.code)


class _Given:
    """What was answered, by scenario; nothing fits where no answer was given."""

    def __init__(self, answers: ScenarioAnswers | None, refused: str | None = None) -> None:
        self.refused = refused
        self._answers = answers

    def same_as(self, other: _Given) -> bool:
        """Tell whether these are the very same tables."""
        mine, others = self._tables(), other._tables()
        return mine.keys() == others.keys() and all(table is others[name] for name, table in mine.items())

    def fits(self, scenario: Scenario, question: Question) -> bool:
        """Tell whether the answers are as a question expects."""
        if self._answers is None:
            return False
        rows = self._stays.get(scenario.name, [])
        return not compare(question.expected, rows, self._beside["periods"], self._further)

    def _tables(self) -> dict[str, pa.Table]:
        if self._answers is None:
            return {}
        return {"answers": self._answers.answers, "periods": self._answers.periods, **self._answers.further}

    @functools.cached_property
    def _stays(self) -> dict[str, list[dict[str, Any]]]:
        stays: dict[str, list[dict[str, Any]]] = {}
        for row in self._tables()["answers"].to_pylist():
            stays.setdefault(record_owner(row["arrival_id"]), []).append(row)
        return stays

    @functools.cached_property
    def _beside(self) -> dict[str, list[dict[str, Any]]]:
        return {name: table.to_pylist() for name, table in self._tables().items() if name != "answers"}

    @property
    def _further(self) -> dict[str, list[dict[str, Any]]]:
        return {name: rows for name, rows in self._beside.items() if name != "periods"}


def _evidence(asked: Asked) -> ScenarioEvidence:
    """Lay the records of scenarios together, each once."""
    own = {scenario.name: scenario.evidence for scenario, _ in asked}.values()
    return ScenarioEvidence(
        pa.concat_tables([each.movements for each in own]), pa.concat_tables([each.facts for each in own])
    )
