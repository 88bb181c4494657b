"""Facts laid beside the stays of the same person, and the shape of the periods that they give."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Rule
from sojourn.tables import FACT_KINDS

COLUMNS = ("stay_id", "valid_from", "valid_to", "basis", "class", "rule_id", "record_id")


def kinds_on_file(engine: Engine, facts: ir.Table) -> frozenset[str]:
    """Name the kinds of fact that there are, so that no step is built for the others.

    While statements are kept for other rows, every kind counts as there.
    """
    if engine.keeps:
        return frozenset(FACT_KINDS)
    return frozenset(str(kind) for kind in engine.arrow(facts.select("kind").distinct())["kind"].to_pylist())


def of_kind(stays: ir.Table, facts: ir.Table, kind: str) -> ir.Table:
    """Lay the facts of one kind beside each stay of the same person.

    Returns:
        ``stay_id``, ``person_id``, ``arrived_on``, ``last_on`` (the last day that can belong to the stay),
        ``admitted_class``, ``by_programme`` of the stay; ``record_id`` and the fact's days and words: ``fact_from``,
        ``fact_to``, ``on_day``, ``filed_on``, ``received_on``, ``decided_on``, ``notified_on``, ``benefit``,
        ``fact_outcome``, ``type``, ``fact_class``, ``end_reason``, ``reference``, ``principal_reference``, ``days``,
        ``entries``, ``territory``.
    """
    some = facts.filter(facts.kind == kind)
    some = some.select(
        "person_id",
        record_id="name",
        fact_from="valid_from",
        fact_to="valid_to",
        on_day="on_day",
        filed_on=some.filed_at.fill_null(some.received_at).date(),
        decided_on=some.decided_at.date(),
        benefit="benefit",
        fact_outcome="outcome",
        type="type",
        fact_class="class",
        end_reason="end_reason",
        reference="reference",
        principal_reference="principal_reference",
        days="days",
        entries="entries",
        territory="territory",
        received_on=some.received_at.date(),
        notified_on=some.notified_at.date(),
    )
    ours = stays.select("stay_id", "person_id", "arrived_on", "last_on", "admitted_class", "by_programme")
    return ours.inner_join(some, "person_id")


def period(rows: ir.Table, rule: Rule, start: ir.Value, end: ir.Value, basis: ir.Value | str) -> ir.Table:
    """Shape rows of ``of_kind`` as periods (``COLUMNS``); rows without a first day, or that end before it, fall out."""
    periods = rows.select(
        "stay_id",
        valid_from=start.cast("date"),
        valid_to=end.cast("date"),
        basis=ibis.literal(basis) if isinstance(basis, str) else basis,
        **{"class": rows.fact_class.fill_null(rows.admitted_class)},
        rule_id=ibis.literal(rule.id),
        record_id=rows.record_id,
    )
    return periods.filter(periods.valid_from.notnull(), periods.valid_to >= periods.valid_from, periods.basis.notnull())


def within_stay(rows: ir.Table, day: ir.Value) -> ir.Table:
    """Keep the rows whose act fell into the stay."""
    return rows.filter(day >= rows.arrived_on, day <= rows.last_on)


def overlapping(rows: ir.Table) -> ir.Table:
    """Keep the rows whose period has a day in common with the stay."""
    start = rows.fact_from.fill_null(rows.on_day)
    return rows.filter(start <= rows.last_on, rows.fact_to.isnull() | (rows.fact_to >= rows.arrived_on))
