"""The estimate on whole runs: it holds the truth, and who travelled changes nothing in it."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.coverage import iter_trials, show, summarise
from sojourn.engine import open_engine
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate
from sojourn.statistics.coverage import CoverageEstimate, estimate_coverage
from sojourn.statistics.coverage_stays import PARTS
from sojourn.statistics.run_folder import open_run
from sojourn.stays.reconcile import reconcile

KNOWN_AT = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reconcile a small simulation with default errors."""
    folder = tmp_path_factory.mktemp("coverage")
    evidence = simulate(folder / "evidence", travellers=4000, seed=1100, processes=1).folder
    law = load_pack("us").as_known_at(KNOWN_AT)
    with open_engine("duckdb") as engine:
        reconcile(engine, evidence, law, date(2026, 11, 1), KNOWN_AT, folder / "run")
    return folder / "run"


def estimate_from(folder: Path) -> CoverageEstimate:
    """Estimate the coverage of a run."""
    with open_run(folder) as run:
        return estimate_coverage(run)


def test_class_is_not_read_and_nationality_is_not_there(run_of: Path, tmp_path: Path) -> None:
    files = [pq.read_schema(run_of / f"{name}.parquet") for name in ("answers", "crossings")]
    names = {*files[0].names, *files[1].names}
    assert not names & {"nationality", "class", "admitted_class", "document_issuer", "birth_date", "sex"}
    other = shutil.copytree(run_of, tmp_path / "run")
    periods = pq.read_table(other / "periods.parquet")
    place = periods.schema.get_field_index("class")
    turned = pa.array(periods["class"].to_pylist()[::-1], pa.string())
    pq.write_table(periods.set_column(place, periods.schema.field(place), turned), other / "periods.parquet")
    plain, changed = estimate_from(run_of), estimate_from(other)
    assert (changed.returns, changed.parts, changed.total) == (plain.returns, plain.parts, plain.total)


def test_every_stay_has_one_part_and_the_cells_add_up(run_of: Path) -> None:
    found = estimate_from(run_of)
    answers = pq.read_metadata(run_of / "answers.parquet").num_rows
    hidden = run_of / "restricted/answers.parquet"
    whole = answers + (pq.read_metadata(hidden).num_rows if hidden.is_file() else 0)
    assert sum(sum(found.parts[part].values()) for part in PARTS) == whole
    assert found.total.refused is None
    assert found.raw > 0


def test_the_interval_holds_the_truth_in_small_simulations() -> None:
    trials = list(iter_trials([1101, 1102, 1103], 4000, "us", 1))
    assert sum(trial.held for trial in trials) >= 2
    assert show(trials, 4000).row_count == 3
    assert "of 3 seeds" in summarise(trials)[0]
