"""The weight of each candidate pair of records, with the features that make it up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine, open_engine
from sojourn.identity.model.bounds import may_weigh
from sojourn.identity.model.features import RECORD, also_columns, levels, prepare
from sojourn.identity.model.levels import MISSING
from sojourn.identity.model.model_file import KINDS, Model
from sojourn.identity.model.splink_run import score_patterns

SCORED = ("node_a", "node_b", "kind", "weight", "features", "agreements")
"""The columns of scored pairs."""
_DECIMALS = 6


@dataclass(frozen=True)
class Feature:
    """One comparison of two records: the values as given, the word of the level, and its weight in bits."""

    feature: str
    a: str | None
    b: str | None
    level: str
    weight: float


def score_pairs(engine: Engine, records: ir.Table, pairs: ir.Table, model: Model, size: str) -> ir.Table:
    """Weigh candidate pairs.

    Args:
        engine: where to compute.
        records: table (node: text, unique; surname, given_names, birth_date (may be partial), sex, nationality,
            document_number, document_issuer: text), and columns ``also_...`` where the model compares them.
        pairs: table (node_a, node_b, kind), each pair once; kind is one of ``KINDS``.
        model: the model.
        size: a size class of the model.

    Returns:
        A table of ``SCORED``: weight in bits with the prior, rounded to six decimals; ``features``, a JSON list of
        {feature, a, b, weight} sorted by feature, where a and b are the words of the level, never the values; and
        ``agreements``, how many of (surname equal, nationality equal, number within one edit) hold. Kept in the engine.
    """
    kept = engine.once(pairs.select("node_a", "node_b", "kind"), "candidates")
    if not engine.count(kept.limit(1)):
        return engine.once(_none(kept), "scored")
    judged = judge_pairs(engine, records, kept, model)
    scored = _weigh(engine, judged, model, size)
    engine.drop(kept, judged)
    return scored


def score_prepared(
    engine: Engine,
    prepared: ir.Table,
    pairs: ir.Table,
    model: Model,
    size: str,
    least: Mapping[str, float] | None = None,
) -> ir.Table:
    """Weigh candidate pairs of records that ``features.prepare`` has prepared; as ``score_pairs``.

    ``least`` gives bits by kind: pairs that cannot weigh as much are left out, before their names are compared.
    """
    if least is None:
        judged = levels(engine, prepared, pairs, model.also)
    else:
        judged = levels(engine, prepared, pairs, model.also, lambda near: may_weigh(near, model, size, least))
        if not engine.has_rows(judged):
            return engine.once(_none(judged.select("node_a", "node_b", "kind")), "scored")
    scored = _weigh(engine, judged, model, size)
    engine.drop(judged)
    return scored


def judge_pairs(engine: Engine, records: ir.Table, pairs: ir.Table, model: Model) -> ir.Table:
    """Give the level of every comparison of the model for each pair; see ``features.levels``."""
    named = pairs.select(node=_.node_a).union(pairs.select(node=_.node_b)).distinct()
    wanted = records.semi_join(named, "node")
    lacking = {name: ibis.null(str) for name in model.also if name not in records.columns}
    text = {name: wanted[name].cast("string") for name in (*RECORD, *also_columns(wanted))}
    prepared = prepare(engine, wanted.select("node", **text, **lacking), term_frequencies(engine, model))
    judged = levels(engine, prepared, pairs, model.also)
    engine.drop(prepared)
    return judged


def term_frequencies(engine: Engine, model: Model) -> ir.Table:
    """Load the list of common names of the model file: (part, value, bits)."""
    rows = [
        (part, value, bits)
        for part, column in (("surname", "surname_bare"), ("given", "given_bare"))
        for value, bits in model.content["term_frequencies"][column]["values"].items()
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    kinds = (pa.string(), pa.string(), pa.float64())
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    return engine.load(pa.table(arrays, names=["part", "value", "bits"]), "frequencies")


def _weigh(engine: Engine, judged: ir.Table, model: Model, size: str) -> ir.Table:
    names = model.comparisons
    pattern = _joined(judged, names)
    marked = engine.once(judged.mutate(pattern=pattern), "marked")
    patterns = engine.once(marked.select("pattern", *names).distinct(), "patterns")
    weights = score_patterns(engine, patterns, model)
    told = _features(engine, patterns, model)
    priors = engine.load(
        pa.table({"kind": list(KINDS), "prior": [model.prior(size, kind) for kind in KINDS]}), "priors"
    )
    joined = marked.join(weights, "pattern").join(told, "pattern").join(priors, "kind")
    scored = joined.select(
        "node_a", "node_b", "kind", "features", "agreements", weight=(_.match_weight + _.prior).round(_DECIMALS)
    ).select(*SCORED)
    kept = engine.once(scored, "scored")
    engine.drop(marked, patterns, weights, told)
    return kept


def _joined(judged: ir.Table, names: list[str]) -> ir.Value:
    text = judged[names[0]]
    for name in names[1:]:
        text = text + "|" + judged[name]
    return text


def _features(engine: Engine, patterns: ir.Table, model: Model) -> ir.Table:
    """Write the features of each pattern: the weight of a level is a constant of the model, so its text is too."""
    text: ir.Value = ibis.literal("[")
    for place, name in enumerate(sorted(model.comparisons)):
        words = [(patterns[name] == word, part) for word, part in _fragments(model, name).items()]
        text = text + ("," if place else "") + ibis.cases(*words, else_="")
    return engine.once(patterns.select("pattern", features=text + "]"), "pattern_features")


def _fragments(model: Model, name: str) -> dict[str, str]:
    return {
        word: json.dumps({"feature": name, "a": word, "b": word, "weight": weight}, separators=(",", ":"))
        for word, weight in model.weights(name).items()
    }


def _none(pairs: ir.Table) -> ir.Table:
    return pairs.mutate(
        weight=ibis.literal(0.0), features=ibis.literal("[]"), agreements=ibis.literal(0, "int64")
    ).select(*SCORED)


def compared(record_a: Mapping[str, str | None], record_b: Mapping[str, str | None], model: Model) -> list[Feature]:
    """Compare two records for an explanation: the features of ``score_pairs``, with the values as given.

    Returns one feature for each comparison that both records have something for, sorted by name.
    """
    columns = [*RECORD, *model.also]
    rows = {name: pa.array([row.get(name) for row in (record_a, record_b)], pa.string()) for name in columns}
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        records = engine.load(pa.table({"node": ["a", "b"], **rows}), "records")
        pairs = engine.load(pa.table({"node_a": ["a"], "node_b": ["b"], "kind": ["departure"]}), "pairs")
        judged = engine.arrow(judge_pairs(engine, records, pairs, model)).to_pylist()[0]
    found = [(name, judged[name]) for name in sorted(model.comparisons) if judged[name] != MISSING]
    return [
        Feature(name, _value(record_a, name), _value(record_b, name), level, model.weights(name)[level])
        for name, level in found
    ]


def _value(record: Mapping[str, str | None], name: str) -> str | None:
    """Give the values that a comparison looked at, as the record has them."""
    columns = {
        "name": ("surname", "given_names"),
        "surname_commonness": ("surname",),
        "given_names_commonness": ("given_names",),
        "document_number": ("document_number", "document_issuer"),
    }.get(name, (name,))
    told = [value for column in columns if (value := record.get(column))]
    return " ".join(told) or None
