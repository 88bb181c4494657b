"""Making a model: probabilities counted from pairs known to be one person, and from random pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.model.features import RECORD, also_columns, levels, prepare
from sojourn.identity.model.levels import (
    ALSO_PREFIX,
    COMMONNESS,
    COMMONNESS_LIMITS,
    LEVELS,
    MISSING,
    levels_of,
    splink_comparison,
    splink_settings,
)
from sojourn.identity.model.model_file import ENGINE, Model

Counts = dict[str, dict[str, int]]
Probabilities = dict[str, dict[str, float]]

_TEXT: pa.DataType = pa.string()
_NO_NAMES = pa.schema([("part", _TEXT), ("value", _TEXT), ("bits", pa.float64())])
RANDOM_PAIRS = 1_000_000
PAIRS_OF_A_RECORD = 200
"""Few records make few random pairs: beyond so many for each, they only repeat themselves."""
LEAST_RECORDS_OF_A_NAME = 8
"""A name borne by fewer records of the training data is not listed: it counts as rare, and the file names nobody."""
LEAST_U: Mapping[str, Mapping[str, float]] = {
    "name": {},
    "birth_date": {"same": 4e-5, "same, 1 January": 5e-4, "day and month swapped": 4e-5},
    "document_number": {"same": 1e-4, "one character off, same issuer": 1e-3, "same, other issuer": 1e-4},
}
"""Floors of the u probability: by chance alone these levels are rarer, but families have consecutive passports or one
passport, and twins one birth date. A weight never grows beyond what the floor allows."""
LEAST_M: Mapping[str, float] = {"sex": 0.004, "nationality": 0.01, "name": 1e-4, "birth_date": 5e-4}
"""Floors of the m probability: no difference is impossible, whatever the training data happened to lack."""
OTHER_FLOOR = 1e-6


@dataclass(frozen=True)
class Known:
    """Training material: records with (node, person, RECORD, also_...), and the pairs known to be one person."""

    records: ir.Table
    pairs: ir.Table


def list_frequencies(engine: Engine, prepared: ir.Table, least: int = LEAST_RECORDS_OF_A_NAME) -> dict[str, Any]:
    """Count the common names among records: bits (minus the base-2 logarithm of the share) of each, two decimals."""
    lists: dict[str, Any] = {}
    for column in ("surname_bare", "given_bare"):
        named = prepared.filter(prepared[column].notnull())
        total = engine.count(named)
        counts = engine.arrow(named.group_by(column).aggregate(records=_.count()).filter(_.records >= least))
        found: list[dict[str, Any]] = counts.to_pylist()
        rows = sorted((str(row[column]), int(row["records"])) for row in found)
        values = {name: round(-math.log2(count / total), 2) for name, count in rows}
        lists[column] = {
            "unit": "bits: minus the base-2 logarithm of the share of people with the name",
            "floor": COMMONNESS_LIMITS[-1] + 1,
            "values": {name: bits for name, bits in values.items() if bits < COMMONNESS_LIMITS[-1]},
        }
    return lists


def commonness_chances(frequencies: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Give the chances that a name which both records bear is of each commonness: for one person, and for two.

    One person: the share of people with such a name. Two people who happen to share a name: its square, so common
    names are far more likely. What is not in the list is taken as names at the floor.
    """
    m, u = dict.fromkeys(COMMONNESS, 0.0), dict.fromkeys(COMMONNESS, 0.0)
    for bits in frequencies["values"].values():
        share, word = 2.0**-bits, _commonness_word(bits)
        m[word] += share
        u[word] += share * share
    rest = max(0.02, 1.0 - sum(m.values()))
    m[COMMONNESS[-1]] += rest
    u[COMMONNESS[-1]] += rest * 2.0 ** -float(frequencies["floor"])
    total_m, total_u = sum(m.values()), sum(u.values())
    least = 1e-4
    return (
        {word: max(least, m[word] / total_m) for word in COMMONNESS},
        {word: max(least, u[word] / total_u) for word in COMMONNESS},
    )


def _commonness_word(bits: float) -> str:
    return next(
        (word for limit, word in zip(COMMONNESS_LIMITS, COMMONNESS, strict=False) if bits < limit), COMMONNESS[-1]
    )


def random_pairs(engine: Engine, nodes: list[str], seed: int) -> ir.Table:
    """Draw pairs of different records; the same seed and records give the same pairs."""
    ordered = sorted(nodes)
    count = min(RANDOM_PAIRS, PAIRS_OF_A_RECORD * len(ordered))
    rng = np.random.default_rng(seed)
    a = rng.integers(0, len(ordered), count)
    b = (a + rng.integers(1, max(2, len(ordered)), count)) % len(ordered)
    names = np.array(ordered)
    table = pa.table({"node_a": pa.array(names[a]), "node_b": pa.array(names[b])})
    return engine.load(table, "random_pairs")


