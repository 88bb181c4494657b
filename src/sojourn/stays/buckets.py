"""A run too large for memory, bucket after bucket of persons: the same answers, in as much memory as one bucket takes.

Who is who is worked out for everybody at once, from a few columns. Then each movement goes to the bucket of its person,
and the rest is done bucket by bucket, in two rounds: first the crossings, and with all of them what concerns more than
one person (feeds, coverage, what documents left over); then the stays and their answers. Persons whom the model joins
may lie in two buckets: their crossings are worked out in a pass of their own between the rounds.

A bucket holds the ids of one range, so sorted parts laid end to end are the sorted whole. Every piece is whole or not
there, so a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.identity.options import Matching
from sojourn.identity.people import People, attach, members_of
from sojourn.law.rule import Law
from sojourn.stays.coverage_cells import Measured, counted_returns, coverage_of
from sojourn.stays.coverage_rates import Cell
from sojourn.stays.crossed import Crossed, cross, narrow_movements
from sojourn.stays.dependants import Following, follow_principals
from sojourn.stays.engine_run import (
    Answered,
    Ground,
    JudgeFeeds,
    Shared,
    answer_opened,
    asked_table,
    home_ports,
    open_stays,
)
from sojourn.stays.extras import dated_facts
from sojourn.stays.leftovers import link_leftovers
from sojourn.stays.shelf import Shelf

#: Ids begin with two hexadecimal digits after their letter, which name the bucket.
MOST_BUCKETS = 256
_CROSSED = ("paired", "denied")

#: Writes the answers of one bucket: its number, its members (``People.members``) and its answers.
WriteBucket = Callable[[int, ir.Table, Answered], None]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What all buckets of a run share; ``day`` and ``asked`` are the question in the engine."""

    engine: Engine
    people: People
    facts: ir.Table
    law: Law
    asked: ir.Table
    ports: ir.Table
    shelf: Shelf
    count: int
    progress: Progress

    @property
    def day(self) -> ir.Value:
        """The day asked about."""
        return self.asked.as_of.as_scalar()


@dataclass(frozen=True)
class Joined:
    """The persons whom the model joined: their old ids, and all that is theirs under the new ones.

    ``moved`` (person_id, into); ``movements`` as ``narrow_movements`` gives them; ``crossed`` their crossings.
    """

    people: People
    moved: ir.Table
    movements: ir.Table
    crossed: Crossed


def answer_in_buckets(
    engine: Engine,
    people: People,
    law: Law,
    as_of: date,
    known_at: datetime,
    feeds: JudgeFeeds,
    matching: Matching | None,
    shelf: Shelf,
    count: int,
    write: WriteBucket,
    progress: Progress = lambda _: None,
) -> tuple[People, ir.Table, Measured]:
    """Answer everybody in ``people``, one bucket after the other; ``engine_run.answer_people`` does it in one.

    Args:
        engine: where to compute; DuckDB.
        people: the people by documents, references and reviewers.
        law: the law as known.
        as_of: the day asked about.
        known_at: the knowledge cut-off.
        feeds: judges the feeds.
        matching: how what documents and references left over is compared; null: not at all.
        shelf: keeps the pieces.
        count: how many buckets, at most ``MOST_BUCKETS``.
        write: called once for each bucket, in the order of person ids.
        progress: called with a short sentence.

    Returns:
        The people after what was left over was compared, the judged feeds, and the coverage.
    """
    law.check_day(as_of)
    asked = engine.load(asked_table(as_of, known_at), "asked")
    ports = engine.load(home_ports(law), "home_ports")
    facts = engine.once(dated_facts(people.facts), "facts_before")
    run = Run(engine, people, facts, law, asked, ports, shelf, count, progress)
    _spread(run)
    later = matching is not None and engine.has_rows(_placed(run).filter(lambda row: row.local_date > run.day))
    for bucket in range(count):
        _cross_bucket(run, bucket, later)
    joined = _join(run, matching, later)
    judged = feeds(_with_joined(_pieces(run, "paired"), joined, joined.crossed.paired))
    dated = engine.once(dated_facts(joined.people.facts), "facts")
    shared = Shared(follow_principals(engine, dated, law), judged, _coverage(run, joined, dated))
    run = replace(run, people=joined.people)
    for bucket in range(count):
        if not shelf.has(f"answered-{bucket}"):
            _answer_bucket(run, bucket, joined, dated, shared, write)
            shelf.mark(f"answered-{bucket}")
            progress(f"bucket {bucket + 1} of {count} answered")
    movements = _with_joined(_placed(run), joined, joined.movements)
    people = replace(joined.people, movements=movements, members=members_of(movements, joined.people.facts))
    return people, judged, shared.coverage


