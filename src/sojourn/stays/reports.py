"""The movements that report a crossing, with what the law says each kind proves."""

from __future__ import annotations

import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law

_VOYAGE = ("person_id", "feed", "direction", "local_date", "transport")

#: What later steps read of a movement; names, documents and references stay behind.
REPORT_COLUMNS = (
    "person_id",
    "name",
    "line_recorded_at",
    "direction",
    "kind",
    "outcome",
    "occurred_at",
    "local_date",
    "port",
    "mode",
    "transport",
    "admitted_class",
    "admitted_until",
    "duration_of_status",
)
#: The columns of a report.
REPORTS = (*REPORT_COLUMNS, "line", "moment", "came_back", "strength", "national")


def crossing_reports(
    engine: Engine, movements: ir.Table, denied: ir.Table, law: Law, as_of: ir.Value | None, home_ports: ir.Table
) -> ir.Table:
    """Select the movements that report a crossing by ``as_of``; none: on any day.

    Left out: what the person alone declares, who was reported not aboard (also where an earlier list of the same voyage
    left it open), and legs with both ends inside the territory.

    Args:
        engine: where the tables live.
        movements: lines in force with ``person_id``.
        denied: the output of ``reported_not_aboard``, kept.
        law: the law as known, for the strength of each kind and the country's nationals.
        as_of: the day asked about; what happened later does not exist for it.
        home_ports: one column ``home_port``, the codes of ports inside the territory.

    Returns:
        ``REPORTS``: ``REPORT_COLUMNS`` and ``strength`` (0 = strongest), ``national`` (bool), ``moment``
        (``occurred_at`` in microseconds), ``line`` (null where it is the record itself, the common case), ``came_back``
        (the voyage started at the port where it ended).
    """
    seen = movements.filter(movements.kind != "declared", movements.boarded.fill_null(True))
    seen = seen if as_of is None else seen.filter(seen.local_date <= as_of)
    # Both are rare: found first, so that the common row is read once and goes through no join for them.
    for name, wrong in (("inside_legs", _inside_legs(seen, home_ports)), ("left_behind", _left_behind(seen, denied))):
        kept = engine.once(wrong, name)
        if engine.count(kept):
            seen = seen.anti_join(kept, "name")
    return seen.select(
        *REPORT_COLUMNS,
        line=seen.line.nullif(seen.name),
        moment=engine.micros(seen.occurred_at),
        came_back=(seen.from_port == seen.port).fill_null(False),
        strength=_strength(seen.kind, law),
        national=(seen.nationality == law.country).fill_null(False),
    )


def declared_departures(movements: ir.Table, as_of: ir.Value) -> ir.Table:
    """Select departures that only the person declares: ``person_id``, ``name``, ``local_date``, ``declared_on``."""
    declared = movements.filter(
        movements.kind == "declared", movements.direction == "departure", movements.local_date <= as_of
    )
    return declared.select("person_id", "name", "local_date", declared_on=declared.recorded_at.date())


def reported_not_aboard(movements: ir.Table) -> ir.Table:
    """Select what carriers reported with ``boarded`` false: ``person_id``, ``name`` and the voyage."""
    return movements.filter(~movements.boarded.fill_null(True)).select("name", "port", *_VOYAGE)


def denied_departures(denied: ir.Table, as_of: ir.Value) -> ir.Table:
    """Select the departures among ``reported_not_aboard``, with the feed that says so, day, port and voyage."""
    left = denied.filter(denied.direction == "departure", denied.local_date <= as_of)
    return left.select("person_id", "name", "feed", "port", "local_date", "transport")


def _inside_legs(seen: ir.Table, home_ports: ir.Table) -> ir.Table:
    legs = seen.filter(seen.from_port.notnull(), seen.to_port.notnull())
    legs = legs.select("name", start=_code(legs.from_port), end=_code(legs.to_port))
    starts, ends = home_ports.rename(start="home_port"), home_ports.rename(end="home_port")
    return legs.semi_join(starts, "start").semi_join(ends, "end").select("name")


def _left_behind(seen: ir.Table, denied: ir.Table) -> ir.Table:
    """Lists made before close-out, of persons whom a later list of the same voyage reports not aboard."""
    listed = seen.filter(seen.kind == "manifest", seen.boarded.isnull())
    return listed.semi_join(denied.select(*_VOYAGE).distinct(), list(_VOYAGE)).select("name")


def _code(port: ir.Value) -> ir.Value:
    return port.replace("IATA:", "").upper()


def _strength(kind: ir.Value, law: Law) -> ir.Value:
    order = law.one("proof").versions[-1].values["strength"]
    return kind.cases(*((name, rank) for rank, name in enumerate(order)), else_=len(order)).cast("int64")
