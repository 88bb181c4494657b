"""Rows that were on file before the log began: taken into it once, and said to be so.

They are proven from that moment on; of the time before, the log says nothing.
"""

from __future__ import annotations

import os

from django.db import connection
from django.db.backends.utils import CursorWrapper

from sojourn.proof.field import write_field
from sojourn.register import clock
from sojourn.register.log.covered_rows import covered_sources, row_query
from sojourn.register.store.log_entry import SALT, canonical_text, digest_of, waiting_mac
from sojourn.register.store.statements import Row, run, select

_NO_ENTRY = "NOT EXISTS (SELECT FROM log_waiting w WHERE w.source = '{source}' AND w.key = r.key)"
_COPY = "COPY log_waiting (source, key, salt, digest, mac) FROM STDIN"
#: Rows of one write.
_CHUNK = 10_000


def adopt_rows() -> int:
    """Note every covered row that has no entry, before the first leaf; gives how many. Runs once."""
    adopted = 0
    for source in covered_sources():
        count = _adopt(source)
        if count:
            run(
                "INSERT INTO log_adopted (source, rows, adopted_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [source, count, clock.now()],
            )
        adopted += count
    return adopted


def list_adopted() -> list[tuple[str, int]]:
    """List from which tables rows were adopted, and how many."""
    return [(source, count) for source, count in select("SELECT source, rows FROM log_adopted ORDER BY source")]


def _adopt(source: str) -> int:
    rows = row_query(source)
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"DECLARE log_adopting NO SCROLL CURSOR FOR SELECT r.key, r.told::text FROM ({rows.sql}) r "
            f"WHERE {_NO_ENTRY.format(source=source)}"
        )
        while told := _fetch(cursor):
            count += len(told)
            with cursor.copy(_COPY) as copy:
                copy.write("".join(_line(source, key, row.encode(), rows.floats) for key, row in told))
        cursor.execute("CLOSE log_adopting")
    return count


def _fetch(cursor: CursorWrapper) -> list[Row]:
    cursor.execute(f"FETCH {_CHUNK} FROM log_adopting")
    rows: list[Row] = cursor.fetchall()
    return rows


def _line(source: str, key: str, told: bytes, floats: tuple[str, ...]) -> str:
    salt = os.urandom(SALT)
    digest = digest_of(salt, canonical_text(told, floats))
    mac = waiting_mac(source, key, salt, digest)
    return f"{source}\t{write_field(key)}\t\\\\x{salt.hex()}\t\\\\x{digest.hex()}\t\\\\x{mac.hex()}\n"
