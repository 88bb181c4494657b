"""One-to-one links among scored candidate pairs: greedy by weight, and only where no other candidate comes near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine

NO_RIVAL = -1.0e9


@dataclass(frozen=True)
class Chosen:
    """What comes of scored pairs: ``links`` (at most one for a node) and ``review``, with the columns of the pairs."""

    links: ir.Table
    review: ir.Table


def choose_links(
    engine: Engine,
    scored: ir.Table,
    link: float | Mapping[str, float],
    review: float | Mapping[str, float],
    *,
    margin: float = 0.0,
    agreements: int = 2,
    never: Mapping[str, tuple[str, ...]] | None = None,
) -> Chosen:
    """Choose links one-to-one.

    A pair is linked when it is the best of both its nodes (by weight, then by names), weighs at least ``link``, has the
    agreements, and beats every other candidate of either node by the margin. Its nodes then leave, and the rest is
    looked at again until nothing changes: greedy by (weight, names) within each connected component. Links only take
    rivals away, so the order of rows and rounds never matters. What is left in the review band is for a human being.

    Args:
        engine: where to compute.
        scored: pairs as ``score_pairs`` gives them; further columns are kept.
        link: bits from which a pair is linked, for all pairs or by kind.
        review: bits from which a pair is reviewed, likewise.
        margin: bits over the best other candidate of either node.
        agreements: how many of the three agreements must hold.
        never: levels at which a pair is never linked, unless the document number is the same (``Rules.never``).
    """
    in_band = scored.filter(_.weight >= _by_kind(review))
    may_link = (_.weight >= _by_kind(link)) & (_.agreements >= agreements) & ~barred(never or {})
    open_pairs = engine.once(in_band.mutate(may_link=may_link), "open_pairs")
    links: list[ir.Table] = []
    while True:
        found = engine.once(_mutual_best(engine, open_pairs, margin), "found")
        if not engine.count(found.limit(1)):
            engine.drop(found)
            break
        links.append(found)
        taken = found.select(node=_.node_a).union(found.select(node=_.node_b))
        before = open_pairs
        kept = open_pairs.anti_join(taken, open_pairs.node_a == taken.node)
        again = taken.view()
        open_pairs = engine.once(kept.anti_join(again, kept.node_b == again.node), "open_pairs")
        engine.drop(before)
    nothing = open_pairs.limit(0)
    chosen = ibis.union(*links, nothing) if links else nothing
    kept_links = engine.once(chosen.select(*scored.columns), "chosen")
    engine.drop(*links)
    return Chosen(kept_links, open_pairs.select(*scored.columns))


def _by_kind(bits: float | Mapping[str, float]) -> Any:
    if isinstance(bits, Mapping):
        return ibis.cases(
            *[(_.kind == kind, ibis.literal(float(told))) for kind, told in bits.items()], else_=-NO_RIVAL
        )
    return ibis.literal(float(bits))


def barred(never: Mapping[str, tuple[str, ...]]) -> Any:
    """Say which scored pairs have a level that calls for the same document number, and lack it."""
    found: Any = ibis.literal(False)
    for feature, words in never.items():
        for word in words:
            found = found | _has(feature, word)
    return found & ~_has("document_number", "same") & ~_has("document_number", "same, other issuer")


def _has(feature: str, word: str) -> Any:
    return _.features.contains(f'"feature":"{feature}","a":"{word}",')


def _mutual_best(engine: Engine, pairs: ir.Table, margin: float) -> ir.Table:
    """Give the pairs that are the best of both nodes, may be linked, and have no rival within the margin."""
    sides = pairs.select(node=_.node_a, node_a=_.node_a, node_b=_.node_b, weight=_.weight).union(
        pairs.select(node=_.node_b, node_a=_.node_a, node_b=_.node_b, weight=_.weight)
    )
    order = ibis.window(group_by="node", order_by=[ibis.desc("weight"), "node_a", "node_b"])
    ranked = engine.once(
        sides.mutate(place=ibis.row_number().over(order), rival=_.weight.lead(1).over(order)), "ranked_pairs"
    )
    clear = (_.weight - _.rival.fill_null(NO_RIVAL)) >= margin
    best = ranked.filter((_.place == 0) & clear).group_by(["node_a", "node_b"]).aggregate(sides=_.count())
    found = pairs.filter(_.may_link).semi_join(best.filter(_.sides == 2), ["node_a", "node_b"])
    return engine.once(found, "best_pairs")
