"""How often spellings of real names agree, with bounds below what was seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.names import Agreement, measure
from sojourn.engine import open_engine

Measured = dict[str, Agreement]
LEAST = {
    "arabic: two Latin spellings": 0.57,
    "arabic: native and Latin": 0.63,
    "hebrew: two Latin spellings": 0.60,
    "hebrew: native and Latin": 0.62,
    "russian: two Latin spellings": 0.59,
    "russian: native and Latin": 0.71,
    "korean: two Latin spellings": 0.17,
    "korean: native and Latin": 0.17,
    "chinese: two Latin spellings": 0.33,
    "chinese: native and Latin": 0.165,
    "labelled persons: the same": 0.30,
}
MOST = {
    "different surnames of one country": 0.003,
    "different given names of one country and sex": 0.006,
    "labelled persons: different": 0.05,
}


@pytest.fixture(scope="module")
def measured(shared_data: Path) -> Measured:
    """Measure every kind of pair once."""
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        return {row.what: row for row in measure(engine, shared_data / "linkage" / "names")}


@pytest.mark.shared
@pytest.mark.parametrize("what", LEAST)
def test_spellings_of_one_name_often_agree(measured: Measured, what: str) -> None:
    assert measured[what].share >= LEAST[what]


@pytest.mark.shared
@pytest.mark.parametrize("what", MOST)
def test_different_names_seldom_agree(measured: Measured, what: str) -> None:
    assert measured[what].share <= MOST[what]
