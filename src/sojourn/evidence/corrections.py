"""Lines: a record with its corrections and its retraction, and the one record that stands for them.

A line is a tree: its first record corrects nothing that is there, every other record corrects one of the line. Trees of
any depth are climbed by pointer doubling, so the number of steps grows with the logarithm of the longest chain.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine


@dataclass(frozen=True)
class Lines:
    """The records that correct or are corrected, each with its line and its fate.

    Attributes:
        members: Table(name, line, line_recorded_at, fate) with fate ``accepted``, ``replaced``, ``retraction`` or
            ``retracted``.
        cycles: Table(name), the records whose corrections lead back to themselves.
    """

    members: ir.Table
    cycles: ir.Table


def resolve_lines(engine: Engine, records: ir.Table) -> Lines:
    """Find the line and the fate of every record of a small table.

    The record that stands is found from the line's first record by following, at each step, the correction with the
    greatest (recorded_at, id). A retraction that nothing corrects removes the whole line, wherever in it it stands.

    Args:
        engine: where the steps are computed.
        records: Table(name, feed, record_id, recorded_at, corrects, retracted), one row a name; ``corrects`` may name
            a record that is not in the table.
    """
    if engine.may_skip(records.filter(records.corrects.notnull())):
        return _without_corrections(records)
    parents = engine.once(_parents(records), "parents")
    ends = _climb(engine, parents.select("name", to=ibis.coalesce(parents.parent, parents.name)))
    cycles = engine.once(_on_a_cycle(parents, ends), "cycles")
    if not engine.may_skip(cycles):
        parents = engine.once(_parents(records.anti_join(cycles, "name")), "parents")
        ends = _climb(engine, parents.select("name", to=ibis.coalesce(parents.parent, parents.name)))
    standing = _climb(engine, _winning_corrections(parents))
    return Lines(engine.once(_fates(parents, ends, standing), "line_members"), cycles)


def _without_corrections(records: ir.Table) -> Lines:
    fate = ibis.literal("accepted")
    members = records.select("name", line="name", line_recorded_at="recorded_at", fate=fate)
    return Lines(members, records.select("name").limit(0))


def _parents(records: ir.Table) -> ir.Table:
    """Add the corrected record as ``parent``, null where it is not among the records."""
    there = records.select(parent=records.name)
    return records.left_join(there, records.corrects == there.parent).select(*records.columns, "parent")


def _climb(engine: Engine, pointers: ir.Table) -> ir.Table:
    """Follow pointers (name, to) to their ends. An end points to itself; a cycle's members end on its members.

    INVARIANT: the set of ends only shrinks from one doubling to the next, and once it stays the same size every pointer
    in it leads back into it: only true ends and cycles are left.
    """
    return engine.settle(pointers, "pointers", _doubled, _no_longer_ends)


def _doubled(pointers: ir.Table) -> ir.Table:
    further = pointers.select(to="name", beyond="to")
    return pointers.join(further, "to").select("name", to="beyond")


def _no_longer_ends(pointers: ir.Table, doubled: ir.Table) -> ir.Table:
    return pointers.anti_join(doubled.select("to").distinct(), "to")


def _on_a_cycle(parents: ir.Table, ends: ir.Table) -> ir.Table:
    reached = ends.select(name="to").distinct()
    return parents.filter(parents.parent.notnull()).semi_join(reached, "name").select("name")


def _winning_corrections(parents: ir.Table) -> ir.Table:
    """Point each record to the correction of it that counts, or to itself."""
    order = ibis.window(
        group_by="parent", order_by=[ibis.desc("recorded_at"), ibis.desc("record_id"), ibis.desc("feed")]
    )
    corrections = parents.filter(parents.parent.notnull())
    ranked = corrections.mutate(rank=ibis.row_number().over(order))
    winners = ranked.filter(ranked.rank == 0).select(corrected="parent", winner="name")
    joined = parents.left_join(winners, parents.name == winners.corrected)
    return joined.select("name", to=ibis.coalesce(joined.winner, joined.name))


def _fates(parents: ir.Table, ends: ir.Table, standing: ir.Table) -> ir.Table:
    """Give every record its line, the time of the line's first record and its fate."""
    firsts = parents.select(line="name", line_recorded_at="recorded_at")
    stands = standing.select(line="name", stands="to")
    corrected = parents.filter(parents.parent.notnull()).select(name="parent").distinct()
    lines = ends.select("name", line="to")
    in_force = parents.filter(parents.retracted).anti_join(corrected, "name").select("name", in_force=True)
    removed = lines.semi_join(in_force, "name").select("line").distinct().mutate(removed=True)
    table = lines.join(firsts, "line").join(stands, "line")
    table = table.left_join(removed, "line").drop("line_right")
    table = table.left_join(in_force, "name").drop("name_right")
    fate = ibis.cases(
        (table.removed.notnull() & table.in_force.notnull(), "retraction"),
        (table.removed.notnull(), "retracted"),
        (table.name == table.stands, "accepted"),
        else_="replaced",
    )
    return table.select("name", "line", "line_recorded_at", fate=fate)
