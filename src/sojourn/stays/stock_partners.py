"""Who of the others on file the model would compare with records that changed, and find worth a look."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.evidence.fates import decide_fates, names_known
from sojourn.identity.candidates import FACT_LEAD, VALUES, prepare_records
from sojourn.identity.options import Matching
from sojourn.stays.leftovers import pairs_worth_a_look
from sojourn.stays.stock_closure import values_of
from sojourn.stays.stock_file import Terms, fetch
from sojourn.stays.stock_found import Left, agree_rows, block_rows, prepared_of
from sojourn.stays.stock_marks import AGREE, FACT_COLUMNS, MOVEMENT_COLUMNS, mark

_OTHER = "x:"
#: What is left over on either side of a pair, and the kind of the pair; the first is the open arrival.
_KINDS = {("a", "d"): "departure", ("a", "f"): "fact"}


def partners(engine: Engine, left: Left, inside: set[int], terms: Terms, matching: Matching) -> set[int]:
    """Give the marks of records on file that make a pair worth a look with what is left over among some records.

    Args:
        engine: the engine with the open stock.
        left: what is left over among the records that changed.
        inside: the marks of these records; what is on file of them is out of date.
        terms: with what the stock was made.
        matching: the model and its size class.
    """
    prepared = prepared_of(engine, left, matching)
    own = engine.once(block_rows(left, prepared), "own_blocks")
    coming = engine.once(agree_rows(left.arrivals, "b"), "coming")
    known = engine.load(pa.table({"unit": pa.array(sorted(inside), pa.int64())}), "inside")
    there = fetch(engine, "blocks", "mark", values_of(engine, own.union(coming), "mark")).anti_join(known, "unit")
    pairs = _crossed(own.filter(_.side != "o"), there.filter(_.side != "o"))
    back = [_later(coming, there.filter(_.side == "o"), first="there")]
    back.append(_later(own.filter(_.side == "o"), _arrivals_on_file(engine, own).anti_join(known, "unit"), first="own"))
    pairs = engine.once(pairs.union(*back).distinct(), "outward_pairs")
    units = values_of(engine, pairs, "unit")
    if not units:
        return set()
    records = _own_records(left).union(_records_on_file(engine, units, terms))
    ready = prepare_records(engine, engine.once(records, "compared"), matching.model)
    scored = pairs_worth_a_look(engine, ready, pairs.select("node_a", "node_b", "kind"), matching)
    found = scored.join(pairs, ["node_a", "node_b", "kind"])
    return values_of(engine, found, "unit")


def _crossed(own: ir.Table, there: ir.Table) -> ir.Table:
    """Pair open arrivals with orphan departures and facts by the model's keys: (node_a, node_b, kind, unit)."""
    both = own.join(_other(there), "mark")
    found = []
    for (first, second), kind in _KINDS.items():
        lead = FACT_LEAD if kind == "fact" else ibis.interval(days=0)
        mine = both.filter(_.side == first, _.other_side == second, _.other_day >= _.day - lead)
        theirs = both.filter(_.side == second, _.other_side == first, _.day >= _.other_day - lead)
        named = {"kind": ibis.literal(kind), "unit": _.other}
        found.append(mine.select(node_a=_.node, node_b=_other_node(), **named))
        found.append(theirs.select(node_a=_other_node(), node_b=_.node, **named))
    return ibis.union(*found)


def _later(own: ir.Table, there: ir.Table, *, first: str) -> ir.Table:
    """Pair arrivals that agree, the open one not later: a return, or on the same day one arrival told twice.

    Whether it is somebody's first arrival, and at which port, is told when all their records are at hand.
    """
    both = own.join(_other(there), "mark")
    own_first = first == "own"
    fits = both.filter(_.day <= _.other_day) if own_first else both.filter(_.other_day <= _.day)
    nodes = (fits.node, _other_node()) if own_first else (_other_node(), fits.node)
    kind = (fits.day == fits.other_day).ifelse("same_arrival", "return")
    return fits.select(node_a=nodes[0], node_b=nodes[1], kind=kind, unit=_.other)


def _other(there: ir.Table) -> ir.Table:
    return there.select("mark", other=_.unit, other_side=_.side, other_day=_.day)


def _other_node() -> ir.Value:
    return _OTHER + _.other.cast("string")


def _arrivals_on_file(engine: Engine, own: ir.Table) -> ir.Table:
    """Give the arrivals on file that agree with open arrivals: (mark, unit, side, day)."""
    marks = values_of(engine, own.filter(_.side == "o"), "mark")
    found = []
    for name in AGREE:
        rows = fetch(engine, "movements", name, marks)
        found.append(rows.select("unit", mark=rows[name], side=ibis.literal("b"), day=_.local_date))
    return ibis.union(*found)


def _own_records(left: Left) -> ir.Table:
    parts = (left.opens, left.orphans, left.facts, left.arrivals)
    return ibis.union(*[rows.select("node", *VALUES) for rows in parts])


def _records_on_file(engine: Engine, units: set[int], terms: Terms) -> ir.Table:
    """Give the records that stand under these names: (node, ``VALUES``)."""
    moves = fetch(engine, "movements", "unit", units).select(*MOVEMENT_COLUMNS)
    acts = fetch(engine, "facts", "unit", units).select(*FACT_COLUMNS)
    ever = engine.arrow(moves.select("recorded_at").union(acts.select("recorded_at")).aggregate(at=_.recorded_at.max()))
    known_at = ever.column("at")[0].as_py()
    lines = decide_fates(engine, moves, "movement_id", known_at, terms.rights).lines
    taken = names_known(moves, "movement_id", known_at)
    status = decide_fates(engine, acts, "fact_id", known_at, terms.rights, names_taken=taken).lines
    every = lines.select("name", *VALUES).union(status.select("name", *VALUES))
    return every.select(*VALUES, node=_OTHER + mark(_.name).cast("string")).select("node", *VALUES)
