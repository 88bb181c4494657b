"""Questions answered again and again under one law: byte for byte as if each had been built anew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.engine import Engine
from sojourn.errors import EvidenceError, LawError
from sojourn.law.pack import load_pack
from sojourn.law.scenarios import load_scenarios
from sojourn.stays.in_memory import Answering, MemoryAnswers, answer_in_memory

PACK = load_pack("base")
KNOWN_AT = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
LAW = PACK.as_known_at(KNOWN_AT)
SCENARIOS = {scenario.name: scenario for scenario in load_scenarios(PACK) if scenario.evidence.movements.num_rows}
NAMES = sorted(SCENARIOS)
DAYS = st.sampled_from([date(2026, 3, 1), date(2026, 6, 30), date(2026, 11, 1)])
TIMES = st.sampled_from([datetime(2026, 7, 1, tzinfo=UTC), KNOWN_AT])
Tables = tuple[pa.Table, pa.Table]


@pytest.fixture(scope="module")
def answering(duckdb_engine: Engine) -> Answering:
    """Keep one recording for all questions of this file, so that it has seen many ways."""
    return Answering(duckdb_engine, LAW)


def records(names: list[str]) -> Tables:
    """Lay the records of scenarios together."""
    evidence = [SCENARIOS[name].evidence for name in names]
    return pa.concat_tables([e.movements for e in evidence]), pa.concat_tables([e.facts for e in evidence])


def all_tables(found: MemoryAnswers) -> dict[str, Any]:
    """Give every table of the answers by name."""
    own = {name: getattr(found, name) for name in ("answers", "periods", "crossings", "people", "links", "review")}
    return {**own, **found.further}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True), day=DAYS, known_at=TIMES)
def test_answered_again_is_answered_as_built_anew(
    duckdb_engine: Engine, answering: Answering, chosen: list[str], day: date, known_at: datetime
) -> None:
    again = answering.answer(*records(chosen), day, known_at)
    anew = answer_in_memory(duckdb_engine, *records(chosen), LAW, day, known_at)
    assert all_tables(again) == all_tables(anew)


def test_a_status_that_follows_nobody_on_file_is_answered_alike(duckdb_engine: Engine, answering: Answering) -> None:
    rows, known_at = (
        records([name for name in NAMES if name.endswith("dependants-9")]),
        datetime(2026, 7, 1, tzinfo=UTC),
    )
    again = answering.answer(*rows, date(2026, 3, 1), known_at)
    anew = answer_in_memory(duckdb_engine, *rows, LAW, date(2026, 3, 1), known_at)
    assert again.answers.num_rows == 1
    assert all_tables(again) == all_tables(anew)


def test_a_question_of_the_same_kind_on_another_day_is_not_built(duckdb_engine: Engine) -> None:
    fresh = Answering(duckdb_engine, LAW)
    days = [date(2026, 6, 30), date(2026, 11, 1), date(2026, 12, 1)]
    found = [fresh.answer(*records(NAMES[:1]), day, KNOWN_AT).answers for day in days]
    assert (fresh.built, [table["as_of"].to_pylist()[0] for table in found]) == (1, days)


def test_records_learned_later_are_left_out_when_answered_again(duckdb_engine: Engine) -> None:
    fresh = Answering(duckdb_engine, LAW)
    times = [datetime(year, 12, 31, tzinfo=UTC) for year in (2026, 2015, 2026)]
    found = [fresh.answer(*records(NAMES[:1]), date(2026, 12, 1), known).answers.num_rows for known in times]
    assert [before > after for before, after in pairwise(found)] == [True, False]


def test_a_day_before_the_law_is_refused_when_answered_again_too(answering: Answering) -> None:
    answering.answer(*records(NAMES[:1]), date(2026, 6, 30), KNOWN_AT)
    with pytest.raises(LawError, match="law-before-earliest"):
        answering.answer(*records(NAMES[:1]), date(1900, 1, 1), KNOWN_AT)


def test_a_time_without_a_zone_is_refused(answering: Answering) -> None:
    with pytest.raises(EvidenceError, match="time-without-zone"):
        answering.answer(*records(NAMES[:1]), date(2026, 6, 30), datetime(2026, 7, 1))  # noqa: DTZ001


@pytest.fixture
def engine_alone(duckdb_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Let no row reach Python but through the engine."""
    for way in ("execute", "to_pyarrow", "to_pyarrow_batches", "to_pandas_batches"):
        monkeypatch.setattr(type(duckdb_engine.con), way, refuse)
    return duckdb_engine


def refuse(*_: Any, **__: Any) -> None:
    """Stand in for Ibis's own ways from rows to Python, which a recording would not see."""
    raise AssertionError


def test_a_run_looks_at_rows_only_through_the_engine(engine_alone: Engine) -> None:
    with pytest.raises(AssertionError):
        engine_alone.load(pa.table({"n": [1]}), "one").aggregate(n=ibis._.n.sum()).execute()
    assert Answering(engine_alone, LAW).answer(*records(NAMES), date(2026, 6, 30), KNOWN_AT).answers.num_rows > 0
