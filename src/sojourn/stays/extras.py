"""What facts and other records add to a stay: periods, protections, deaths, claims, contradictions, declarations.

Most stays have none of this. Everything here is computed for the few that do and joined once, by stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law
from sojourn.stays.cover import covered_days
from sojourn.stays.dated import forever
from sojourn.stays.dependants import principal_doubts
from sojourn.stays.doubts import doubt_questions
from sojourn.stays.fact_periods import find_periods
from sojourn.stays.trip_ends import trip_records

_PERIOD_ROLES = (
    "entry_programme",
    "entry_clearance",
    "lasting_leave",
    "extension",
    "departure_period",
    "work_ended",
    "parole_ended",
    "approved_application",
    "pending_application",
    "appeal_window",
    "cancelled_leave",
    "protection",
    "voluntary_departure",
    "removal_stay",
    "residence",
    "exemption",
    "long_stay_visa",
    "limited_visa",
    "agreement",
    "dependant",
)


@dataclass(frozen=True)
class Extras:
    """``by_stay``: one row for each stay that has anything; ``periods``: all its periods that facts give."""

    by_stay: ir.Table
    periods: ir.Table


def dated_facts(facts: ir.Table) -> ir.Table:
    """Add ``on_day``, the day of the act: the first of decided, filed, received, notified, recorded that is on file."""
    acted = facts.decided_at.fill_null(facts.filed_at).fill_null(facts.received_at).fill_null(facts.notified_at)
    return facts.mutate(on_day=acted.fill_null(facts.recorded_at).date())


def _stays_with_more(stays: ir.Table, people: ir.Table, as_of: ir.Value) -> ir.Table:
    """The stays of some persons, with the day looked at, the last day that can belong to each and the next arrival."""
    some = stays.semi_join(people.distinct(), "person_id")
    next_arrival = some.arrived_on.lead().over(ibis.window(group_by="person_id", order_by="place"))
    return some.mutate(
        day=some.departed_on.fill_null(some.out_by).fill_null(as_of),
        open=some.departure_basis == "none",
        last_on=some.departed_on.fill_null(some.out_by).fill_null(forever()),
        next_arrival=next_arrival.fill_null(forever()),
    )


def gather_extras(
    engine: Engine,
    stays: ir.Table,
    facts: ir.Table,
    declared: ir.Table,
    aboard: ir.Table,
    in_review: ir.Table,
    by_model: ir.Table,
    seconds: ir.Table,
    law: Law,
    as_of: ir.Value,
    trips: ir.Table | None = None,
    led: ir.Table | None = None,
    more_periods: ir.Table | None = None,
) -> Extras:
    """Work out everything that facts, declarations and open questions of identity add.

    Args:
        stays: the output of ``with_entry``.
        facts: facts in force with ``person_id`` and ``on_day``.
        declared: departures the person declares; ``aboard``: departures reported with ``boarded`` false, and whether
            that rests on a feed in quarantine (``mark_quarantined``).
        in_review: ``person_id`` of persons with an open question of identity; ``by_model``: of those whose records a
            model holds together.
        seconds: departures in person right after another departure, of ``second_departures``.
        law: the law as known.
        as_of: the day asked about.
        trips: crossings of trips within one admission, of ``undo_excursions``.
        led: facts that follow a principal, of ``follow_principals``.
        more_periods: periods that ``short_stay`` found.
    """
    lists = [declared, aboard, in_review, by_model, seconds, *(each for each in (trips, led) if each is not None)]
    people = facts.select("person_id").union(*(each.select("person_id") for each in lists))
    if more_periods is not None:
        unsure = stays.filter(stays.days_unsure).select("person_id")
        people = people.union(more_periods.select("person_id"), unsure)
    some = engine.once(_stays_with_more(stays, people, as_of), "stays_with_more")
    periods = find_periods(engine, some, facts, law, more_periods, led)
    parts = [
        _cover(some, periods, as_of),
        _period_reasons(periods, law),
        _deaths(some, facts, as_of),
        _citizenship(some, facts, law, as_of),
        _contradictions(some, facts, law, as_of),
        _last_presence(some, facts, law),
        _declared(some, declared, law, as_of),
        _not_aboard(some, aboard),
        doubt_questions(some, periods, law),
        _second_departures(some, seconds),
        trip_records(some, trips),
        principal_doubts(some, periods, led, law),
        some.semi_join(in_review, "person_id").select("stay_id", in_review=ibis.literal(True)),
        some.semi_join(by_model, "person_id").select("stay_id", by_model=ibis.literal(True)),
    ]
    whole = some.select("stay_id")
    for part in parts:
        whole = whole.left_join(engine.shared(part, "extra"), "stay_id").drop("stay_id_right")
    return Extras(engine.once(whole, "extras"), periods)


def _cover(some: ir.Table, periods: ir.Table, as_of: ir.Value) -> ir.Table:
    cover = covered_days(periods, some.select("stay_id", "day", "open"), as_of)
    return cover.select("stay_id", "rank", "until", cover_change="next_change_on")


def _period_reasons(periods: ir.Table, law: Law) -> ir.Table:
    """Name the rules and records of the periods that facts give, and tell whether one of them is a status."""
    given = periods.filter(~periods.from_entry)
    rules = [rule for role in _PERIOD_ROLES for rule in law.all(role)]
    names = {f"rule_{place}": rule for place, rule in enumerate(rules)}
    grouped = given.group_by("stay_id").agg(
        gives_status=given.basis.isin(["status", "resident", "exempt"]).max(),
        **{
            name: given.record_id.collect(where=given.rule_id == rule.id, distinct=True).sort()
            for name, rule in names.items()
        },
    )
    none = reason_if(ibis.literal(False), "", ibis.literal([], type="array<string>"))
    found = [reason_if(grouped[name].length() > 0, rule.id, grouped[name]) for name, rule in names.items()]
    reasons = ibis.array([none, *found]).filter(lambda each: each.notnull())
    return grouped.select("stay_id", "gives_status", fact_reasons=reasons)


def reason_if(holds: ir.Value, rule_id: ir.Value | str, records: ir.Value) -> ir.Value:
    """Give one reason (rule and its records) where it holds, else null."""
    reason = ibis.struct({"rule": ibis.literal(rule_id) if isinstance(rule_id, str) else rule_id, "records": records})
    return ibis.ifelse(holds.fill_null(False), reason, ibis.null(reason.type()))


def _facts_of(some: ir.Table, facts: ir.Table, kinds: list[str]) -> ir.Table:
    wanted = facts.filter(facts.kind.isin(kinds)).select(
        "person_id",
        "on_day",
        "kind",
        record_id="name",
        fact_from="valid_from",
        fact_to="valid_to",
        fact_outcome="outcome",
    )
    return some.inner_join(wanted, "person_id")


def _deaths(some: ir.Table, facts: ir.Table, as_of: ir.Value) -> ir.Table:
    rows = _facts_of(some, facts, ["death"])
    day = rows.fact_from.fill_null(rows.on_day)
    rows = rows.filter(day >= rows.arrived_on, day <= rows.last_on, day <= as_of)
    return rows.group_by("stay_id").agg(death_records=rows.record_id.collect(distinct=True).sort())


def _citizenship(some: ir.Table, facts: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    rule = law.find("citizenship")
    granted = list(rule.versions[-1].values["granted"]) if rule else []
    rows = _facts_of(some, facts, ["citizenship_claim", "citizenship_decision"])
    day = rows.fact_from.fill_null(rows.on_day)
    rows = rows.filter(day <= rows.day, day <= as_of)
    decided = rows.kind == "citizenship_decision"
    grant = decided & rows.fact_outcome.isin(granted).fill_null(False)
    grouped = rows.group_by("stay_id").agg(
        citizen_records=rows.record_id.collect(where=grant, distinct=True).sort(),
        claim_records=rows.record_id.collect(where=rows.kind == "citizenship_claim", distinct=True).sort(),
        last_claim=rows.on_day.max(where=rows.kind == "citizenship_claim"),
        last_decision=rows.on_day.max(where=decided),
        citizen=grant.max(),
    )
    undecided = grouped.last_claim.notnull() & (
        grouped.last_decision.isnull() | (grouped.last_decision < grouped.last_claim)
    )
    return grouped.mutate(claimed=undecided & ~grouped.citizen).drop("last_claim", "last_decision")


def _signs(some: ir.Table, facts: ir.Table, law: Law) -> ir.Table:
    """Acts in person, on the day on which they took place; a hearing without an outcome was only set."""
    values = law.one("contradiction").versions[-1].values
    rows = _facts_of(some, facts, list(values["signs"]))
    rows = rows.mutate(on_day=rows.fact_from.fill_null(rows.fact_to).fill_null(rows.on_day))
    rows = rows.filter((rows.kind != "hearing") | rows.fact_outcome.notnull())
    return rows.filter(~rows.fact_outcome.isin(list(values.get("not_outcomes", ()))).fill_null(False))


def _contradictions(some: ir.Table, facts: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Signs of presence after the departure and before the person came again."""
    rows = _signs(some, facts, law)
    rows = rows.filter(rows.on_day > rows.departed_on.fill_null(rows.out_by))
    rows = rows.filter(rows.on_day < rows.next_arrival, rows.on_day <= as_of)
    return rows.group_by("stay_id").agg(sign_records=rows.record_id.collect(distinct=True).sort())


