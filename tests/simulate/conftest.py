"""Simulations that several tests read, made once."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from simulations import Simulation

from sojourn.simulate import simulate
from sojourn.simulate.rates import ERRORS_FILE


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """Thirty thousand travellers whose records are right."""
    return _make(tmp_path_factory, "clean", law="us", errors="none")


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """The same travellers with the usual errors."""
    return _make(tmp_path_factory, "usual", law="us", errors="default")


@pytest.fixture(scope="session")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """The same travellers with every error frequent, so that each occurs many times."""
    rates = yaml.safe_load(ERRORS_FILE.read_text(encoding="utf-8"))
    rare = {7: 0.4, 8: 0.5, 9: 0.4, 10: 0.4, 13: 0.5, 14: 0.9, 3: 0.5, 6: 0.3, 15: 0.1}
    rows = [{**row, "rate": rare.get(row["number"], 0.04), "burst": None} for row in rates["errors"]]
    path = tmp_path_factory.mktemp("rates") / "rates.yaml"
    path.write_text(yaml.safe_dump({"errors": rows}), encoding="utf-8")
    return _make(tmp_path_factory, "messy", law="us", errors=path)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """Thirty thousand travellers of a country with its own days at the border and inspection on exit."""
    return _make(tmp_path_factory, "base", law="base", errors="default")


def _make(factory: pytest.TempPathFactory, name: str, law: str, errors: str | Path) -> Simulation:
    out = factory.mktemp("simulations") / name
    summary = simulate(out, travellers=30_000, seed=11, law=law, errors=errors, processes=1)
    files = [pq.read_table(out / f"{part}.parquet").to_pandas() for part in ("movements", "facts", "truth")]
    return Simulation(out, summary, *files)
