"""The rows of an uploaded file, whatever its layout: those that can be records, page by page, and what is wrong."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sojourn.evidence.reading import read_files
from sojourn.register.intake.checking import Bad, Good, Terms, check_lines
from sojourn.register.intake.lines import Line, read_lines
from sojourn.register.intake.outbox import Header, is_outbox
from sojourn.register.intake.posts import open_outbox
from sojourn.register.store.row_shape import Source

OUTBOX = "outbox"
PAGE = 10_000

#: The codes in the reasons of a row, in the form of ``Fault.reason``.
_CODES = re.compile(r"(?:^|; )([a-z0-9_-]+): (?:`[^`]*`|the row) holds")
_TABLES: tuple[tuple[Source, str], ...] = (("movement", "movements"), ("fact", "facts"))


@dataclass(frozen=True)
class FileRows:
    """A file that was read.

    Attributes:
        layout: the layout found or named.
        counts: how many rows can be records, by sort.
        bad: the rows that cannot be used.
        remarks: what a person should know: (code, text, how many rows).
        header: what an outbox says of itself.
    """

    layout: str
    counts: dict[Source, int]
    bad: list[tuple[Source, Bad]]
    remarks: list[tuple[str, str, int]]
    header: Header | None
    _folder: Path | None
    _rows: list[Good]

    def iter_pages(self) -> Iterator[tuple[Source, list[Good]]]:
        """Give the rows in pages of one sort each, always in the same order."""
        if self._folder is None:
            source = self.header.source if self.header else "movement"
            for start in range(0, len(self._rows), PAGE):
                yield source, self._rows[start : start + PAGE]
            return
        for source, name in _TABLES:
            path = self._folder / f"{name}.parquet"
            if path.exists():
                yield from ((source, page) for page in _iter_parquet(path))


@contextmanager
def read_rows(body: bytes, name: str, layout: str, country: str, at: datetime) -> Iterator[FileRows]:
    """Read a file while the block lasts.

    Raises:
        EvidenceError: what the readers of layouts raise. RegisterError: what ``open_outbox`` raises.
    """
    if layout == OUTBOX or is_outbox(body):
        yield _read_outbox(body, at)
        return
    with tempfile.TemporaryDirectory(prefix="sojourn-upload-") as folder:
        path = Path(folder) / f"upload{Path(name).suffix.lower()[:10]}"
        path.write_bytes(body)
        out = Path(folder) / "out"
        told = read_files([path], layout=layout or None, country=country or None, out=out, recorded_at=at)
        counts: dict[Source, int] = {"movement": told.movements, "fact": told.facts}
        main: Source = "fact" if told.facts and not told.movements else "movement"
        bad = [(main, _bad(row)) for row in pq.read_table(out / "quarantine.parquet").to_pylist()]
        remarks = [
            (row["code"], row["text"], row["count"]) for row in pq.read_table(out / "remarks.parquet").to_pylist()
        ]
        yield FileRows(told.files[0].layout, counts, bad, remarks, None, out, [])


def _read_outbox(body: bytes, at: datetime) -> FileRows:
    outbox = open_outbox(body)
    lines = read_lines(b"\n" + b"\n".join(outbox.rows))  # rows begin at the second line of the file
    source = outbox.header.source
    good, bad = check_lines(source, lines, Terms(outbox.header.feed, at))
    return FileRows(OUTBOX, {source: len(good)}, [(source, each) for each in bad], [], outbox.header, None, good)


def _bad(row: dict[str, Any]) -> Bad:
    line = Line(row["line"], row["raw"].replace("\x00", "\\x00"))
    codes = tuple(dict.fromkeys(_CODES.findall(row["reason"]))) or ("unreadable-row",)
    return Bad(line, codes, row["reason"])


def _iter_parquet(path: Path) -> Iterator[list[Good]]:
    numbers = itertools.count(1)
    with pq.ParquetFile(path) as file:
        for part in file.iter_batches(batch_size=PAGE):
            yield [Good(Line(next(numbers), ""), row) for row in part.to_pylist()]
