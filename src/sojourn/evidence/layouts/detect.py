"""Find out which layout a file has, from its ending and its first bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import EvidenceError

LAYOUTS = ("paxlst", "i94", "uk-api", "sojourn")
"""The layouts that need no layout file."""

_HEAD = 65_536
_EDIFACT = re.compile(rb"UN[ABGH][^A-Za-z0-9]", re.IGNORECASE)
_MESSAGE = re.compile(rb"PAXLST|CUSRES", re.IGNORECASE)
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".ndjson", ".jsonl")


def detect_layout(file: Path) -> str:
    """Name the layout of a file.

    Raises:
        EvidenceError: ``no-such-file``; ``unknown-layout``, with what was tried.
    """
    refuse_missing([file])
    layout = _detect_parquet(file) if file.suffix.lower() == ".parquet" else _detect_text(file)
    if layout is None:
        raise EvidenceError(
            "unknown-layout",
            f"the layout of `{file.name}` was not recognised. Tried: `paxlst` (a `UNB` or `UNH` segment and the word "
            "`PAXLST` or `CUSRES`), `uk-api` (JSON with `EventCode` and `PassengerList`), `i94` (columns `cicid` and "
            "`i94port`), `sojourn` (a column `movement_id` or `fact_id`). Next: name the layout with `--layout`, or "
            "describe the file in a layout of your own: `sojourn read --draft-layout FILE` proposes one.",
        )
    return layout


def refuse_missing(files: Sequence[Path]) -> None:
    """Refuse an empty list, and name all files that are not there.

    Raises:
        EvidenceError: ``no-such-file``.
    """
    missing = ", ".join(f"`{file}`" for file in files if not file.is_file())
    if missing or not files:
        raise EvidenceError(
            "no-such-file",
            f"there is no file {missing or 'to read'}. Allowed are one or more files, not folders. "
            "Next: check the paths.",
        )


def find_table(file: Path) -> str | None:
    """Say whether a file holds ``movements`` or ``facts`` in our own columns, or neither."""
    names = _parquet_names(file) if file.suffix.lower() == ".parquet" else _text_names(file)
    return _table(names)


def _detect_parquet(file: Path) -> str | None:
    return _by_columns(_parquet_names(file))


def _detect_text(file: Path) -> str | None:
    head = _head(file)
    if _EDIFACT.search(head) and _MESSAGE.search(head):
        return "paxlst"
    if file.suffix.lower() == ".json" or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        keys = (b'"PassengerList"', b'"EventCode"')
        if all(key in head or key in file.read_bytes() for key in keys):
            return "uk-api"
    return _by_columns(_text_names(file)) if file.suffix.lower() in _TEXT_ENDINGS else None


def _by_columns(names: set[str]) -> str | None:
    if {"cicid", "i94port"} <= names:
        return "i94"
    return "sojourn" if _table(names) else None


def _table(names: set[str]) -> str | None:
    if "movement_id" in names:
        return "movements"
    return "facts" if "fact_id" in names else None


def _parquet_names(file: Path) -> set[str]:
    try:
        return {name.lower() for name in pq.read_schema(file).names}
    except pa.ArrowInvalid:
        return set()


def _text_names(file: Path) -> set[str]:
    """Give the keys of a first line, be it a CSV header or a JSON object."""
    first = _head(file).decode("utf-8", errors="replace").lstrip("\ufeff").split("\n", 1)[0]
    return {name.lower() for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", first)}


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEAD)
