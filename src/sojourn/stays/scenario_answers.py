"""Answers the scenarios of a law pack with the real engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime

from sojourn.engine import open_engine
from sojourn.law.pack import Pack
from sojourn.law.scenarios import Answer, ScenarioAnswers, ScenarioEvidence
from sojourn.stays.in_memory import answer_in_memory


@contextlib.contextmanager
def scenario_answers(pack: Pack) -> Iterator[Answer]:
    """Give a function that answers a scenario under ``pack``, on one engine that stays open."""
    with open_engine("duckdb") as engine:

        def answer(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
            law = pack.as_known_at(known_at)
            found = answer_in_memory(engine, evidence.movements, evidence.facts, law, as_of, known_at)
            return ScenarioAnswers(found.answers, found.periods, found.further)

        yield answer
