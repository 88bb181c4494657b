"""What a model makes of labelled records: its links, what it leaves to review, and the truth beside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.choose import barred, choose_links
from sojourn.identity.components import connect
from sojourn.identity.model.blocking import candidate_pairs
from sojourn.identity.model.features import RECORD, also_columns, prepare
from sojourn.identity.model.labelled import Labelled
from sojourn.identity.model.model_file import Model
from sojourn.identity.model.scoring import score_pairs, term_frequencies

STEPS = (-4, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32)


@dataclass(frozen=True)
class Outcome:
    """What one run of a model on labelled records gave, as pairs of record ids.

    Attributes:
        truth: all pairs that are one person's.
        links: the automatic links. Where duplicates are sought, all pairs that the links hold together.
        review: the pairs left to a reviewer.
        candidates: how many pairs some rule brought together.
        weights: the chosen links by weight, at the lowest threshold.
        kinds: the kind of change of each record that has one.
    """

    truth: set[tuple[str, str]]
    links: set[tuple[str, str]]
    review: set[tuple[str, str]]
    candidates: int
    weights: list[tuple[float, tuple[str, str]]]
    kinds: dict[str, str]


def run_model(engine: Engine, labelled: Labelled, model: Model, size: str, kind: str | None = None) -> Outcome:
    """Find the automatic links among labelled records with a model, as the bands of a size class have them.

    ``kind`` null: ``labelled`` for two sources, ``duplicates`` for one.
    """
    kind = kind or kind_for(labelled)
    records, sides = load_labelled(engine, labelled)
    prepared = prepare(engine, records, term_frequencies(engine, model))
    candidates = candidate_pairs(engine, prepared, sides)
    found = engine.count(candidates)
    scored = score_pairs(engine, records, candidates.mutate(kind=ibis.literal(kind)), model, size)
    band, rules = model.band(size, kind), model.rules
    # What a file has no column for cannot be asked of its records.
    numbered = "document_number" in labelled.columns
    told: dict[str, Any] = {
        "agreements": max(0, rules.agreements - labelled.absent),
        "never": rules.never if numbered else {},
    }
    lowest = float(min(STEPS))
    if labelled.sources:
        chosen = choose_links(engine, scored, band.link, band.review, margin=rules.margin, **told)
        wide = choose_links(engine, scored, lowest, lowest, margin=rules.margin, **told)
        links, review, weighed = (
            _pairs(engine, chosen.links),
            _pairs(engine, chosen.review),
            _weighed(engine, wide.links),
        )
    else:
        linked, unsure = choose_pairs(scored, band.link, band.review, told)
        links, review = held_together(engine, linked), _pairs(engine, unsure)
        weighed = _weighed(engine, choose_pairs(scored, lowest, lowest, told)[0])
    return Outcome(true_pairs(labelled), links, review - links, found, weighed, _kinds(labelled))


def kind_for(labelled: Labelled) -> str:
    """Give the kind of pair of labelled records: across two sources each has one partner at most, within one many."""
    return "labelled" if labelled.sources else "duplicates"


def load_labelled(engine: Engine, labelled: Labelled) -> tuple[ir.Table, ir.Table | None]:
    """Load records (node, RECORD, also_...), and the side of each where there are two sources."""
    table = labelled.table
    columns = [*RECORD, *also_columns_of(table)]
    records = engine.load(table.select(["record_id", *columns]).rename_columns(["node", *columns]), "labelled")
    if labelled.sources is None:
        return records, None
    side = [labelled.sources.index(source) for source in _texts(table, "source")]
    return records, engine.load(
        pa.table({"node": table["record_id"].combine_chunks(), "side": pa.array(side, pa.int64())}), "sides"
    )


def also_columns_of(table: pa.Table) -> list[str]:
    """List the columns of labelled data that evidence does not have."""
    return also_columns(ibis.table(ibis.Schema.from_pyarrow(table.schema)))


def choose_pairs(scored: ir.Table, link: float, review: float, told: dict[str, Any]) -> tuple[ir.Table, ir.Table]:
    """Choose links where one person may have many records: every pair stands for itself."""
    may = (_.agreements >= told["agreements"]) & ~barred(told["never"])
    linked = scored.filter((_.weight >= link) & may)
    return linked, scored.filter((_.weight >= review) & ~((_.weight >= link) & may))


def held_together(engine: Engine, links: ir.Table) -> set[tuple[str, str]]:
    """Give all pairs of records that links hold together, directly or by others."""
    kept = engine.once(links.select(a=_.node_a, b=_.node_b), "link_edges")
    if not engine.count(kept.limit(1)):
        return set()
    labels = engine.arrow(connect(engine, kept))
    groups: dict[str, list[str]] = {}
    for node, label in zip(_texts(labels, "node"), _texts(labels, "label"), strict=True):
        groups.setdefault(label, []).append(node)
    return _pairs_within(groups)


def true_pairs(labelled: Labelled) -> set[tuple[str, str]]:
    """Give all pairs of records of one person: across the two sources, or within all records."""
    table = labelled.table
    groups: dict[str, list[str]] = {}
    side = dict(zip(_texts(table, "record_id"), _texts(table, "source"), strict=True))
    for node, person in zip(_texts(table, "record_id"), _texts(table, "person"), strict=True):
        groups.setdefault(person, []).append(node)
    if labelled.sources is None:
        return _pairs_within(groups)
    first, second = labelled.sources
    return {(a, b) for nodes in groups.values() for a in nodes if side[a] == first for b in nodes if side[b] == second}


def _pairs_within(groups: dict[str, list[str]]) -> set[tuple[str, str]]:
    ordered = [sorted(nodes) for nodes in groups.values()]
    return {(a, b) for nodes in ordered for place, a in enumerate(nodes) for b in nodes[place + 1 :]}


def _pairs(engine: Engine, table: ir.Table) -> set[tuple[str, str]]:
    found = engine.arrow(table.select("node_a", "node_b"))
    return set(zip(_texts(found, "node_a"), _texts(found, "node_b"), strict=True))


def _weighed(engine: Engine, table: ir.Table) -> list[tuple[float, tuple[str, str]]]:
    found = engine.arrow(table.select("node_a", "node_b", "weight"))
    columns = (found[name].to_pylist() for name in ("weight", "node_a", "node_b"))
    return sorted((weight, (a, b)) for weight, a, b in zip(*columns, strict=True))


def _texts(table: pa.Table, column: str) -> list[Any]:
    values: list[Any] = table[column].to_pylist()
    return values


def _kinds(labelled: Labelled) -> dict[str, str]:
    table = labelled.table
    told = zip(_texts(table, "record_id"), _texts(table, "kind"), strict=True)
    return {node: kind for node, kind in told if kind is not None}


def kind_of(pair: tuple[str, str], kinds: dict[str, str]) -> str | None:
    """Give the kind of change of a pair: that of the second record, else that of the first."""
    return kinds.get(pair[1]) or kinds.get(pair[0])


def count_by_kind(pairs: set[tuple[str, str]], kinds: dict[str, str]) -> Counter[str]:
    """Count pairs by kind of change; pairs without one are left out."""
    return Counter(kind for pair in pairs if (kind := kind_of(pair, kinds)))
