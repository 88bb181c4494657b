"""Proofs that leave the register: that an entry is in the log, that a checkpoint goes on from another, all entries.

Each is checked before it is handed out, so that a tree that somebody changed proves nothing wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from sojourn.errors import RegisterError
from sojourn.proof.checkpoint import Checkpoint, peek_checkpoint
from sojourn.proof.log_file import (
    LogProof,
    check_consistency,
    check_entry,
    export_lines,
    write_consistency,
)
from sojourn.proof.merkle import consistency_path
from sojourn.register.log import tree
from sojourn.register.log.covered_rows import row_query
from sojourn.register.log.keys import list_change_notes
from sojourn.register.log.verifying import snapshot
from sojourn.register.signing import public_key
from sojourn.register.store.log_entry import canonical_text
from sojourn.register.store.logged import COVERED
from sojourn.register.store.statements import select

_ENTRY = """
SELECT leaf_index, salt, digest FROM log_leaf WHERE source = %s AND key = %s AND leaf_index < %s
ORDER BY leaf_index LIMIT 1
"""
_LEAVES = """
COPY (SELECT leaf_index, source, key, encode(digest, 'hex') FROM log_leaf WHERE leaf_index < {} ORDER BY leaf_index)
TO STDOUT
"""


def latest_checkpoint() -> str:
    """Give the signed note of the last head.

    Raises:
        RegisterError: ``log-empty``.
    """
    return tree.get_head().note


def list_checkpoints() -> list[str]:
    """List the signed notes of the days, the first one first, and the last head."""
    daily = [note for (note,) in select("SELECT note FROM log_checkpoint ORDER BY day")]
    return [*daily, latest_checkpoint()]


def proof_of(source: str, key: str, *, with_row: bool = True) -> LogProof:
    """Prove that a row is in the log, under the last head.

    Args:
        source: what the log calls the table (``store.logged.COVERED``).
        key: the key of the row (``store.logged.key_text``).
        with_row: tell the row and its salt too; without them the proof shows that there is an entry, not what it says.

    Raises:
        RegisterError: ``log-not-yet``, ``log-no-entry``, ``log-empty``, ``log-broken``.
        ProofError: ``proof-wrong``, where the log was changed.
    """
    if source not in COVERED:
        raise _no_entry(source, key)
    head = tree.get_head()
    rows = select(_ENTRY, [source, key, head.frontier.size])
    if not rows:
        raise _not_there(source, key)
    index, salt, digest = rows[0]
    row = _row(source, key) if with_row and salt is not None else None
    proof = LogProof(
        source,
        key,
        bytes(digest),
        None if row is None else bytes(salt),
        row,
        index,
        tuple(tree.path_of(index, head.frontier.size)),
        head.note,
        tuple(list_change_notes()),
    )
    check_entry(proof, public_key())
    return proof


def prove_consistency(first: str, second: str) -> str:
    """Prove that the log at one checkpoint goes on from another; gives the text of the file.

    Raises:
        RegisterError: ``log-broken``.
        ProofError: ``leaf-missing``, ``proof-wrong``, or what is wrong with a note.
    """
    old, new = _in_order(first, second)
    path = consistency_path(tree.stored_nodes(), peek_checkpoint(old).size, peek_checkpoint(new).size)
    text = write_consistency(old, new, path, list_change_notes())
    check_consistency(text, public_key())
    return text


def export_log(out: Path) -> Checkpoint:
    """Write every entry and every checkpoint into a file; gives the head that it reaches.

    Raises:
        RegisterError: ``log-empty``.
    """
    beside = out.with_name(f"{out.name}.part")
    with snapshot():
        head = tree.get_head()
        with beside.open("w", encoding="utf-8") as file:
            file.writelines(export_lines(list_checkpoints(), list_change_notes(), head.frontier.size))
            file.writelines(_leaf_lines(head.frontier.size))
    beside.rename(out)
    return head.checkpoint


def _leaf_lines(size: int) -> Iterator[str]:
    with connection.cursor() as cursor, cursor.copy(_LEAVES.format(int(size))) as copy:
        for line in copy:
            yield bytes(line).decode()


def _in_order(first: str, second: str) -> tuple[str, str]:
    return (first, second) if peek_checkpoint(first).size <= peek_checkpoint(second).size else (second, first)


def _row(source: str, key: str) -> str | None:
    """Give the canonical text of a row; none where it was destroyed."""
    query, covered = row_query(source), COVERED[source]
    named = f"encode(t.\"{covered.key}\", 'hex')" if source == "message" else f't."{covered.key}"::text'
    rows = select(f"SELECT told::text FROM ({query.sql} WHERE {named} = %s) q", [key])
    return canonical_text(rows[0][0].encode(), query.floats).decode() if rows else None


def _not_there(source: str, key: str) -> RegisterError:
    if select("SELECT 1 FROM log_waiting WHERE source = %s AND key = %s", [source, key]):
        return RegisterError(
            "log-not-yet",
            f"the entry `{source}/{key[:60]}` waits to be taken into the log, which happens about once a second. "
            "Next: ask again in a moment.",
        )
    return _no_entry(source, key)


def _no_entry(source: str, key: str) -> RegisterError:
    return RegisterError(
        "log-no-entry",
        f"the log has no entry `{source[:40]}/{key[:60]}`. Allowed are {', '.join(sorted(COVERED))}, each with the key "
        "of a row. Next: name another; if the row is there, run `sojourn log verify`.",
    )
