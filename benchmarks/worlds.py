"""Evidence of any size: beyond what the simulator makes in one piece, several worlds side by side in one folder.

A further world has another seed, and feeds, documents and references of its own; names and birth dates are drawn alike,
so the larger population has more people who look alike.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from sojourn.simulate import simulate

#: Most travellers of one world; the simulator's own bound is 15 million.
WORLD = 10_000_000
SEED = 2026
LAW = "us"
_NUMBERS = {
    "movements": ("document_number",),
    "facts": ("document_number", "other_document_number", "reference", "principal_reference"),
}


def make(evidence: Path, travellers: int, world: int = WORLD) -> None:
    """Write an evidence folder of so many travellers, in one file of each table for each world."""
    worlds = -(-travellers // world)
    if worlds == 1:
        simulate(evidence, travellers=travellers, seed=SEED, law=LAW)
        return
    evidence.mkdir(parents=True, exist_ok=True)
    for number in range(worlds):
        part = evidence / f".world{number}"
        share = travellers * (number + 1) // worlds - travellers * number // worlds
        simulate(part, travellers=share, seed=SEED + number, law=LAW)
        _move(part, evidence, number)
        shutil.rmtree(part)


def _move(part: Path, evidence: Path, number: int) -> None:
    """Bring a world's files into the folder, under names of their own; the first world stays as it is."""
    for table in ("movements", "facts", "truth"):
        source, target = part / f"{table}.parquet", evidence / f"{table}-{number:02d}.parquet"
        if number == 0:
            source.replace(target)
            continue
        with duckdb.connect() as con:
            con.execute("LOAD icu; SET TimeZone = 'UTC'")
            con.execute(
                f"COPY (SELECT * REPLACE ({_replaced(table, number)}) FROM read_parquet('{source}')) "
                f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )


def _replaced(table: str, number: int) -> str:
    name = f"'-{number}/'"
    if table == "truth":
        return f"replace(record_id, '/', {name}) AS record_id"
    changed = [f"feed || '-{number}' AS feed", f"replace(corrects, '/', {name}) AS corrects"]
    changed += [f"{column} || '{number}' AS {column}" for column in _NUMBERS[table]]
    changed.append(f'list_transform("references", each -> each || \'{number}\') AS "references"')
    return ", ".join(changed)
