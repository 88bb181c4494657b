"""Whose record is this: from lines to people by rules that need no guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.evidence.fates import Moment
from sojourn.identity.closer import Placed, place_lines
from sojourn.identity.lines import (
    BY_DOCUMENT,
    BY_DOCUMENT_FACT,
    BY_REFERENCE,
    fact_lines,
    lost_documents,
    movement_lines,
    names_several,
    with_first_key,
)
from sojourn.identity.links import link_rows, review_rows, same_links, short_digest, unsure_links
from sojourn.identity.spotting import Spotted, spot_keys

BASES = ("document", "reference", "document_fact", "model", "reviewer", "unsure", "alone")
"""How a record is held to its person, a closed list.

``document`` and ``reference``: by its own key, together with every record of that key, or by the link named;
``document_fact``: an issuer stated that one document replaces another; ``model``: names, birth date and other values
agree, by the link named; ``reviewer``: a reviewer decided so, by the link named; ``unsure``: it names a key, but a
doubt about it keeps the record apart until someone has looked; ``alone``: it names no key.
"""

_BASIS_OF = {BY_DOCUMENT: "document", BY_REFERENCE: "reference", BY_DOCUMENT_FACT: "document_fact"}


@dataclass(frozen=True)
class Places:
    """Where records belong: by the first key that they name, or one by one.

    Attributes:
        by_key: (key, person_id, anchor, anchor_at, rule, link_id): each key without a doubt. ``anchor`` is the line
            that names the person and ``anchor_at`` the time of its first record.
        by_line: (line, person_id, anchor, anchor_at, basis, link_id): lines that their key does not place.
    """

    by_key: ir.Table
    by_line: ir.Table


@dataclass(frozen=True)
class People:
    """Who is who, as known at one time.

    Attributes:
        members: (record_id, line, person_id, basis, link_id): one row per line of both tables.
        links: link decisions (``tables.LINKS``).
        review: pairs that a human should look at (``tables.REVIEW``).
        in_review: (person_id): the persons with a record in such a pair, distinct.
        movements: the movements given, with person_id, basis and link_id added; cheaper than joining ``members`` back.
        facts: the same for the facts.
        given_movements: the movements given.
        given_facts: the facts given.
        apart: (person_a, person_b), in both orders: pairs that no model may join, because a reviewer looked at them, or
            because a rule put them to review.
        places: where each key and each line set apart from its key belongs, to merge persons without looking at all
            records again.
    """

    members: ir.Table
    links: ir.Table
    review: ir.Table
    in_review: ir.Table
    movements: ir.Table
    facts: ir.Table
    given_movements: ir.Table
    given_facts: ir.Table
    apart: ir.Table
    places: Places


def find_people(
    engine: Engine, movements: ir.Table, facts: ir.Table, known_at: Moment, settled: ir.Table | None = None
) -> People:
    """Find which lines are one person's: same document, ``document`` facts, shared references.

    A person's id is derived from the line recorded first, so it is a pure function of the records and their order of
    arrival does not matter.

    Args:
        engine: where to compute.
        movements: the movements in force, with name, line and line_recorded_at; no fact has the name of a movement.
        facts: the facts in force, likewise.
        known_at: the knowledge cut-off; lines recorded later are the caller's to leave out.
        settled: (record_a, record_b), in both orders: unsure pairs that a reviewer has settled.
    """
    lines = engine.once(movement_lines(movements).union(fact_lines(facts)), "lines")
    several = names_several(engine, movements, facts)
    lost = engine.once(lost_documents(facts), "lost")
    spotted = spot_keys(engine, lines, lost, may_name_several=several)
    placed = place_lines(engine, lines, spotted, lost)
    engine.drop(lines)
    same = engine.once(same_links(placed), "same")
    unsure = engine.once(unsure_links(placed), "unsure")
    asked = unsure if settled is None else _not_settled(unsure, settled)
    nodes = engine.once(_node_people(spotted, placed, same), "nodes")
    close = engine.once(_close_people(placed, nodes), "close_people")
    by_key = engine.once(_key_people(spotted, nodes), "key_people")
    by_line = engine.once(close.semi_join(spotted.doubtful, "key").drop("key"), "line_people")
    engine.drop(spotted.kept)
    places = Places(by_key, by_line)
    with_movements = engine.shared(attach(movements, places), "placed_movements")
    with_facts = engine.shared(attach(facts, places), "placed_facts")
    return People(
        members=members_of(with_movements, with_facts),
        links=link_rows(same, "same").union(link_rows(unsure, "unsure")),
        review=review_rows(asked),
        in_review=_in_review(asked, close),
        movements=with_movements,
        facts=with_facts,
        given_movements=movements,
        given_facts=facts,
        apart=engine.once(_asked_about(asked, close), "apart"),
        places=places,
    )


def _not_settled(unsure: ir.Table, settled: ir.Table) -> ir.Table:
    lines = settled.rename(line_a="record_a", line_b="record_b")
    return unsure.anti_join(settled, ["record_a", "record_b"]).anti_join(lines, ["line_a", "line_b"])


def _node_people(spotted: Spotted, placed: Placed, same: ir.Table) -> ir.Table:
    """Give each node its person: (node, anchor, rule, link_id); the last two are null at the home of the anchor."""
    order = ibis.struct({"a": _.at, "b": _.line})
    plain = spotted.keys.anti_join(spotted.doubtful, "key").semi_join(_all_nodes(placed).rename(key="node"), "key")
    lines = plain.select(node=_.key, at=_.at, line=_.line).union(
        placed.lines.filter(_.home.notnull()).select(node=_.home, at=_.at, line=_.line)
    )
    labels = placed.labels.select(node=_.node, tied=_.label)
    labelled = lines.left_join(labels, "node").select("node", "at", "line", label=ibis.coalesce(_.tied, _.node))
    anchors = labelled.group_by("label").aggregate(
        anchor=_.line.argmin(order), anchor_at=_.at.min(), anchor_home=_.node.argmin(order)
    )
    homes = labelled.select("node", "label").distinct()
    sides = [same.select("link_id", "rule", "recorded_at", node=same[home]) for home in ("home_a", "home_b")]
    earliest = ibis.struct({"a": _.recorded_at, "b": _.link_id})
    links = (
        sides[0]
        .union(sides[1])
        .group_by("node")
        .aggregate(rule=_.rule.argmin(earliest), link_id=_.link_id.argmin(earliest))
    )
    joined = homes.join(anchors, "label").left_join(links, "node")
    moved = _.node != _.anchor_home
    return joined.select(
        "node",
        "anchor",
        "anchor_at",
        rule=moved.ifelse(_.rule, ibis.null(str)),
        link_id=moved.ifelse(_.link_id, ibis.null(str)),
    )


def _all_nodes(placed: Placed) -> ir.Table:
    homes = placed.lines.filter(_.home.notnull()).select(node=_.home)
    return homes.union(placed.labels.select("node")).distinct()


def _close_people(placed: Placed, nodes: ir.Table) -> ir.Table:
    """Give each line that was looked at closely its person.

    Returns a table (line, key, person_id, anchor, anchor_at, basis, link_id).
    """
    joined = placed.lines.left_join(nodes.rename(home="node"), "home")
    own = ibis.cases(*[(_.by == by, basis) for by, basis in _BASIS_OF.items()], else_="unsure")
    return joined.select(
        "line",
        "key",
        person_id=person_id(ibis.coalesce(_.anchor, _.line)),
        anchor=ibis.coalesce(_.anchor, _.line),
        anchor_at=ibis.coalesce(_.anchor_at, _.at),
        basis=ibis.coalesce(_.rule, own),
        link_id=_.link_id,
    )


def _key_people(spotted: Spotted, nodes: ir.Table) -> ir.Table:
    """Give each key without a doubt its person: (key, person_id, anchor, anchor_at, rule, link_id)."""
    plain = spotted.keys.anti_join(spotted.doubtful, "key")
    joined = plain.left_join(nodes.rename(key="node"), "key")
    return joined.select(
        "key",
        "rule",
        "link_id",
        person_id=person_id(ibis.coalesce(_.anchor, _.line)),
        anchor=ibis.coalesce(_.anchor, _.line),
        anchor_at=ibis.coalesce(_.anchor_at, _.at),
    )


def attach(table: ir.Table, places: Places) -> ir.Table:
    """Add person_id, basis and link_id to movements or facts in force."""
    keys = places.by_key.select(first_key=_.key, key_person=_.person_id, key_rule=_.rule, key_link=_.link_id)
    lines = places.by_line.select(line=_.line, line_person=_.person_id, line_basis=_.basis, line_link=_.link_id)
    own = ibis.cases(
        (_.document_key.notnull(), "document"), (_.other_key == _.first_key, "document_fact"), else_="reference"
    )
    of_key = ibis.ifelse(_.first_key.isnull(), "alone", ibis.coalesce(_.key_rule, own))
    joined = with_first_key(table).left_join(keys, "first_key").left_join(lines, "line")
    return joined.select(
        *table.columns,
        person_id=ibis.coalesce(_.line_person, _.key_person, person_id(_.line)),
        basis=ibis.coalesce(_.line_basis, of_key),
        link_id=ibis.coalesce(_.line_link, _.key_link),
    )


def members_of(movements: ir.Table, facts: ir.Table) -> ir.Table:
    """Give ``People.members`` from the movements and facts that ``attach`` made."""
    return _members(movements).union(_members(facts))


def _members(attached: ir.Table) -> ir.Table:
    return attached.select(record_id=_.name, line=_.line, person_id=_.person_id, basis=_.basis, link_id=_.link_id)


def _asked_about(unsure: ir.Table, close: ir.Table) -> ir.Table:
    """Give the persons of unsure pairs, in both orders: what a rule puts to review, no model decides."""
    persons = close.select("line", "person_id")
    both = unsure.join(persons.rename(line_a="line", person_a="person_id"), "line_a")
    both = both.join(persons.rename(line_b="line", person_b="person_id"), "line_b")
    return both_orders(both.filter(_.person_a != _.person_b).select("person_a", "person_b"))


def both_orders(pairs: ir.Table) -> ir.Table:
    """Give pairs (person_a, person_b) in both orders, each once."""
    return pairs.union(pairs.select(person_a=_.person_b, person_b=_.person_a), distinct=True)


def _in_review(unsure: ir.Table, close: ir.Table) -> ir.Table:
    lines = unsure.select(line=_.line_a).union(unsure.select(line=_.line_b))
    return close.semi_join(lines.distinct(), "line").select("person_id").distinct()


def person_id(line: Any) -> Any:
    """Give the id of the person whose anchor is this line."""
    return short_digest("p", line)
