"""Work that ended before the admission: status goes on for some days, then the admission keeps presence authorised.

The one place where a period of status is cut. The period that the arrival or an approval gives keeps its days, but no
longer gives a status; the rule of the role ``work_ended`` gives status for the days of work and the days after it. So
nobody is out of authorised stay by an employer's record alone.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import class_code, number_of, word_in
from sojourn.stays.dated import days_after, forever
from sojourn.stays.fact_rows import of_kind

_DAY = ibis.interval(days=1)
_ONE = ["stay_id", "valid_from", "valid_to", "rule_id"]


def status_after_work(stays: ir.Table, facts: ir.Table, law: Law, periods: ir.Table) -> ir.Table | None:
    """Give the days of status around work that ended, beside the period that each shortens; null without such a rule.

    Args:
        stays: stays of persons with facts.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known.
        periods: the periods found so far (``fact_rows.COLUMNS``).

    Returns:
        Rows with ``fact_rows.COLUMNS`` and ``period_from``, ``period_to``, ``period_rule`` of the period shortened.
    """
    of = [rule.id for role in ("entry_until", "approved_application") for rule in law.all(role)]
    held = periods.filter(periods.rule_id.isin(of), periods.basis == "status", periods.valid_to < forever())
    parts = [_of_rule(stays, facts, rule, held) for rule in law.all("work_ended")]
    return ibis.union(*parts) if len(parts) > 1 else (parts[0] if parts else None)


def without_status(periods: ir.Table, shortened: ir.Table) -> ir.Table:
    """Turn the periods that ``status_after_work`` shortens into presence that is authorised, without a status."""
    keys = shortened.select(
        "stay_id", valid_from="period_from", valid_to="period_to", rule_id="period_rule", lowered=ibis.literal(True)
    ).distinct()
    rows = periods.left_join(keys, _ONE).drop(*(f"{name}_right" for name in _ONE))
    lowered = (rows.basis == "status") & rows.lowered.fill_null(False)
    return rows.mutate(basis=ibis.ifelse(lowered, "authorised_only", rows.basis)).drop("lowered")


def _of_rule(stays: ir.Table, facts: ir.Table, rule: Rule, held: ir.Table) -> ir.Table:
    """Status runs to the first end of work and the rule's days after it, once in a period; later work adds its own."""
    jobs = _jobs(stays, facts, rule, held)
    first = jobs.group_by(*_ONE, "class").agg(
        first_end=ibis.coalesce(jobs.before.min(where=jobs.gap), jobs.work_to.max()), last_end=jobs.work_to.max()
    )
    first = first.filter(first.last_end < first.valid_to)
    jobs = jobs.drop("class").inner_join(first.select(*_ONE, "class", "first_end"), _ONE)
    days = number_of(rule, jobs.first_end, "days")
    grace = jobs.mutate(last=days_after(jobs.first_end, days).cast("date")).filter(jobs.work_to == jobs.first_end)
    to = ibis.least(grace["last"].fill_null(grace.valid_to), grace.valid_to)
    later = jobs.filter(jobs.work_from > jobs.first_end)
    return _piece(grace, rule, grace.valid_from, to).union(_piece(later, rule, later.work_from, later.work_to))


def _jobs(stays: ir.Table, facts: ir.Table, rule: Rule, held: ir.Table) -> ir.Table:
    """Lay records of work beside the period of their class; ``gap``: no work just before, ``before`` its last day."""
    rows = of_kind(stays, facts, "programme")
    rows = rows.filter(rows.fact_from.notnull())
    ended = word_in(rule, rows.fact_to, rows.end_reason, "end_reasons")
    rows = rows.select(
        "stay_id",
        "record_id",
        work_from="fact_from",
        work_to=ibis.ifelse(ended, rows.fact_to, forever()),
        code=class_code(rows.fact_class),
    )
    jobs = held.drop("record_id").inner_join(rows, "stay_id")
    of_class = (class_code(jobs["class"]) == jobs.code) & word_in(rule, jobs.work_to, jobs.code, "classes")
    jobs = jobs.filter(of_class | ((class_code(jobs["class"]) == jobs.code) & (jobs.work_to == forever())))
    jobs = jobs.filter(jobs.work_from <= jobs.valid_to, jobs.work_to >= jobs.valid_from)
    order = [jobs.work_from, jobs.work_to, jobs.record_id]
    before = jobs.work_to.max().over(ibis.window(group_by=_ONE, order_by=order, preceding=(None, 1)))
    jobs = jobs.mutate(before=before)
    return jobs.mutate(gap=(jobs.work_from > jobs.before + _DAY).fill_null(False))


def _piece(rows: ir.Table, rule: Rule, start: ir.Value, end: ir.Value) -> ir.Table:
    return rows.select(
        "stay_id",
        valid_from=start.cast("date"),
        valid_to=end.cast("date"),
        basis=ibis.literal(rule.basis or "status"),
        **{"class": rows["class"]},
        rule_id=ibis.literal(rule.id),
        record_id=rows.record_id,
        period_from=rows.valid_from,
        period_to=rows.valid_to,
        period_rule=rows.rule_id,
    )
