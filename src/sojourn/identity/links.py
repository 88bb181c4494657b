"""Link decisions by rule, across keys only, and the pairs that a human should look at.

Records of one document need no decision: the document is the record's own. A decision ``same`` joins two keys; a
decision ``unsure`` names two records that one key would join, were it not for a doubt. No personal value is in them.
"""

from __future__ import annotations

import hashlib
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.identity.closer import Placed
from sojourn.identity.lines import BY_DOCUMENT_FACT

RULES_VERSION = "rules-1"
"""Version of the rules of this stage; it changes whenever a rule would decide otherwise."""

REVIEW_KINDS = {
    "other_birth_date": (
        "one document or reference, two birth dates too different to be a slip",
        "compare the birth dates at the source of both records",
    ),
    "unclear_birth_date": (
        "one document or reference with several birth dates, and a record whose date fits more than one or is missing",
        "find the full birth date at the source of the record",
    ),
    "crowded_key": (
        "one document or reference used with so many birth dates that it names nobody",
        "find the person's real document at the source of the record",
    ),
    "model_pair": (
        "names, birth date and other values nearly agree, but not enough to join the records without a person looking",
        "compare both records at their sources, and decide same or different",
    ),
    "reviewer_unsure": (
        "a reviewer has looked and could not decide",
        "find a further record that names both, or ask the person",
    ),
    "decisions_conflict": (
        "decisions say `same` in a chain whose ends a reviewer decided to be different",
        "look at the decisions of the chain together, and withdraw the wrong one",
    ),
    "lost_document": (
        "a document used after it was reported lost, stolen or revoked",
        "check with the source who showed the document, and the day of the report",
    ),
}
"""Kind of a review pair: why it is there, and what would settle it. A closed list."""

_SIDE = ("line", "record_id", "recorded_at")


def same_links(placed: Placed) -> ir.Table:
    """Give the pairs that join keys: each node's first line with the first line of every other home tied to it.

    Returns a table (link_id, rule, line_a, record_a, home_a, the same for b, recorded_at).
    """
    tied = placed.mentions.filter(_.node.notnull())
    firsts = _first(tied, ["node", "home"], by=_.by.max())
    hubs = _first(firsts, ["node"], home=_.home.argmin(_ORDER), by=_.by.argmin(_ORDER))
    pairs = firsts.join(_as_other(hubs, "by", "home"), "node").filter(_.home != _.home_b)
    by_fact = (_.by == BY_DOCUMENT_FACT) | (_.by_b == BY_DOCUMENT_FACT)
    return _decide(pairs.mutate(rule=by_fact.ifelse("document_fact", "reference")))


def unsure_links(placed: Placed) -> ir.Table:
    """Give the pairs that a key would join but for a doubt, with the kind of review; columns as ``same_links``."""
    doubts = [_class_pairs(placed), _unclear(placed), _crowded(placed), _after_loss(placed)]
    every = doubts[0].union(*doubts[1:])
    return _decide(every.mutate(rule=_.kind))


def link_rows(pairs: ir.Table, verdict: str) -> ir.Table:
    """Give pairs that a rule decided the columns of ``links``."""
    told = pairs.mutate(weight=ibis.null("float64"), features='{"rule": "' + _.rule + '"}')
    return decision_rows(told, verdict, by="rule", version=RULES_VERSION)


def decision_rows(pairs: ir.Table, verdict: str, *, by: str, version: str) -> ir.Table:
    """Give pairs (link_id, record_a, record_b, weight, features, recorded_at) the columns of ``links``."""
    return pairs.select(
        "link_id",
        "record_a",
        "record_b",
        verdict=ibis.literal(verdict),
        by=ibis.literal(by),
        version=ibis.literal(version),
        weight=_.weight,
        features=_.features,
        recorded_at=_.recorded_at,
        withdrawn_at=ibis.null("timestamp('UTC')"),
    )


def add_rows(table: ir.Table, *more: ir.Table) -> ir.Table:
    """Add rows of the same columns; their types, which engines write differently, become the table's."""
    return table.union(*[rows.select(*table.columns).cast(table.schema()) for rows in more])


def review_rows(unsure: ir.Table) -> ir.Table:
    """Give unsure pairs the columns of ``review``; their rule is the kind."""
    return _review(unsure, _.rule)


def review_of(pairs: ir.Table, kind: str) -> ir.Table:
    """Give pairs (link_id, record_a, record_b) the columns of ``review``, all of one kind."""
    return _review(pairs, ibis.literal(kind))


