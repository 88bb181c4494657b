"""Look at the start of a ministry's CSV: its encoding, its delimiter, its columns and what each seems to be."""

from __future__ import annotations

import contextlib
import csv
import io
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.detect import refuse_missing
from sojourn.evidence.layouts.draft_words import list_roles, split_name

_ROWS = 2_000
_BYTES = 4_000_000
_NULLS = frozenset(["", "-", "--", "n/a", "na", "null", "none", "nd", "s/d"])
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Sample:
    """The start of a file: how it is written, its columns with their filled cells, and the column of each role."""

    file: str
    encoding: str | None
    delimiter: str
    columns: dict[str, list[str]]
    nulls: tuple[str, ...]
    roles: dict[str, str]

    def cells(self, role: str) -> list[str]:
        """Give the filled cells of a role's column; none where no column has the role."""
        return self.columns[self.roles[role]] if role in self.roles else []

    def codes(self, role: str) -> list[str]:
        """Give the different cells of a role's column, sorted."""
        return sorted(set(self.cells(role)))


def take_sample(path: Path) -> Sample:
    """Read the first rows of a file.

    Raises:
        EvidenceError: ``no-such-file``; ``unreadable-file``, there is no header of two columns or more.
    """
    refuse_missing([path])
    with path.open("rb") as stream:
        data = stream.read(_BYTES)
    whole = data if len(data) < _BYTES else data[: data.rfind(b"\n") + 1]
    encoding = _find_encoding(whole)
    text = whole.decode(encoding or "latin-1")
    delimiter = max(_DELIMITERS, key=text.split("\n", 1)[0].count)
    rows = _read_rows(text, delimiter)
    header = [name.strip() for name in rows[0]] if rows else []
    if len(header) < 2 or "" in header or len(set(header)) != len(header):
        raise EvidenceError(
            "unreadable-file",
            f"the file `{path.name}` does not start with a header of two or more different names. Allowed is CSV, "
            "with the names of its columns in the first line. "
            "Next: take the lines before the header out of the sample.",
        )
    good = [[cell.strip() for cell in row] for row in rows[1:] if len(row) == len(header)]
    nulls = {cell for row in good for cell in row if cell.casefold() in _NULLS and cell}
    columns = {name: [row[at] for row in good if row[at].casefold() not in _NULLS] for at, name in enumerate(header)}
    return Sample(path.name, encoding, delimiter, columns, tuple(sorted(nulls)), _find_roles(header))


def _read_rows(text: str, delimiter: str) -> list[list[str]]:
    """Read the first rows; a quote that never ends ends the sample."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows += islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _ROWS + 1)
    return rows


def _find_encoding(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return "utf-8-sig"


def _find_roles(header: list[str]) -> dict[str, str]:
    """Give each role the column whose name fits it best: the same words first, then the most words in common."""
    fits = []
    for order, (role, words) in enumerate(list_roles()):
        for place, name in enumerate(header):
            found = split_name(name)
            if words and words <= found:
                fits.append((-(words == found), -len(words), order, place, role, name))
    roles: dict[str, str] = {}
    for *_, role, name in sorted(fits):
        if role not in roles and name not in roles.values():
            roles[role] = name
    return roles
