"""The whole engine on tables: evidence in, tables of answers out. No files, no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn import __version__
from sojourn.engine import Engine
from sojourn.evidence.airports import list_port_codes
from sojourn.identity.people import People
from sojourn.law.rule import Law
from sojourn.stays.answers import answer_stays, stays_with_extras
from sojourn.stays.crossings import merge_reports, undo_turn_backs
from sojourn.stays.dated import forever
from sojourn.stays.entry import with_entry
from sojourn.stays.extras import dated_facts, gather_extras
from sojourn.stays.order import ordered_reports
from sojourn.stays.pairing import paired_crossings, record_ids, second_departures, stays_of
from sojourn.stays.reports import crossing_reports, declared_departures, denied_departures, reported_not_aboard


@dataclass(frozen=True)
class Answered:
    """The tables of one run: ``tables.CROSSINGS``, ``tables.PERIODS``, ``tables.ANSWERS``, and ``restricted``
    (person_id).

    ``open_rows`` are the stays with all that is known of each, and ``finish`` answers them row by row: to sort the rows
    first and answer them then costs less than to sort the answers.
    """

    crossings: ir.Table
    periods: ir.Table
    open_rows: ir.Table
    restricted: ir.Table
    finish: Callable[[ir.Table], ir.Table]


def answer_people(engine: Engine, people: People, law: Law, as_of: date, known_at: datetime) -> Answered:
    """Work out crossings, stays, authorised periods and answers of everybody in ``people``.

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
    """
    law.check_day(as_of)
    asked = engine.load(_asked(as_of, known_at), "asked")
    day = asked.as_of.as_scalar()
    ports = engine.load(_home_ports(law), "home_ports")
    denied = engine.once(reported_not_aboard(people.movements), "denied")
    reports = crossing_reports(engine, people.movements, denied, law, day, ports)
    hours = law.one("merge").versions[-1].values["hours"]
    back = law.one("turn_back").versions[-1].values["hours"]
    ordered = ordered_reports(engine, reports, hours)
    merged = merge_reports(engine, ordered)
    crossings = undo_turn_backs(engine, merged, back)
    engine.drop_if_kept(ordered)
    paired = paired_crossings(engine, crossings)
    engine.drop_if_kept(merged)
    stays = with_entry(stays_of(paired), law)
    facts = engine.once(dated_facts(people.facts), "facts")
    extras = gather_extras(
        engine,
        stays,
        facts,
        engine.once(declared_departures(people.movements, day), "declared"),
        denied_departures(denied, day),
        engine.once(people.in_review, "in_review"),
        engine.once(second_departures(paired), "second_departures"),
        law,
        day,
    )
    open_rows = stays_with_extras(stays, extras.by_stay)

    def finish(rows: ir.Table) -> ir.Table:
        return answer_stays(rows, law, day).mutate(
            as_of=asked.as_of.max().as_scalar(),
            known_at=asked.known_at.max().as_scalar(),
            law=ibis.literal(law.code),
            law_version=ibis.literal(law.version),
            engine_version=ibis.literal(__version__),
        )

    restricted = facts.filter(facts.restricted.fill_null(False)).select("person_id").distinct()
    return Answered(_crossing_rows(paired), _period_rows(stays, extras.periods), open_rows, restricted, finish)


def _home_ports(law: Law) -> pa.Table:
    schema = pa.schema([("home_port", pa.string())])
    return pa.table({"home_port": list_port_codes(frozenset(law.territory))}, schema=schema)


def _asked(as_of: date, known_at: datetime) -> pa.Table:
    """The question as a table of one row, so that the same statements serve every day asked about."""
    day = pa.array([as_of], pa.date32())
    moment = pa.array([known_at], pa.timestamp("us", tz="UTC"))
    return pa.table({"as_of": day, "known_at": moment})


def _crossing_rows(paired: ir.Table) -> ir.Table:
    abroad = paired.kind == "consular"
    return paired.select(
        "crossing_id",
        "person_id",
        "direction",
        "occurred_at",
        "local_date",
        bounds=ibis.ifelse(
            abroad & paired.before_local_date.notnull(),
            ibis.array([paired.before_local_date, paired.local_date]),
            ibis.null("array<date>"),
        ),
        port=paired.port,
        mode=paired["mode"],
        strength=paired.kind,
        record_ids=record_ids(paired.record_id, paired.merged_ids),
        stay_id=paired.stay_id,
    )


def _period_rows(stays: ir.Table, found: ir.Table) -> ir.Table:
    """The periods of all stays: the arrival's own, and those that facts give."""
    entry = stays.filter(stays.entry_to.notnull())
    entry = entry.select(
        "stay_id",
        "person_id",
        valid_from="arrived_on",
        valid_to="entry_to",
        basis="entry_basis",
        **{"class": entry.admitted_class},
        rule_id="entry_rule",
        record_ids=ibis.array([entry.arrival_id]),
    )
    given = found.filter(~found.from_entry)
    given = given.group_by("stay_id", "valid_from", "valid_to", "basis", "class", "rule_id").agg(
        record_ids=given.record_id.collect(distinct=True).sort()
    )
    given = given.inner_join(stays.select("stay_id", "person_id"), "stay_id")
    given = given.mutate(
        valid_to=ibis.ifelse(given.valid_to >= forever(), ibis.null("date"), given.valid_to),
        basis=given.basis.cases(("resident", "status"), ("exempt", "status"), else_=given.basis),
    )
    return entry.union(given.select(entry.columns))
