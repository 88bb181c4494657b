"""What the answers beside the answer read of facts: acts on their days, decisions with what was asked, dated values.

A table of *spans* has ``SPANS``: days of a stay on which no unlawful presence counts. ``settled`` says that this is
certain; where it is not, ``asks`` is the code of the question that would settle it. ``ends`` says that a formal finding
or an order ends the span.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import dated, forever

SPANS = ("stay_id", "first", "last", "settled", "ends", "asks", "rule_id", "record_id")
#: Kinds of fact that a case is made of.
ACTS = (
    "application",
    "decision",
    "appeal",
    "motion",
    "cancellation",
    "charge_issued",
    "charge_filed",
    "order",
    "voluntary_departure",
)
Pick = Callable[[Mapping[str, Any]], ir.Value]


def rules_of(law: Law, *roles: str) -> list[Rule]:
    """Give the rules of some roles that have any version in force, as known."""
    return [rule for role in roles for rule in law.all(role) if rule.versions]


def since(rule: Rule) -> ir.Value:
    """Give the first day on which any version of a rule is in force."""
    return ibis.literal(min(version.valid_from for version in rule.versions))


def held(rule: Rule, day: ir.Value, pick: Pick, kind: str) -> ir.Value:
    """Give a value of the rule on a day; a day before its first version is read by that one.

    Only days on which a rule of the start is in force ever count, so an earlier day serves to tell what still lasts.
    """
    return dated(rule, ibis.greatest(day, since(rule)), pick, kind)


def listed(rule: Rule, day: ir.Value, name: str, word: ir.Value) -> ir.Value:
    """Tell whether a word stands in a list of the rule on a day; a list left out has no word."""
    return held(rule, day, lambda values: word.isin(list(values.get(name, ()))), "boolean").fill_null(False)


def acts_of(facts: ir.Table, as_of: ir.Value) -> ir.Table:
    """Give the acts that a case is made of (``ACTS``) up to the day asked about, each with its days and words.

    Returns:
        ``person_id``, ``record_id``, ``kind``, ``act_on``, ``filed_on``, ``received_on``, ``act_from``, ``act_to``,
        ``days``, ``benefit``, ``result``, ``type``, ``reference``, ``act_class``.
    """
    some = facts.filter(facts.kind.isin(list(ACTS)), facts.on_day <= as_of)
    return some.select(
        "person_id",
        "kind",
        "benefit",
        "type",
        "reference",
        "days",
        record_id="name",
        act_on="on_day",
        result="outcome",
        act_class="class",
        act_from="valid_from",
        act_to="valid_to",
        filed_on=some.filed_at.fill_null(some.received_at).date(),
        received_on=some.received_at.date(),
    )


def of_kinds(acts: ir.Table, *kinds: str) -> ir.Table:
    """Give the acts of some kinds."""
    return acts.filter(acts.kind.isin(list(kinds)))


def beside(stays: ir.Table, rows: ir.Table) -> ir.Table:
    """Lay rows with ``person_id`` beside each stay of the same person."""
    ours = stays.select("stay_id", "person_id", "arrived_on", "upper", "last_day", "duration", "admitted_class")
    return ours.inner_join(rows, "person_id")


def decisions(acts: ir.Table) -> ir.Table:
    """Give the decisions, with ``asked_on`` of the application that they are about and ``about``, its benefit."""
    asked = of_kinds(acts, "application").filter(ibis._.reference.notnull())
    asked = asked.group_by("person_id", "reference").agg(asked_on=asked.filed_on.min(), asked_for=asked.benefit.min())
    both = of_kinds(acts, "decision").left_join(asked, ["person_id", "reference"])
    both = both.drop("person_id_right", "reference_right")
    return both.mutate(about=both.benefit.fill_null(both.asked_for))


def span(
    rows: ir.Table,
    first: ir.Value,
    last: ir.Value,
    rule_id: ir.Value | str,
    *,
    settled: ir.Value | bool = True,
    ends: bool = False,
    asks: ir.Value | str | None = None,
) -> ir.Table:
    """Shape rows with ``stay_id`` and ``record_id`` as spans (``SPANS``); a last day that is null means no end."""
    return rows.select(
        "stay_id",
        first=first.cast("date"),
        last=last.cast("date").fill_null(forever()),
        settled=ibis.literal(settled) if isinstance(settled, bool) else settled,
        ends=ibis.literal(ends),
        asks=ibis.null("string") if asks is None else (ibis.literal(asks) if isinstance(asks, str) else asks),
        rule_id=ibis.literal(rule_id) if isinstance(rule_id, str) else rule_id,
        record_id="record_id",
    ).filter(ibis._.first.notnull(), ibis._.last >= ibis._.first, ibis._.rule_id.notnull())


def union(parts: list[ir.Table]) -> ir.Table:
    """Put tables of equal columns together."""
    return ibis.union(*parts) if len(parts) > 1 else parts[0]
