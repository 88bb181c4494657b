"""Days of childhood: from the birth dates on record, of which a partial or a doubtful one gives an interval."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law
from sojourn.stays.dated import forever
from sojourn.stays.presence_facts import SPANS, held, rules_of, span, union

_DAY = ibis.interval(days=1)


def childhood(some: ir.Table, movements: ir.Table, facts: ir.Table, law: Law) -> ir.Table | None:
    """Give the spans of the days on which a person was, or may have been, below the age that the law names.

    The birth dates are those of the records of the stay's arrival and departure, and of the person's facts; where they
    differ, the earliest and the latest count. With none on record every day is open.

    Args:
        some: the stays asked about, with ``arrival_id``, ``arrival_ids``, ``departure_ids``.
        movements: movements in force, with ``name`` and ``birth_date``.
        facts: facts in force with ``person_id`` and ``birth_date``.
        law: the law as known; null where it has no rule about childhood.
    """
    rules = rules_of(law, "presence_minor")
    if not rules:
        return None
    rule = rules[0]
    born = _births(some, movements, facts)
    rows = some.left_join(born, "stay_id").drop("stay_id_right")
    rows = rows.select(
        "stay_id",
        "arrived_on",
        record_id="arrival_id",
        young=held(rule, rows.arrived_on, lambda values: rows.born_from + ibis.interval(years=values["years"]), "date"),
        old=held(rule, rows.arrived_on, lambda values: rows.born_to + ibis.interval(years=values["years"]), "date"),
    )
    # no last day of childhood on record: it may be any
    rows = rows.mutate(
        surely_to=(rows.young - _DAY).cast("date"), perhaps_to=(rows.old - _DAY).cast("date").fill_null(forever())
    )
    certain = span(rows.filter(rows.surely_to.notnull()), rows.arrived_on, rows.surely_to, rule.id)
    unclear = rows.filter(rows.surely_to.isnull() | (rows.perhaps_to > rows.surely_to))
    perhaps = span(unclear, unclear.arrived_on, unclear.perhaps_to, rule.id, settled=False, asks="birth_date")
    return union([certain.select(*SPANS), perhaps.select(*SPANS)])


def _births(some: ir.Table, movements: ir.Table, facts: ir.Table) -> ir.Table:
    """Between which days each person of a stay was born, by all records: ``stay_id``, ``born_from``, ``born_to``."""
    left = some.filter(some.departure_ids.notnull(), some.departed_on.notnull())
    named = some.select("stay_id", name=some.arrival_ids.unnest())
    named = named.union(left.select("stay_id", name=left.departure_ids.unnest()))
    seen = named.inner_join(movements.select("name", "birth_date"), "name").select("stay_id", "birth_date")
    told = some.select("stay_id", "person_id").inner_join(facts.select("person_id", "birth_date"), "person_id")
    dates = seen.union(told.select("stay_id", "birth_date"))
    dates = dates.filter(dates.birth_date.notnull())
    size = dates.birth_date.length()
    start = dates.birth_date + ibis.cases((size == 4, "-01-01"), (size == 7, "-01"), else_="")
    dates = dates.mutate(size=size, start=start.cast("date"))
    month = (dates.start + ibis.interval(months=1) - _DAY).cast("date")
    year = (dates.start + ibis.interval(years=1) - _DAY).cast("date")
    end = ibis.cases((dates.size == 4, year), (dates.size == 7, month), else_=dates.start)
    dates = dates.mutate(end=end)
    return dates.group_by("stay_id").agg(born_from=dates.start.min(), born_to=dates.end.max())
