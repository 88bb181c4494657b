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
from sojourn.identity.options import Matching
from sojourn.identity.people import People
from sojourn.law.rule import Law
from sojourn.stays.answers import answer_stays, entry_records, stays_with_extras
from sojourn.stays.area import port_table
from sojourn.stays.cancelled_leave import ENDED_EARLY, with_own_end
from sojourn.stays.cover import DOUBTED
from sojourn.stays.coverage_cells import Measured, measure_coverage, with_coverage
from sojourn.stays.coverage_origin import with_origin
from sojourn.stays.crossed import Crossed, cross, recross, with_placed_movements
from sojourn.stays.dated import forever
from sojourn.stays.dependants import Following, follow_principals
from sojourn.stays.entry import with_entry
from sojourn.stays.extras import dated_facts, gather_extras
from sojourn.stays.feed_silence import mark_quarantined, with_doubts
from sojourn.stays.further import further_answers
from sojourn.stays.leftovers import link_leftovers
from sojourn.stays.pairing import record_ids, second_departures, stays_of
from sojourn.stays.reports import declared_departures, denied_departures
from sojourn.stays.short_stay import ShortStays, with_short_stays


@dataclass(frozen=True)
class Ground:
    """What answers rest on, before the law of stays is applied.

    Attributes:
        movements: the movements in force, with ``person_id``.
        facts: the facts in force, with ``person_id``.
        in_review: (person_id): persons with an open question of identity.
        paired: the output of ``paired_crossings``.
        denied: the output of ``reported_not_aboard``.
        by_model: (person_id): persons whose records a model holds together.
        trips: crossings of trips within one admission, of ``undo_excursions``; none where there are none.
    """

    movements: ir.Table
    facts: ir.Table
    in_review: ir.Table
    paired: ir.Table
    denied: ir.Table
    by_model: ir.Table
    trips: ir.Table | None


@dataclass(frozen=True)
class Answered:
    """The tables of one run: ``tables.CROSSINGS``, ``tables.PERIODS``, ``tables.ANSWERS``, and ``restricted``
    (person_id).

    ``feeds`` are the judged feed days (``tables.FEEDS``), null where feeds are not judged.

    ``coverage`` is how well departures are recorded, measured from people who came back.

    ``further`` are the answers beside the answer (``tables.FURTHER``), those that the law has rules for.

    ``open_rows`` are the stays with all that is known of each, and ``finish`` answers them row by row: to sort the rows
    first and answer them then costs less than to sort the answers.
    """

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
) -> tuple[People, Answered]:
    """Work out crossings, stays, authorised periods and answers of everybody in ``people``.

    ``matching`` says how what documents and references left over is compared; without it nothing more is joined.
    ``feeds`` judges each feed by port and day; without it no feed is doubted (scenarios, single questions).

    Returns:
        The people after what was left over was compared (their members, links and review are outputs too), and the
        answers.

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
    """
    law.check_day(as_of)
    asked = engine.load(asked_table(as_of, known_at), "asked")
    people, ground = find_ground(engine, people, law, asked, matching)
    return people, answer_ground(engine, ground, law, asked, feeds)


def find_ground(
    engine: Engine, people: People, law: Law, asked: ir.Table, matching: Matching | None = None
) -> tuple[People, Ground]:
    """Work out the crossings of everybody; ``asked`` is ``asked_table`` in the engine."""
    ports = engine.load(home_ports(law), "home_ports")
    crossed, people, by_model = _cross(engine, people, law, asked.as_of.as_scalar(), ports, matching)
    return people, Ground(
        people.movements, people.facts, people.in_review, crossed.paired, crossed.denied, by_model, crossed.trips
    )


def answer_ground(
    engine: Engine, ground: Ground, law: Law, asked: ir.Table, feeds: JudgeFeeds | None = None
) -> Answered:
    """Work out stays, authorised periods and answers from the crossings and the facts."""
    facts = engine.once(dated_facts(ground.facts), "facts")
    opened = open_stays(engine, ground, facts, law, asked)
    judged = feeds(ground.paired) if feeds is not None else None
    following = follow_principals(engine, facts, law)
    coverage = measure_coverage(engine, opened.stays)
    return answer_opened(engine, ground, opened, law, asked, Shared(following, judged, coverage))


@dataclass(frozen=True)
class Opened:
    """Stays before their periods: ``stays`` of ``with_entry``, the facts of these persons (``dated_facts``), kept, and
    the days of short stays."""

    stays: ir.Table
    facts: ir.Table
    short: ShortStays


@dataclass(frozen=True)
class Shared:
    """What answers read that comes from more than the person's own records.

    Attributes:
        following: the facts, with the ends of dependants' status; those of other persons are left aside.
        judged: the judged feed days (``tables.FEEDS``), null where feeds are not judged.
        coverage: how well departures are recorded.
    """

    following: Following
    judged: ir.Table | None
    coverage: Measured


def open_stays(engine: Engine, ground: Ground, facts: ir.Table, law: Law, asked: ir.Table) -> Opened:
    """Work out the stays of everybody in ``ground``, each with the period that its entry gave."""
    day = asked.as_of.as_scalar()
    short = with_short_stays(engine, stays_of(ground.paired), facts, ground.movements, law, day)
    return Opened(with_entry(short.stays, law), facts, short)


