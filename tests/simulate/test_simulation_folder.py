"""The folder that a simulation writes: the same bytes every time, whole tables, and errors that say what to do."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulations import Simulation

from sojourn import tables
from sojourn.errors import EvidenceError, LawError
from sojourn.simulate import simulate

FILES = ("movements.parquet", "facts.parquet", "truth.parquet", "simulation.json")


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**63 - 1), travellers=st.integers(1, 900), law=st.sampled_from(["us", "base"]))
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, seed: int, travellers: int, law: str) -> None:
    simulate(tmp_path / "one", travellers=travellers, seed=seed, law=law, processes=1)
    simulate(tmp_path / "two", travellers=travellers, seed=seed, law=law, processes=1)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_the_number_of_processes_does_not_change_a_byte(tmp_path: Path) -> None:
    simulate(tmp_path / "one", travellers=60_001, seed=3, processes=1)
    simulate(tmp_path / "two", travellers=60_001, seed=3, processes=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    simulate(tmp_path / "one", travellers=50, seed=1)
    simulate(tmp_path / "two", travellers=50, seed=2)
    assert digests(tmp_path / "one") != digests(tmp_path / "two")


def test_the_tables_have_exactly_the_columns_of_evidence(usual: Simulation) -> None:
    assert pq.read_schema(usual.folder / "movements.parquet").equals(tables.arrow_schema(tables.MOVEMENTS))
    assert pq.read_schema(usual.folder / "facts.parquet").equals(tables.arrow_schema(tables.FACTS))


def test_the_truth_has_its_columns_and_three_more(usual: Simulation) -> None:
    schema = pq.read_schema(usual.folder / "truth.parquet")
    assert schema.names == [*tables.TRUTH.names, "authorised_until", "basis", "left_on"]
    assert [schema.field(field.name).type for field in tables.TRUTH] == tables.TRUTH.types


@pytest.mark.parametrize("column", [column for column in tables.MOVEMENTS if column.allowed], ids=lambda c: c.name)
def test_closed_lists_of_movements_hold(messy: Simulation, column: tables.Column) -> None:
    assert set(messy.movements[column.name].dropna()) <= set(column.allowed)


@pytest.mark.parametrize("column", [column for column in tables.MOVEMENTS if column.required], ids=lambda c: c.name)
def test_required_columns_of_movements_are_full(messy: Simulation, column: tables.Column) -> None:
    assert messy.movements[column.name].notna().all()


def test_ids_are_unique(messy: Simulation) -> None:
    assert messy.named()["record_id"].is_unique
    assert (messy.facts["feed"] + "/" + messy.facts["fact_id"]).is_unique


def test_the_numbers_of_each_feed_follow_the_days(messy: Simulation) -> None:
    ordered = messy.movements.sort_values(["feed", "sequence"])
    assert ordered.groupby("feed")["local_date"].is_monotonic_increasing.all()


def test_without_errors_no_number_is_missing(clean: Simulation) -> None:
    rows = clean.movements.groupby("feed")["sequence"].agg(["min", "max", "count"])
    assert (rows["min"] == 1).all()
    assert (rows["max"] == rows["count"]).all()


def test_a_lost_message_leaves_a_gap(messy: Simulation) -> None:
    rows = messy.movements.groupby("feed")["sequence"].agg(["max", "count"])
    assert rows.loc["neighbour:CAN", "max"] > rows.loc["neighbour:CAN", "count"]


def test_the_description_says_what_was_made(usual: Simulation) -> None:
    known = json.loads((usual.folder / "simulation.json").read_text(encoding="utf-8"))
    assert (known["seed"], known["law"], known["as_of"]) == (11, "us", "2026-11-01")
    assert known["movements"] == len(usual.movements)
    assert known["stays"] == len(usual.truth) == sum(known["truths"].values())
    assert len(known["rates"]) == 20


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    simulate(tmp_path / "out", travellers=20_001, seed=1, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


def test_a_year_can_be_simulated_as_well_as_a_month(tmp_path: Path) -> None:
    summary = simulate(tmp_path / "out", travellers=2_000, seed=1, start=date(2025, 1, 1), days=365, follow=90)
    days = pq.read_table(tmp_path / "out" / "movements.parquet", columns=["local_date"])["local_date"].to_pylist()
    assert summary.as_of == date(2026, 4, 1)
    assert (min(days).year, max(days) <= date(2026, 3, 30)) == (2025, True)


def test_a_simulation_may_replace_a_simulation(tmp_path: Path) -> None:
    simulate(tmp_path / "out", travellers=10, seed=1)
    simulate(tmp_path / "out", travellers=20, seed=1)
    assert json.loads((tmp_path / "out" / "simulation.json").read_text(encoding="utf-8"))["travellers"] == 20


def test_other_evidence_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "movements.csv").write_text("movement_id\n")
    with pytest.raises(EvidenceError, match="would be overwritten") as caught:
        simulate(tmp_path, travellers=10, seed=1)
    assert caught.value.code == "folder-in-use"
    assert [path.name for path in tmp_path.iterdir()] == ["movements.csv"]


@pytest.mark.parametrize("law", ["eu", "uk"])
def test_laws_that_come_later_say_so(tmp_path: Path, law: str) -> None:
    with pytest.raises(LawError, match=f"`{law}` cannot be simulated; it comes with a later release") as caught:
        simulate(tmp_path, travellers=10, seed=1, law=law)
    assert caught.value.code == "law-not-simulated"


def test_all_wrong_numbers_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"travellers is `0`.*seed is `-1`.*follow is `1`") as caught:
        simulate(tmp_path, travellers=0, seed=-1, follow=1)
    assert caught.value.code == "bad-simulation"


def test_a_stopped_simulation_leaves_nothing_under_the_names(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path / "out", travellers=10, seed=1, progress=stop)
    assert list((tmp_path / "out").iterdir()) == []
