"""Checking everything that the log says: leaves, roots, signatures, rows, and the tables that repeat them.

One snapshot of the database is read, so the register goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from sojourn.errors import SojournError
from sojourn.proof.checkpoint import Checkpoint, peek_checkpoint
from sojourn.proof.key_change import KeyChange, keys_for
from sojourn.proof.note import open_note
from sojourn.proof.signing import PublicKey
from sojourn.register.log import head_file, tree
from sojourn.register.log.adopting import list_adopted
from sojourn.register.log.derived_check import check_derived
from sojourn.register.log.found import Found
from sojourn.register.log.keys import list_changes, list_keys
from sojourn.register.log.leaves_check import check_leaves
from sojourn.register.log.rows_check import check_rows
from sojourn.register.log.sealed_check import check_sealed, check_values
from sojourn.register.signing import public_key
from sojourn.register.store.statements import run, select

Say = Callable[[str], None]
_Heads = dict[int, list[tuple[str, Checkpoint]]]
#: Memory for the join of rows and entries; what is more goes to the disk.
_WORK_MEMORY = "256MB"


def verify_log(say: Say = lambda _: None, values: int = 0) -> Found:
    """Check everything; what is wrong is named in the result.

    Args:
        say: takes how far it is.
        values: of so many records, chosen at random, the sealed values are opened too.
    """
    with snapshot():
        found = Found(adopted=dict(list_adopted()), set_aside=head_file.list_set_aside())
        heads, size = _heads(found)
        say("entries, in their order")
        bad = check_leaves(found, heads, size, say)
        check_rows(found, bad, say)
        say("tables that repeat or point")
        check_derived(found)
        check_sealed(found)
        check_values(found, values)
    return found


def verify_entry(source: str, key: str) -> Found:
    """Check one row against its entry; that the entry is in the tree is what its proof shows (``proofs``)."""
    with snapshot():
        found = Found()
        check_rows(found, (), lambda _: None, (source, key))
    return found


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database inside the block, with memory for large joins; nothing can be written."""
    if connection.in_atomic_block:  # the caller's transaction is the state
        yield
        return
    with transaction.atomic():
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        run(f"SET LOCAL work_mem = '{_WORK_MEMORY}'")
        yield


def _heads(found: Found) -> tuple[_Heads, int]:
    """Read every signed head, in the database and outside; gives them by size, and the size of the log."""
    changes = _changes(found)
    heads: _Heads = {}
    size = 0
    for name, note in _notes():
        found.notes += 1
        head = _opened(found, name, note, changes)
        if head is not None:
            heads.setdefault(head.size, []).append((name, head))
            size = head.size if name == "the head" else size
    _check_frontier(found, heads, size)
    behind = sorted(each for each in heads if each > size)
    for each in behind:
        named = heads.pop(each)
        found.note_all("head behind", (f"{name} signs {each:,} entries, the database {size:,}" for name, _ in named))
    return heads, size


def _check_frontier(found: Found, heads: _Heads, size: int) -> None:
    """What the next entry would be appended to must be what the head signs."""
    try:
        head = tree.find_head()
    except SojournError:
        found.note("root differs", "the parts of the head")
        return
    signed = {kept.root for name, kept in heads.get(size, ()) if name == "the head"}
    if head is not None and (head.frontier.size, {head.frontier.root}) != (size, signed):
        found.note("root differs", "the parts of the head")


def _notes() -> Iterator[tuple[str, str]]:
    for (note,) in select("SELECT note FROM log_head"):
        yield "the head", note
    for day, note in select("SELECT day, note FROM log_checkpoint ORDER BY day"):
        yield f"checkpoint of {day}", note
    for name, note in head_file.list_kept():
        yield f"file {name}", note


def _opened(found: Found, name: str, note: str, changes: list[KeyChange]) -> Checkpoint | None:
    try:
        head = peek_checkpoint(note)
        open_note(note, keys_for(public_key(), changes, head.size))
    except SojournError as error:
        found.note("signature wrong" if error.code == "note-not-signed" else "note unreadable", name)
        return None
    return head


def _changes(found: Found) -> list[KeyChange]:
    """Read the changes of keys; the last key must be the one of this process, and each follows from the one before."""
    try:
        changes = list_changes()
    except SojournError:
        found.note("signature wrong", "change of keys")
        return []
    keys: list[PublicKey] = [key for _, key, _ in list_keys()]
    told = [changes[0].old, *(change.new for change in changes)] if changes else [public_key()]
    if keys and (keys != told or keys[-1] != public_key()):
        found.note("signature wrong", "keys of the log")
    return changes
