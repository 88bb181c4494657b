"""The output files of a run: their columns, the order of their rows, and how one is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn import tables
from sojourn.engine import Engine

#: Each output file, its columns, and the columns that order it. What is about persons goes by the person first: the
#: parts of a run in buckets are laid end to end.
OUTPUTS: dict[str, tuple[pa.Schema, list[str]]] = {
    "people": (tables.PEOPLE, ["person_id", "record_id"]),
    "links": (tables.LINKS, ["link_id"]),
    "review": (tables.REVIEW, ["review_id"]),
    "crossings": (tables.CROSSINGS, ["person_id", "local_date", "crossing_id"]),
    "periods": (
        tables.PERIODS,
        ["person_id", "stay_id", "valid_from", "rule_id", "basis", "valid_to", "class", "record_ids"],
    ),
    "answers": (tables.ANSWERS, ["person_id", "stay_id"]),
    "feeds": (tables.FEEDS, ["feed", "day", "port"]),
    "days": (tables.DAYS, ["person_id", "stay_id"]),
    "unlawful_presence": (tables.UNLAWFUL_PRESENCE, ["person_id", "stay_id"]),
    "departure_effects": (tables.DEPARTURE_EFFECTS, ["person_id", "stay_id", "effect", "rule_id"]),
}

Finish = Callable[[ir.Table], ir.Table]


def unchanged(rows: ir.Table) -> ir.Table:
    """Give rows as they are."""
    return rows


def write_output(engine: Engine, name: str, table: ir.Table, folder: Path, finish: Finish = unchanged) -> None:
    """Write an output file into a folder; ``finish`` makes the rest of each row once the rows are in order."""
    schema, order = OUTPUTS[name]
    types = ibis.Schema.from_pyarrow(schema)

    def shape(rows: ir.Table) -> ir.Table:
        done = finish(rows)
        return done.select(**{column: done[column].cast(kind) for column, kind in types.items()})

    engine.write_parquet(table, folder / f"{name}.parquet", order, shape)


def join_parts(engine: Engine, parts: list[Path], folder: Path) -> None:
    """Lay the output files of several folders end to end in one folder; a file that no part has is none."""
    names = sorted({path.name for part in parts for path in part.glob("*.parquet")})
    if names:
        folder.mkdir(exist_ok=True)
    for name in names:
        engine.join_files([part / name for part in parts if (part / name).exists()], folder / name)
