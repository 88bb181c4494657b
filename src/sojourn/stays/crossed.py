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
from sojourn.stays.pairing import paired_crossings
from sojourn.stays.reports import crossing_reports, reported_not_aboard

#: Columns that say whose record it is, which no step after identity reads.
_OF_IDENTITY = (
    "movement_id",
    "surname",
    "given_names",
    "sex",
    "document_type",
    "document_number",
    "document_issuer",
    "sequence",
    "corrects",
    "retracted",
    "raw",
)


@dataclass(frozen=True)
class Crossed:
    """Crossings and what they were made from.

    Attributes:
        paired: the output of ``paired_crossings``.
        denied: the output of ``reported_not_aboard``.
        reports: the output of ``crossing_reports``.
        ports: the output of ``area.port_table``.
        trips: the crossings of trips within one admission, of ``undo_excursions``; none where there are none.
    """

    paired: ir.Table
    denied: ir.Table
    reports: ir.Table
    ports: ir.Table
    trips: ir.Table | None


def with_placed_movements(engine: Engine, people: People) -> People:
    """Keep the movements of people beside their persons, without names and documents: nearly every step reads them."""
    if engine.keeps:
        return people
    return replace(people, movements=engine.once(narrow_movements(people.movements), "placed_movements"))


def narrow_movements(movements: ir.Table) -> ir.Table:
    """Leave out names and documents, which no step after identity reads."""
    return movements.drop(*(name for name in _OF_IDENTITY if name in movements.columns))


def cross(engine: Engine, people: People, law: Law, as_of: ir.Value | None, ports: ir.Table) -> Crossed:
    """Work out the crossings of everybody up to ``as_of``; none: of all days."""
    movements = people.movements
    denied = engine.once(reported_not_aboard(movements), "denied")
    reports = crossing_reports(engine, movements, denied, law, as_of, ports)
    paired, trips = _pair(engine, reports, law, ports, movements)
    return Crossed(paired, denied, reports, ports, trips)


def recross(engine: Engine, crossed: Crossed, law: Law, merged: Merged) -> Crossed:
    """Work out again the crossings of persons that were merged; those of all others stay."""
    moved = merged.moved
    some = crossed.reports.semi_join(moved, "person_id")
    reports = engine.once(rename_people(some, moved), "touched_reports")
    movements = merged.people.movements.semi_join(merged.touched, "person_id")
    movements = engine.once(movements, "touched_movements")
    paired, trips = _pair(engine, reports, law, crossed.ports, movements)
    rest = crossed.paired.anti_join(moved, "person_id")
    others = None if crossed.trips is None else crossed.trips.anti_join(moved, "person_id")
    return replace(
        crossed,
        paired=rest.union(paired.select(*rest.columns)),
        denied=engine.once(rename_people(crossed.denied, moved), "denied"),
        trips=trips if others is None else others if trips is None else others.union(trips),
    )


def _pair(
    engine: Engine, reports: ir.Table, law: Law, ports: ir.Table, movements: ir.Table
) -> tuple[ir.Table, ir.Table | None]:
    hours = law.one("merge").versions[-1].values["hours"]
    back = law.one("turn_back").versions[-1].values["hours"]
    merged = merge_reports(engine, reports, hours)
    gone = undo_inside_checks(engine, undo_turn_backs(engine, merged.rows, back), law, ports)
    undone = undo_excursions(engine, gone, movements, law)
    paired = paired_crossings(engine, undone.crossings)
    engine.drop(*merged.kept)
    return paired, undone.trips
