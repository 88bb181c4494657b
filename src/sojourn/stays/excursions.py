"""Trips to a neighbouring country within one admission: one stay goes on from the first arrival.

A person admitted for some days who visits a neighbour and comes back within them was admitted once: the trip neither
closes the stay nor begins the days again. So the crossings of the trip are taken out before arrivals are paired with
departures, as those of a voyage that came back are. They stay on file beside the stay they lie in.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import class_code, number_of, word_in
from sojourn.stays.dated import days_after
from sojourn.stays.pairing import record_ids, stay_name
from sojourn.stays.trip_ends import trip_ends

_SHOWN = ("direction", "occurred_at", "local_date", "port", "mode", "kind")
#: Stands before the first arrival.
_NO_BLOCK = 0


@dataclass(frozen=True)
class Undone:
    """``crossings`` without the trips, and ``trips``: the crossings taken out, with ``stay_id``, ``crossing_id`` and
    ``record_ids``; none where there was no trip.
    """

    crossings: ir.Table
    trips: ir.Table | None


def undo_excursions(engine: Engine, crossings: ir.Table, movements: ir.Table, law: Law) -> Undone:
    """Take out the crossings of trips within one admission.

    A trip is an arrival, and the departures since the arrival before it, if all of this holds:

    * the first arrival was admitted in one of the rule's classes;
    * the return came from one of the rule's countries, and so did every departure lead there; no departure on record is
      no obstacle. Where neither end is on record, the admission number of the first arrival on the return will do;
    * it is no new admission: its class, where it has one, is one of the rule's, and its last day, where it has one, is
      not later than that of the first arrival;
    * it took place by that last day: the one on the record of the first arrival, else the day of the rule.

    A later return is a new admission, from which the next trips are counted.

    Args:
        engine: where to compute.
        crossings: the output of ``merge_reports``, without voyages that came back.
        movements: lines in force, of everybody.
        law: the law as known; its rule of the role ``excursion``.
    """
    rule = law.find("excursion")
    ends = trip_ends(engine, crossings, movements, law)
    if rule is None or ends is None:
        return Undone(crossings, None)
    some = crossings.semi_join(ends.select("person_id").distinct(), "person_id")
    rows = engine.once(_numbered(engine.once(some, "on_trips_crossings"), ends), "trip_crossings")
    taken = _taken(engine, _returns(rows, rule))
    if engine.may_skip(taken):
        return Undone(crossings, None)
    gone = rows.inner_join(taken, ["person_id", "block"])
    first = rows.filter(rows.direction == "arrival")
    first = first.select("person_id", root=first.block, stay_id=stay_name(first.anchor))
    gone = engine.once(gone.inner_join(first, ["person_id", "root"]), "excursions")
    left = crossings.anti_join(gone.select("person_id", "position"), ["person_id", "position"])
    trips = gone.select(
        "person_id",
        "stay_id",
        *_SHOWN,
        crossing_id="c:" + gone.anchor,
        record_ids=record_ids(gone),
    )
    return Undone(left, trips)


def _numbered(crossings: ir.Table, ends: ir.Table) -> ir.Table:
    """Add where each crossing came from or led to, and ``block``, the number of the arrival that it is or leads to."""
    told = ends.group_by("person_id", "position").agg(
        near=ends.near.max(), far=ends.far.max(), number=ends.number.min()
    )
    rows = crossings.left_join(told, ["person_id", "position"]).drop("person_id_right", "position_right")
    arrives = (rows.direction == "arrival").cast("int64")
    running = ibis.window(group_by="person_id", order_by="position", preceding=None, following=0)
    far = rows.far.fill_null(False)
    return rows.mutate(block=arrives.sum().over(running) + 1 - arrives, near=rows.near.fill_null(False) & ~far, far=far)


def _returns(rows: ir.Table, rule: Rule) -> ir.Table:
    """Give one row per arrival: whether it may be a return from a trip, and what it gives if it is an admission.

    Returns:
        ``person_id``, ``block``, ``local_date``, ``admitted_until``, ``number``; ``may`` (it may be a return),
        ``by_number`` (only its admission number says so), ``last`` (the last day of an admission in a class).
    """
    left = rows.filter(rows.direction == "departure")
    left = left.group_by("person_id", "block").agg(led_near=left.near.min(), led_far=left.far.max())
    came = rows.filter(rows.direction == "arrival")
    came = came.left_join(left, ["person_id", "block"]).drop("person_id_right", "block_right")
    named = word_in(rule, came.local_date, class_code(came.admitted_class), "classes")
    came = came.mutate(
        named=named, fits=(came.outcome.fill_null("admitted") == "admitted") & ~came.duration_of_status.fill_null(False)
    )
    last = came.admitted_until.fill_null(days_after(came.local_date, number_of(rule, came.local_date, "days") - 1))
    again = ibis.row_number().over(ibis.window(group_by=["person_id", "number"], order_by="block")) > _NO_BLOCK
    came = came.mutate(
        last=ibis.ifelse(came.named & came.fits, last, ibis.null("date")),
        seen=(came.near & came.led_near.fill_null(True)),
        by_number=came.number.notnull() & again & ~came.far & ~came.led_far.fill_null(False),
    )
    possible = came.fits & (came.named | came.admitted_class.isnull()) & (came.seen | came.by_number)
    came = came.mutate(possible=possible, good=came.last.notnull())
    settles = ~came.possible | came.named
    before = ibis.window(group_by="person_id", order_by="block", preceding=(None, 1))
    latest = ibis.ifelse(settles, came.block, _NO_BLOCK).max().over(before)
    good = ibis.ifelse(came.good, came.block, _NO_BLOCK).max().over(before)
    came = came.mutate(may=came.possible & (good == latest).fill_null(False) & (good > _NO_BLOCK).fill_null(False))
    return came.select(
        "person_id",
        "block",
        "local_date",
        "admitted_until",
        "number",
        "may",
        "last",
        by_number=came.by_number & ~came.seen,
    )


def _taken(engine: Engine, returns: ir.Table) -> ir.Table:
    """Decide which possible returns are returns: (person_id, block, root), with the first arrival of each as ``root``.

    A return that does not fit its first arrival is itself a new admission, and those after it are looked at again: once
    for each new admission of the person with the most of them.
    """

    def looked_at_again(returns: ir.Table) -> ir.Table:
        again = engine.once(_admitted_anew(_rooted(returns)), "admitted_anew")
        marked = returns.left_join(again.mutate(anew=True), ["person_id", "block"])
        marked = marked.mutate(may=marked.may & marked.anew.isnull())
        return marked.select(*returns.columns)

    rooted = _rooted(engine.settle(returns, "returns", looked_at_again, _fewer))
    return engine.once(rooted.filter(rooted.may).select("person_id", "block", "root"), "trips_taken")


def _fewer(before: ir.Table, after: ir.Table) -> ir.Table:
    return before.filter(before.may).anti_join(after.filter(after.may), ["person_id", "block"])


def _rooted(returns: ir.Table) -> ir.Table:
    running = ibis.window(group_by="person_id", order_by="block", preceding=None, following=0)
    rooted = returns.mutate(root=ibis.ifelse(returns.may, _NO_BLOCK, returns.block).max().over(running))
    first = returns.select("person_id", root="block", root_last="last", root_number="number")
    return rooted.left_join(first, ["person_id", "root"]).drop("person_id_right", "root_right")


def _admitted_anew(rooted: ir.Table) -> ir.Table:
    """Give the returns that are new admissions (person_id, block): the first of each run.

    Where the first arrival gives no day at all, none of the returns up to the first one that gives one can be a trip.
    """
    fits = (rooted.local_date <= rooted.root_last) & (
        rooted.admitted_until.fill_null(rooted.root_last) <= rooted.root_last
    )
    fits = fits & (~rooted.by_number | (rooted.number == rooted.root_number))
    some = rooted.filter(rooted.may).mutate(fits=fits.fill_null(False))
    run = ibis.window(group_by=["person_id", "root"])
    nothing = ibis.null("int64")
    some = some.mutate(
        first_wrong=ibis.ifelse(some.fits, nothing, some.block).min().over(run),
        first_good=ibis.ifelse(some.last.isnull(), nothing, some.block).min().over(run),
    )
    adrift = some.root_last.isnull() & (some.block <= some.first_good.fill_null(some.block))
    return some.filter(((some.block == some.first_wrong) | adrift).fill_null(False)).select("person_id", "block")
