"""Answers the scenarios of a law pack with the real engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime

from sojourn.engine import open_engine
from sojourn.law.pack import Pack
from sojourn.law.rule import Law
from sojourn.law.scenarios import Answer, ScenarioAnswers, ScenarioEvidence
from sojourn.stays.in_memory import Answering


@contextlib.contextmanager
def scenario_answers(pack: Pack) -> Iterator[Answer]:
    """Give a function that answers a scenario under ``pack``, on one engine that stays open.

    What was built for one question serves the next ones: building takes seconds, answering again a fraction of one.
    """
    with open_engine("duckdb", threads=1) as engine:  # a few rows: more threads only wait for one another
        known: dict[Law, Answering] = {}

        def answer(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
            law = pack.as_known_at(known_at)
            answering = known.setdefault(law, Answering(engine, law))
            found = answering.answer(evidence.movements, evidence.facts, as_of, known_at)
            return ScenarioAnswers(found.answers, found.periods, found.further)

        yield answer
