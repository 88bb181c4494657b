"""Open arrivals and what may close or explain them: compared by the model, joined where that is sure enough.

Only what documents and references left over is looked at. A join must fit in time: nobody is here twice at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.candidates import ADVERSE_KINDS, Candidates, Leftovers, find_candidates
from sojourn.identity.choose import choose_links
from sojourn.identity.links import add_rows, decision_rows, review_of, short_digest
from sojourn.identity.merging import Merged, merge_people, rename_people
from sojourn.identity.model.model_file import KINDS, Model
from sojourn.identity.model.scoring import score_prepared
from sojourn.identity.options import Matching
from sojourn.identity.people import People

_SIDE = ("name", "line", "at", "recorded_at", "person_id", "local_date")
_NEVER = ibis.literal(date(9999, 12, 31))

CROSSED = (
    "person_id",
    "record_id",
    "direction",
    "local_date",
    "national",
    "before_direction",
    "next_direction",
    "next_local_date",
)
"""The columns of ``paired_crossings`` that are read here: all that need be kept of crossings to compare what is left
over of everybody, where they are worked out part by part."""


def link_leftovers(engine: Engine, people: People, paired: ir.Table, matching: Matching) -> Merged | None:
    """Join what is left over by the model; none where there is nothing to compare.

    Args:
        engine: where to compute.
        people: the people by documents, references and reviewers.
        paired: their crossings, the output of ``paired_crossings`` (of it ``CROSSED``), of everybody and of all days
            known.
        matching: the model and its size class.

    Returns:
        Who was merged, with the people after it; their links and review pairs are added.
    """
    fitting = fitting_pairs(engine, people, leftovers_of(paired), matching)
    return None if fitting is None else join_pairs(engine, people, fitting, matching)


def fitting_pairs(engine: Engine, people: People, left: Leftovers, matching: Matching) -> ir.Table | None:
    """Give the pairs of leftovers that are worth a look and fit in time; none where there is nothing to compare.

    Args:
        engine: where to compute.
        people: the people by documents, references and reviewers: everybody.
        left: what is left over of them all (``leftovers_of``).
        matching: the model and its size class.

    Returns:
        Scored pairs with the columns ``_SIDE`` of both records. Only such pairs ever have a say in each other.
    """
    found = find_candidates(engine, people, left, matching.model)
    if found is None:
        return None
    scored = pairs_worth_a_look(engine, found.prepared, found.pairs, matching)
    worth = engine.once(_with_sides(scored, found), "worth_a_look")
    return engine.once(worth.anti_join(_here_twice(left.stays, worth), ["node_a", "node_b"]), "fitting_pairs")


def join_pairs(engine: Engine, people: People, fitting: ir.Table, matching: Matching) -> Merged:
    """Choose among the fitting pairs, and join the persons of those chosen; see ``link_leftovers``."""
    model, size = matching.model, matching.size
    # Several facts may belong to one arrival: each has an arrival of its own to compete for.
    own = ibis.ifelse(_.kind == "fact", _.node_a + " " + _.node_b, _.node_a)
    fitting = engine.once(fitting.mutate(node_a=own), "fitting")
    barred = engine.once(_barred(people, fitting), "barred_persons")
    by_hand = fitting.semi_join(barred.rename(person_id_a="person_id"), "person_id_a").union(
        fitting.semi_join(barred.rename(person_id_b="person_id"), "person_id_b"), distinct=True
    )
    free = engine.once(fitting.anti_join(by_hand, ["node_a", "node_b"]), "free")
    chosen = choose_links(
        engine,
        free,
        {kind: model.band(size, kind).link for kind in KINDS},
        {kind: model.band(size, kind).review for kind in KINDS},
        margin=model.rules.margin,
        agreements=model.rules.agreements,
        never=model.rules.never,
    )
    links = engine.once(_decided(fitting, chosen.links), "model_links")
    open_pairs = chosen.review.union(by_hand.select(chosen.review.columns))
    # Two open arrivals are compared both ways round: what one way joined is asked no more.
    asked = engine.once(_decided(fitting, open_pairs).anti_join(links, "link_id"), "model_review")
    merged = merge_people(engine, people, links.select(*_TIE), people.apart)
    return replace(merged, people=_told(merged, links, asked, model))


_TIE = ("link_id", "rule", "person_a", "line_a", "at_a", "person_b", "line_b", "at_b")


def leftovers_of(paired: ir.Table) -> Leftovers:
    """Find the crossings that lack their other half, in a table with the columns ``CROSSED``.

    Nationals are left out: no limit applies to their stays, and they leave before they come.
    """
    limited = paired.filter(~_.national)
    opens = limited.filter(_.direction == "arrival", _.next_direction.isnull())
    orphans = limited.filter(
        _.direction == "departure", _.before_direction.isnull() | (_.before_direction == "departure")
    )
    arrivals = paired.filter(_.direction == "arrival")
    stays = arrivals.select(
        "person_id", arrival="record_id", starts="local_date", ends=_.next_local_date.fill_null(_NEVER)
    )
    return Leftovers(
        opens=opens.select("record_id", "person_id"),
        orphans=orphans.select("record_id", "person_id"),
        firsts=arrivals.filter(_.before_direction.isnull()).select("record_id"),
        people=paired.select("person_id"),
        stays=stays,
    )


def pairs_worth_a_look(engine: Engine, prepared: ir.Table, pairs: ir.Table, matching: Matching) -> ir.Table:
    """Weigh candidate pairs, and give those that weigh enough for a person to look at them; see ``score_prepared``."""
    least = {kind: matching.model.band(matching.size, kind).review for kind in KINDS}
    scored = score_prepared(engine, prepared, pairs, matching.model, matching.size, least)
    return scored.filter(_.weight >= ibis.cases(*[(_.kind == kind, bits) for kind, bits in least.items()], else_=0.0))


def _with_sides(pairs: ir.Table, found: Candidates) -> ir.Table:
    for side in ("a", "b"):
        renamed = found.records.select(
            **{f"node_{side}": _.node}, **{f"{name}_{side}": found.records[name] for name in _SIDE}
        )
        pairs = pairs.join(renamed, f"node_{side}")
    return pairs


def _here_twice(stays: ir.Table, pairs: ir.Table) -> ir.Table:
    """Give the pairs whose two persons were here at one time: (node_a, node_b).

    Stays may share a day, but no more; an open arrival lasts to the departure that it is compared with.
    """
    crossings = pairs.filter(_.kind != "fact").select(
        "node_a", "node_b", "kind", "person_id_a", "person_id_b", "name_a", "local_date_a", "local_date_b"
    )
    first = crossings.join(stays.rename({f"{name}_a": name for name in stays.columns}), "person_id_a")
    until = ibis.ifelse(_.kind == "departure", _.local_date_b, _.local_date_a)
    first = first.mutate(ends_a=ibis.ifelse(_.arrival_a == _.name_a, until, _.ends_a))
    both = first.join(stays.rename({f"{name}_b": name for name in stays.columns}), "person_id_b")
    return both.filter(_.starts_a < _.ends_b, _.starts_b < _.ends_a).select("node_a", "node_b").distinct()


def _barred(people: People, pairs: ir.Table) -> ir.Table:
    """Give the persons who have an adverse fact: a model never joins such a fact to anybody."""
    named = pairs.select(person_id=_.person_id_a).union(pairs.select(person_id=_.person_id_b)).distinct()
    adverse = people.facts.filter(_.kind.isin(ADVERSE_KINDS))
    return named.semi_join(adverse, "person_id")


def _decided(pairs: ir.Table, chosen: ir.Table) -> ir.Table:
    """Give pairs the columns of a tie, with what ``links`` tells; the smaller line first."""
    rows = pairs.semi_join(chosen.select("node_a", "node_b"), ["node_a", "node_b"])
    swap = rows.line_b < rows.line_a
    sides = {}
    for name, column in (("line", "line"), ("record", "name"), ("at", "at"), ("person", "person_id")):
        sides[f"{name}_a"] = swap.ifelse(rows[f"{column}_b"], rows[f"{column}_a"])
        sides[f"{name}_b"] = swap.ifelse(rows[f"{column}_a"], rows[f"{column}_b"])
    ordered = rows.select(
        "weight",
        "features",
        opener="person_id_a",
        rule=ibis.literal("model"),
        recorded_at=ibis.greatest(rows.recorded_at_a, rows.recorded_at_b),
        **sides,
    )
    named = ordered.mutate(link_id=short_digest("l", "model\n" + _.line_a + "\n" + _.line_b))
    # One pair may be compared in two ways (a return on the day of an arrival); the greater weight tells.
    best = named.group_by("link_id").aggregate(weight=_.weight.max())
    return named.join(best, ["link_id", "weight"]).distinct()


def _told(merged: Merged, links: ir.Table, asked: ir.Table, model: Model) -> People:
    """Add the links and the pairs for review; only the person whose arrival is open is in review."""
    people = merged.people
    stand = links.anti_join(merged.refused, "link_id")
    refused = links.semi_join(merged.refused, "link_id")
    opener = asked.select(person_id=_.opener).union(refused.select(person_id=_.opener))
    rows = (_rows(stand, "same", model), _rows(asked, "unsure", model), _rows(refused, "unsure", model))
    reviews = (review_of(asked, "model_pair"), review_of(refused, "decisions_conflict"))
    return replace(
        people,
        links=add_rows(people.links, *rows),
        review=add_rows(people.review, *reviews),
        in_review=people.in_review.union(rename_people(opener, merged.moved)).distinct(),
    )


def _rows(pairs: ir.Table, verdict: str, model: Model) -> ir.Table:
    return decision_rows(pairs, verdict, by="model", version=f"{model.name} {model.version}")
