"""Days that a window of days leaves out: under a right of residence, a long-stay visa or an exemption.

Regulation (EU) 2016/399, Article 6(2): periods of stay authorised under a residence permit or a long-stay visa are not
taken into account. Who is exempt from the limits of a short stay uses up none of its days.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import dated, forever
from sojourn.stays.window import merged_runs

_DAY = ibis.interval(days=1)


def uncounted_runs(engine: Engine, facts: ir.Table, law: Law) -> ir.Table:
    """Give the runs of days that do not count: ``traveller`` (the person), ``from_on``, ``to_on``, disjoint."""
    some = facts.select(
        "kind",
        "type",
        traveller="person_id",
        from_on=facts.valid_from.fill_null(facts.on_day),
        to_on=facts.valid_to.fill_null(forever()),
    )
    kinds = [("residence", "residence"), ("long_stay_visa", "visa"), ("exemption", "exemption")]
    rows = [of_types(some.filter(some.kind == kind), rule) for role, kind in kinds for rule in law.all(role)]
    if not rows:
        return some.limit(0).select("traveller", "from_on", "to_on")
    return merged_runs(engine, ibis.union(*rows) if len(rows) > 1 else rows[0])


def of_types(rows: ir.Table, rule: Rule) -> ir.Table:
    """Keep the rows whose ``type`` the rule names on their first day, ``from_on``; a rule without types names all."""
    if not any("types" in version.values for version in rule.versions):
        return rows
    everything = ibis.literal(True)
    named = dated(
        rule,
        rows.from_on,
        lambda values: rows.type.isin(list(values["types"])) if "types" in values else everything,
        "boolean",
    )
    return rows.filter(named.fill_null(False))


def without(runs: ir.Table, covered: ir.Table) -> ir.Table:
    """Take days out of runs.

    Args:
        runs: ``run_id``, ``traveller``, ``from_on``, ``to_on``.
        covered: ``traveller``, ``from_on``, ``to_on``: the days to take out, disjoint and never touching.

    Returns:
        The pieces that are left, with the columns of ``runs``; several may have one ``run_id``.
    """
    columns = ("run_id", "traveller", "from_on", "to_on")
    out = covered.select(out_for="traveller", out_from="from_on", out_to="to_on")
    met = runs.inner_join(out, [runs.traveller == out.out_for, out.out_from <= runs.to_on, out.out_to >= runs.from_on])
    order = ibis.window(group_by="run_id", order_by="out_from")
    until = ibis.coalesce((met.out_from.lead().over(order) - _DAY).cast("date"), met.to_on)
    after = met.select("run_id", "traveller", from_on=(met.out_to + _DAY).cast("date"), to_on=until)
    first = met.group_by("run_id", "traveller", "from_on").agg(out_from=met.out_from.min())
    before = first.select("run_id", "traveller", "from_on", to_on=(first.out_from - _DAY).cast("date"))
    whole = runs.select(*columns).anti_join(met.select("run_id").distinct(), "run_id")
    pieces = whole.union(after.select(*columns), before.select(*columns))
    return pieces.filter(pieces.from_on <= pieces.to_on)
