"""Entries that wait become leaves: in order, by one process at a time, each batch with a signed head of its own.

INVARIANT: a leaf enters the tree only where its mark is right; an entry that somebody wrote without the key of the log
is set apart, oversight is told, and the verifier names its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from django.db import connection, transaction

from sojourn.proof.checkpoint import Checkpoint
from sojourn.proof.field import read_field, write_field
from sojourn.proof.log_file import leaf_data
from sojourn.proof.merkle import Frontier, leaf_hash
from sojourn.register import clock
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.door.acting import SERVICE
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.log import head_file, tree
from sojourn.register.log.adopting import adopt_rows
from sojourn.register.log.keys import require_key
from sojourn.register.signing import signing_key
from sojourn.register.store.log_entry import leaf_mac, waiting_mac
from sojourn.register.store.statements import copy_rows, run, select

#: Entries that one transaction takes in.
BATCH = 10_000
#: Held by whoever appends, over the transaction and the writing of the file.
LOCK = 0x50_4A_4C
#: What oversight is told where an entry was written without the key.
REFUSED = "log_entry_refused"
_TAKE = """
COPY (DELETE FROM log_waiting WHERE waiting_id IN (SELECT waiting_id FROM log_waiting ORDER BY waiting_id LIMIT {})
RETURNING waiting_id, source, key, encode(salt, 'hex'), encode(digest, 'hex'), encode(mac, 'hex')) TO STDOUT
"""


@dataclass(frozen=True)
class Entry:
    """An entry that waited."""

    source: str
    key: str
    salt: bytes
    digest: bytes
    mac: bytes

    @property
    def is_ours(self) -> bool:
        """Say whether somebody with the key of the log wrote it."""
        return compare_digest(self.mac, waiting_mac(self.source, self.key, self.salt, self.digest))


def sequence_all() -> int:
    """Append everything that waits; gives how many leaves.

    Raises:
        RegisterError: as ``sequence_batch``.
    """
    done = 0
    while True:
        taken, appended = sequence_batch()
        done += appended
        if taken < BATCH:
            return done


def sequence_batch(limit: int = BATCH) -> tuple[int, int]:
    """Append entries that wait, sign the head and keep it, in the database and outside; gives taken and appended.

    Raises:
        RegisterError: ``log-behind``, ``log-key-other``.
        ProofError: ``tree-unreadable``.
    """
    with appending():
        with transaction.atomic():
            frontier = _frontier()
            head_file.refuse_set_back(frontier.size)
            require_key()
            entries = _take(limit)
            ours = [entry for entry in entries if entry.is_ours]
            if len(ours) < len(entries):
                _set_apart([entry for entry in entries if not entry.is_ours])
            note = append_leaves(frontier, ours) if ours else ""
        if note:
            head_file.keep_head(note)
    return len(entries), len(ours)


@contextmanager
def appending() -> Iterator[None]:
    """Be the only one who appends; others wait. A process that dies gives the lock back with its session."""
    select("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        if not connection.needs_rollback:
            select("SELECT pg_advisory_unlock(%s)", [LOCK])


def append_leaves(frontier: Frontier, entries: Sequence[Entry]) -> str:
    """Append entries to the tree and sign its head; gives the note."""
    start = frontier.size
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY log_leaf (leaf_index, source, key, salt, digest, mac) FROM STDIN") as copy,
    ):
        copy.write("".join(_line(start + at, entry) for at, entry in enumerate(entries)))
    tree.grow(frontier, (leaf_hash(leaf_data(entry.source, entry.key, entry.digest)) for entry in entries))
    return sign_head(frontier)


def sign_head(frontier: Frontier) -> str:
    """Sign the head and keep it; gives the note."""
    key = signing_key()
    note = Checkpoint(key.public.name, frontier.size, frontier.root).sign(key)
    tree.keep_head(frontier, note, clock.now())
    return note


def close_day() -> str | None:
    """Keep the head as the checkpoint of the day, once a day; gives the note where that was done now."""
    day = clock.today()
    if select("SELECT 1 FROM log_checkpoint WHERE day = %s", [day]):
        return None
    with appending(), transaction.atomic():
        head = tree.find_head()
        if head is None:
            return None
        added = run(
            "INSERT INTO log_checkpoint (day, size, note, signed_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [day, head.frontier.size, head.note, clock.now()],
        )
        if not added:
            return None
        about: dict[str, object] = {"size": head.frontier.size}
        write_events([NewEvent(clock.now(), Verb.CHECKPOINT_MADE, SERVICE.actor, SERVICE.office, "", "", about)])
    head_file.keep_checkpoint(day, head.note)
    return head.note


def keep_missing_checkpoints() -> None:
    """Write down checkpoints whose file is missing, as where the disk was full; those of the last month."""
    since = clock.today() - timedelta(days=31)
    for day, note in select("SELECT day, note FROM log_checkpoint WHERE day >= %s", [since]):
        head_file.keep_checkpoint(day, note)


def _frontier() -> Frontier:
    """Give the tree so far; the log begins with the rows that were on file before it."""
    head = tree.find_head()
    if head is not None:
        return head.frontier
    head_file.refuse_set_back(0)
    adopt_rows()
    return Frontier()


def _take(limit: int) -> list[Entry]:
    found = []
    with connection.cursor() as cursor, cursor.copy(_TAKE.format(int(limit))) as copy:
        for line in copy:
            number, source, key, *told = bytes(line)[:-1].decode().split("\t")
            found.append((int(number), Entry(source, read_field(key), *(bytes.fromhex(each) for each in told))))
    found.sort(key=lambda each: each[0])
    return [entry for _, entry in found]


def _set_apart(entries: Sequence[Entry]) -> None:
    """Keep entries that nobody with the key wrote, and tell oversight."""
    at = clock.now()
    rows = [(entry.source, entry.key, entry.salt, entry.digest, entry.mac, at) for entry in entries]
    copy_rows("log_refused", ("source", "key", "salt", "digest", "mac", "refused_at"), rows)
    raise_alert(REFUSED, entries=len(entries))


def _line(index: int, entry: Entry) -> str:
    mac = leaf_mac(index, entry.source, entry.key, entry.digest)
    told = f"{index}\t{entry.source}\t{write_field(entry.key)}\t\\\\x{entry.salt.hex()}\t\\\\x{entry.digest.hex()}"
    return f"{told}\t\\\\x{mac.hex()}\n"
