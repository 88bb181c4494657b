"""Evidence folders and runs for tests that go through files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from stays_records import Row, facts_of, movements_of
from stays_run import LATER

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.stays.reconcile import reconcile


def write_evidence(folder: Path, movements: list[Row], facts: list[Row]) -> Path:
    """Write an evidence folder of Parquet files."""
    folder.mkdir(parents=True)
    pq.write_table(movements_of(movements), folder / "movements.parquet")
    pq.write_table(facts_of(facts), folder / "facts.parquet")
    return folder


def run_folder(
    engine: Engine, evidence: Path, out: Path, as_of: str, known_at: datetime = LATER, law: str = "us"
) -> dict[str, Any]:
    """Reconcile an evidence folder; what was compiled for an earlier one on the engine serves again."""
    engine.restart()
    known = load_pack(law).as_known_at(known_at)
    return reconcile(engine, evidence, known, date.fromisoformat(as_of), known_at, out, law_source=law)


def rows_of(out: Path, name: str) -> list[dict[str, Any]]:
    """Give the rows of an output file."""
    rows: list[dict[str, Any]] = pq.read_table(out / f"{name}.parquet").to_pylist()
    return rows


def list_outputs(out: Path) -> list[str]:
    """List the output tables of a run by their path, without the ending."""
    return sorted(path.relative_to(out).with_suffix("").as_posix() for path in out.rglob("*.parquet"))