def bucket_of(person_id: ir.Value, count: int) -> ir.Value:
    """Give the number of a person's bucket, 0..count-1: ranges of ids, equally wide."""
    digits = person_id.substr(1, 2)
    firsts = [f"{-(-MOST_BUCKETS * number // count):02x}" for number in range(1, count)]
    number: ir.Value = ibis.literal(0, "int64")
    for first in firsts:
        number = number + (digits >= first).cast("int64")
    return number


def _of_bucket(table: ir.Table, bucket: int, count: int) -> ir.Table:
    return table.filter(bucket_of(table.person_id, count) == bucket)


def _spread(run: Run) -> None:
    """Give each movement, beside its person, to the bucket of the person."""
    if not run.shelf.has("placed"):
        rows = narrow_movements(run.people.movements)
        rows = rows.mutate(bucket=bucket_of(rows.person_id, run.count))
        run.engine.spread(rows, "bucket", run.shelf.path("placed"))
    run.progress(f"movements given to {run.count} buckets of persons")


def _placed(run: Run, bucket: int | None = None) -> ir.Table:
    """Open the movements of all buckets, or of one."""
    folder = run.shelf.path("placed")
    own = folder if bucket is None else folder / f"bucket={bucket}"
    if not own.exists():
        return _placed(run).limit(0)
    rows = run.engine.read_parquet(own / ("*.parquet" if bucket is not None else "*/*.parquet"))
    return rows.select(*narrow_movements(run.people.movements).columns)


def _pieces(run: Run, name: str) -> ir.Table:
    return run.engine.read_parquet(run.shelf.path(f"{name}-*.parquet"))


def _piece(run: Run, name: str, bucket: int) -> ir.Table:
    return run.engine.read_parquet(run.shelf.path(f"{name}-{bucket}.parquet"))


def _cross_bucket(run: Run, bucket: int, later: bool) -> None:
    """Work out the crossings of a bucket, and who of them came back."""
    engine, shelf = run.engine, run.shelf
    if shelf.has(f"crossed-{bucket}"):
        return
    with engine.scope():
        movements = engine.once(_placed(run, bucket), "placed_movements")
        people = replace(run.people, movements=movements)
        if later:
            every = cross(engine, people, run.law, None, run.ports)
            engine.keep_file(every.paired, shelf.path(f"every-{bucket}.parquet"))
        crossed = cross(engine, people, run.law, run.day, run.ports)
        for name in _CROSSED:
            engine.keep_file(getattr(crossed, name), shelf.path(f"{name}-{bucket}.parquet"))
        if crossed.trips is not None:
            engine.keep_file(crossed.trips, shelf.path(f"trips-{bucket}.parquet"))
        facts = engine.once(_of_bucket(run.facts, bucket, run.count), "facts")
        back = _returns(run, crossed.paired, movements, facts)
        engine.keep_file(back, shelf.path(f"back-{bucket}.parquet"))
    shelf.mark(f"crossed-{bucket}")
    run.progress(f"bucket {bucket + 1} of {run.count} crossed")


def _returns(run: Run, paired: ir.Table, movements: ir.Table, facts: ir.Table) -> ir.Table:
    """Count who of these persons came back; ``facts`` are ``dated_facts``, kept."""
    nobody = run.engine.load(pa.table({"person_id": pa.array([], pa.string())}), "nobody")
    ground = Ground(movements, facts, nobody, paired, nobody, nobody, None)
    return counted_returns(open_stays(run.engine, ground, facts, run.law, run.asked).stays)


