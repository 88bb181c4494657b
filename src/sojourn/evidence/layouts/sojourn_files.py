"""Files that already hold our own columns, in Parquet, CSV or NDJSON: checked row by row as every evidence
folder is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.engine import open_engine
from sojourn.errors import EvidenceError
from sojourn.evidence.folder import load_evidence
from sojourn.evidence.layouts import batch
from sojourn.evidence.layouts.batch import Batch, Remark, RowCounts, Settings
from sojourn.evidence.layouts.detect import find_table
from sojourn.evidence.set_apart import Quarantined

_ROWS = 100_000


def iter_sojourn(files: list[Path], settings: Settings) -> Iterator[Batch]:
    """Read files of movements or facts, one at a time; ``recorded_at`` is a column of theirs.

    Raises:
        EvidenceError: ``unknown-table``, a file has neither ``movement_id`` nor ``fact_id``; ``bad-columns``;
            ``unreadable-file``.
    """
    for file in files:
        table = find_table(file)
        if table is None:
            raise EvidenceError(
                "unknown-table",
                f"the file `{file.name}` has neither a column `movement_id` nor `fact_id`. Allowed are the columns of "
                "the two input tables. Next: name another layout with `--layout`.",
            )
        yield from _iter_file(file, table)


def _iter_file(file: Path, table: str) -> Iterator[Batch]:
    with tempfile.TemporaryDirectory(prefix="sojourn-read-") as name, open_engine(memory="2GB") as engine:
        folder = Path(name)
        ending = ".csv" if file.suffix.lower() in (".txt", ".tsv") else file.suffix.lower()
        (folder / f"{table}-{file.stem}{ending}").symlink_to(file.resolve())
        if table == "facts":  # a folder of evidence always has movements
            pq.write_table(batch.MOVEMENT_SCHEMA.empty_table(), folder / "movements.parquet")
        evidence = load_evidence(engine, folder)
        taken = 0
        for rows, schema in ((evidence.movements, batch.MOVEMENT_SCHEMA), (evidence.facts, batch.FACT_SCHEMA)):
            for part in _iter_parts(rows, schema):
                taken += len(part)
                movements, facts = (part, None) if schema is batch.MOVEMENT_SCHEMA else (None, part)
                yield Batch(file, movements=movements, facts=facts)
        bad = evidence.quarantined
        quarantined = [
            Quarantined(line, raw or "", "; ".join(reasons or []))
            for line, raw, reasons in zip(*(bad[each].to_pylist() for each in ("line", "raw", "reasons")), strict=True)
        ]
        remarks = [
            Remark(each.column or "", each.code, f"{each.found}; allowed: {each.allowed}", each.rows)
            for each in evidence.problems
        ]
        yield Batch(file, RowCounts(taken, 0, len(quarantined)), remarks=remarks, quarantined=quarantined)


def _iter_parts(rows: ir.Table, schema: pa.Schema) -> Iterator[pa.Table]:
    for part in rows.to_pyarrow_batches(chunk_size=_ROWS):
        if len(part):
            yield batch.conform(pa.Table.from_batches([part]), schema)
