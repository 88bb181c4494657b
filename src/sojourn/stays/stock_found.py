"""Who is who among some records: the same steps as in every run, and what a stock keeps of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn import tables
from sojourn.engine import Engine
from sojourn.evidence.fates import decide_fates, names_known
from sojourn.identity.candidates import RECORD, leftover_records, prepare_records
from sojourn.identity.decisions import Decisions
from sojourn.identity.options import Matching
from sojourn.identity.people import People
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.stays.crossed import cross
from sojourn.stays.engine_run import home_ports
from sojourn.stays.leftovers import fitting_pairs, join_pairs, leftovers_of
from sojourn.stays.stock_file import Terms
from sojourn.stays.stock_marks import FACT_COLUMNS, MOVEMENT_COLUMNS, agree_marks, block_marks, mark

_BLOCKS: list[pa.Field[Any]] = [
    pa.field("mark", pa.int64()),
    pa.field("unit", pa.int64()),
    pa.field("side", pa.string()),
    pa.field("day", pa.date32()),
]
BLOCKS = pa.schema(_BLOCKS)
BAND = pa.schema([("unit", pa.int64()), ("other", pa.int64())])
_UNIT = pa.field("unit", pa.int64())
KEPT = {
    "people": tables.PEOPLE.append(_UNIT),
    "links": tables.LINKS.append(_UNIT),
    "review": tables.REVIEW.append(_UNIT),
    "blocks": BLOCKS,
    "band": BAND,
}
"""What a stock keeps of whom it found. ``unit`` is the mark of the record, of a pair's first record, or of a leftover.

``blocks`` holds the marks by which leftovers are found: side ``a`` open arrivals, ``d`` orphan departures and ``f``
facts by the model's keys, and ``o`` open arrivals by what another arrival must agree in. ``band`` holds the pairs that
the model found worth a look and that fit in time, in both directions.
"""


@dataclass(frozen=True)
class Left:
    """What is left over among some records; each table has the columns (node, RECORD).

    Attributes:
        opens: open arrivals.
        orphans: departures without an arrival.
        facts: status facts of people of whom no crossing is on file.
        arrivals: all arrivals; their person is not told.
    """

    opens: ir.Table
    orphans: ir.Table
    facts: ir.Table
    arrivals: ir.Table


@dataclass(frozen=True)
class Before:
    """The people by documents, references and reviewers, and (with a model) their crossings and what is left over."""

    people: People
    paired: ir.Table | None
    left: Left | None


def find_before(
    engine: Engine, movements: ir.Table, facts: ir.Table, terms: Terms, known_at: datetime, decisions: Decisions
) -> Before:
    """Work out who is who among some records up to the point where the model comes in."""
    moves, acts = movements.select(*MOVEMENT_COLUMNS), facts.select(*FACT_COLUMNS)
    lines = decide_fates(engine, moves, "movement_id", known_at, terms.rights).lines
    taken = names_known(moves, "movement_id", known_at)
    fact_lines = decide_fates(engine, acts, "fact_id", known_at, terms.rights, names_taken=taken).lines
    people = find_reviewed_people(engine, lines, fact_lines, known_at, decisions)
    if terms.matching is None:
        return Before(people, None, None)
    ports = engine.load(home_ports(terms.law), "home_ports")
    crossed = cross(engine, people, terms.law, None, ports)
    opens, orphans, status = leftover_records(engine, people, leftovers_of(crossed.paired))
    return Before(people, crossed.paired, Left(opens, orphans, status, _arrivals(people)))


def find_rest(engine: Engine, before: Before, terms: Terms) -> dict[str, ir.Table]:
    """Let the model join what is left over, and give the tables of ``KEPT``, kept in the engine."""
    people, nothing = before.people, {name: engine.load(KEPT[name].empty_table(), name) for name in ("blocks", "band")}
    if before.left is None or before.paired is None or terms.matching is None:
        return {**_told(engine, people), **nothing}
    fitting = fitting_pairs(engine, people, leftovers_of(before.paired), terms.matching)
    blocks = _kept(engine, "blocks", block_rows(before.left, prepared_of(engine, before.left, terms.matching)))
    if fitting is None:
        return {**_told(engine, people), "blocks": blocks, "band": nothing["band"]}
    band = fitting.select(unit=mark(_.name_a), other=mark(_.name_b))
    band = band.union(band.select(unit=_.other, other=_.unit)).distinct()
    people = join_pairs(engine, people, fitting, terms.matching).people
    return {**_told(engine, people), "blocks": blocks, "band": _kept(engine, "band", band)}


def prepared_of(engine: Engine, left: Left, matching: Matching) -> ir.Table:
    """Prepare what is left over for comparing."""
    records = ibis.union(left.opens, left.orphans.select(left.opens.columns), left.facts.select(left.opens.columns))
    return prepare_records(engine, records, matching.model)


def block_rows(left: Left, prepared: ir.Table) -> ir.Table:
    """Give the marks by which what is left over is found: (mark, node, unit, side, day)."""
    sides = [
        rows.select("node", unit=mark(rows.name), side=ibis.literal(side), day=rows.local_date)
        for rows, side in ((left.opens, "a"), (left.orphans, "d"), (left.facts, "f"))
    ]
    keyed = block_marks(prepared).join(ibis.union(*sides), "node").select("mark", "node", "unit", "side", "day")
    return keyed.union(agree_rows(left.opens, "o"))


def agree_rows(records: ir.Table, side: str) -> ir.Table:
    """Give the marks of records by what two arrivals must agree in: (mark, node, unit, side, day)."""
    rows = [
        records.select(mark=value, node=_.node, unit=mark(_.name), side=ibis.literal(side), day=_.local_date)
        for value in agree_marks(records).values()
    ]
    return ibis.union(*rows).filter(_.mark.notnull())


def _arrivals(people: People) -> ir.Table:
    came = people.given_movements.filter(_.direction == "arrival", _.kind != "declared")
    spoken = came.filter(_.birth_date.notnull(), _.surname.notnull() | _.given_names.notnull())
    columns = [name for name in RECORD if name not in ("at", "person_id")]
    return spoken.select(*columns, at=_.line_recorded_at, person_id=ibis.literal(""), node="b:" + _.name)


def _told(engine: Engine, people: People) -> dict[str, ir.Table]:
    return {
        "people": _kept(engine, "people", people.members.mutate(unit=mark(_.record_id))),
        "links": _kept(engine, "links", people.links.mutate(unit=mark(_.record_a))),
        "review": _kept(engine, "review", people.review.mutate(unit=mark(_.record_ids[0]))),
    }


def _kept(engine: Engine, name: str, rows: ir.Table) -> ir.Table:
    types = ibis.Schema.from_pyarrow(KEPT[name])
    return engine.once(rows.select(**{column: rows[column].cast(kind) for column, kind in types.items()}), name)