def _review(pairs: ir.Table, kind: Any) -> ir.Table:
    named = pairs.select("link_id", "record_a", "record_b", kind=kind)
    why = ibis.cases(*[(_.kind == name, text) for name, (text, _next) in REVIEW_KINDS.items()])
    suggested = ibis.cases(*[(_.kind == name, step) for name, (_text, step) in REVIEW_KINDS.items()])
    return named.select(
        review_id="r" + _.link_id.substr(1),
        kind=_.kind,
        record_ids=ibis.array([_.record_a, _.record_b]),
        why=why,
        suggested=suggested,
    )


def short_digest(prefix: str, text: Any) -> Any:
    """Give an id: a letter and the first 20 hex digits of the SHA-256 of a text."""
    return prefix + text.hexdigest("sha256").substr(0, 20)


def link_digest(text: str) -> str:
    """Give a link's id for a text in Python, as ``short_digest`` does for a column."""
    return "l" + hashlib.sha256(text.encode()).hexdigest()[:20]


_ORDER = ibis.struct({"a": _.at, "b": _.line})


def _first(rows: ir.Table, keys: list[str], **more: Any) -> ir.Table:
    """The first line of each group, by time of recording and name."""
    first = {name: _[name].argmin(_ORDER) for name in _SIDE if name != "line"}
    return rows.group_by(keys).aggregate(**first, at=_.at.min(), **more, line=_.line.argmin(_ORDER))


def _as_other(rows: ir.Table, *more: str) -> ir.Table:
    """The same rows as the other side of a pair: their columns end in ``_b``."""
    return rows.rename({f"{name}_b": name for name in (*_SIDE, "at", *more)})


def _class_pairs(placed: Placed) -> ir.Table:
    """Each class of birth dates on a key against the first of them."""
    firsts = _class_firsts(placed)
    hubs = _first(firsts, ["key"], node=_.node.argmin(_ORDER))
    return _pairs(firsts.join(_as_other(hubs, "node"), "key").filter(_.node != _.node_b), "other_birth_date")


def _unclear(placed: Placed) -> ir.Table:
    """Each line whose birth date fits several classes against the first line of each of them."""
    several = placed.fits.filter(_.fits > 1).select("key", "birth", node_b=_.node)
    open_lines = placed.mentions.filter(_.node.isnull()).drop("node").join(several, ["key", "birth"])
    firsts = _as_other(_class_firsts(placed), "node").drop("key")
    return _pairs(open_lines.join(firsts, "node_b"), "unclear_birth_date")


def _crowded(placed: Placed) -> ir.Table:
    """Each line on a key with too many birth dates against the first of them."""
    lines = placed.mentions.filter(_.node.isnull()).anti_join(placed.fits, "key")
    firsts = _as_other(_first(lines, ["key"]))
    return _pairs(lines.join(firsts, "key").filter(_.line != _.line_b), "crowded_key")


def _after_loss(placed: Placed) -> ir.Table:
    """Each line that shows a lost document against the fact that reports the loss."""
    reported = placed.void.mutate(line_b=_.lost_line, record_id_b=_.lost_record, recorded_at_b=_.lost_recorded_at)
    return _pairs(reported, "lost_document")


def _class_firsts(placed: Placed) -> ir.Table:
    classed = placed.mentions.semi_join(placed.fits.select("node").distinct(), "node")
    return _first(classed, ["key", "node"])


def _pairs(rows: ir.Table, kind: str) -> ir.Table:
    both = [*_SIDE, *[f"{name}_b" for name in _SIDE]]
    return rows.select(*both, home=ibis.null(str), home_b=ibis.null(str), kind=ibis.literal(kind))


def _decide(pairs: ir.Table) -> ir.Table:
    """Order each pair by name, give it its id, and keep one row per id."""
    swap = _.line_b < _.line
    sides = {}
    for name, column in [("line", "line"), ("record", "record_id"), ("home", "home")]:
        sides[f"{name}_a"] = swap.ifelse(_[f"{column}_b"], _[column])
        sides[f"{name}_b"] = swap.ifelse(_[column], _[f"{column}_b"])
    ordered = pairs.select("rule", **sides, recorded_at=ibis.greatest(_.recorded_at, _.recorded_at_b))
    named = ordered.mutate(link_id=short_digest("l", _.rule + "\n" + _.line_a + "\n" + _.line_b))
    return named.distinct()
