"""Unlawful presence as it is written down: the rules with their records, and what would narrow the interval."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law
from sojourn.stays.dated import dated
from sojourn.stays.extras import reason_if
from sojourn.stays.presence_facts import rules_of, union
from sojourn.stays.presence_starts import Asked

_ROLES = (
    "presence_after_date",
    "presence_after_days",
    "presence_after_parole",
    "presence_duration",
    "presence_after_finding",
    "presence_after_order",
    "presence_status",
    "presence_approval",
    "presence_timely",
    "presence_pending",
    "presence_pause",
    "presence_possible",
    "presence_minor",
)
#: Questions that a span asks where it is not settled, in the order in which they are put.
_ASKED_BY_SPANS = (
    "application_timely",
    "denial_ground",
    "application_decision",
    "voluntary_departure_record",
    "programme_record",
    "birth_date",
)
_NO_TEXT: list[str] = []


def shaped(rows: ir.Table, asked: Asked, spans: ir.Table, law: Law) -> ir.Table:
    """Give the rows of the answer with their reasons and open questions.

    Args:
        rows: the stays with the days counted.
        asked: what was asked about, for what started the count.
        spans: what keeps days from counting; what touches the days counted is named.
        law: the law as known.
    """
    near = spans.inner_join(rows.select("stay_id", "starts_on", "upper"), "stay_id")
    near = near.filter(near.first <= near.upper, near.last >= near.starts_on)
    asks = (
        near.filter(~near.settled, near.asks.notnull()).group_by("stay_id").agg(asks=ibis._.asks.collect(distinct=True))
    )
    rows = rows.left_join(asks, "stay_id").drop("stay_id_right")
    by_duration = rows.filter(rows.duration)
    named = [
        asked.starts.select("stay_id", "rule_id", "record_id"),
        near.select("stay_id", "rule_id", "record_id"),
        *(
            by_duration.select("stay_id", rule_id=ibis.literal(rule.id), record_id="arrival_id")
            for rule in rules_of(law, "presence_duration")
        ),
    ]
    rules = rules_of(law, *_ROLES)
    long = union(named)
    grouped = long.group_by("stay_id").agg(
        **{
            f"rule_{place}": long.record_id.collect(where=long.rule_id == rule.id, distinct=True).sort()
            for place, rule in enumerate(rules)
        }
    )
    rows = rows.left_join(grouped, "stay_id").drop("stay_id_right")
    found = [
        reason_if(rows[f"rule_{place}"].length() > 0, rule.id, rows[f"rule_{place}"])
        for place, rule in enumerate(rules)
    ]
    reasons = ibis.array([*found, *_said_of_days(rows, law)]).filter(lambda each: each.notnull())
    return rows.select(
        "stay_id",
        "person_id",
        "starts_on",
        counts_to="upper",
        days_min="days_min",
        days_max="days_max",
        consequence_min="consequence_min",
        consequence_max="consequence_max",
        reasons=reasons,
        questions=_questions(rows),
    )


def _said_of_days(rows: ir.Table, law: Law) -> list[ir.Value]:
    """What follows from the number of days, and the limit of what is said here."""
    record = ibis.array([rows.arrival_id])
    said = [
        reason_if(rows.consequence_max == code, rule.id, record)
        for role, code in (("presence_three_years", "three_years"), ("presence_ten_years", "ten_years"))
        for rule in rules_of(law, role)
    ]
    for rule in rules_of(law, "presence_visa"):
        enough = dated(rule, rows.upper, lambda values: rows.days_max >= values["from_days"], "boolean")
        said.append(reason_if(enough, rule.id, record))
    nothing = ibis.literal(_NO_TEXT, type="array<string>")
    may_count = rows.days_max.isnull() | (rows.days_max > 0)
    return said + [reason_if(may_count, rule.id, nothing) for rule in rules_of(law, "presence_exception")]


def _questions(rows: ir.Table) -> ir.Value:
    """Name what would narrow the interval; nothing where it is settled."""
    wide = rows.days_max.isnull() | (rows.days_max > rows.days_min)
    unsettled = rows.departure_basis == "none"
    bounded = rows.departed_on.isnull() & ~unsettled
    asks = rows.asks.fill_null(ibis.literal(_NO_TEXT, type="array<string>"))
    holds: list[tuple[str, ir.Value]] = [
        ("departure_record", wide & (unsettled | bounded)),
        ("admission_record", rows.no_end | asks.contains("admission_record")),
        ("finding_or_order", rows.duration | (wide & rows.open_start)),
        *((code, wide & asks.contains(code)) for code in _ASKED_BY_SPANS),
        ("departure_or_presence", wide & rows.clash),
        ("identity_decision", wide & rows.in_review),
        ("feed_doubtful", wide & rows.doubtful),
        ("citizenship_decision", wide & rows.claimed),
        ("exception_records", wide & rows.closed),
    ]
    none = ibis.null("string")
    named = [ibis.ifelse(held.fill_null(False), ibis.literal(code), none) for code, held in holds]
    return ibis.array(named).filter(lambda each: each.notnull())
