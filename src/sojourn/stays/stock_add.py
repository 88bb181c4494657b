"""New records for a stock: who could change is found by index, worked out again, and put in the place of what was.

DuckDB only: lookups go through its indexes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.identity.decisions import DECISIONS, Decisions
from sojourn.stays import stock_file as file
from sojourn.stays.stock import Stock, about, waiting
from sojourn.stays.stock_closure import connected, neighbours, values_of
from sojourn.stays.stock_found import Before, find_before, find_rest
from sojourn.stays.stock_marks import (
    FACT_COLUMNS,
    MOVEMENT_COLUMNS,
    further_marks,
    mark,
    marked_facts,
    marked_movements,
)
from sojourn.stays.stock_partners import partners


@dataclass(frozen=True)
class Added:
    """What new records changed.

    Attributes:
        records: how many names of records came in.
        touched: how many names of records, old and new, were looked at.
        made: persons who were not there before.
        changed: persons with other records than before.
        gone: persons who are part of others now, or whose records were set aside.
        moved: records on file whose person is another one now.
    """

    records: int
    touched: int
    made: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    moved: tuple[str, ...]


@dataclass
class _Batch:
    """New records with their marks, and all that they name."""

    movements: ir.Table
    facts: ir.Table
    further: ir.Table
    units: set[int] = field(default_factory=set)
    keys: set[int] = field(default_factory=set)


def add_records(
    stock: Stock, movements: ir.Table, facts: ir.Table, known_at: datetime, decisions: Decisions | None = None
) -> Added:
    """Add new records, touching only whose people could change; a process that is killed leaves the stock as it was.

    Args:
        stock: the stock.
        movements: new rows with the columns of ``tables.MOVEMENTS``, corrections and copies included, in any order.
        facts: the same for ``tables.FACTS``.
        known_at: the knowledge cut-off from now on.
        decisions: all decisions in force at ``known_at``; none: those that the stock has.

    Raises:
        EvidenceError: ``stock-earlier``: the stock already knows what was learned after ``known_at``.
    """
    if known_at < stock.known_at:
        raise EvidenceError(
            "stock-earlier",
            f"the stock is as known at `{stock.known_at.isoformat()}`, and `{known_at.isoformat()}` is earlier. "
            "Next: name that time or a later one.",
        )
    engine, made = stock.engine, stock.decisions if decisions is None else decisions
    batch = _read(engine, movements, facts)
    near = neighbours(engine, stock.decisions.rows, made.rows)
    batch.units |= _decided_anew(engine, stock.decisions, made)
    awake = engine.once(file.table(engine, "waiting").filter(_.recorded_at <= known_at), "awake")
    batch.units |= values_of(engine, awake, "unit")
    came = engine.count(batch.movements.select("unit").union(batch.facts.select("unit")).distinct())
    touched = connected(engine, batch.units, batch.keys, near, by_model=False)
    before = _at_hand(stock, batch, touched, known_at, made)
    if stock.terms.matching is not None and before.left is not None:
        outside = partners(engine, before.left, touched, stock.terms, stock.terms.matching)
        wider = connected(engine, touched | outside, batch.keys, near, by_model=True)
        if wider != touched:
            touched = wider
            before = _at_hand(stock, batch, touched, known_at, made)
    found = find_rest(engine, before, stock.terms)
    told = _compare(engine, touched, found["people"])
    _write(stock, batch, touched, found, known_at, made)
    stock.known_at, stock.decisions = known_at, made
    return Added(came, len(touched), *told)


def _read(engine: Engine, movements: ir.Table, facts: ir.Table) -> _Batch:
    moves = engine.once(marked_movements(movements), "new_movements")
    acts = engine.once(marked_facts(facts), "new_facts")
    further = engine.once(further_marks(moves, acts), "new_further")
    units = values_of(engine, moves, "unit", "target") | values_of(engine, acts, "unit", "target")
    keys = values_of(engine, moves, "key") | values_of(engine, acts, "key") | values_of(engine, further, "key")
    return _Batch(moves, acts, further, units, keys)


def _decided_anew(engine: Engine, old: Decisions, new: Decisions) -> set[int]:
    """Give the records of decisions that were made or withdrawn."""
    both = [{json.dumps(row, default=str, sort_keys=True): row for row in made.rows.to_pylist()} for made in (old, new)]
    differ = [both[side][key] for side in (0, 1) for key in both[side].keys() - both[1 - side].keys()]
    return set(neighbours(engine, pa.Table.from_pylist(differ, DECISIONS)))


def _at_hand(stock: Stock, batch: _Batch, touched: set[int], known_at: datetime, decisions: Decisions) -> Before:
    """Work out who is who among the records touched and the new ones."""
    engine = stock.engine
    moves = file.fetch(engine, "movements", "unit", touched).select(*MOVEMENT_COLUMNS)
    acts = file.fetch(engine, "facts", "unit", touched).select(*FACT_COLUMNS)
    moves = engine.once(moves.union(batch.movements.select(*MOVEMENT_COLUMNS)), "movements")
    acts = engine.once(acts.union(batch.facts.select(*FACT_COLUMNS)), "facts")
    return find_before(engine, moves, acts, stock.terms, known_at, _decisions_on(engine, decisions, touched))


def _decisions_on(engine: Engine, decisions: Decisions, touched: set[int]) -> Decisions:
    if not decisions.rows.num_rows:
        return decisions
    marks = pa.table({"unit": pa.array(sorted(touched), pa.int64())})
    given = engine.load(decisions.rows, "decisions")
    wanted = given.mutate(unit=mark(given.record_a)).semi_join(engine.load(marks, "touched"), "unit").drop("unit")
    return Decisions(engine.arrow(wanted.order_by("record_a", "record_b")).cast(DECISIONS))


def _compare(engine: Engine, touched: set[int], people: ir.Table) -> tuple[tuple[str, ...], ...]:
    """Say which persons were made, changed and are gone, and which records moved."""
    then, now = _persons(engine, file.fetch(engine, "people", "unit", touched)), _persons(engine, people)
    before, after = set(then.values()), set(now.values())
    differ = {name for name in then.keys() | now.keys() if then.get(name) != now.get(name)}
    other = {whose[name] for whose in (then, now) for name in differ & whose.keys()}
    moved = differ & then.keys() & now.keys()
    return tuple(tuple(sorted(found)) for found in (after - before, other & before & after, before - after, moved))


def _persons(engine: Engine, people: ir.Table) -> dict[str, str]:
    rows = engine.arrow(people.select("record_id", "person_id")).to_pylist()
    return {row["record_id"]: row["person_id"] for row in rows}


def _write(
    stock: Stock, batch: _Batch, touched: set[int], found: dict[str, ir.Table], known_at: datetime, decisions: Decisions
) -> None:
    """Put the new state in the place of the old one, whole or not at all."""
    engine = stock.engine
    later = engine.once(waiting(batch.movements, batch.facts, known_at), "later")
    made = engine.load(decisions.rows, "decisions")
    run = engine.con.con.execute
    with file.transaction(engine):
        for name in ("movements", "facts", "further"):
            file.append_rows(engine, name, getattr(batch, name))
        for name, rows in found.items():
            file.replace_rows(engine, name, "unit", touched, rows)
        run(f"DELETE FROM {file.SCHEMA}.waiting WHERE recorded_at <= ?", [known_at])
        file.append_rows(engine, "waiting", later)
        if decisions is not stock.decisions:
            run(f"DELETE FROM {file.SCHEMA}.decisions")
            file.append_rows(engine, "decisions", made)
        file.write_about(engine, about(stock.terms, known_at))
