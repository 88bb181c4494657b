"""Connected components of a table of edges, by a loop of joins that every engine can run."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine


def connect(engine: Engine, edges: ir.Table) -> ir.Table:
    """Label each node of a table of edges (a, b: text) with the smallest node that it is connected to.

    Each round passes labels to neighbours and to the neighbours' labels, then follows labels of labels; the number of
    rounds grows with the logarithm of the longest path. Returns a table (node, label), kept in the engine.
    """
    both = engine.once(edges.select("a", "b").union(edges.select(a=_.b, b=_.a)).distinct(), "edges")
    start = both.group_by(node=_.a).aggregate(near=_.b.min())
    start = start.select("node", label=(_.near < _.node).ifelse(_.near, _.node))
    labels = engine.settle(start, "labels", lambda labels: _round(both, labels), _moved)
    engine.drop(both)
    return labels


def _moved(before: ir.Table, labels: ir.Table) -> ir.Table:
    after = labels.select(node=_.node, after=_.label)
    return before.join(after, "node").filter(_.label != _.after)


def _round(both: ir.Table, labels: ir.Table) -> ir.Table:
    near = labels.select(b=_.node, passed=_.label)
    own = labels.select(a=_.node, own=_.label)
    messages = both.join(near, "b").join(own, "a")
    offers = (
        messages.select(node=_.a, label=_.passed)
        .union(messages.select(node=_.own, label=_.passed))
        .union(labels.select("node", "label"))
    )
    smallest = offers.group_by("node").aggregate(label=_.label.min())
    further = smallest.select(label=_.node, further=_.label)
    return smallest.join(further, "label").select("node", label=_.further)
