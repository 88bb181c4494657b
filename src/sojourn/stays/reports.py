"""The movements that report a crossing, with what the law says each kind proves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law
from sojourn.stays.area import port_key
from sojourn.stays.dated import dated
from sojourn.tables import MOVEMENT_KINDS

#: An inspection that verified the person so, where a rule gives it a strength of its own.
BIOMETRIC = "inspection_biometric"
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

    Left out: what the person alone declares, kinds that prove nothing on such a day, who was reported not aboard (also
    where an earlier list of the same voyage left it open), and legs with both ends inside the territory.

    Args:
        engine: where the tables live.
        movements: lines in force with ``person_id``.
        denied: the output of ``reported_not_aboard``, kept.
        law: the law as known, for the strength of each kind on each day and for the nationals.
        as_of: the day asked about; what happened later does not exist for it.
        home_ports: the output of ``area.port_table``.

    Returns:
        ``REPORTS``: ``REPORT_COLUMNS`` and ``strength`` (0 = strongest), ``national`` (bool), ``moment``
        (``occurred_at`` in microseconds), ``line`` (null where it is the record itself, the common case), ``came_back``
        (the voyage started at the port where it ended).
    """
    seen = movements.filter(movements.kind != "declared", movements.boarded.fill_null(True))
    seen = seen if as_of is None else seen.filter(seen.local_date <= as_of)
    unproven = _unproven(seen, law)
    seen = seen if unproven is None else seen.filter(~unproven)
    seen = engine.shared(seen, "seen")
    # Both are rare: found first, so that the common row is read once and goes through no join for them.
    for name, wrong in (("inside_legs", _inside_legs(seen, home_ports)), ("left_behind", _left_behind(seen, denied))):
        kept = engine.once(wrong, name)
        if not engine.may_skip(kept):
            seen = seen.anti_join(kept, "name")
    reports = seen.select(
        *REPORT_COLUMNS,
        line=seen.line.nullif(seen.name),
        moment=engine.micros(seen.occurred_at),
        came_back=(seen.from_port == seen.port).fill_null(False),
        strength=_strength(seen, law),
        national=_national(seen, law),
    )
    return engine.shared(reports, "reports")


def declared_departures(movements: ir.Table, as_of: ir.Value, law: Law) -> ir.Table:
    """Select departures that only the person can show: ``person_id``, ``name``, ``local_date``, ``declared_on``.

    That is what the person declares, and records of a kind that proves no crossing on such a day.
    """
    said = movements.kind == "declared"
    unproven = _unproven(movements, law)
    shown = movements.filter(
        said if unproven is None else said | unproven,
        movements.direction == "departure",
        movements.local_date <= as_of,
    )
    return shown.select("person_id", "name", "local_date", declared_on=shown.recorded_at.date())


def reported_not_aboard(movements: ir.Table) -> ir.Table:
    """Select what carriers reported with ``boarded`` false: ``person_id``, ``name`` and the voyage."""
    return movements.filter(~movements.boarded.fill_null(True)).select("name", "port", *_VOYAGE)


def denied_departures(denied: ir.Table, as_of: ir.Value) -> ir.Table:
    """Select the departures among ``reported_not_aboard``, with the feed that says so, day, port and voyage."""
    left = denied.filter(denied.direction == "departure", denied.local_date <= as_of)
    return left.select("person_id", "name", "feed", "port", "local_date", "transport")


def _inside_legs(seen: ir.Table, home_ports: ir.Table) -> ir.Table:
    legs = seen.filter(seen.from_port.notnull(), seen.to_port.notnull())
    legs = legs.select("name", "local_date", start=port_key(legs.from_port), end=port_key(legs.to_port))
    inside = home_ports.filter(home_ports.first_day.notnull())
    starts = inside.select(start="home_port", start_day="first_day")
    ends = inside.select(end="home_port", end_day="first_day")
    legs = legs.inner_join(starts, "start").inner_join(ends, "end")
    return legs.filter(legs.local_date >= legs.start_day, legs.local_date >= legs.end_day).select("name")


def _left_behind(seen: ir.Table, denied: ir.Table) -> ir.Table:
    """Lists made before close-out, of persons whom a later list of the same voyage reports not aboard."""
    listed = seen.filter(seen.kind == "manifest", seen.boarded.isnull())
    return listed.semi_join(denied.select(*_VOYAGE).distinct(), list(_VOYAGE)).select("name")


def _strength(seen: ir.Table, law: Law) -> ir.Value:
    rule = law.one("proof")

    def rank(values: Mapping[str, Any]) -> ir.Value:
        order = list(values["strength"])
        named = seen.kind.cases(*((name, place) for place, name in enumerate(order)), else_=len(order))
        if BIOMETRIC not in order:
            return named
        verified = (seen.kind == "inspection") & (seen.verified == "biometric").fill_null(False)
        return ibis.ifelse(verified, order.index(BIOMETRIC), named)

    first = rank(rule.versions[0].values).cast("int64")
    return first if len(rule.versions) == 1 else dated(rule, seen.local_date, rank, "int64").fill_null(first)


def _unproven(seen: ir.Table, law: Law) -> ir.Value | None:
    """Tell which records are of a kind that reports no crossing on their day; none where every kind always does."""
    rule = law.one("proof")
    kinds = set(MOVEMENT_KINDS) - {"declared"}
    if all(kinds <= set(version.values["strength"]) for version in rule.versions):
        return None

    def unnamed(values: Mapping[str, Any]) -> ir.Value:
        return seen.kind.isin(sorted(kinds - set(values["strength"])))

    return dated(rule, seen.local_date, unnamed, "boolean").fill_null(False)


def _national(seen: ir.Table, law: Law) -> ir.Value:
    own = seen.nationality == law.country
    rule = law.find("nationals")
    if rule is None or not any("countries" in version.values for version in rule.versions):
        return own.fill_null(False)

    def listed(values: Mapping[str, Any]) -> ir.Value:
        return seen.nationality.isin(list(values["countries"])) if "countries" in values else own

    return dated(rule, seen.local_date, listed, "boolean").fill_null(False)
