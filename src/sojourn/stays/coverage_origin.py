"""Arrivals from where departures to it are not recorded either, such as within a common travel area."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.evidence.airports import list_port_codes, locode_prefix
from sojourn.law.rule import Law
from sojourn.stays.area import port_key
from sojourn.stays.by_version import word_in


def with_origin(engine: Engine, rows: ir.Table, movements: ir.Table, law: Law) -> ir.Table:
    """Add ``unseen_origin``: the person came from a country that the coverage rule names under ``not_from``.

    Any record of the arrival may say so, by the port before (``from_port``). Where none does, the origin is not such a
    country.

    Args:
        engine: where the tables live.
        rows: rows with ``person_id`` and ``arrived_on``.
        movements: lines in force with ``person_id``.
        law: the law as known.
    """
    rule = law.find("coverage")
    countries = sorted({name for each in (rule.versions if rule else ()) for name in each.values.get("not_from", ())})
    if rule is None or not countries:
        return rows.mutate(unseen_origin=ibis.literal(False))
    ports = engine.load(_ports(countries), "unseen_ports")
    came = movements.filter(movements.direction == "arrival", movements.kind != "declared")
    came = came.select("person_id", arrived_on="local_date", port_code=port_key(came.from_port))
    came = came.inner_join(ports, "port_code").select("person_id", "arrived_on", "country").distinct()
    came = engine.once(came.filter(word_in(rule, came.arrived_on, came.country, "not_from")), "came_from")
    if engine.may_skip(came):
        return rows.mutate(unseen_origin=ibis.literal(False))
    marked = came.select("person_id", "arrived_on").distinct().mutate(unseen_origin=ibis.literal(True))
    joined = rows.left_join(marked, ["person_id", "arrived_on"])
    return joined.select(*rows.columns, unseen_origin=joined.unseen_origin.fill_null(False))


def _ports(countries: list[str]) -> pa.Table:
    """The ports of some countries in the form of ``area.port_key``: ``port_code``, ``country``."""
    found = {code: country for country in countries for code in list_port_codes(frozenset({country}))}
    found |= {f"COUNTRY:{country}": country for country in countries}
    found |= {f"LOCODE:{prefix}": country for country in countries if (prefix := locode_prefix(country))}
    rows = sorted(found.items())
    schema = pa.schema([("port_code", pa.string()), ("country", pa.string())])
    return pa.Table.from_pylist([{"port_code": code, "country": country} for code, country in rows], schema)
