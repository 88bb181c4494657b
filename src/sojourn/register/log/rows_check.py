"""Checking the rows: each has one entry, each entry has its row, and the row says what the entry was made of.

The database joins the two, and the rows stream through: memory stays bounded, whatever their number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from hmac import compare_digest
from typing import Literal

from django.db import connection

from sojourn.proof.field import read_field
from sojourn.register.log.covered_rows import RowQuery, covered_sources, row_query
from sojourn.register.log.delay import list_late
from sojourn.register.log.found import Found
from sojourn.register.store.log_entry import canonical_text, waiting_mac
from sojourn.register.store.statements import select

Say = Callable[[str], None]
_JOINED = """
COPY (
  SELECT e.key, encode(e.salt, 'hex'), encode(e.digest, 'hex'), r.key, r.told,
    {destroyed}
  FROM (
    {entries}
  ) e FULL JOIN ({rows}) r ON r.key = e.key
) TO STDOUT
"""
#: Entries of a source, without those whose mark is wrong: they are none.
_ENTRIES = """
SELECT key, salt, digest FROM log_leaf WHERE source = '{source}' AND leaf_index <> ALL('{{{leaves}}}'::bigint[]) {only}
UNION ALL
SELECT key, salt, digest FROM log_waiting WHERE source = '{source}' AND waiting_id <> ALL('{{{waiting}}}'::bigint[])
{only}
"""
_DESTROYED = (
    "CASE WHEN r.key IS NULL OR e.salt IS NULL THEN (SELECT min(d.id) FROM retention_destroyed d "
    "WHERE d.source = '{source}' AND d.key = e.key) END"
)
_WAITING = "SELECT waiting_id, source, key, salt, digest, mac FROM log_waiting"
_NULL = b"\\N"
#: Rows between two lines of progress.
_TOLD = 1_000_000


def check_rows(found: Found, bad_leaves: Collection[int], say: Say, only: tuple[str, str] | None = None) -> None:
    """Check every covered row against its entry.

    Args:
        found: takes what is wrong.
        bad_leaves: numbers of leaves whose mark is wrong: no entry.
        say: takes how far it is.
        only: one source and key; None: all.
    """
    bad_waiting = _check_waiting(found)
    destroyed_bad: set[str] = set()
    for source in covered_sources():
        if only is not None and source not in (only[0], "destroyed"):
            continue
        wanted = only[1] if only is not None and source == only[0] else None
        if only is not None and source != only[0]:
            continue
        say(f"rows of {source}")
        checker = _Source(source, found, (bad_leaves, bad_waiting), destroyed_bad)
        checker.run(wanted, say)
    if only is None:
        _check_sources(found)


class _Source:
    """The check of one source."""

    def __init__(
        self, source: str, found: Found, bad: tuple[Collection[int], Collection[int]], destroyed_bad: set[str]
    ) -> None:
        self._source, self._found, self._destroyed_bad = source, found, destroyed_bad
        self._bad_leaves, self._bad_waiting = (",".join(map(str, numbers)) for numbers in bad)
        self._entries = self._rows = 0

    def run(self, key: str | None, say: Say) -> None:
        """Stream the rows with their entries."""
        query = row_query(self._source)
        before = self._found.rows
        for line in self._lines(query, key):
            self._check(line, query.floats)
            if (self._found.rows - before) % _TOLD == 0 and self._found.rows > before:
                say(f"{self._found.rows - before:,} rows of {self._source}")
        if key is None:
            self._check_twice(query)

    def _lines(self, query: RowQuery, key: str | None) -> Iterator[list[bytes]]:
        there = bool(select("SELECT to_regclass('retention_destroyed')")[0][0])
        rows, only = query.sql, ""
        if key is not None:
            literal = _literal(key)
            rows, only = f"SELECT * FROM ({rows}) every WHERE key = {literal}", f"AND key = {literal}"
        statement = _JOINED.format(
            entries=self._good_entries(only),
            rows=rows,
            destroyed=_DESTROYED.format(source=self._source) if there else "NULL",
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for line in copy:
                yield bytes(line)[:-1].split(b"\t")

    def _good_entries(self, only: str) -> str:
        return _ENTRIES.format(source=self._source, leaves=self._bad_leaves, waiting=self._bad_waiting, only=only)

    def _check(self, line: list[bytes], floats: tuple[str, ...]) -> None:
        key, salt, digest, row_key, told, destroyed = line
        has_entry, has_row = key != _NULL, row_key != _NULL
        self._entries += has_entry
        self._rows += has_row
        self._found.rows += has_row
        if not has_entry:
            self._note("row not in the log", row_key)
        elif not has_row:
            self._check_gone(key, destroyed)
        elif salt == _NULL:
            self._note("salt missing", key)
        else:
            text = told.replace(b"\\\\", b"\\") if b"\\" in told else told
            found = hashlib.sha256(bytes.fromhex(salt.decode()) + canonical_text(text, floats)).hexdigest()
            if not compare_digest(found.encode(), digest):
                self._note("row changed", key)

    def _check_gone(self, key: bytes, destroyed: bytes) -> None:
        """A row is gone: that is in order where a row that the log vouches for says so."""
        if destroyed == _NULL or destroyed.decode() in self._destroyed_bad:
            self._note("row missing", key)
        else:
            self._found.destroyed += 1

    def _note(
        self, kind: Literal["row changed", "row missing", "row not in the log", "salt missing"], key: bytes
    ) -> None:
        name = read_field(key.decode())
        if self._source == "destroyed":
            self._destroyed_bad.add(name)
        self._found.note(kind, f"{self._source}/{name}")

    def _check_twice(self, query: RowQuery) -> None:
        """Name rows and entries that are there twice: then the join gave more than there are."""
        source = self._source
        entries = f"SELECT key FROM ({self._good_entries('')}) e"
        for counted, keys in ((self._entries, entries), (self._rows, f"SELECT key FROM ({query.sql}) q")):
            ((there,),) = select(f"SELECT count(*) FROM ({keys}) q")
            if there != counted:
                twice = select(f"SELECT key FROM ({keys}) q GROUP BY key HAVING count(*) > 1 ORDER BY key")
                self._found.note_all("row twice", (f"{source}/{key}" for (key,) in twice))


def _check_waiting(found: Found) -> set[int]:
    """Check the marks of entries that are not in the tree yet; gives the numbers of those that nobody of ours wrote."""
    bad: set[int] = set()
    for number, source, key, salt, digest, mac in select(_WAITING):
        found.waiting += 1
        if not compare_digest(waiting_mac(source, key, bytes(salt), bytes(digest)), bytes(mac)):
            bad.add(number)
            found.note("waiting entry changed", f"{source}/{key}")
    found.note_all("entry waits", (f"{source}/{key}" for source, key in list_late()))
    refused = select("SELECT source, key FROM log_refused ORDER BY refused_id")
    found.note_all("entry refused", (f"{source}/{key}" for source, key in refused))
    return bad


def _check_sources(found: Found) -> None:
    """Name entries about tables that are not there."""
    known = covered_sources()
    rows = select("SELECT DISTINCT source FROM log_leaf WHERE source <> ALL(%s)", [known])
    found.note_all("table disagrees", (f"{source}: entries, and no such table" for (source,) in rows))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
