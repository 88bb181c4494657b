"""Programmes of study, training and exchange: status lasts as long as the programme and its days of grace.

What ends a record is not always an end of status. A transfer, a change to another status, a correction and a programme
never taken up end one record and leave the status to another; a programme that a sponsor terminated ends it only when
the person was told. Where the record that goes on is not on file, when the status ends is unknown.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Rule, Values
from sojourn.stays.by_version import number_for, number_of, word_in
from sojourn.stays.cover import DOUBTED
from sojourn.stays.dated import dated, days_after, forever
from sojourn.stays.entry import programme_letter
from sojourn.stays.fact_rows import of_kind, period

_DAY = ibis.interval(days=1)


def programmes(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the period of each programme of the class of admission, with its grace (``fact_rows.COLUMNS``).

    A programme that goes on under another record lasts until the day before that one starts; so does a finished one
    whose next follows within the months that the rule allows.
    """
    rows = _ended(stays, facts, rule)
    bridge = rows.next_from - _DAY
    until = ibis.ifelse(rows.bridged, ibis.greatest(rows.with_grace, bridge), rows.with_grace)
    rows = rows.mutate(until=until.cast("date"))
    early = days_after(rows.arrived_on, number_of(rule, rows.arrived_on, "early_days"))
    start = ibis.ifelse((rows.fact_from > early).fill_null(False), rows.fact_from, rows.arrived_on)
    rows = rows.mutate(starts=start.cast("date"))
    rows = rows.filter(rows.until >= rows.arrived_on, rows.starts <= rows.last_on)
    return period(rows, rule, rows.starts, rows.until, rule.basis or "status")


def doubted_after(stays: ir.Table, facts: ir.Table, rule: Rule, periods: ir.Table) -> ir.Table:
    """Give the days after a programme on which it is not known whether the status goes on (``fact_rows.COLUMNS``).

    They last until a status of another record begins that goes on after this one; without one, without end.

    Args:
        stays: stays of persons with facts.
        facts: facts in force with ``person_id`` and ``on_day``.
        rule: a rule of the role ``entry_programme``.
        periods: the periods found so far, with ``from_entry``.
    """
    rows = _ended(stays, facts, rule)
    rows = rows.filter(rows.open, rows.ended_on >= rows.arrived_on, rows.fact_from <= rows.last_on)
    held = periods.filter(~periods.from_entry, periods.basis.isin(["status", "resident", "exempt"]))
    held = held.select("stay_id", other_id="record_id", held_from="valid_from", held_to="valid_to")
    on = rows.select("stay_id", "record_id", "ended_on").inner_join(held, "stay_id")
    on = on.filter(on.other_id != on.record_id, on.held_to > on.ended_on)
    goes_on = on.group_by("stay_id", "record_id").agg(held_from=on.held_from.min())
    rows = rows.left_join(goes_on, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    to = rows.held_from.fill_null(forever()) - _DAY
    to = ibis.ifelse(rows.held_from.isnull(), forever(), to.cast("date"))
    return period(rows, rule, rows.with_grace + _DAY, to, DOUBTED)


def _ended(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Lay programmes beside stays with ``ended_on``, ``with_grace``, ``next_from``, ``bridged`` and ``open``."""
    rows = of_kind(stays, facts, "programme")
    letter = programme_letter(rows.admitted_class.fill_null(rows.fact_class))
    same = (programme_letter(rows.fact_class) == letter) | rows.fact_class.isnull()
    rows = rows.mutate(letter=letter, grace=number_for(rule, rows.arrived_on, letter, "grace_days"))
    rows = rows.filter(same.fill_null(False), rows.grace.notnull())
    rows = _with_reason(rows, rule)
    rows = rows.mutate(with_grace=_with_grace(rows, rule).cast("date"))
    return _with_next(rows, rule)


def _with_reason(rows: ir.Table, rule: Rule) -> ir.Table:
    """Read why the record ended; a word that the rule does not know leaves it open, and so does a missing day."""
    day, reason = rows.arrived_on, rows.end_reason
    finished = word_in(rule, day, reason, "finished") | reason.isnull()
    goes_on = word_in(rule, day, reason, "goes_on")
    withdrawn = word_in(rule, day, reason, "withdrawn")
    stopped = word_in(rule, day, reason, "needs_notice")
    told = stopped & rows.notified_on.notnull()
    no_day = rows.fact_to.isnull() & reason.notnull() & ~told
    ended_on = rows.fact_to.fill_null(ibis.ifelse(reason.notnull(), rows.on_day, ibis.null("date")))
    return rows.mutate(
        finished=finished,
        goes_on=goes_on,
        withdrawn=withdrawn,
        stopped=stopped,
        told=told,
        open=no_day | ~(finished | withdrawn | told),
        ended_on=ended_on,
    )


def _with_grace(rows: ir.Table, rule: Rule) -> ir.Value:
    """Give the last day of status by the record alone: one that was terminated has no grace, and lasts until told."""
    short = number_for(rule, rows.arrived_on, rows.letter, "withdrawn_days").fill_null(rows.grace)
    return ibis.cases(
        (rows.ended_on.isnull(), forever()),
        (rows.told, ibis.greatest(rows.ended_on, rows.notified_on)),
        (rows.stopped | rows.goes_on, rows.ended_on),
        (rows.withdrawn, days_after(rows.ended_on, short)),
        else_=days_after(rows.ended_on, rows.grace),
    )


def _with_next(rows: ir.Table, rule: Rule) -> ir.Table:
    """Find the first programme that starts after each one, and tell whether the status goes on until it does."""
    others = rows.select("stay_id", other_id="record_id", other_from="fact_from")
    after = rows.select("stay_id", "record_id", "ended_on").inner_join(others, "stay_id")
    after = after.filter(after.other_id != after.record_id, after.other_from > after.ended_on)
    first = after.group_by("stay_id", "record_id").agg(next_from=after.other_from.min())
    rows = rows.left_join(first, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    latest = dated(rule, rows.arrived_on, lambda values: _months_after(rows, values), "date")
    in_time = rows.finished & (rows.next_from <= latest)
    return rows.mutate(bridged=((rows.goes_on & rows.next_from.notnull()) | in_time).fill_null(False))


def _months_after(rows: ir.Table, values: Values) -> ir.Value:
    months = sorted(values.get("next_within_months", {}).items())
    branches = [
        (rows.letter == letter, (rows.ended_on + ibis.interval(months=number)).cast("date"))
        for letter, number in months
    ]
    return ibis.cases(*branches, else_=ibis.null("date")) if branches else ibis.null("date")
