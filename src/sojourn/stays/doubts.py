"""Which record would settle a day of which it is not known whether a period still ran (``cover.DOUBTED``)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law
from sojourn.stays.cover import DOUBTED

#: The question that a doubted period asks, by the role of its rule; words for each are in ``sojourn.words``.
ROLE_QUESTIONS = {
    "entry_programme": "programme_record",
    "approved_application": "decision_record",
    "parole_ended": "notice_record",
    "cancelled_leave": "notice_record",
    "departure_period": "unread_record",
    "protection": "unread_record",
    "removal_stay": "unread_record",
    "dependant": "own_status_record",
}


def doubt_questions(stays: ir.Table, periods: ir.Table, law: Law) -> ir.Table:
    """Give the questions of the doubted periods that cover the day looked at: ``stay_id``, ``doubt_asks`` (codes).

    Args:
        stays: stays of persons with facts, with ``day``.
        periods: the output of ``find_periods``.
        law: the law as known.
    """
    rows = periods.filter(periods.basis == DOUBTED).inner_join(stays.select("stay_id", "day"), "stay_id")
    rows = rows.filter(rows.valid_from <= rows.day, rows.valid_to >= rows.day)
    asks = [(rule.id, question) for role, question in ROLE_QUESTIONS.items() for rule in law.all(role)]
    rows = rows.mutate(asks=rows.rule_id.cases(*(asks or [("", "")]), else_=ibis.null("string")))
    rows = rows.filter(rows.asks.notnull())
    return rows.group_by("stay_id").agg(doubt_asks=rows.asks.collect(distinct=True).sort())