def _second_departures(some: ir.Table, seconds: ir.Table) -> ir.Table:
    rows = some.filter(some.departed_on.notnull()).inner_join(seconds, ["person_id", "place"])
    return rows.select("stay_id", "second_id", "second_on")


def _last_presence(some: ir.Table, facts: ir.Table, law: Law) -> ir.Table:
    """The last day on which the person was seen, before the day by which they were out."""
    rows = _signs(some, facts, law)
    rows = rows.filter(rows.out_by.notnull(), rows.on_day >= rows.arrived_on, rows.on_day < rows.out_by)
    return rows.group_by("stay_id").agg(last_seen=rows.on_day.max())


def _declared(some: ir.Table, declared: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    rule = law.find("declared")
    days = int(rule.versions[-1].values["days"]) if rule else 0
    rows = some.inner_join(declared.select("person_id", declared_record="name", declared_day="local_date"), "person_id")
    lapses = rows.declared_day + ibis.interval(days=days + 1)
    rows = rows.mutate(lapses=lapses).filter(rows.open, rows.declared_day >= rows.arrived_on, as_of < lapses)
    return rows.group_by("stay_id").agg(
        declared_records=rows.declared_record.collect(distinct=True).sort(), lapses_on=rows.lapses.max()
    )


def _not_aboard(some: ir.Table, aboard: ir.Table) -> ir.Table:
    told = aboard.select("person_id", "quarantined", aboard_record="name", reported_on="local_date")
    rows = some.inner_join(told, "person_id")
    rows = rows.filter(rows.open, rows.reported_on >= rows.arrived_on)
    doubted = rows.aboard_record.collect(where=rows.quarantined, distinct=True).sort()
    grouped = rows.group_by("stay_id").agg(
        aboard_records=rows.aboard_record.collect(distinct=True).sort(), quarantined_records=doubted
    )
    # where nothing fits, DuckDB collects null and Spark an empty list
    none = ibis.null("array<string>")
    return grouped.mutate(
        quarantined_records=ibis.ifelse(grouped.quarantined_records.length() > 0, grouped.quarantined_records, none)
    )