def answer_opened(
    engine: Engine, ground: Ground, opened: Opened, law: Law, asked: ir.Table, shared: Shared
) -> Answered:
    """Work out periods and answers of the stays; see ``answer_ground``."""
    day = asked.as_of.as_scalar()
    paired, stays, facts, judged = ground.paired, opened.stays, opened.facts, shared.judged
    extras = gather_extras(
        engine,
        stays,
        shared.following.facts,
        engine.once(declared_departures(ground.movements, day, law), "declared"),
        mark_quarantined(engine, denied_departures(ground.denied, day), judged),
        engine.once(ground.in_review, "in_review"),
        ground.by_model,
        engine.once(second_departures(paired), "second_departures"),
        law,
        day,
        trips=ground.trips,
        led=shared.following.led,
        more_periods=opened.short.periods,
    )
    open_rows = with_doubts(engine, stays_with_extras(stays, extras.by_stay), judged)
    open_rows = with_coverage(engine, open_rows, law, shared.coverage)
    open_rows = with_origin(engine, open_rows, ground.movements, law)

    def finish(rows: ir.Table) -> ir.Table:
        return answer_stays(rows, law, day).mutate(
            as_of=asked.as_of.max().as_scalar(),
            known_at=asked.known_at.max().as_scalar(),
            law=ibis.literal(law.code),
            law_version=ibis.literal(law.version),
            engine_version=ibis.literal(__version__),
        )

    restricted = facts.filter(facts.restricted.fill_null(False)).select("person_id").distinct()
    periods = _period_rows(stays, extras.periods, law)
    further = further_answers(engine, stays, facts, law, day, opened.short.counted, open_rows, ground.movements)
    crossings = _crossing_rows(paired, ground.trips)
    return Answered(crossings, periods, open_rows, restricted, judged, shared.coverage, further, finish)


def _cross(
    engine: Engine,
    people: People,
    law: Law,
    day: ir.Value,
    ports: ir.Table,
    matching: Matching | None,
) -> tuple[Crossed, People, ir.Table]:
    """Find the crossings of everybody, and who else is whom by what is left over; the last table (person_id) names
    those whom the model joined.

    Whose record is whose depends on the records known, not on the day asked about: where some are later than that day,
    what is left over is worked out from all of them first.
    """
    people = with_placed_movements(engine, people)
    movements = people.movements
    later = matching is not None and engine.has_rows(movements.filter(movements.local_date > day))
    crossed = cross(engine, people, law, None if later else day, ports)
    linked = None if matching is None else link_leftovers(engine, people, crossed.paired, matching)
    if linked is not None:
        people = linked.people
    if later:
        crossed = cross(engine, people, law, day, ports)
    elif linked is not None:
        crossed = recross(engine, crossed, law, linked)
    nobody = engine.load(pa.table({"person_id": pa.array([], pa.string())}), "nobody")
    return crossed, people, nobody if linked is None else linked.touched


def home_ports(law: Law) -> pa.Table:
    """Give the codes of the ports inside the territory, each with its first day in it (``area.port_table``)."""
    return port_table(law)


def asked_table(as_of: date, known_at: datetime) -> pa.Table:
    """The question as a table of one row, so that the same statements serve every day asked about."""
    day = pa.array([as_of], pa.date32())
    moment = pa.array([known_at], pa.timestamp("us", tz="UTC"))
    return pa.table({"as_of": day, "known_at": moment})


def _crossing_rows(paired: ir.Table, trips: ir.Table | None) -> ir.Table:
    """All crossings; those of a trip within one admission belong to the stay that they lie in."""
    abroad = paired.kind == "consular"
    rows = paired.select(
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
        record_ids=record_ids(paired),
        stay_id=paired.stay_id,
    )
    if trips is None:
        return rows
    within = trips.rename(strength="kind").mutate(bounds=ibis.null("array<date>"))
    return rows.union(within.select(*rows.columns))


def _period_rows(stays: ir.Table, found: ir.Table, law: Law) -> ir.Table:
    """The periods of all stays: the arrival's own, and those that facts give."""
    given = found.filter(~found.from_entry, found.basis != DOUBTED)
    if any(law.all(role) for role in ENDED_EARLY):
        stays = with_own_end(stays, found)
    entry = stays.filter(stays.entry_to >= stays.arrived_on)
    entry = entry.select(
        "stay_id",
        "person_id",
        valid_from="arrived_on",
        valid_to="entry_to",
        basis="entry_basis",
        **{"class": entry.admitted_class},
        rule_id="entry_rule",
        record_ids=entry_records(entry),
    )
    given = given.group_by("stay_id", "valid_from", "valid_to", "basis", "class", "rule_id").agg(
        record_ids=given.record_id.collect(distinct=True).sort()
    )
    given = given.inner_join(stays.select("stay_id", "person_id"), "stay_id")
    given = given.mutate(
        valid_to=ibis.ifelse(given.valid_to >= forever(), ibis.null("date"), given.valid_to),
        basis=given.basis.cases(("resident", "status"), ("exempt", "status"), else_=given.basis),
    )
    return entry.union(given.select(entry.columns))
