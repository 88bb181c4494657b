"""Read CSV in blocks of text columns, and find the lines of single rows again."""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sojourn.evidence.problems import Problem, refuse
from sojourn.evidence.validate import Fault

BLOCK = 16 * 1024 * 1024
_END = "the end of the file"

FIELDS = Fault(None, "field-count", "too few or too many fields", "as many fields as the header has")
NO_UTF8 = Fault(None, "no-utf8", "bytes that are no UTF-8", "UTF-8")


class CsvFile:
    """A CSV file with a header, read once from the start.

    Attributes:
        names: the columns of the header.
        broken: rows that have no columns, as (number of the row, what is wrong); complete when ``stages`` has ended.
    """

    def __init__(self, path: Path, file: str) -> None:
        """Read the header; ``file`` is the name used in problems."""
        self._path, self._file = path, file
        with path.open(encoding="utf-8-sig", errors="backslashreplace", newline="") as lines:
            self.names = [name.strip() for name in next(csv.reader(lines), [])]
        self.broken: list[tuple[int, Fault]] = []

    def stages(self) -> Iterator[pa.Table]:
        """Stream the rows as text columns with their number ``__line`` (the first row after the header is 1).

        Raises:
            EvidenceError: ``unreadable-file``, the file cannot be cut into rows.
        """
        self._refuse_open_quote()
        start = 0
        try:
            for batch in self._open():
                numbers = self._numbers(start, len(batch))
                start += len(batch)
                yield self._decode(pa.Table.from_batches([batch]), numbers)
        except pa.ArrowInvalid:
            self._refuse(f"rows that cannot be told apart after about {start} rows", None)

    def locate(self, numbers: Collection[int]) -> Iterator[tuple[int, int, str]]:
        """Find rows by their number again: (number, first line in the file, the lines as they stand)."""
        wanted, last = frozenset(numbers), max(numbers, default=0)
        csv.field_size_limit(sys.maxsize)
        seen: list[str] = []
        with self._path.open(encoding="utf-8-sig", errors="backslashreplace", newline="") as lines:
            reader = csv.reader(_remember(lines, seen))
            number = -1  # the header is 0
            for row in reader:
                number += bool(row)
                if row and number in wanted:
                    yield number, reader.line_num - len(seen) + 1, "".join(seen).rstrip("\r\n")
                if number >= last:
                    return
                seen.clear()

    def _refuse_open_quote(self) -> None:
        """Refuse a file whose last quote never closes: it would swallow every row after it, in silence."""
        with self._path.open("rb") as file:
            quotes = sum(block.count(b'"') for block in iter(lambda: file.read(BLOCK), b""))
        if quotes % 2 == 0:
            return
        csv.field_size_limit(sys.maxsize)
        seen: list[str] = []
        with self._path.open(encoding="utf-8-sig", errors="backslashreplace", newline="") as lines:
            reader = csv.reader(_remember(itertools.chain(lines, ["\n", f"{_END}\n"]), seen))
            last, begins = [_END], 0
            for row in reader:
                last, begins = row, reader.line_num - len(seen) + 1
                seen.clear()
        if last != [_END]:
            self._refuse("a quote that is never closed", begins)

    def _refuse(self, found: str, line: int | None) -> None:
        allowed = "CSV with `,`, every quote closed, and rows of at most 16 MB"
        problem = Problem(self._file, "unreadable-file", None, found, allowed, line)
        refuse([problem], "unreadable-file", "look for a quote that is never closed, and write the file again.")

    def _open(self) -> pacsv.CSVStreamingReader:
        def set_apart(row: pacsv.InvalidRow) -> Literal["skip"]:
            self.broken.append(((row.number or 0) - 1, FIELDS))  # given, because rows are cut in order
            return "skip"

        return pacsv.open_csv(
            self._path,
            read_options=pacsv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=self.names, skip_rows=1),
            parse_options=pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=set_apart),
            convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(self.names, pa.binary())),
        )

    def _numbers(self, start: int, size: int) -> np.ndarray:
        """Number the good rows from ``start`` on, leaving out the numbers of those that were set apart."""
        apart = np.array(sorted(number for number, check in self.broken if check is FIELDS), dtype=np.int64)
        good_before = apart - 1 - np.arange(len(apart))
        good = np.arange(start, start + size)
        return good + 1 + np.searchsorted(good_before, good, side="right")

    def _decode(self, table: pa.Table, numbers: np.ndarray) -> pa.Table:
        table = table.append_column("__line", pa.array(numbers))
        try:
            return _as_text(table)
        except pa.ArrowInvalid:
            readable = np.ones(len(table), dtype=bool)
            for name in self.names:
                readable &= [_is_utf8(value) for value in table[name].to_pylist()]
            self.broken += [(int(number), NO_UTF8) for number in numbers[~readable]]
            return _as_text(table.filter(pa.array(readable)))


def _as_text(table: pa.Table) -> pa.Table:
    texts = [pa.field(name, pa.string()) for name in table.column_names if name != "__line"]
    return table.cast(pa.schema([*texts, table.schema.field("__line")]))


def _is_utf8(value: bytes | None) -> bool:
    if value is None:
        return True
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _remember(lines: Iterable[str], seen: list[str]) -> Iterator[str]:
    for line in lines:
        seen.append(line)
        yield line
