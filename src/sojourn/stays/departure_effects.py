"""What a departure does in law, by the state of the case on that day. It is worked out for an officer.

It ends nothing by itself: no application, appeal, charge, order or period changes with it. A departure that did not
take place harms as much as a stay that did not last, so the rows name every record they rest on, and the explanation
says how sure the departure is.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.presence_facts import listed, of_kinds, rules_of, union
from sojourn.stays.presence_pauses import MOTIONS
from sojourn.stays.presence_starts import UNDONE
from sojourn.stays.unlawful_presence import Presence, no_rows

CASE_KINDS = ("charge_issued", "charge_filed", "order", "appeal", "motion", "voluntary_departure")
#: Case facts after which a late departure is not one with no proceedings.
_CHARGED = ("charge_issued", "charge_filed", "order", "voluntary_departure")
ASYLUM = "asylum"
_REFERRED = "referred"


def departure_effects(engine: Engine, presence: Presence | None, law: Law) -> ir.Table | None:
    """Give what each departure on record does in law.

    Args:
        engine: where the tables live.
        presence: what unlawful presence was worked out from: the facts of the case, the last days given, and what may
            have covered a day.
        law: the law as known.

    Returns:
        ``tables.DEPARTURE_EFFECTS`` with ``person_id``; null where the law has no such rule. A stay that nothing but
        its end is known of has a row only if it ended late.
    """
    rules = rules_of(law, "departure_effect")
    if not rules or presence is None:
        return None
    known, acts = presence.asked.known, presence.asked.acts
    cased = known.filter(known.departure_ids.notnull(), known.more)
    asylum = (acts.kind == "application") & (acts.benefit == ASYLUM)
    case = engine.once(acts.filter((acts.kind != "application") | asylum.fill_null(False)), "case_acts")
    cased = engine.once(_with_day(cased), "case_stays")
    if presence.spans is None and engine.may_skip(cased):
        return no_rows(engine, "departure_effects")
    found = [*_of_case(engine, cased, case), *_late(presence, case), _in_time(cased, presence, case)]
    effects = engine.once(union(found), "case_states")
    left = known.filter(known.departure_ids.notnull())
    days = _with_day(left).select("stay_id", "person_id", "day", "departure_ids")
    return engine.once(_with_rules(effects, days, rules), "departure_effects")


def _with_day(rows: ir.Table) -> ir.Table:
    """Add ``day`` by which the person had left, and ``since``, the last day on which that is not yet known."""
    seen = ibis.greatest(rows.last_seen, rows.arrived_on)
    return rows.mutate(day=rows.departed_on.fill_null(rows.out_by), since=rows.departed_on.fill_null(seen))


def _of_case(engine: Engine, cased: ir.Table, case: ir.Table) -> list[ir.Table]:
    """Give the states that facts of the case tell: ``stay_id``, ``effect``, ``record_id``."""
    given = of_kinds(case, "decision")
    gone = of_kinds(case, "cancellation")
    filed = _in_stay(cased, of_kinds(case, "charge_filed"))
    orders = _in_stay(cased, of_kinds(case, "order"))
    appeals = _in_stay(cased, of_kinds(case, "appeal"))
    motions = _in_stay(cased, of_kinds(case, "motion"))
    motions = motions.filter(motions.type.isin(MOTIONS))
    issued = _in_stay(cased, of_kinds(case, "charge_issued"))
    asylum = _in_stay(cased, of_kinds(case, "application"))
    still = engine.once(_unless(appeals, given, loose=False), "appeals_pending")
    periods = engine.once(_periods(cased, case, gone), "departure_periods")
    granted = of_kinds(case, "voluntary_departure")
    undone = given.filter(given.result.isin(UNDONE)).union(gone)
    pending = _unless(
        _unless(filed, of_kinds(case, "order").union(granted), loose=True), gone.union(given), loose=False
    )
    standing = _unless(orders, undone, loose=False)
    standing = standing.anti_join(still.select("stay_id"), "stay_id")
    standing = standing.anti_join(
        periods.filter(periods.day <= periods.last, ~periods.moved).select("stay_id"), "stay_id"
    )
    unfiled = _unless(_unless(issued, of_kinds(case, "charge_filed"), loose=True), gone, loose=False)
    open_asylum = _unless(asylum, given.filter((given.result != _REFERRED) & ~given.result.isin(UNDONE)), loose=False)
    overdue = periods.filter(periods.day > periods.last, ~periods.moved)
    return [
        _state(unfiled, "charge_issued_not_filed"),
        _state(pending, "proceedings_pending"),
        _state(still, "appeal_pending"),
        _state(_unless(motions, given, loose=False), "motion_pending"),
        _state(open_asylum, "asylum_pending"),
        _state(periods.filter(periods.since <= periods.last, ~periods.moved), "in_voluntary_departure"),
        _state(periods.filter(periods.moved), "voluntary_departure_ended"),
        _state(overdue.anti_join(still.select("stay_id"), "stay_id"), "after_voluntary_departure"),
        _state(standing, "order_outstanding"),
    ]


def _in_stay(cased: ir.Table, rows: ir.Table) -> ir.Table:
    """Lay acts beside the stays that they fell into, up to the day of departure."""
    ours = cased.select("stay_id", "person_id", "arrived_on", "day", "since")
    both = ours.inner_join(rows.mutate(act_on=rows.filed_on.fill_null(rows.act_on)), "person_id")
    return both.filter(both.act_on >= both.arrived_on, both.act_on <= both.day)


def _unless(rows: ir.Table, enders: ir.Table, *, loose: bool) -> ir.Table:
    """Leave out what a later act of the same reference, up to the departure, ended.

    ``loose``: a reference that is missing on either side fits too.
    """
    ends = enders.select("person_id", end_reference="reference", end_on="act_on", end_id="record_id")
    both = rows.select("stay_id", "person_id", "record_id", "reference", "act_on", "day").inner_join(ends, "person_id")
    fits = both.reference == both.end_reference
    if loose:
        fits = fits.fill_null(True)
    over = both.filter(fits, both.end_on >= both.act_on, both.end_on <= both.day, both.end_id != both.record_id)
    return rows.anti_join(over.select("stay_id", "record_id").distinct(), ["stay_id", "record_id"])


def _periods(cased: ir.Table, case: ir.Table, gone: ir.Table) -> ir.Table:
    """The periods to leave by oneself that began in the stay: ``last`` day, ``moved`` (ended by a motion)."""
    rows = _in_stay(cased, of_kinds(case, "voluntary_departure"))
    rows = _unless(rows, gone, loose=False)
    rows = rows.mutate(first=rows.act_from.fill_null(rows.act_on))
    rows = rows.mutate(last=rows.act_to.fill_null((rows.first + rows.days.as_interval("D")).cast("date")))
    motions = of_kinds(case, "motion")
    motions = motions.filter(motions.type.isin(MOTIONS)).select("person_id", moved_on="filed_on")
    ended = rows.select("stay_id", "person_id", "record_id", "first", "last", "day").inner_join(motions, "person_id")
    ended = ended.filter(ended.moved_on >= ended.first, ended.moved_on <= ended.last, ended.moved_on <= ended.day)
    ended = ended.select("stay_id", "record_id", moved=ibis.literal(True)).distinct()
    rows = rows.left_join(ended, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    return rows.mutate(moved=rows.moved.fill_null(False))


def _state(rows: ir.Table, effect: str) -> ir.Table:
    return rows.select("stay_id", effect=ibis.literal(effect), record_id="record_id")


def _late(presence: Presence, case: ir.Table) -> list[ir.Table]:
    """Stays that ended after the last day given, with nothing that may have covered the day and no proceedings."""
    if presence.spans is None:
        return []
    rows = _with_day(presence.asked.stays)
    rows = rows.filter(rows.departure_ids.notnull(), rows.since > rows.last_day, ~rows.doubt)
    spans = presence.spans.filter(presence.spans.rule_id.notnull())
    covered = rows.select("stay_id", "since").inner_join(spans.select("stay_id", "first", "last"), "stay_id")
    covered = covered.filter(covered.since.between(covered.first, covered.last))
    charged = _in_stay(rows, of_kinds(case, *_CHARGED))
    rows = rows.anti_join(covered.select("stay_id").distinct(), "stay_id")
    rows = rows.anti_join(charged.select("stay_id").distinct(), "stay_id")
    return [rows.select("stay_id", effect=ibis.literal("after_end_no_proceedings"), record_id="arrival_id")]


def _in_time(cased: ir.Table, presence: Presence, case: ir.Table) -> ir.Table:
    """Stays of a case that ended on a day which the last day given, or a span that is settled, covered.

    Not said where an order or a finding came before: what they did to the stay is not settled by its last day.
    """
    rows = cased.filter(cased.departed_on.notnull(), ~cased.doubt)
    told = _in_stay(rows, of_kinds(case, *CASE_KINDS, "application")).select("stay_id").distinct()
    rows = rows.semi_join(told, "stay_id")
    inside = rows.filter(rows.day <= rows.last_day).select("stay_id", "arrival_id")
    if presence.spans is not None:
        spans = presence.spans.filter(presence.spans.settled).select("stay_id", "first", "last")
        covered = rows.select("stay_id", "day").inner_join(spans, "stay_id")
        covered = covered.filter(covered.day.between(covered.first, covered.last)).select("stay_id").distinct()
        inside = inside.union(rows.semi_join(covered, "stay_id").select("stay_id", "arrival_id"), distinct=True)
    later = presence.asked.starts.filter(presence.asked.starts.later).select("stay_id").distinct()
    inside = inside.anti_join(later, "stay_id")
    return inside.select("stay_id", effect=ibis.literal("in_authorised_stay"), record_id="arrival_id")


def _with_rules(effects: ir.Table, days: ir.Table, rules: list[Rule]) -> ir.Table:
    """Name the rule of each effect, and the records it rests on with those of the departure."""
    left = days.select("stay_id", record_id=days.departure_ids.unnest())
    pairs = effects.select("stay_id", "effect").distinct().inner_join(left, "stay_id")
    named = effects.union(pairs.select("stay_id", "effect", "record_id"))
    rows = named.group_by("stay_id", "effect").agg(record_ids=named.record_id.collect(distinct=True).sort())
    rows = rows.inner_join(days.select("stay_id", "person_id", "day"), "stay_id")
    parts = [
        rows.filter(listed(rule, rows.day, "states", rows.effect)).select(
            "stay_id", "person_id", "effect", "record_ids", rule_id=ibis.literal(rule.id)
        )
        for rule in rules
    ]
    return union(parts)
