"""Read a folder of evidence: ``movements.*`` and ``facts.*``, checked, with bad rows set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.engine import Engine
from sojourn.evidence.fact_kinds import list_fact_remarks
from sojourn.evidence.fact_shapes import fact_shapes
from sojourn.evidence.feed_overrides import FILE as OVERRIDES_FILE
from sojourn.evidence.feed_overrides import Override, load_overrides
from sojourn.evidence.files import Digests, TableFiles, check_folder, find_table_files, refuse_without_movements
from sojourn.evidence.parquet_reading import find_parquet_problems, open_parquet
from sojourn.evidence.problems import Problem, refuse
from sojourn.evidence.quarantine import Quarantine
from sojourn.evidence.rights import FILE as RIGHTS_FILE
from sojourn.evidence.rights import load_rights
from sojourn.evidence.text_reading import read_text_file
from sojourn.tables import FACTS, MOVEMENTS, Column, arrow_schema

_NEXT = "rename or drop the unknown columns, add the missing ones, and write the others with the types allowed."


@dataclass(frozen=True)
class Evidence:
    """The evidence of one folder.

    Attributes:
        movements: the good rows, exactly the columns of ``tables.MOVEMENTS``; lazy where the files are Parquet.
        facts: the same for ``tables.FACTS``; no rows where the folder has none.
        problems: what is wrong with single rows, one entry for each file, column and kind of problem, with the first
            line and the number of rows. Entries with ``kept`` are only told.
        quarantined: the rows set apart, Table(file, line, name, reasons, raw).
        digests: SHA-256 of every file read, by its name in the folder.
        rights: rights by feed, from ``feeds.yaml``.
        overrides: decisions about feeds in quarantine, from ``feed_overrides.yaml``.
    """

    movements: ir.Table
    facts: ir.Table
    problems: list[Problem]
    quarantined: pa.Table
    digests: dict[str, str]
    rights: dict[str, frozenset[str]]
    overrides: tuple[Override, ...] = ()


def load_evidence(engine: Engine, folder: Path) -> Evidence:
    """Open an evidence folder: check every row, keep the good ones, set the bad ones apart.

    The tables may be one file (``movements.parquet``), several (``movements-0001.parquet``) or a folder
    (``movements/``), as Parquet, CSV or NDJSON. Parquet is read in place and streams; text becomes Parquet in the
    engine's working folder.

    Raises:
        EvidenceError: ``no-evidence``, ``bad-columns`` (unknown, missing and doubled columns and wrong types of all
            files at once), ``unreadable-file``, ``bad-rights`` or ``bad-overrides``.
    """
    check_folder(folder)
    rights = load_rights(folder)
    overrides = load_overrides(folder)
    files = {"movements": find_table_files(folder, "movements"), "facts": find_table_files(folder, "facts")}
    if not files["movements"].all:
        refuse_without_movements(folder)
    _refuse_bad_columns(folder, files)
    read = [*files["movements"].all, *files["facts"].all]
    read += [folder / RIGHTS_FILE] if rights else []
    read += [folder / OVERRIDES_FILE] if overrides else []
    digests = Digests(folder, read)
    quarantine = Quarantine(engine.work / "quarantine.arrow")
    movements = _open(engine, folder, "movements", files["movements"], MOVEMENTS, quarantine)
    facts = _open(engine, folder, "facts", files["facts"], FACTS, quarantine)
    if files["facts"].all:
        _remark(engine, facts, "facts", quarantine)
    quarantined, problems = quarantine.finish()
    return Evidence(movements, facts, problems, quarantined, digests.get(), rights, overrides)


def _refuse_bad_columns(folder: Path, files: dict[str, TableFiles]) -> None:
    """Look at the columns of all Parquet files before any row is read."""
    problems = []
    for table, columns in (("movements", MOVEMENTS), ("facts", FACTS)):
        for _, paths in files[table].parquet:
            for path in paths:
                problems += find_parquet_problems(path, path.relative_to(folder).as_posix(), columns)
    refuse(problems, "bad-columns", _NEXT)


def _open(
    engine: Engine, folder: Path, table: str, files: TableFiles, columns: Sequence[Column], quarantine: Quarantine
) -> ir.Table:
    parts = [open_parquet(engine, paths, glob, folder, columns, quarantine) for glob, paths in files.parquet]
    schema = arrow_schema(tuple(columns))
    for number, path in enumerate(files.text):
        target = engine.work / f"{table}-{number}.parquet"
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            file = path.relative_to(folder).as_posix()
            read_text_file(path, file, columns, writer.write_table, quarantine)
        parts.append(engine.read_parquet(target))
    if not parts:
        return engine.load(schema.empty_table(), table)
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _remark(engine: Engine, facts: ir.Table, table: str, quarantine: Quarantine) -> None:
    """Tell what the kept rows hold that has no meaning; one pass."""
    shapes = engine.once(fact_shapes(facts), "fact_shapes")
    remarks = list_fact_remarks(shapes)
    rows = {f"r{at}": shapes.facts.sum(where=each.bad.fill_null(False)) for at, each in enumerate(remarks)}
    counts = shapes.aggregate(**rows).execute()
    engine.drop(shapes)
    for at, each in enumerate(remarks):
        met = counts[f"r{at}"].iloc[0]
        if met and met == met:
            problem = Problem(table, each.code, each.column, each.found, each.allowed, rows=int(met), kept=True)
            quarantine.remark(problem)
