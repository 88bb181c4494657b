"""Periods after a refusal: while it may still be challenged, and while a challenge brought in time is pending.

An application and everything decided on it share one ``reference``. Its refusal opens a window; an appeal (or a review)
filed in that window is pending until the next decision on it; that decision may open a further window, and so on. A
late appeal gives nothing by itself, and nothing after it in the chain does.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import number_of, says, word_in
from sojourn.stays.dated import dated, days_after, forever
from sojourn.stays.fact_rows import of_kind, period

_CASE = ["stay_id", "reference"]
_DAY = ibis.interval(days=1)


def appeal_periods(stays: ir.Table, facts: ir.Table, law: Law, periods: ir.Table) -> ir.Table | None:
    """Give the periods of every rule with the role ``appeal_window``; nothing where the law has none.

    Args:
        stays: stays of persons with facts, with ``last_on`` (the last day that can belong to the stay).
        facts: facts in force with ``person_id`` and ``on_day`` (the day of the act).
        law: the law as known.
        periods: the periods found so far (``stay_id``, ``rule_id``, ``record_id``): only the refusal of an application
            that gave one of them by a rule of the role ``pending_application`` opens a window.

    Returns:
        Rows with ``fact_rows.COLUMNS``; ``record_id`` is the decision that opened the window, or the appeal.
    """
    pending = [rule.id for rule in law.all("pending_application")]
    kept = periods.filter(periods.rule_id.isin(pending)).select("stay_id", "record_id").distinct()
    parts = [part for rule in law.all("appeal_window") for part in _of_rule(stays, facts, rule, kept)]
    return ibis.union(*parts) if parts else None


def _of_rule(stays: ir.Table, facts: ir.Table, rule: Rule, kept: ir.Table) -> list[ir.Table]:
    made = _made(stays, facts, rule, kept)
    decisions = _with_windows(_chain(made), rule)
    appeals = _in_time(decisions, _appeals(stays, facts, made))
    alive = _alive(decisions, appeals)
    basis = rule.basis or "authorised_only"
    windows = period(alive, rule, alive.decided_on + _DAY, alive.window_to, basis)
    appeals = appeals.semi_join(alive, [*_CASE, "decided_on"])
    return [windows, period(appeals, rule, appeals.pends_from, appeals.next_on.fill_null(forever()), basis)]


def _made(stays: ir.Table, facts: ir.Table, rule: Rule, kept: ir.Table) -> ir.Table:
    """Give every decision under the reference of an application that kept presence lawful, with what it does."""
    asked = of_kind(stays, facts, "application").semi_join(kept, ["stay_id", "record_id"])
    asked = (
        asked.filter(asked.reference.notnull())
        .group_by(*_CASE)
        .agg(asked_on=asked.filed_on.min(), asked_benefit=asked.benefit.min())
    )
    rows = of_kind(stays, facts, "decision").inner_join(asked, _CASE)
    rows = rows.mutate(decided_on=rows.decided_on.fill_null(rows.on_day))
    day, outcome = rows.decided_on, rows.fact_outcome
    ends = word_in(rule, day, outcome, "ended_by")
    further = word_in(rule, day, outcome, "further_after")
    rows = rows.mutate(
        refuses=word_in(rule, day, outcome, "refused") & word_in(rule, day, rows.asked_benefit, "benefits"),
        ends=ends,
        further=further,
        admits=word_in(rule, day, outcome, "admitted_by"),
    )
    return rows.filter(rows.decided_on >= rows.asked_on)


def _chain(made: ir.Table) -> ir.Table:
    """Give the refusal and the decisions on appeals after it, one row for each day, with the day of the next one."""
    first = made.filter(made.refuses).group_by(*_CASE).agg(refused_on=made.decided_on.min())
    rows = made.inner_join(first, _CASE)
    is_first = rows.refuses & (rows.decided_on == rows.refused_on)
    rows = rows.filter(is_first | (rows.ends & (rows.decided_on > rows.refused_on)))
    days = rows.group_by(*_CASE, "decided_on", "refused_on", "admitted_class").agg(
        notified_on=rows.notified_on.max(),
        further=rows.further.max(),
        record_id=rows.record_id.min(),
        fact_class=rows.fact_class.min(),
    )
    return days.mutate(next_on=days.decided_on.lead().over(ibis.window(group_by=_CASE, order_by=days.decided_on)))


def _with_windows(chain: ir.Table, rule: Rule) -> ir.Table:
    """Add ``window_to``: the last day on which the decision may be challenged, null where it may not be."""
    day = chain.decided_on
    further = ibis.ifelse(chain.further, number_of(rule, day, "further_days"), ibis.null("int64"))
    days = ibis.ifelse(day == chain.refused_on, number_of(rule, day, "days"), further)
    from_notice = dated(rule, day, lambda values: ibis.literal(values["counted_from"] == "notice"), "boolean")
    counted = ibis.ifelse(from_notice, chain.notified_on, day)
    rows = chain.mutate(days=days, counted=counted, monday=says(rule, day, "to_working_day"))
    last = days_after(rows.counted, rows.days)
    rows = rows.mutate(last=last.cast("date"))
    ahead = rows["last"].day_of_week.index().cast("int64").cases((5, 2), (6, 1), else_=0)
    moved = days_after(rows["last"], ibis.ifelse(rows.monday, ahead, 0)).cast("date")
    window_to = ibis.cases((rows.days.isnull(), ibis.null("date")), (rows.counted.isnull(), forever()), else_=moved)
    return rows.mutate(window_to=window_to)


def _appeals(stays: ir.Table, facts: ir.Table, made: ir.Table) -> ir.Table:
    rows = of_kind(stays, facts, "appeal")
    rows = rows.filter(rows.reference.notnull(), rows.filed_on.notnull())
    rows = rows.select("stay_id", "reference", "filed_on", "record_id", "fact_class", "admitted_class")
    admitted = made.filter(made.admits).group_by(*_CASE).agg(admitted_on=made.decided_on.max())
    rows = rows.left_join(admitted, _CASE).drop("stay_id_right", "reference_right")
    return rows.mutate(let_in=(rows.admitted_on >= rows.filed_on).fill_null(False)).drop("admitted_on")


def _in_time(decisions: ir.Table, appeals: ir.Table) -> ir.Table:
    """Keep the appeals brought in the window of the last decision before them.

    One let in although late is taken as brought in time: whether leave revives is disputed, and this reading accuses
    nobody.
    """
    windows = decisions.select(*_CASE, "decided_on", "next_on", "window_to")
    rows = appeals.inner_join(windows, _CASE)
    rows = rows.filter(
        rows.filed_on >= rows.decided_on,
        rows.next_on.isnull() | (rows.filed_on < rows.next_on),
        rows.window_to.notnull() & ((rows.filed_on <= rows.window_to) | rows.let_in),
    )
    return rows.mutate(pends_from=ibis.least(rows.filed_on, rows.window_to + _DAY))


def _alive(decisions: ir.Table, appeals: ir.Table) -> ir.Table:
    """Keep the decisions before which every earlier one was challenged in time."""
    reached = appeals.select(*_CASE, "decided_on").distinct().mutate(challenged=ibis.literal(1))
    rows = decisions.left_join(reached, [*_CASE, "decided_on"])
    rows = rows.drop("stay_id_right", "reference_right", "decided_on_right")
    before = ibis.window(group_by=_CASE, order_by=rows.decided_on, preceding=(None, 1))
    unbroken = rows.challenged.fill_null(0).min().over(before).fill_null(1)
    rows = rows.mutate(unbroken=unbroken)
    return rows.filter(rows.unbroken == 1, rows.window_to.notnull())
