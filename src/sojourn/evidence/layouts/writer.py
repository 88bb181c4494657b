"""Write an evidence folder batch by batch, beside its place, and move it there when it is whole."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.batch import FACT_SCHEMA, MOVEMENT_SCHEMA, Batch

_QUARANTINE: list[tuple[str, pa.DataType]] = [
    ("file", pa.string()),
    ("line", pa.int64()),
    ("raw", pa.string()),
    ("reason", pa.string()),
]
QUARANTINE = pa.schema(_QUARANTINE)
"""What could not be read: the file, the line (or row, or person, from 1), the raw text and why."""

_REMARKS: list[tuple[str, pa.DataType]] = [
    ("file", pa.string()),
    ("position", pa.string()),
    ("code", pa.string()),
    ("text", pa.string()),
    ("count", pa.int64()),
]
REMARKS = pa.schema(_REMARKS)
"""What a person should know about a file; ``count`` is how many rows a remark is about."""

_ALWAYS = {"movements": MOVEMENT_SCHEMA, "quarantine": QUARANTINE, "remarks": REMARKS}


class FolderWriter:
    """Writes ``movements``, ``facts`` (where there are any), ``quarantine`` and ``remarks`` as Parquet.

    Use it as ``with FolderWriter(out) as folder``: when the block ends well the folder appears at ``out``, and when
    it raises nothing is left of it.
    """

    def __init__(self, out: Path) -> None:
        """Check the place.

        Raises:
            EvidenceError: ``folder-not-empty``, ``out`` is a file, or a folder with something in it.
        """
        self._out = out.absolute()
        self._beside = self._out.with_name(f".{self._out.name}.part")
        self._writers: dict[str, pq.ParquetWriter] = {}
        if self._out.exists() and (not self._out.is_dir() or any(self._out.iterdir())):
            raise EvidenceError(
                "folder-not-empty",
                f"`{out}` is there already and is not an empty folder. Allowed is a folder that does not exist or is "
                "empty. Next: choose another name, or move the old one away.",
            )

    def __enter__(self) -> FolderWriter:
        """Start to write beside the place."""
        if self._beside.exists():
            shutil.rmtree(self._beside)  # left by a reading that was killed
        self._beside.mkdir(parents=True)
        for name, schema in _ALWAYS.items():
            self._writers[name] = pq.ParquetWriter(self._beside / f"{name}.parquet", schema, compression="zstd")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the whole folder in its place, or remove what was written."""
        for writer in self._writers.values():
            with contextlib.suppress(OSError, pa.ArrowException) if error else contextlib.nullcontext():
                writer.close()
        if error is not None:
            shutil.rmtree(self._beside, ignore_errors=True)
            return
        if self._out.is_dir():
            self._out.rmdir()
        self._beside.rename(self._out)

    def write(self, batch: Batch) -> None:
        """Write one batch."""
        if batch.movements is not None and len(batch.movements):
            self._writers["movements"].write_table(batch.movements)
        if batch.facts is not None and len(batch.facts):
            if "facts" not in self._writers:
                path = self._beside / "facts.parquet"
                self._writers["facts"] = pq.ParquetWriter(path, FACT_SCHEMA, compression="zstd")
            self._writers["facts"].write_table(batch.facts)
        file = batch.file.name
        bad = [{"file": file, "line": row.line, "raw": row.raw, "reason": row.reason} for row in batch.quarantined]
        if bad:
            self._writers["quarantine"].write_table(pa.Table.from_pylist(bad, QUARANTINE))
        said = [{"file": file, **vars(remark)} for remark in batch.remarks]
        if said:
            self._writers["remarks"].write_table(pa.Table.from_pylist(said, REMARKS))
