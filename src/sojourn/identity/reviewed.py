"""What reviewers decided, applied after the rules: lines set apart, persons held together, questions left open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.evidence.fates import Moment
from sojourn.identity.decisions import Decisions
from sojourn.identity.links import add_rows, review_of
from sojourn.identity.merging import merge_people, rename_people
from sojourn.identity.people import People, attach, both_orders, find_people, members_of, person_id

_SIDE = ("line", "at", "person", "record")


def apply_decisions(engine: Engine, people: People, made: ir.Table) -> People:
    """Apply decisions (a table ``DECISIONS``) to what the rules found.

    ``different`` between two lines that a rule holds together sets the later of them apart, and blocks every later join
    of the two persons; ``same`` holds their persons together; ``unsure`` keeps the model from joining them and asks on.
    A decision on a record that is not in the evidence waits until it is.
    """
    sides = engine.once(_sides(engine, people, made), "decided")
    people = _set_apart(engine, people, sides)
    sides = engine.once(_with_people(sides, _apart_lines(sides)), "decided_after")
    apart = sides.filter(_.verdict == "different").select("person_a", "person_b")
    ties = engine.once(_ties(sides), "reviewed_ties")
    merged = merge_people(engine, people, ties, engine.once(both_orders(apart), "apart"))
    open_pairs = sides.filter(_.verdict != "same").select("person_a", "person_b", "verdict")
    open_pairs = engine.once(_renamed_pairs(open_pairs, merged.moved), "open_pairs")
    by_rules = _renamed_pairs(people.apart, merged.moved)
    kept_apart = open_pairs.select("person_a", "person_b").union(by_rules).filter(_.person_a != _.person_b)
    refused = sides.semi_join(merged.refused, "link_id")
    unsure = sides.filter(_.verdict == "unsure")
    by_model, by_hand = unsure.filter(_.by == "model"), unsure.filter(_.by != "model")
    asked = review_of(by_hand, "reviewer_unsure").union(review_of(by_model, "model_pair"))
    asked = asked.union(review_of(refused, "decisions_conflict"))
    persons = _persons(unsure).union(_persons(refused))
    return replace(
        merged.people,
        links=add_rows(merged.people.links, _link_rows(made)),
        review=merged.people.review.union(asked),
        in_review=merged.people.in_review.union(rename_people(persons, merged.moved)).distinct(),
        apart=engine.once(both_orders(kept_apart), "kept_apart"),
    )


def find_reviewed_people(
    engine: Engine, movements: ir.Table, facts: ir.Table, known_at: Moment, decisions: Decisions
) -> People:
    """Find people by documents and references (``find_people``), then by what reviewers decided."""
    if not decisions.rows.num_rows:
        return find_people(engine, movements, facts, known_at)
    return find_people_decided(engine, movements, facts, known_at, engine.load(decisions.rows, "decisions"))


def find_people_decided(
    engine: Engine, movements: ir.Table, facts: ir.Table, known_at: Moment, made: ir.Table
) -> People:
    """Find people by documents and references, then by decisions that are a table of the engine (``DECISIONS``)."""
    settled = engine.once(decided_pairs(made), "settled")
    return apply_decisions(engine, find_people(engine, movements, facts, known_at, settled), made)


def decided_pairs(made: ir.Table) -> ir.Table:
    """Give the pairs that were settled, in both orders: (record_a, record_b)."""
    pairs = made.filter(made.verdict != "unsure").select("record_a", "record_b")
    return pairs.union(pairs.select(record_a=pairs.record_b, record_b=pairs.record_a))


def _sides(engine: Engine, people: People, made: ir.Table) -> ir.Table:
    """Lay the lines and persons of both records beside each decision; those whose records are both on file."""
    lines = _placed(people.movements).union(_placed(people.facts))
    named = made.select(named=_.record_a).union(made.select(named=_.record_b)).distinct()
    by_name = named.join(lines, named.named == lines.record)
    by_line = named.join(lines, named.named == lines.line)
    found = engine.once(by_name.union(by_line.select(*by_name.columns)).distinct(), "named_lines")
    first = found.rename({f"{name}_a": name for name in _SIDE}).rename(record_a_given="named")
    second = found.rename({f"{name}_b": name for name in _SIDE}).rename(record_b_given="named")
    given = made.rename(record_a_given="record_a", record_b_given="record_b")
    both = given.join(first, "record_a_given").join(second, "record_b_given")
    return both.filter(_.line_a != _.line_b).drop("record_a_given", "record_b_given")


def _placed(table: ir.Table) -> ir.Table:
    return table.select(line=_.line, at=_.line_recorded_at, person=_.person_id, record=_.name)


def _apart_lines(sides: ir.Table) -> ir.Table:
    """Give the lines that a decision takes out of their person: (line, at, link_id)."""
    split = sides.filter(_.verdict == "different", _.person_a == _.person_b)
    b_later = (split.at_b > split.at_a) | ((split.at_b == split.at_a) & (split.line_b > split.line_a))
    later = split.select(
        line=b_later.ifelse(split.line_b, split.line_a),
        at=b_later.ifelse(split.at_b, split.at_a),
        link_id=split.link_id,
    )
    return later.group_by("line", "at").aggregate(link_id=_.link_id.min())


def _set_apart(engine: Engine, people: People, sides: ir.Table) -> People:
    apart = engine.once(_apart_lines(sides), "apart_lines")
    if engine.may_skip(apart):
        return people
    rows = apart.select(
        "line",
        person_id=person_id(_.line),
        anchor=_.line,
        anchor_at=_.at,
        basis=ibis.literal("reviewer"),
        link_id=_.link_id,
    )
    rest = people.places.by_line.anti_join(apart, "line")
    places = replace(people.places, by_line=engine.once(rest.union(rows.select(*rest.columns)), "by_line"))
    movements, facts = attach(people.given_movements, places), attach(people.given_facts, places)
    return replace(people, places=places, movements=movements, facts=facts, members=members_of(movements, facts))


def _with_people(sides: ir.Table, apart: ir.Table) -> ir.Table:
    """Give each side its person after lines were set apart."""
    for side in ("a", "b"):
        lines = apart.select(apart_line=_.line)
        joined = sides.left_join(lines, sides[f"line_{side}"] == lines.apart_line)
        own = ibis.ifelse(joined.apart_line.notnull(), person_id(joined.apart_line), joined[f"person_{side}"])
        sides = joined.mutate(**{f"person_{side}": own}).select(*sides.columns)
    return sides


def _ties(sides: ir.Table) -> ir.Table:
    names = ("link_id", "person_a", "line_a", "at_a", "person_b", "line_b", "at_b")
    return sides.filter(_.verdict == "same").select(*names, rule=_.by)


def _renamed_pairs(pairs: ir.Table, moved: ir.Table) -> ir.Table:
    first = rename_people(pairs.rename(person_id="person_a"), moved).rename(person_a="person_id")
    return rename_people(first.rename(person_id="person_b"), moved).rename(person_b="person_id")


def _persons(sides: ir.Table) -> ir.Table:
    return sides.select(person_id=_.person_a).union(sides.select(person_id=_.person_b))


def _link_rows(made: ir.Table) -> ir.Table:
    values: dict[str, Any] = {"weight": ibis.null("float64"), "features": ibis.literal('{"rule": "reviewer"}')}
    columns = ("link_id", "record_a", "record_b", "verdict", "by", "version", "weight", "features", "recorded_at")
    return made.mutate(**values).select(*columns, "withdrawn_at")
