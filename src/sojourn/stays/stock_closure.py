"""Whose records could change: all that is connected with some records, found by lookups from one round to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.stays.stock_file import lookup
from sojourn.stays.stock_marks import mark

Near = Mapping[int, set[int]]
"""Records that a reviewer's decision names together, by their marks, in both directions."""


def connected(engine: Engine, units: set[int], keys: set[int], decided: Near, *, by_model: bool) -> set[int]:
    """Give the marks of all records that hang together with some of them.

    Records hang together when one corrects the other, when they name one key (a doubt about a key concerns everybody
    who names it), and when a reviewer decided about both; ``by_model``: also when the model compared them and either
    could take the other's place. Names and keys that are not on file lead nowhere.
    """
    found: set[int] = set()
    seen: set[int] = set()
    frontier, open_keys = set(units), set(keys)
    while frontier or open_keys:
        found |= frontier
        near, named = _of_records(engine, frontier)
        open_keys = (open_keys | named) - seen
        seen |= open_keys
        near |= _on_keys(engine, open_keys)
        near |= set().union(*(decided.get(unit, set()) for unit in frontier)) if decided else set()
        if by_model:
            near |= lookup(engine, "band", "unit", frontier, "other")[0]
        frontier, open_keys = near - found, set()
    return found


def _of_records(engine: Engine, units: set[int]) -> tuple[set[int], set[int]]:
    """Give the records that correct these or that these correct, and the keys that these name."""
    near: set[int] = set()
    keys = lookup(engine, "further", "unit", units, "key")[0]
    for name in ("movements", "facts"):
        named, targets = lookup(engine, name, "unit", units, "key", "target")
        near |= targets | lookup(engine, name, "target", units, "unit")[0]
        keys |= named
    return near, keys


def _on_keys(engine: Engine, keys: set[int]) -> set[int]:
    return set().union(*(lookup(engine, name, "key", keys, "unit")[0] for name in ("movements", "facts", "further")))


def neighbours(engine: Engine, *decisions: pa.Table) -> Near:
    """Give the records that decisions name together."""
    near: dict[int, set[int]] = defaultdict(set)
    for made in decisions:
        if made.num_rows:
            for a, b in pairs_of_marks(engine, engine.load(made.select(["record_a", "record_b"]), "decided_pairs")):
                near[a].add(b)
                near[b].add(a)
    return near


def pairs_of_marks(engine: Engine, pairs: ir.Table) -> list[tuple[int, int]]:
    """Give the marks of the names in pairs (record_a, record_b)."""
    rows = engine.arrow(pairs.select(a=mark(pairs.record_a), b=mark(pairs.record_b)))
    pairs_of: list[dict[str, int]] = rows.to_pylist()
    return [(row["a"], row["b"]) for row in pairs_of]


def values_of(engine: Engine, rows: ir.Table, *columns: str) -> set[int]:
    """Give the distinct values of columns of marks, nulls left out."""
    every = ibis.union(*[rows.select(value=rows[name]) for name in columns]).distinct()
    found: list[dict[str, int]] = engine.arrow(every.filter(every.value.notnull())).to_pylist()
    return {row["value"] for row in found}
