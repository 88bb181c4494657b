"""Where a crossing came from or led to, as far as a short trip to a neighbouring country needs to know it.

Only the movements of persons who may have made such a trip are looked at; a law without such trips costs nothing.
"""

from __future__ import annotations

from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.evidence.airports import list_countries, list_ports
from sojourn.law.rule import Law, Rule
from sojourn.stays.area import port_key
from sojourn.stays.by_version import class_code, word_in
from sojourn.stays.pairing import records_of

_READ = (
    "name",
    "feed",
    "kind",
    "direction",
    "local_date",
    "mode",
    "from_port",
    "to_port",
    "admitted_class",
    "references",
)
_NUMBER = "i94:"


def all_of(rule: Rule, name: str) -> list[str]:
    """List what any version of a rule has under a name."""
    return sorted({word for version in rule.versions for word in version.values[name]})


def trip_ends(engine: Engine, crossings: ir.Table, movements: ir.Table, law: Law) -> ir.Table | None:
    """Say of the records of persons who may have made a trip where they came from, or led to.

    Such a person has an arrival in a class of the rule and, after another crossing, an arrival from one of its
    countries or a second one on one admission number.

    Args:
        engine: where to compute.
        crossings: the output of ``merge_reports``.
        movements: lines in force, of everybody; nothing of identity is read, so that no record is placed twice.
        law: the law as known; its rule of the role ``excursion``.

    Returns:
        Table(person_id, position, near, far, number), kept, a row for each record: ``near`` (one of the rule's
        countries), ``far`` (elsewhere), neither where that is not on record; ``number`` (the admission number that an
        arrival names). None where the law has no such rule, or nobody made such a trip.
    """
    rule = law.find("excursion")
    if rule is None or not rule.versions:
        return None
    reports = movements.filter(movements.kind != "declared").select(*_READ)
    ports = engine.load(_ports(tuple(all_of(rule, "countries"))), "trip_ports")
    came = crossings.filter(crossings.direction == "arrival")
    again = came.filter(came.position > 1)
    by_mode = again.filter(word_in(rule, again.local_date, again["mode"], "modes")).select("person_id")
    told = reports.filter(reports.direction == "arrival", reports.from_port.notnull() | (reports.kind == "neighbour"))
    told = _with_ends(told, ports, rule).filter(lambda each: each.near).select("name")
    told = engine.once(told.union(_same_number(engine, reports, rule)), "told_returns")
    back = by_mode.union(_names(again).semi_join(told, "name").select("person_id")).distinct()
    of_class = came.filter(class_code(came.admitted_class).isin(all_of(rule, "classes")))
    persons = of_class.semi_join(engine.once(back, "back_from_trips"), "person_id")
    persons = engine.once(persons.select("person_id").distinct(), "on_trips")
    if engine.may_skip(persons):
        return None
    own = engine.once(_names(crossings.semi_join(persons, "person_id")), "trip_names")
    ends = _with_ends(reports.semi_join(own, "name").select(*_READ), ports, rule)
    return engine.once(
        own.inner_join(ends, "name").select("person_id", "position", "near", "far", "number"), "trip_ends"
    )


def _names(crossings: ir.Table) -> ir.Table:
    """The records of crossings: ``person_id``, ``position``, ``name``."""
    return records_of(crossings, "person_id", "position")


def trip_records(stays: ir.Table, trips: ir.Table | None) -> ir.Table:
    """Name the records of the trips within each stay: ``stay_id``, ``trip_records``."""
    if trips is None:
        return stays.limit(0).select("stay_id", trip_records=ibis.array([stays.stay_id]))
    each = trips.select("stay_id", record=trips.record_ids.unnest())
    return each.group_by("stay_id").agg(trip_records=each.record.collect(distinct=True).sort())


def _with_ends(rows: ir.Table, ports: ir.Table, rule: Rule) -> ir.Table:
    other = ibis.ifelse(rows.direction == "arrival", rows.from_port, rows.to_port)
    rows = rows.mutate(end=port_key(other), neighbour=_neighbour(rows))
    rows = rows.left_join(ports, rows.end == ports.port_code)
    country = rows.neighbour.fill_null(rows.country)
    near = word_in(rule, rows.local_date, country, "countries") | word_in(rule, rows.local_date, rows["mode"], "modes")
    number = ibis.ifelse(rows.direction == "arrival", _number(rows["references"]), ibis.null("string"))
    rows = rows.mutate(near=near & (rows.kind != "consular"), number=number)
    return rows.select("name", "number", "near", far=(rows.end.notnull() & ~rows.near))


def _neighbour(rows: ir.Table) -> ir.Value:
    """The country that recorded the crossing as its own entry or exit; its feed names it."""
    name = rows.feed.re_extract("^neighbour:(.*)$", 1)
    return ibis.ifelse(rows.kind == "neighbour", name, ibis.null("string"))


def _same_number(engine: Engine, reports: ir.Table, rule: Rule) -> ir.Table:
    """Arrivals of the rule's classes that share their admission number with another one: ``name``."""
    numbered = reports.filter(
        reports.direction == "arrival",
        class_code(reports.admitted_class).isin(all_of(rule, "classes")),
        reports["references"].length() > 0,
    )
    numbered = numbered.select("name", number=_number(numbered["references"]))
    numbered = numbered.filter(numbered.number.notnull())
    shared = numbered.group_by("number").agg(arrivals=numbered.count())
    shared = engine.once(shared.filter(shared.arrivals > 1).select("number"), "shared_numbers")
    return numbered.semi_join(shared, "number").select("name")


def _number(references: ir.Value) -> ir.Value:
    """The admission number among some references; none where there is none, or more than one."""
    numbers = references.filter(lambda each: each.startswith(_NUMBER))
    return ibis.ifelse(numbers.length() == 1, numbers[0], ibis.null("string"))


@lru_cache(maxsize=8)
def _ports(countries: tuple[str, ...]) -> pa.Table:
    """The ports of some countries, by ``port_key``."""
    named = [
        (f"{scheme}:{code}", land)
        for short, land in list_countries()
        for scheme, code in (("COUNTRY", land), ("LOCODE", short))
    ]
    found = {code: country for code, country in [*list_ports(), *named] if country in countries}
    columns = {"port_code": list(found), "country": list(found.values())}
    return pa.table(columns, schema=pa.schema([("port_code", pa.string()), ("country", pa.string())]))
