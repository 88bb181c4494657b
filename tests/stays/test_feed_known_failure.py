"""The known failure of FY2014: two carriers report a fifth of their passengers not on board for a year."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from stays_folders import rows_of, run_folder

from sojourn.engine import Engine
from sojourn.simulate import simulate
from sojourn.simulate.rates import ERRORS_FILE


@pytest.fixture(scope="module")
def failure(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate and reconcile a year in which two carriers fail throughout."""
    folder = tmp_path_factory.mktemp("failure")
    rates = yaml.safe_load(ERRORS_FILE.read_text(encoding="utf-8"))
    rates["errors"][0]["burst"] = {"carriers": 2, "days": 365, "rate": 0.2}
    (folder / "rates.yaml").write_text(yaml.safe_dump(rates), encoding="utf-8")
    summary = simulate(
        folder / "evidence", travellers=8_000, seed=3, errors=folder / "rates.yaml", follow=334, processes=1
    )
    known = datetime(2027, 1, 1, 23, 59, 59, tzinfo=UTC)
    run_folder(duckdb_engine, folder / "evidence", folder / "out", summary.as_of.isoformat(), known)
    return folder


def states_of_marked(folder: Path, carriers: list[str]) -> list[str]:
    """Give the states of the stays that truly ended on a flight whose carrier says that the person was not on board."""
    person = {row["record_id"]: row["person_id"] for row in rows_of(folder / "out", "people")}
    marked = {
        (person[f"{row['feed']}/{row['movement_id']}"], row["local_date"])
        for row in pq.read_table(folder / "evidence" / "movements.parquet").to_pylist()
        if row["feed"] in carriers and row["direction"] == "departure" and row["boarded"] is False
    }
    left = {
        row["record_id"]: row["left_on"] for row in pq.read_table(folder / "evidence" / "truth.parquet").to_pylist()
    }
    return [
        row["state"]
        for row in rows_of(folder / "out", "answers")
        if (row["person_id"], left.get(row["arrival_id"])) in marked
    ]


def test_both_carriers_are_in_quarantine_and_nobody_else(failure: Path) -> None:
    bad = {row["feed"] for row in rows_of(failure / "out", "feeds") if row["status"] == "quarantined"}
    assert bad == {"carrier:AC", "carrier:DL"}


def test_at_most_one_in_a_hundred_of_the_people_concerned_is_asked_about(failure: Path) -> None:
    states = states_of_marked(failure, ["carrier:AC", "carrier:DL"])
    assert len(states) > 80
    assert states.count("unknown") > len(states) / 2
    assert states.count("unexplained") <= len(states) / 100
