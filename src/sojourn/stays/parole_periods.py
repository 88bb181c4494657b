"""Parole that ended before its date: on written notice, so on the day of notice.

Without notice on file the period of parole ends on the day of the decision, and the days from then to its date are
doubted.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import word_in
from sojourn.stays.cover import DOUBTED
from sojourn.stays.fact_rows import of_kind, period

_DAY = ibis.interval(days=1)


def parole_ends(stays: ir.Table, facts: ir.Table, law: Law) -> ir.Table | None:
    """Give the period that is left of paroles that ended early, and the doubted days (``fact_rows.COLUMNS``).

    Args:
        stays: stays of persons with facts, with ``entry_to`` and ``entry_rule``.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known; null where it has no rule of the role ``parole_ended``.
    """
    paroles = [rule.id for rule in law.all("entry_parole")]
    parts = [_of_rule(stays, facts, rule, paroles) for rule in law.all("parole_ended")]
    return ibis.union(*parts) if len(parts) > 1 else (parts[0] if parts else None)


def cut_short(own: ir.Table, ends: ir.Table | None) -> ir.Table:
    """Cut the period that the arrival gave to its early end."""
    if ends is None:
        return own
    sure = ends.filter(ends.basis != DOUBTED)
    cuts = sure.group_by("stay_id").agg(cut_to=sure.valid_to.min())
    rows = own.left_join(cuts, "stay_id").drop("stay_id_right")
    return rows.mutate(valid_to=rows.cut_to.fill_null(rows.valid_to)).drop("cut_to")


def _of_rule(stays: ir.Table, facts: ir.Table, rule: Rule, paroles: list[str]) -> ir.Table:
    entry = stays.filter(stays.entry_rule.isin(paroles), stays.entry_to.notnull()).select("stay_id", "entry_to")
    rows = of_kind(stays, facts, "cancellation").inner_join(entry, "stay_id")
    rows = rows.mutate(made_on=rows.decided_on.fill_null(rows.fact_from).fill_null(rows.on_day))
    rows = rows.filter(word_in(rule, rows.made_on, rows.type, "types"), rows.made_on >= rows.arrived_on)
    rows = rows.mutate(told_on=ibis.ifelse(rows.notified_on.isnull(), ibis.null("date"), _later(rows)))
    first = rows.group_by("stay_id").agg(told_first=rows.told_on.min(), made_first=rows.made_on.min())
    rows = rows.inner_join(first, "stay_id")
    rows = rows.mutate(ends_on=rows.told_first.fill_null(rows.made_first), untold=rows.told_first.isnull())
    rows = rows.filter(rows.ends_on < rows.entry_to, rows.told_on.fill_null(rows.made_on) == rows.ends_on)
    kept = period(rows, rule, rows.arrived_on, rows.ends_on, rule.basis or "authorised_only")
    untold = rows.filter(rows.untold)
    return kept.union(period(untold, rule, untold.ends_on + _DAY, untold.entry_to, DOUBTED))


def _later(rows: ir.Table) -> ir.Value:
    return ibis.greatest(rows.made_on, rows.notified_on)
