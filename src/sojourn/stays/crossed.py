"""From movements to paired crossings, for everybody; and again for the few whom the model joined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.identity.merging import Merged, rename_people
from sojourn.identity.people import People
from sojourn.law.rule import Law
from sojourn.stays.area import undo_inside_checks
from sojourn.stays.crossings import merge_reports, undo_turn_backs
from sojourn.stays.excursions import undo_excursions
from sojourn.stays.order import Ordered, ordered_reports
from sojourn.stays.pairing import paired_crossings
from sojourn.stays.reports import REPORTS, crossing_reports, reported_not_aboard


@dataclass(frozen=True)
class Crossed:
    """Crossings and what they were made from.

    Attributes:
        paired: the output of ``paired_crossings``.
        denied: the output of ``reported_not_aboard``.
        ordered: the reports in order, kept until ``let_go``.
        ports: the output of ``area.port_table``.
        trips: the crossings of trips within one admission, of ``undo_excursions``; none where there are none.
    """

    paired: ir.Table
    denied: ir.Table
    ordered: Ordered
    ports: ir.Table
    trips: ir.Table | None


def cross(engine: Engine, people: People, law: Law, as_of: ir.Value | None, ports: ir.Table) -> Crossed:
    """Work out the crossings of everybody up to ``as_of``; none: of all days."""
    movements = people.movements
    denied = engine.once(reported_not_aboard(movements), "denied")
    reports = crossing_reports(engine, movements, denied, law, as_of, ports)
    ordered, paired, trips = _pair(engine, reports, law, ports, people.given_movements)
    return Crossed(paired, denied, ordered, ports, trips)


def recross(engine: Engine, crossed: Crossed, law: Law, merged: Merged) -> Crossed:
    """Work out again the crossings of persons that were merged; those of all others stay."""
    moved = merged.moved
    some = crossed.ordered.rows.semi_join(moved, "person_id").select(*REPORTS)
    reports = engine.once(rename_people(some, moved), "touched_reports")
    given = merged.people.given_movements
    given = engine.once(given.semi_join(reports.select("name"), "name"), "touched_movements")
    again, paired, trips = _pair(engine, reports, law, crossed.ports, given)
    engine.drop(*again.kept)
    rest = crossed.paired.anti_join(moved, "person_id")
    others = None if crossed.trips is None else crossed.trips.anti_join(moved, "person_id")
    return replace(
        crossed,
        paired=rest.union(paired.select(*rest.columns)),
        denied=engine.once(rename_people(crossed.denied, moved), "denied"),
        trips=trips if others is None else others if trips is None else others.union(trips),
    )


def let_go(engine: Engine, crossed: Crossed) -> None:
    """Give back the memory of the ordered reports, when nobody will be merged any more."""
    engine.drop(*crossed.ordered.kept)


def _pair(
    engine: Engine, reports: ir.Table, law: Law, ports: ir.Table, movements: ir.Table
) -> tuple[Ordered, ir.Table, ir.Table | None]:
    hours = law.one("merge").versions[-1].values["hours"]
    back = law.one("turn_back").versions[-1].values["hours"]
    ordered = ordered_reports(engine, reports, hours)
    merged = merge_reports(engine, ordered.rows)
    gone = undo_inside_checks(engine, undo_turn_backs(engine, merged, back), law, ports)
    undone = undo_excursions(engine, gone, movements, law)
    paired = paired_crossings(engine, undone.crossings)
    engine.drop_if_kept(merged)
    return ordered, paired, undone.trips
