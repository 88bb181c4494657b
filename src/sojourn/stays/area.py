"""Where a port lies, and since when its country belongs to the territory that a law is about.

A port is named by its code (``IATA:JFK``, bare = IATA), by its UN/LOCODE (``LOCODE:ROSIR``, of which the country
counts) or, where a record says no more, by its country (``country:ROU``).
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.evidence.airports import list_countries, list_ports
from sojourn.law.rule import Law

_ALWAYS = date(1900, 1, 1)
_LOCODE = len("LOCODE:XX")


def port_table(law: Law) -> pa.Table:
    """Give the ports that a law needs to know: ``home_port`` (``port_key``), ``country`` (alpha-3), ``first_day``.

    ``first_day`` is the first day on which the port belongs to the territory; null: it never does. Where the law has
    no rule of the role ``area`` only ports of its territory are given, which always belonged to it.
    """
    days = first_days(law)
    every = law.find("area") is not None
    ports = list_ports()
    for short, country in list_countries():
        ports += [(f"COUNTRY:{country}", country), (f"LOCODE:{short}", country)]
    rows = sorted((code, country, days.get(country)) for code, country in ports if every or country in days)
    names, kinds = ("home_port", "country", "first_day"), (pa.string(), pa.string(), pa.date32())
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, kinds, strict=True)})


def first_days(law: Law) -> dict[str, date]:
    """Give the countries of the territory (alpha-3), each with its first day in it."""
    rule = law.find("area")
    if rule is None:
        return dict.fromkeys(law.territory, _ALWAYS)
    found: dict[str, date] = {}
    for version in rule.versions:
        for country, day in version.values["countries"].items():
            since = max(version.valid_from, day)
            found[country] = min(found.get(country, since), since)
    return found


def port_key(port: ir.Value) -> ir.Value:
    """Give the form in which ``port_table`` names a port: without ``IATA:``, of a UN/LOCODE only the country."""
    named = port.upper().replace("IATA:", "")
    return ibis.ifelse(named.startswith("LOCODE:"), named.substr(0, _LOCODE), named)


def undo_inside_checks(engine: Engine, crossings: ir.Table, law: Law, ports: ir.Table) -> ir.Table:
    """Take out pairs of crossings at a land border inside the area where people were still checked.

    That is a departure by land and the next arrival by land, on the same day or the next, in two different countries of
    the area, one of which the rule names with a last day of its checks that had not passed: the stay went on.

    Args:
        engine: where the tables live.
        crossings: crossings with ``person_id``, ``position``, ``direction``, ``local_date``, ``port``, ``mode``.
        law: the law as known; without such a rule the crossings are given back as they are.
        ports: the output of ``port_table``.
    """
    last_days = _last_days_of_checks(law)
    if not last_days:
        return crossings
    checked = ports.country.cases(*((name, ibis.literal(day)) for name, day in last_days), else_=ibis.null("date"))
    known = ports.filter(ports.first_day.notnull())
    known = known.select(port_code="home_port", country="country", since="first_day", checked_to=checked)
    land = crossings.filter(crossings["mode"] == "land", crossings.local_date <= max(day for _, day in last_days))
    land = land.select("person_id", "local_date", port_code=port_key(land.port))
    land = land.inner_join(known.filter(known.checked_to.notnull()), "port_code")
    here = engine.once(land.filter(land.local_date <= land.checked_to).select("person_id").distinct(), "checked_inside")
    if engine.may_skip(here):
        return crossings
    some = engine.once(crossings.semi_join(here, "person_id"), "crossings_checked")
    undone = engine.once(_inside_pairs(some, known), "inside_pairs")
    return crossings.anti_join(undone, ["person_id", "position"])


def _last_days_of_checks(law: Law) -> list[tuple[str, date]]:
    rule = law.find("area")
    found: dict[str, date] = {}
    for version in rule.versions if rule is not None else ():
        for country, day in version.values.get("inside_checks", {}).items():
            found[country] = max(found.get(country, day), day)
    return sorted(found.items())


def _inside_pairs(crossings: ir.Table, known: ir.Table) -> ir.Table:
    some = crossings.select(
        "person_id", "position", "direction", "local_date", "mode", port_code=port_key(crossings.port)
    )
    some = some.left_join(known, "port_code").drop("port_code_right")
    some = some.mutate(
        inside=(some["mode"] == "land").fill_null(False) & (some.local_date >= some.since).fill_null(False),
        checks=(some.local_date <= some.checked_to).fill_null(False),
    )
    window = ibis.window(group_by="person_id", order_by="position")
    names = ("direction", "local_date", "country", "inside", "checks", "position")
    before = {name: some[name].lag().over(window) for name in names}
    paired = some.mutate(
        left_at=before["position"],
        on_way=(some.direction == "arrival")
        & (before["direction"] == "departure")
        & some.inside
        & before["inside"]
        & (some.checks | before["checks"])
        & (some.country != before["country"])
        & some.local_date.delta(before["local_date"], unit="day").between(0, 1),
    )
    paired = paired.filter(paired.on_way.fill_null(False))
    return paired.select("person_id", "position").union(paired.select("person_id", position="left_at"))
