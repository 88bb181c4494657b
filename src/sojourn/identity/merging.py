"""Persons that link decisions hold together, on top of what documents and references hold together.

The rules place nearly every record by its key. What a model or a reviewer adds concerns few persons, so it changes the
small tables that say where keys and lines belong, and never goes through all records.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.components import connect
from sojourn.identity.people import People, Places, members_of, person_id

TIE = ("link_id", "rule", "person_a", "line_a", "at_a", "person_b", "line_b", "at_b")
"""Columns of a tie: a decision "same" with the persons that its lines belong to. ``rule`` is the basis it gives."""


@dataclass(frozen=True)
class Merged:
    """What ties changed.

    Attributes:
        people: the people after the ties.
        moved: (person_id, into): persons that are now part of another one, with its id.
        touched: (person_id): ids of persons that ties made.
        refused: (link_id): ties that would have held together what a reviewer keeps apart.
    """

    people: People
    moved: ir.Table
    touched: ir.Table
    refused: ir.Table


def merge_people(engine: Engine, people: People, ties: ir.Table, apart: ir.Table) -> Merged:
    """Hold together the persons that ties name; a person's id then comes from the earliest line of the whole.

    Args:
        engine: where to compute.
        people: the people so far.
        ties: table (``TIE``), kept in the engine.
        apart: (person_a, person_b): persons that a reviewer decided to be different. A group of ties that would hold
            such a pair together is refused whole: which of its ties is wrong is for a reviewer.
    """
    groups = connect(engine, _edges(ties))
    bad = engine.once(_against(groups, apart), "groups_apart")
    in_group = ties.select("link_id", node=_.person_a).join(groups, "node")
    refused = engine.once(in_group.semi_join(bad, "label").select("link_id").distinct(), "refused_ties")
    kept = groups.anti_join(bad, "label")
    anchors = engine.once(_anchors(people.places, ties, kept), "anchors")
    moved = engine.once(_moved(kept, anchors, ties), "moved")
    places = _places(engine, people.places, moved, ties)
    changed = replace(
        people, places=places, movements=_followed(people.movements, moved), facts=_followed(people.facts, moved)
    )
    changed = replace(changed, members=members_of(changed.movements, changed.facts))
    changed = replace(changed, in_review=rename_people(people.in_review, moved).distinct())
    return Merged(changed, moved.select("person_id", "into"), moved.select(person_id=_.into).distinct(), refused)


def rename_people(table: ir.Table, moved: ir.Table) -> ir.Table:
    """Give the rows of a table with ``person_id`` to the persons that their persons are now part of."""
    now = moved.select(was=_.person_id, into=_.into)
    joined = table.left_join(now, table.person_id == now.was)
    return joined.mutate(person_id=ibis.coalesce(_.into, _.person_id)).select(*table.columns)


def _followed(attached: ir.Table, moved: ir.Table) -> ir.Table:
    """Give records to the persons that theirs moved to: what ``attach`` gives after the ties, without placing anew."""
    return _renamed(attached, moved, "basis")


def _edges(ties: ir.Table) -> ir.Table:
    return ties.filter(_.person_a != _.person_b).select(a=_.person_a, b=_.person_b).distinct()


def _against(groups: ir.Table, apart: ir.Table) -> ir.Table:
    first = groups.select(person_a=_.node, label=_.label)
    second = groups.select(person_b=_.node, other=_.label)
    both = apart.join(first, "person_a").join(second, "person_b")
    return both.filter(_.label == _.other).select("label").distinct()


def _anchors(places: Places, ties: ir.Table, groups: ir.Table) -> ir.Table:
    """Give the earliest line of each group: (label, anchor, anchor_at)."""
    wanted = groups.select(person_id=_.node, label=_.label)
    named = [
        table.select("person_id", "anchor", "anchor_at").join(wanted, "person_id").drop("person_id")
        for table in (places.by_key, places.by_line)
    ]
    lines = _tied_lines(ties).select("person_id", anchor=_.line, anchor_at=_.at)
    every = named[0].union(named[1]).union(lines.join(wanted, "person_id").drop("person_id"))
    order = ibis.struct({"a": _.anchor_at, "b": _.anchor})
    return every.group_by("label").aggregate(anchor=_.anchor.argmin(order), anchor_at=_.anchor_at.min())


def _moved(groups: ir.Table, anchors: ir.Table, ties: ir.Table) -> ir.Table:
    """Give each person of a group, its new id and anchor, and the link that holds it there."""
    sides = ties.select("link_id", "rule", person_id=_.person_a).union(
        ties.select("link_id", "rule", person_id=_.person_b)
    )
    link = sides.group_by("person_id").aggregate(tie_id=_.link_id.min(), tie_rule=_.rule.argmin(_.link_id))
    joined = groups.join(anchors, "label").select(person_id=_.node, anchor=_.anchor, anchor_at=_.anchor_at)
    new = joined.mutate(into=person_id(_.anchor)).join(link, "person_id")
    return new.select("person_id", "into", "anchor", "anchor_at", "tie_id", "tie_rule")


def _tied_lines(ties: ir.Table) -> ir.Table:
    return ties.select(person_id=_.person_a, line=_.line_a, at=_.at_a).union(
        ties.select(person_id=_.person_b, line=_.line_b, at=_.at_b), distinct=True
    )


def _places(engine: Engine, places: Places, moved: ir.Table, ties: ir.Table) -> Places:
    """Change where keys and lines belong; a record without a key becomes a line of its own place."""
    placed = places.by_key.select("person_id").union(places.by_line.select("person_id"))
    alone = _tied_lines(ties).anti_join(placed, "person_id").anti_join(places.by_line, "line")
    rows = alone.join(moved, "person_id").select(
        "line",
        person_id=_.into,
        anchor=_.anchor,
        anchor_at=_.anchor_at,
        basis=(_.person_id == _.into).ifelse("alone", _.tie_rule),
        link_id=(_.person_id == _.into).ifelse(ibis.null(str), _.tie_id),
    )
    by_line = _renamed(places.by_line, moved, "basis").union(rows)
    return Places(_renamed(places.by_key, moved, "rule"), engine.once(by_line, "by_line"))


def _renamed(table: ir.Table, moved: ir.Table, how: str) -> ir.Table:
    """Give keys, lines or records to the persons that theirs moved to; a link of their own goes before the tie's."""
    now = moved.select(
        was=_.person_id, into=_.into, into_anchor=_.anchor, into_at=_.anchor_at, tie_id=_.tie_id, tie_rule=_.tie_rule
    )
    # Named anew first: a join takes up the one before it, which does not have this column yet.
    joined = table.mutate(was=table.person_id).left_join(now, "was")
    goes = joined.into.notnull() & (joined.into != joined.person_id) & joined.link_id.isnull()
    anchors = {"anchor": joined.into_anchor, "anchor_at": joined.into_at}
    told = {name: ibis.coalesce(into, joined[name]) for name, into in anchors.items() if name in table.columns}
    return joined.mutate(
        person_id=ibis.coalesce(joined.into, joined.person_id),
        link_id=goes.ifelse(joined.tie_id, joined.link_id),
        **told,
        **{how: goes.ifelse(joined.tie_rule, joined[how])},
    ).select(*table.columns)
