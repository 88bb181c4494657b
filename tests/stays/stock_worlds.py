"""Small invented worlds for a stock: few names, dates, documents and references, so that records often meet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st
from stays_records import Row, fact, movement

from sojourn import tables
from sojourn.engine import Engine
from sojourn.identity.decisions import DECISIONS, Decisions
from sojourn.identity.links import link_digest
from sojourn.identity.options import Matching
from sojourn.law.rule import Law
from sojourn.stays.stock import Stock, build_stock
from sojourn.stays.stock_add import add_records

KNOWN_AT = datetime(2027, 6, 1, tzinfo=UTC)
START = date(2026, 1, 1)
_OUTPUTS = (("people", tables.PEOPLE), ("links", tables.LINKS), ("review", tables.REVIEW))
_ORDER = {"people": "record_id", "links": "link_id", "review": "review_id"}
_NAMES = ("ANDERSEN", "ANDERSSEN", "OKAFOR", "QUINTERO")
_GIVEN = ("MARIA", "MARIE", "JON")
_BORN = ("1980-05-17", "1980-05-18", "1980-17-05", "1975-11-02", "1980", None)
_NUMBERS = ("X1000001", "X1000002", "X2000009", "Y7654321", None)
_LISTS: tuple[list[str] | None, ...] = ([], ["file:AA1"], ["sevis:N5"], ["file:AA1", "sevis:N5"], ["booking:QQ"], None)

World = tuple[list[Row], list[Row]]


@st.composite
def worlds(draw: st.DrawFn, most: int = 6) -> World:
    """Give movements and facts, some of which correct, repeat or retract others.

    A world has several parts that have no name, number or reference in common: to look at many at once costs no more.
    """
    movements, facts = [], []
    for tag in "ABCDEFGHIJ"[: draw(st.integers(3, most))]:
        some = [_movement(draw, f"{tag}{number}") for number in range(draw(st.integers(3, 10)))]
        some += [_again(draw, some, f"{tag}{number}") for number in range(draw(st.integers(0, 3)))]
        told = [_fact(draw, f"{tag}{number}") for number in range(draw(st.integers(0, 4)))]
        movements += [_tagged(row, tag) for row in some]
        facts += [_tagged(row, tag) for row in told]
    return movements, facts


@st.composite
def batches(draw: st.DrawFn, world: World) -> list[World]:
    """Split a world into up to four batches, in any order."""
    number = draw(st.integers(2, 4))
    parts: list[World] = [([], []) for _ in range(number)]
    for side in (0, 1):
        for row in world[side]:
            parts[draw(st.integers(0, number - 1))][side].append(row)
    return parts


@st.composite
def decisions(draw: st.DrawFn, world: World) -> Decisions:
    """Give a few decisions on records of a world, also on one that is not there."""
    names = [f"{row['feed']}/{row.get('movement_id') or row.get('fact_id')}" for row in [*world[0], *world[1]]]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number in range(draw(st.integers(0, 3))):
        first, second = sorted((draw(st.sampled_from(names)), draw(st.sampled_from([*names, "post:JFK/none"]))))
        verdict = draw(st.sampled_from(["same", "same", "different", "unsure"]))
        row: Row = {"record_a": first, "record_b": second, "verdict": verdict, "by": "reviewer", "version": "desk"}
        row |= {"link_id": link_digest(f"{first}{second}{number}"), "recorded_at": datetime(2026, 5, 1, tzinfo=UTC)}
        found |= {(first, second): row} if first != second else {}
    return Decisions(pa.Table.from_pylist([found[pair] for pair in sorted(found)], DECISIONS))


def loaded(engine: Engine, world: World) -> tuple[Any, Any]:
    """Put a world into an engine."""
    movements, facts = _arrow(world[0], tables.MOVEMENTS), _arrow(world[1], tables.FACTS)
    return engine.load(movements, "came_movements"), engine.load(facts, "came_facts")


def in_batches(
    engine: Engine, path: Path, parts: list[World], law: Law, made: Decisions, matching: Matching | None
) -> dict[str, list[Row]]:
    """Give people, links and review of a world whose records come in batches; one batch is all at once."""
    path.unlink(missing_ok=True)
    engine.restart()
    stock = build_stock(engine, path, *loaded(engine, parts[0]), law, KNOWN_AT, decisions=made, matching=matching)
    try:
        for part in parts[1:]:
            engine.restart()
            add_records(stock, *loaded(engine, part), KNOWN_AT)
        return outputs(stock)
    finally:
        stock.close()


def outputs(stock: Stock) -> dict[str, list[Row]]:
    """Give people, links and review of a stock, in the order of the files of a run."""
    tables_of = {name: getattr(stock, name)() for name, _ in _OUTPUTS}
    return {
        name: stock.engine.arrow(tables_of[name].order_by(_ORDER[name])).cast(schema).to_pylist()
        for name, schema in _OUTPUTS
    }


def _arrow(rows: list[Row], columns: tuple[tables.Column, ...]) -> pa.Table:
    return pa.Table.from_pylist(rows, tables.arrow_schema(columns))


def _tagged(row: Row, tag: str) -> Row:
    """Give a row names, numbers and references that only its part of the world has."""
    plain = {name: tag + row[name] for name in ("surname", "given_names") if row[name]}
    numbers = {name: row[name] + tag for name in ("document_number", "other_document_number") if row.get(name)}
    named = row["references"] and [reference + tag for reference in row["references"]]
    return {**row, **plain, **numbers, "references": named}


def _person(draw: st.DrawFn) -> Row:
    return {
        "surname": draw(st.sampled_from(_NAMES)),
        "given_names": draw(st.sampled_from(_GIVEN)),
        "birth_date": draw(st.sampled_from(_BORN)),
        "nationality": draw(st.sampled_from(["NLD", "PRT", "USA"])),
        "document_type": "P",
        "document_number": draw(st.sampled_from(_NUMBERS)),
        "document_issuer": draw(st.sampled_from(["NLD", "NLD", "PRT"])),
        "references": draw(st.sampled_from(_LISTS)),
    }


def _movement(draw: st.DrawFn, number: str) -> Row:
    direction = draw(st.sampled_from(["arrival", "departure"]))
    kind = draw(st.sampled_from(["inspection", "manifest", "declared"])) if direction == "departure" else "inspection"
    day = START + timedelta(days=draw(st.integers(0, 60)))
    port = draw(st.sampled_from(["IATA:JFK", "IATA:LAX"]))
    row = movement(direction, day.isoformat(), kind, port=port, **_person(draw))
    return row | {"movement_id": f"m{number}", "recorded_at": _learned(draw)}


def _fact(draw: st.DrawFn, number: str) -> Row:
    kind = draw(st.sampled_from(["application", "document", "document", "conviction", "extension"]))
    given: Row = {"filed_at": datetime(2026, 2, 1, tzinfo=UTC)}
    if kind == "document":
        given = {"outcome": draw(st.sampled_from(["new", "lost", None])), "valid_from": date(2026, 1, 20)}
        given["other_document_number"] = draw(st.sampled_from(_NUMBERS))
    row = fact(kind, **given, **_person(draw))
    return row | {"fact_id": f"f{number}", "recorded_at": _learned(draw)}


def _again(draw: st.DrawFn, movements: list[Row], number: str) -> Row:
    """Correct, retract or repeat a record."""
    old = draw(st.sampled_from(movements))
    how = draw(st.sampled_from(["correct", "retract", "repeat", "other content"]))
    if how == "repeat":
        return dict(old)
    if how == "other content":
        return old | _person(draw) | {"recorded_at": _learned(draw)}
    name = f"{old['feed']}/{old['movement_id']}"
    new = old | _person(draw) | {"movement_id": f"c{number}", "corrects": name, "recorded_at": _learned(draw)}
    return new | {"retracted": how == "retract"}


def _learned(draw: st.DrawFn) -> datetime:
    return datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 40)))
