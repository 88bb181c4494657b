"""Write files that already have our own columns again as canonical, typed Parquet, with the bad rows beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import EvidenceError
from sojourn.evidence.csv_files import CsvFile
from sojourn.evidence.files import PARQUET, TEXT_ENDINGS, find_table_files
from sojourn.evidence.parquet_reading import find_parquet_problems, set_bad_rows_apart, write_good_rows
from sojourn.evidence.problems import Problem, refuse
from sojourn.evidence.quarantine import Quarantine
from sojourn.evidence.text_reading import read_text_file
from sojourn.tables import FACTS, MOVEMENTS, Column, arrow_schema

TABLES: dict[str, tuple[Column, ...]] = {"movements": MOVEMENTS, "facts": FACTS}


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        rows: good rows by table.
        quarantined: the rows set apart, Table(file, line, name, reasons, raw); also in ``quarantine.parquet``.
        problems: what is wrong with them, one entry for each file, column and kind of problem.
    """

    rows: dict[str, int]
    quarantined: pa.Table
    problems: list[Problem]


def canonical_files(source: Path | Sequence[Path], out: Path) -> Written:
    """Read files of movements and facts; write ``movements.parquet``, ``facts.parquet`` and ``quarantine.parquet``.

    A file belongs to the table that its name begins with, or otherwise to the one whose id column it has. Each file is
    written beside and renamed.

    Args:
        source: an evidence folder, or files (Parquet, CSV, NDJSON).
        out: the folder to write to; it is made where it is missing.

    Raises:
        EvidenceError: ``bad-columns``, ``unreadable-file``, or ``no-evidence``: no file, or one of neither table.
    """
    files = _files_by_table(source)
    out.mkdir(parents=True, exist_ok=True)
    _refuse_bad_columns(files)
    beside = out / ".quarantine.arrow"
    quarantine = Quarantine(beside)
    try:
        rows = {
            table: _write(paths, TABLES[table], out / f"{table}.parquet", quarantine) for table, paths in files.items()
        }
        quarantined, problems = quarantine.finish()
    finally:
        beside.unlink(missing_ok=True)  # what was read from it stays open
    part = out / ".quarantine.parquet.part"
    pq.write_table(quarantined, part, compression="zstd")
    part.replace(out / "quarantine.parquet")
    return Written(rows, quarantined, problems)


def _files_by_table(source: Path | Sequence[Path]) -> dict[str, list[Path]]:
    if isinstance(source, Path) and source.is_dir():
        found = {table: list(find_table_files(source, table).all) for table in TABLES}
    else:
        found = {table: [] for table in TABLES}
        for path in [source] if isinstance(source, Path) else source:
            found[_table_of(path)].append(path)
    kept = {table: paths for table, paths in found.items() if paths}
    if not kept:
        raise EvidenceError(
            "no-evidence",
            "there is no file to read. Allowed: `movements.*` and `facts.*` as Parquet, CSV or NDJSON. "
            "Next: check the path.",
        )
    return kept


def _table_of(path: Path) -> str:
    for table in TABLES:
        if path.name.startswith(table):
            return table
    names = _names(path)
    for table, columns in TABLES.items():
        if columns[0].name in names:
            return table
    raise EvidenceError(
        "no-evidence",
        f"the file `{path.name}` is none of our tables. Allowed: a file with the column `movement_id` or `fact_id`. "
        "Next: name its layout with `--layout`.",
    )


def _names(path: Path) -> Sequence[str]:
    if path.suffix == PARQUET:
        names: list[str] = pq.read_schema(path).names
        return names
    if path.suffix == TEXT_ENDINGS[0]:
        return CsvFile(path, path.name).names
    with path.open(encoding="utf-8-sig", errors="backslashreplace") as lines:
        first = next(lines, "")
    return [columns[0].name for columns in TABLES.values() if f'"{columns[0].name}"' in first]


def _refuse_bad_columns(files: dict[str, list[Path]]) -> None:
    problems = [
        problem
        for table, paths in files.items()
        for path in paths
        if path.suffix == PARQUET
        for problem in find_parquet_problems(path, path.name, TABLES[table])
    ]
    refuse(problems, "bad-columns", "rename, drop or retype these columns, or read the file with its layout.")


def _write(paths: Sequence[Path], columns: tuple[Column, ...], target: Path, quarantine: Quarantine) -> int:
    part = target.with_name(f".{target.name}.part")
    with pq.ParquetWriter(part, arrow_schema(columns), compression="zstd") as writer:
        rows = sum(_append(path, columns, writer, quarantine) for path in paths)
    part.replace(target)
    return rows


def _append(path: Path, columns: tuple[Column, ...], writer: pq.ParquetWriter, quarantine: Quarantine) -> int:
    if path.suffix == PARQUET:
        set_bad_rows_apart(path, path.name, columns, quarantine)
        return write_good_rows(path, columns, writer)
    kept: list[int] = []

    def keep(rows: pa.Table) -> None:
        writer.write_table(rows)
        kept.append(len(rows))

    read_text_file(path, path.name, columns, keep, quarantine)
    return sum(kept)
