"""Periods that an authority gives for leaving or for staying on: days to depart, voluntary departure, removal stays."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Rule
from sojourn.stays.by_version import class_code, number_for, number_of, text_for, word_in
from sojourn.stays.cover import DOUBTED
from sojourn.stays.dated import days_after, forever
from sojourn.stays.fact_rows import of_kind, overlapping, period, within_stay

_DAY = ibis.interval(days=1)


def departure_periods(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the days to leave that an ``extension`` fact with the rule's benefit grants, at most the rule's days each.

    A grant without a first day starts on the day after the last day of the arrival, where that is not yet over when it
    is given; otherwise on the day it is given. To a class that the rule does not have an authority gave something of
    which the pack cannot tell how much it counts: its days are doubted.
    """
    rows = of_kind(stays, facts, "extension").inner_join(stays.select("stay_id", "entry_to"), "stay_id")
    rows = rows.filter(word_in(rule, rows.on_day, rows.benefit, "benefits"))
    in_list = word_in(rule, rows.on_day, class_code(rows.admitted_class), "classes") | rows.admitted_class.isnull()
    after = ibis.ifelse((rows.entry_to >= rows.on_day).fill_null(False), rows.entry_to + _DAY, rows.on_day)
    rows = rows.mutate(starts_on=rows.fact_from.fill_null(after.cast("date")))
    longest = days_after(rows.starts_on, number_of(rule, rows.on_day, "max_days") - 1)
    longest = ibis.ifelse(in_list, longest.cast("date"), rows.fact_to)
    rows = rows.mutate(
        ends_on=ibis.least(rows.fact_to.fill_null(longest), longest),
        as_basis=ibis.ifelse(in_list, rule.basis or "status", DOUBTED),
    )
    return period(within_stay(rows, rows.starts_on), rule, rows.starts_on, rows.ends_on, rows.as_basis)


def protections(stays: ir.Table, facts: ir.Table, rules: tuple[Rule, ...]) -> ir.Table | None:
    """Give the period of each ``protection`` fact, with the basis that the rule of its type gives it.

    The days of a type that no rule reads are doubted.
    """
    if not rules:
        return None
    rows = overlapping(of_kind(stays, facts, "protection"))
    rows = rows.mutate(starts_on=rows.fact_from.fill_null(rows.on_day))
    bases = [(rule.id, text_for(rule, rows.starts_on, rows.type, "types")) for rule in rules]
    rows = rows.mutate(
        as_basis=ibis.coalesce(*(basis for _, basis in bases), ibis.literal(DOUBTED)),
        by_rule=ibis.cases(*((basis.notnull(), name) for name, basis in bases), else_=rules[0].id),
    )
    given = period(rows, rules[0], rows.starts_on, rows.fact_to.fill_null(forever()), rows.as_basis)
    named = rows.select("stay_id", "record_id", "by_rule")
    given = given.inner_join(named, ["stay_id", "record_id"])
    return given.mutate(rule_id=given.by_rule).drop("by_rule")


def voluntary_departures(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give each period of voluntary departure, at most the rule's days after it was granted.

    A motion or a petition that the rule names, filed in the period, ends it on the day of the filing.
    """
    rows = of_kind(stays, facts, "voluntary_departure")
    rows = rows.mutate(starts_on=rows.fact_from.fill_null(rows.decided_on).fill_null(rows.on_day))
    of_type = number_for(rule, rows.starts_on, rows.type, "max_days_by_type")
    most = of_type.fill_null(number_of(rule, rows.starts_on, "max_days"))
    longest = days_after(rows.starts_on, most).cast("date")
    given = rows.fact_to.fill_null(days_after(rows.starts_on, rows.days).cast("date"))
    rows = rows.mutate(ends_on=ibis.least(given.fill_null(longest), longest))
    rows = _with_challenge(within_stay(rows, rows.starts_on), stays, facts, rule)
    end = ibis.least(rows.ends_on, rows.challenged_on.fill_null(rows.ends_on))
    return period(rows, rule, rows.starts_on, end, rule.basis or "authorised_only")


def _with_challenge(rows: ir.Table, stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    motions, appeals = (
        of_kind(stays, facts, kind).select("stay_id", "filed_on", filed_type="type", filed_kind=ibis.literal(kind))
        for kind in ("motion", "appeal")
    )
    on = rows.select("stay_id", "record_id", "starts_on", "ends_on").inner_join(motions.union(appeals), "stay_id")
    motion = (on.filed_kind == "motion") & word_in(rule, on.starts_on, on.filed_type, "ended_by_motions")
    appeal = (on.filed_kind == "appeal") & word_in(rule, on.starts_on, on.filed_type, "ended_by_appeals")
    on = on.filter(motion | appeal, on.filed_on >= on.starts_on, on.filed_on <= on.ends_on)
    on = on.group_by("stay_id", "record_id").agg(challenged_on=on.filed_on.min())
    return rows.left_join(on, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")


def removal_stays(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the days on which an order or a rule stops a removal.

    Of one that ended on a day not on file the first day is sure, and the days after it are doubted.
    """
    rows = overlapping(of_kind(stays, facts, "removal_stay"))
    rows = rows.mutate(starts_on=rows.fact_from.fill_null(rows.received_on).fill_null(rows.on_day))
    rows = rows.mutate(doubted=rows.fact_to.isnull() & rows.end_reason.notnull())
    sure_to = rows.fact_to.fill_null(ibis.ifelse(rows.doubted, rows.starts_on, forever()))
    after = rows.filter(rows.doubted)
    sure = period(rows, rule, rows.starts_on, sure_to, rule.basis or "removal_barred")
    return sure.union(period(after, rule, after.starts_on + _DAY, forever(), DOUBTED))
