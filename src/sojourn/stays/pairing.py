"""Crossings to stays, by window functions: from an arrival to the departure that ends it, or still open."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine

#: What names the reports of a crossing, for ``record_ids``.
RECORDS = ("record_id", "second_id", "merged_ids")
_NEXT = ("direction", "local_date", "kind", "mode", *RECORDS)
_BEFORE = ("direction", "local_date", "own")
#: Kinds of movement that are acts in person before an officer.
IN_PERSON = ("inspection", "attested")


def paired_crossings(engine: Engine, crossings: ir.Table) -> ir.Table:
    """Give each crossing its ids, and what came before and after it for the same person.

    Returns:
        The crossings with ``crossing_id`` (``c:`` and the name of the anchor), ``stay_id`` (null: an orphan departure),
        ``place`` (1.. within the person), ``before_*`` and ``next_*`` of the crossings before and after. A stay is
        named by the digest of its arrival's anchor, so ids depend on the records alone.
    """
    own = ibis.ifelse(crossings.direction == "arrival", stay_name(crossings.anchor), ibis.null("string"))
    crossings = crossings.mutate(own=own).drop("transport", "came_back", "moment")
    window = ibis.window(group_by="person_id", order_by="position")
    after = {f"next_{name}": crossings[name].lead().over(window) for name in _NEXT}
    before = {f"before_{name}": crossings[name].lag().over(window) for name in _BEFORE}
    place = (ibis.row_number().over(window) + 1).cast("int64")
    paired = crossings.mutate(place=place, **after, **before)
    paired = paired.mutate(crossing_id="c:" + paired.anchor, stay_id=paired.own.fill_null(paired.before_own))
    return engine.once(paired.drop("own", "before_own", "anchor", "position"), "paired")


def stay_name(anchor: ir.Value) -> ir.Value:
    """Name the stay that an arrival opens, by the anchor of the arrival."""
    return "s" + anchor.hexdigest("sha256")[:20]


def record_ids(crossings: ir.Table, prefix: str = "") -> ir.Value:
    """Name all reports of a crossing, in order: more than two, two, or the one that there is.

    Args:
        crossings: a table with ``RECORDS``.
        prefix: what stands before these names, such as ``next_``.
    """
    one, second, many = (crossings[prefix + name] for name in RECORDS)
    two = ibis.array([ibis.least(one, second), ibis.greatest(one, second)])
    return many.fill_null(ibis.ifelse(second.isnull(), ibis.array([one]), two))


def records_of(crossings: ir.Table, *columns: str) -> ir.Table:
    """Give one row per report of a crossing: the columns asked for, and ``name``, the report."""
    parts = [
        crossings.filter(crossings.merged_ids.isnull()).select(*columns, name="record_id"),
        crossings.filter(crossings.second_id.notnull()).select(*columns, name="second_id"),
        crossings.filter(crossings.merged_ids.notnull()).select(*columns, name=crossings.merged_ids.unnest()),
    ]
    return parts[0].union(*parts[1:])


def stays_of(paired: ir.Table) -> ir.Table:
    """Give one row per stay, with how it ended.

    Returns:
        ``stay_id``, ``person_id``, ``place``, ``arrival_id``, ``arrival_ids``, ``arrived_on``, ``arrival_kind``,
        ``mode``, ``port``, ``outcome``, the admission columns, ``national``; ``departure_basis`` (``none`` while open),
        ``departure_id``, ``departure_ids``, ``departure_mode``, ``departed_on`` (a departure whose day is known),
        ``out_by`` (the day by which the person was out, where only that is known); ``before_direction`` and
        ``before_on`` of the crossing before.
    """
    arrivals = paired.filter(paired.direction == "arrival")
    left = (arrivals.next_direction == "departure").fill_null(False)
    returned = (arrivals.next_direction == "arrival").fill_null(False)
    seen_abroad = left & (arrivals.next_kind == "consular")
    basis = ibis.cases((returned, "returned"), (left, arrivals.next_kind), else_="none")
    nothing = ibis.null("date")
    return arrivals.select(
        "stay_id",
        "person_id",
        "place",
        arrival_id=arrivals.record_id,
        arrival_ids=record_ids(arrivals),
        arrived_on=arrivals.local_date,
        arrival_kind=arrivals.kind,
        mode=arrivals["mode"],
        port=arrivals.port,
        outcome=arrivals.outcome,
        admitted_class=arrivals.admitted_class.upper().replace("-", ""),
        admitted_until=arrivals.admitted_until,
        duration_of_status=arrivals.duration_of_status.fill_null(False),
        national=arrivals.national,
        departure_basis=basis,
        departure_id=arrivals.next_record_id,
        departure_ids=ibis.ifelse(left | returned, record_ids(arrivals, "next_"), ibis.null("array<string>")),
        departure_mode=arrivals.next_mode,
        departed_on=ibis.ifelse(left & ~seen_abroad, arrivals.next_local_date, nothing),
        out_by=ibis.ifelse(returned | seen_abroad, arrivals.next_local_date, nothing),
        before_direction=arrivals.before_direction,
        before_on=arrivals.before_local_date,
    )


def second_departures(paired: ir.Table) -> ir.Table:
    """Departures in person right after another departure: the person was seen here when the records say they had left.

    Returns:
        ``person_id``, ``place`` (of the arrival before the two departures, where there is one), ``second_id``,
        ``second_on``.
    """
    seen = paired.filter(
        paired.direction == "departure", paired.before_direction == "departure", paired.kind.isin(IN_PERSON)
    )
    return seen.select("person_id", place=seen.place - 2, second_id="record_id", second_on="local_date")