def count_levels(engine: Engine, judged: ir.Table, comparisons: list[str]) -> Counts:
    """Count the pairs at each level of each comparison; ``missing`` is left out."""
    counts: Counts = {}
    for name in comparisons:
        found = engine.arrow(judged.group_by(word=judged[name]).aggregate(pairs=_.count())).to_pylist()
        told = {row["word"]: int(row["pairs"]) for row in found if row["word"] != MISSING}
        counts[name] = {word: told.get(word, 0) for word in levels_of(name)}
    return counts


def probabilities_of(model: Model, letter: str) -> Probabilities:
    """Give the m (or u) of every level of a model."""
    return {
        row["output_column_name"]: {
            level["label_for_charts"]: float(level[f"{letter}_probability"])
            for level in row["comparison_levels"]
            if not level.get("is_null_level")
        }
        for row in model.content["comparisons"]["comparisons"]
    }


def to_probabilities(counts: Counts, added: float = 0.5) -> Probabilities:
    """Turn counts into probabilities; ``added`` to each count, so that what was never seen is rare, not impossible."""
    return {
        name: {word: (seen + added) / (sum(told.values()) + added * len(told)) for word, seen in told.items()}
        for name, told in counts.items()
    }


def estimate(
    engine: Engine, known: Known, seed: int, frequencies: dict[str, Any] | None = None
) -> tuple[Probabilities, Probabilities, dict[str, Any], Counts]:
    """Count m from known pairs and u from random pairs; give them with the name lists and the counts of known pairs."""
    nothing = engine.load(_NO_NAMES.empty_table(), "none")
    also = also_columns(known.records)
    records = known.records.select("node", *RECORD, *also)
    if frequencies is None:
        bare = prepare(engine, records, nothing)
        frequencies = list_frequencies(engine, bare)
        engine.drop(bare)
    prepared = prepare(engine, records, nothing)
    names = [name for name in (*LEVELS, *also) if not name.endswith("_commonness")]
    same = count_levels(engine, levels(engine, prepared, known.pairs, also), names)
    people = engine.arrow(known.records.select("node", "person"))
    drawn = random_pairs(engine, [str(node) for node in people["node"].to_pylist()], seed)
    person = known.records.select("node", "person")
    apart = drawn.join(person.rename(node_a="node", person_a="person"), "node_a").join(
        person.rename(node_b="node", person_b="person"), "node_b"
    )
    others = engine.once(apart.filter(_.person_a != _.person_b).select("node_a", "node_b"), "others")
    judged = levels(engine, prepared, others, also)
    m, u = to_probabilities(same), to_probabilities(count_levels(engine, judged, names))
    engine.drop(judged, prepared, others)
    for part, column in (("surname", "surname_bare"), ("given_names", "given_bare")):
        m[f"{part}_commonness"], u[f"{part}_commonness"] = commonness_chances(frequencies[column])
    return _least_m(m), _least_u(u), frequencies, same


def _least_u(u: Probabilities) -> Probabilities:
    floors = LEAST_U
    return {
        name: {word: max(p, floors.get(name, {}).get(word, OTHER_FLOOR)) for word, p in told.items()}
        for name, told in u.items()
    }


def _least_m(m: Probabilities) -> Probabilities:
    return {
        name: {word: max(p, LEAST_M.get(name, OTHER_FLOOR)) for word, p in told.items()} for name, told in m.items()
    }


def to_content(
    name: str,
    version: str,
    m: Probabilities,
    u: Probabilities,
    frequencies: dict[str, Any],
    sizes: dict[str, Any],
    rules: dict[str, Any],
    trained_on: str,
) -> dict[str, Any]:
    """Put a model file together; probabilities are rounded to eight significant digits."""
    order = [*LEVELS, *sorted(name for name in m if name.startswith(ALSO_PREFIX))]
    comparisons = [splink_comparison(one, _rounded(m[one]), _rounded(u[one])) for one in order]
    return {
        "name": name,
        "version": version,
        "engine": ENGINE,
        "trained_on": trained_on,
        "rules": rules,
        "size_classes": sizes,
        "comparisons": splink_settings(comparisons),
        "term_frequencies": frequencies,
    }


def _rounded(told: dict[str, float]) -> dict[str, float]:
    return {word: float(f"{p:.8g}") for word, p in told.items()}


def size_class(what: str, numbers: Mapping[str, tuple[float, float, float]]) -> dict[str, Any]:
    """Give a size class from (prior, link, review) of each kind of pair, not yet measured."""
    kinds = {
        kind: {"prior": prior, "bands": {"link": link, "review": review}}
        for kind, (prior, link, review) in numbers.items()
    }
    return {"for": what, "kinds": kinds, "measured": {}}