def _join(run: Run, matching: Matching | None, later: bool) -> Joined:
    """Compare what documents left over among all persons, and work out the crossings of those joined."""
    engine = run.engine
    everybody = replace(run.people, movements=_placed(run))
    linked = None
    if matching is not None:
        linked = link_leftovers(engine, everybody, _pieces(run, "every" if later else "paired"), matching)
    if linked is None:
        none = pa.table({name: pa.array([], pa.string()) for name in ("person_id", "into")})
        people, moved = everybody, engine.load(none, "moved")
        names = everybody.movements.limit(0).select("name")
    else:
        people, moved = linked.people, engine.once(linked.moved, "moved")
        names = everybody.movements.semi_join(moved, "person_id").select("name")
    given = people.given_movements.semi_join(engine.once(names, "joined_names"), "name")
    movements = engine.once(narrow_movements(attach(given, people.places)), "joined_movements")
    people = replace(
        people, facts=engine.once(people.facts, "joined_facts"), in_review=engine.once(people.in_review, "in_review")
    )
    crossed = cross(engine, replace(people, movements=movements), run.law, run.day, run.ports)
    return Joined(people, moved, movements, crossed)


def _with_joined(rows: ir.Table, joined: Joined, theirs: ir.Table) -> ir.Table:
    """Put what persons are after they were joined in the place of what they were before."""
    rest = rows.anti_join(joined.moved, "person_id")
    return rest.union(theirs.select(*rest.columns).cast(rest.schema()))


def _coverage(run: Run, joined: Joined, facts_now: ir.Table) -> Measured:
    """Sum what the buckets counted; of persons who were joined, what they are takes the place of what they were."""
    engine, moved = run.engine, joined.moved
    were = {
        name: engine.once(rows.semi_join(moved, "person_id"), f"were_{name}")
        for name, rows in (("paired", _pieces(run, "paired")), ("movements", _placed(run)), ("facts", run.facts))
    }
    back = _pieces(run, "back")
    less = _returns(run, were["paired"], were["movements"], were["facts"])
    less = less.mutate(returns=-less.returns)
    more = _returns(run, joined.crossed.paired, joined.movements, facts_now)
    counted = back.union(*(each.select(*back.columns).cast(back.schema()) for each in (less, more)))
    total = counted.group_by(*Cell._fields, "on_record").agg(returns=counted.returns.sum())
    return coverage_of(engine, engine.once(total.filter(total.returns > 0), "came_back"))


def _answer_bucket(run: Run, bucket: int, joined: Joined, facts: ir.Table, shared: Shared, write: WriteBucket) -> None:
    """Answer the persons of a bucket; ``facts`` are the ``dated_facts`` of everybody."""
    engine = run.engine

    def own(rows: ir.Table, theirs: ir.Table, name: str) -> ir.Table:
        return engine.once(_with_joined(rows, joined, _of_bucket(theirs, bucket, run.count)), name)

    with engine.scope():
        crossed = joined.crossed
        mine = engine.once(_of_bucket(facts, bucket, run.count), "facts")
        ground = Ground(
            movements=own(_placed(run, bucket), joined.movements, "placed_movements"),
            facts=mine,
            in_review=run.people.in_review,
            paired=own(_piece(run, "paired", bucket), crossed.paired, "paired"),
            denied=own(_piece(run, "denied", bucket), crossed.denied, "denied"),
            by_model=joined.moved.select(person_id="into").distinct(),
            trips=_trips(run, bucket, joined),
        )
        opened = open_stays(engine, ground, mine, run.law, run.asked)
        shared = replace(shared, following=_following(run, shared.following, bucket))
        answered = answer_opened(engine, ground, opened, run.law, run.asked, shared)
        members = members_of(ground.movements, _of_bucket(run.people.facts, bucket, run.count))
        write(bucket, members, answered)


def _trips(run: Run, bucket: int, joined: Joined) -> ir.Table | None:
    """Give the crossings of trips in a bucket; none where there are none."""
    found, theirs = None, joined.crossed.trips
    if run.shelf.has(f"trips-{bucket}.parquet"):
        found = _piece(run, "trips", bucket).anti_join(joined.moved, "person_id")
    if theirs is not None:
        theirs = _of_bucket(theirs, bucket, run.count)
        found = theirs if found is None else found.union(theirs.select(*found.columns).cast(found.schema()))
    return None if found is None else run.engine.once(found, "trips")


def _following(run: Run, following: Following, bucket: int) -> Following:
    facts = run.engine.once(_of_bucket(following.facts, bucket, run.count), "facts_followed")
    led = following.led
    return Following(facts, None if led is None else run.engine.once(_of_bucket(led, bucket, run.count), "led"))
