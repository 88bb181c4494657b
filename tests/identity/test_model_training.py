"""Models from an agency's own evidence, and Splink's estimate where few pairs are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sojourn.engine import Engine, open_engine
from sojourn.identity.model.em import blend, maximise
from sojourn.identity.model.features import RECORD, levels, prepare
from sojourn.identity.model.levels import LEVELS
from sojourn.identity.model.model_file import load_model
from sojourn.identity.model.own_evidence import ENOUGH, train_on_evidence
from sojourn.identity.model.scoring import term_frequencies
from sojourn.identity.model.training import probabilities_of
from sojourn.simulate import simulate
from sojourn.simulate.doubles import doubles


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("own") / "evidence"
    simulate(out, travellers=250, seed=8)
    return out


def test_a_small_evidence_folder_gives_a_whole_model(evidence: Path) -> None:
    with open_engine("duckdb", memory="2GB", threads=2) as engine:
        trained = train_on_evidence(engine, evidence, seed=1)
    chances = [p for told in (*trained.m.values(), *trained.u.values()) for p in told.values()]
    assert set(trained.m) == set(trained.u) == set(LEVELS)
    assert 0 < min(chances) <= max(chances) <= 1
    assert 0 < sum(trained.counted["name"].values()) < 4 * ENOUGH


def judged(engine: Engine) -> Any:
    table = doubles(71, 600)
    records = engine.load(table.rename_columns(["node", *table.column_names[1:]]).select(["node", *RECORD]), "r")
    first = [node for node in table["record_id"].to_pylist() if str(node).startswith("a")]
    second = {node for node in table["record_id"].to_pylist() if str(node).startswith("b")}
    true = [(str(a), f"b{str(a)[1:]}") for a in first if f"b{str(a)[1:]}" in second]
    false = [(a, true[place - 7][1]) for place, (a, _b) in enumerate(true)]
    pairs = [*true, *false]
    loaded = engine.load(pa.table({"node_a": [a for a, _b in pairs], "node_b": [b for _a, b in pairs]}), "pairs")
    return levels(engine, prepare(engine, records, term_frequencies(engine, load_model())), loaded, [])


def test_splink_finds_without_labels_that_true_pairs_share_names(duckdb_engine: Engine) -> None:
    model = load_model()
    m, u = probabilities_of(model, "m"), probabilities_of(model, "u")
    start = m | {"sex": {"same": 0.6, "different": 0.4}}
    found = maximise(duckdb_engine, judged(duckdb_engine), start, u)
    assert found["sex"]["same"] > 0.97
    assert set(found["name"]) == set(m["name"])


def test_counted_and_estimated_chances_are_weighed_by_what_was_seen() -> None:
    m, estimated = {"sex": {"same": 1.0, "different": 0.0}}, {"sex": {"same": 0.0, "different": 1.0}}
    mixed = blend(m, {"sex": {"same": 100, "different": 25}}, estimated, enough=500)
    assert mixed["sex"]["same"] == pytest.approx(0.25)
