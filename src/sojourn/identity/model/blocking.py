"""Candidate pairs of labelled records, by several rules; a birth date alone never makes one."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.model.features import also_columns

MOST_ON_A_KEY = 1500
"""A key that more records share than this (a common name and a year) makes no pairs: it would make millions."""


def candidate_pairs(
    engine: Engine, prepared: ir.Table, sources: ir.Table | None, most: int | None = MOST_ON_A_KEY
) -> ir.Table:
    """Give the pairs that share a key: (node_a, node_b), kept in the engine.

    Args:
        engine: where to compute.
        prepared: see ``features.prepare``.
        sources: table (node, side: 0 or 1): pairs are made across the two sides, node_a on side 0; null: within all
            records, node_a the smaller name.
        most: a key that more records share makes no pairs; null: every key does, so that whether two records are a
            pair never depends on strangers' records.
    """
    if sources is not None and most is None:
        return _every_pair(engine, prepared, sources)
    keyed = engine.once(blocking_keys(prepared), "keyed")
    counts = keyed.group_by("key").aggregate(records=_.count()).filter(_.records > 1)
    counts = counts if most is None else counts.filter(_.records <= most)
    wanted = engine.once(keyed.semi_join(counts, "key"), "wanted")
    a = wanted.select("key", node_a=_.node)
    b = wanted.select("key", node_b=_.node)
    if sources is not None:
        a = a.semi_join(sources.filter(_.side == 0).select(node_a=_.node), "node_a")
        b = b.semi_join(sources.filter(_.side == 1).select(node_b=_.node), "node_b")
    pairs = a.join(b, "key").filter(_.node_a != _.node_b)
    found = pairs.filter(_.node_a < _.node_b) if sources is None else pairs
    kept = engine.once(found.select("node_a", "node_b").distinct(), "candidates")
    engine.drop(keyed, wanted)
    return kept


def _every_pair(engine: Engine, prepared: ir.Table, sources: ir.Table) -> ir.Table:
    """Pair the two sides by every key; only the keys of side 1, which is the smaller one in a run, are kept."""
    first, second = (prepared.semi_join(sources.filter(_.side == side), "node") for side in (0, 1))
    keyed = engine.once(blocking_keys(second).select("key", node_b=_.node), "keyed")
    pairs = each_key(first).select("key", node_a=_.node).join(keyed, "key").filter(_.node_a != _.node_b)
    kept = engine.once(pairs.select("node_a", "node_b").distinct(), "candidates")
    engine.drop(keyed)
    return kept


def blocking_keys(prepared: ir.Table) -> ir.Table:
    """Give every key of every record, each once: (key, node); see ``each_key``."""
    return each_key(prepared).distinct()


def each_key(prepared: ir.Table) -> ir.Table:
    """Give every key of every record, some more than once: (key, node).

    Names are put in one place, so that a record with its name fields swapped shares its keys; so are month and day.
    """
    month, day = _.birth_date.substr(5, 2), _.birth_date.substr(8, 2)
    dated = prepared.select(
        "node",
        "name_bare",
        "surname_bare",
        "given_bare",
        "number",
        year=_.birth_date.substr(0, 4).nullif(""),
        days=(ibis.least(month, day) + ibis.greatest(month, day)).nullif(""),
    )
    full = _.days.length() == 4
    keys = [_keyed(dated, "name", _.name_bare), _keyed(dated, "number", _.number)]
    for name in ("surname_bare", "given_bare"):
        bare = _[name]
        keys.append(_keyed(dated.filter(full), "born", bare.substr(0, 1) + _.year + _.days))
        keys.append(_keyed(dated, "year", bare + "|" + _.year))
        keys.append(_keyed(dated.filter(full), "days", bare + "|" + _.days))
    first, second = _.surname_bare.substr(0, 4), _.given_bare.substr(0, 4)
    keys += [_keyed(prepared, name, _[name]) for name in also_columns(prepared)]
    keys.append(_keyed(dated, "begin", ibis.least(first, second) + "|" + ibis.greatest(first, second)))
    return ibis.union(*keys).select("key", "node")


def _keyed(dated: ir.Table, rule: str, value: Any) -> ir.Table:
    return dated.select("node", key=f"{rule}|" + value).filter(_.key.notnull())
