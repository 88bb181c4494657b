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
from sojourn.identity.options import Matching
from sojourn.identity.people import People
from sojourn.law.rule import Law
from sojourn.stays.answers import answer_stays, stays_with_extras
from sojourn.stays.coverage_cells import Measured, measure_coverage, with_coverage
from sojourn.stays.crossed import Crossed, cross, let_go, recross
from sojourn.stays.dated import forever
from sojourn.stays.entry import with_entry
from sojourn.stays.extras import dated_facts, gather_extras
from sojourn.stays.feed_silence import mark_quarantined, with_doubts
from sojourn.stays.further import further_answers
from sojourn.stays.leftovers import link_leftovers
from sojourn.stays.pairing import record_ids, second_departures, stays_of
from sojourn.stays.reports import declared_departures, denied_departures


@dataclass(frozen=True)
class Answered:
    """The tables of one run: ``tables.CROSSINGS``, ``tables.PERIODS``, ``tables.ANSWERS``, and ``restricted``
    (person_id).

    ``people`` are the people after what was left over was compared; their members, links and review are outputs too.

    ``feeds`` are the judged feed days (``tables.FEEDS``), null where feeds are not judged.

    ``coverage`` is how well departures are recorded, measured from people who came back.

    ``further`` are the answers beside the answer (``tables.FURTHER``), those that the law has rules for.

    ``open_rows`` are the stays with all that is known of each, and ``finish`` answers them row by row: to sort the rows
    first and answer them then costs less than to sort the answers.
    """

    people: People
    crossings: ir.Table
    periods: ir.Table
    open_rows: ir.Table
    restricted: ir.Table
    feeds: ir.Table | None
    coverage: Measured
    further: dict[str, ir.Table]
    finish: Callable[[ir.Table], ir.Table]


#: Judges the feeds: takes the output of ``paired_crossings``, gives ``tables.FEEDS``, kept.
JudgeFeeds = Callable[[ir.Table], ir.Table]


def answer_people(
    engine: Engine,
    people: People,
    law: Law,
    as_of: date,
    known_at: datetime,
    feeds: JudgeFeeds | None = None,
    matching: Matching | None = None,
) -> Answered:
    """Work out crossings, stays, authorised periods and answers of everybody in ``people``.

    ``matching`` says how what documents and references left over is compared; without it nothing more is joined.
    ``feeds`` judges each feed by port and day; without it no feed is doubted (scenarios, single questions).

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
    """
    law.check_day(as_of)
    asked = engine.load(_asked(as_of, known_at), "asked")
    day = asked.as_of.as_scalar()
    ports = engine.load(home_ports(law), "home_ports")
    crossed, people, by_model = _cross(engine, people, law, as_of, day, ports, matching)
    paired, denied = crossed.paired, crossed.denied
    stays = with_entry(stays_of(paired), law)
    judged = feeds(paired) if feeds is not None else None
    facts = engine.once(dated_facts(people.facts), "facts")
    extras = gather_extras(
        engine,
        stays,
        facts,
        engine.once(declared_departures(people.movements, day), "declared"),
        mark_quarantined(engine, denied_departures(denied, day), judged),
        engine.once(people.in_review, "in_review"),
        by_model,
        engine.once(second_departures(paired), "second_departures"),
        law,
        day,
    )
    open_rows = with_doubts(engine, stays_with_extras(stays, extras.by_stay), judged)
    coverage = measure_coverage(engine, stays)
    open_rows = with_coverage(engine, open_rows, law, coverage)

    def finish(rows: ir.Table) -> ir.Table:
        return answer_stays(rows, law, day).mutate(
            as_of=asked.as_of.max().as_scalar(),
            known_at=asked.known_at.max().as_scalar(),
            law=ibis.literal(law.code),
            law_version=ibis.literal(law.version),
            engine_version=ibis.literal(__version__),
        )

    restricted = facts.filter(facts.restricted.fill_null(False)).select("person_id").distinct()
    periods = _period_rows(stays, extras.periods)
    further = further_answers(engine, stays, facts, law, day)
    return Answered(people, _crossing_rows(paired), periods, open_rows, restricted, judged, coverage, further, finish)


def _cross(
    engine: Engine,
    people: People,
    law: Law,
    as_of: date,
    day: ir.Value,
    ports: ir.Table,
    matching: Matching | None,
) -> tuple[Crossed, People, ir.Table]:
    """Find the crossings of everybody, and who else is whom by what is left over; the last table (person_id) names
    those whom the model joined.

    Whose record is whose depends on the records known, not on the day asked about: where some are later than that day,
    what is left over is worked out from all of them first.
    """
    movements = people.given_movements
    later = matching is not None and engine.count(movements.filter(movements.local_date > day).limit(1)) > 0
    crossed = cross(engine, people.movements, law, None if later else day, ports)
    linked = None if matching is None else link_leftovers(engine, people, crossed.paired, matching)
    if linked is not None:
        people = linked.people
    if later:
        let_go(engine, crossed)
        crossed = cross(engine, people.movements, law, day, ports)
    elif linked is not None:
        crossed = recross(engine, crossed, law, linked)
    let_go(engine, crossed)
    nobody = engine.load(pa.table({"person_id": pa.array([], pa.string())}), "nobody")
    return crossed, people, nobody if linked is None else linked.touched


def home_ports(law: Law) -> pa.Table:
    """Give the codes of the ports inside the territory, as a table (home_port)."""
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
