"""Pairs that cannot weigh enough are let go before their names are compared; no other pair ever is."""

from __future__ import annotations

from itertools import combinations

import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.candidates import VALUES, prepare_records
from sojourn.identity.model.model_file import load_model
from sojourn.identity.model.scoring import score_prepared
from sojourn.simulate.doubles import doubles

_LEAST = {"departure": 3.0, "return": 10.0}


def test_every_pair_that_weighs_enough_is_given_with_its_weight(duckdb_engine: Engine) -> None:
    model = load_model()
    drawn = doubles(3, 50)
    nodes = [f"n{place:03}" for place in range(drawn.num_rows)]
    records = duckdb_engine.load(drawn.select(VALUES).append_column("node", pa.array(nodes)), "doubles")
    couples = [(a, b, kind) for a, b in combinations(nodes, 2) for kind in _LEAST]
    columns = [pa.array([couple[place] for couple in couples], pa.string()) for place in range(3)]
    table = pa.table(columns, names=["node_a", "node_b", "kind"])
    pairs = duckdb_engine.load(table, "pairs")
    prepared = prepare_records(duckdb_engine, records, model)
    every = score_prepared(duckdb_engine, prepared, pairs, model, "default")
    enough = every.filter(((_.kind == "departure") & (_.weight >= 3.0)) | (_.weight >= 10.0))
    some = score_prepared(duckdb_engine, prepared, pairs, model, "default", _LEAST)

    assert duckdb_engine.count(enough) > 0
    assert duckdb_engine.count(enough.difference(some)) == 0
    assert duckdb_engine.count(some.difference(every)) == 0
    assert duckdb_engine.count(some) < duckdb_engine.count(every) / 2
