"""The tree in the database: its head, its full subtrees, and the proofs that are made from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.proof.checkpoint import Checkpoint, peek_checkpoint
from sojourn.proof.log_file import leaf_data
from sojourn.proof.merkle import Frontier, Node, inclusion_path, join_level, leaf_hash, range_root
from sojourn.register.store.statements import copy_rows, run, select

#: Every so many levels the full subtrees are kept: 256 children each.
STEP = 8
_HASH = 32
_LEAVES = "SELECT source, key, digest FROM log_leaf WHERE leaf_index >= %s AND leaf_index < %s ORDER BY leaf_index"
_TILES = "SELECT hash FROM log_tile WHERE level = %s AND tile_index >= %s AND tile_index < %s ORDER BY tile_index"
_KEEP = """
INSERT INTO log_head (one, size, frontier, note, signed_at) VALUES (true, %s, %s, %s, %s)
ON CONFLICT (one) DO UPDATE SET size = excluded.size, frontier = excluded.frontier, note = excluded.note,
  signed_at = excluded.signed_at
"""


@dataclass(frozen=True)
class Head:
    """The head as it is kept: the tree so far, and the note that signs it."""

    frontier: Frontier
    note: str

    @property
    def checkpoint(self) -> Checkpoint:
        """Give what the note says; its signature is not looked at."""
        return peek_checkpoint(self.note)


def find_head() -> Head | None:
    """Find the head of the log; there is none before the first entry was taken in.

    Raises:
        ProofError: ``tree-unreadable``, where it was changed.
    """
    rows = select("SELECT size, frontier, note FROM log_head")
    if not rows:
        return None
    size, peaks, note = rows[0]
    peaks = bytes(peaks)
    return Head(Frontier(size, [peaks[at : at + _HASH] for at in range(0, len(peaks), _HASH)]), note)


def get_head() -> Head:
    """Give the head of the log.

    Raises:
        RegisterError: ``log-empty``.
    """
    head = find_head()
    if head is None:
        raise RegisterError(
            "log-empty",
            "the log has no entry yet; the service takes them in about once a second. "
            "Next: start the register (`sojourn serve`) and ask again.",
        )
    return head


def keep_head(frontier: Frontier, note: str, signed_at: object) -> None:
    """Keep the head in the place of the one before."""
    run(_KEEP, [frontier.size, b"".join(frontier.peaks), note, signed_at])


def grow(frontier: Frontier, hashes: Iterable[bytes]) -> None:
    """Append the hashes of leaves, and keep the full subtrees that they complete."""
    tiles: list[tuple[int, int, bytes]] = []

    def keep(level: int, number: int, root: bytes) -> None:
        if level % STEP == 0:
            tiles.append((level, number, root))

    for each in hashes:
        frontier.append_full(each, 0, keep)
    copy_rows("log_tile", ("level", "tile_index", "hash"), tiles)


def path_of(index: int, size: int) -> list[bytes]:
    """Give the path of a leaf to the root of the first ``size`` leaves.

    Raises:
        ProofError: ``leaf-missing``.
    """
    return inclusion_path(stored_nodes(), index, size)


def root_of(size: int) -> bytes:
    """Give the root of the first ``size`` leaves, as the kept subtrees have it."""
    return range_root(stored_nodes(), 0, size) if size else Frontier().root


def stored_nodes() -> Node:
    """Give what finds the hash of a full subtree: kept ones are read, those between are made of 256 at most."""
    read: dict[tuple[int, int], bytes] = {}

    def node(level: int, number: int) -> bytes:
        base = level - level % STEP
        if (level, number) not in read:
            width = 1 << (level - base)
            hashes = _stored(base, number * width, (number + 1) * width)
            _keep_all(read, base, number * width, hashes)
        return read[level, number]

    return node


def _stored(base: int, start: int, end: int) -> list[bytes]:
    if base == 0:
        rows = select(_LEAVES, [start, end])
        hashes = [leaf_hash(leaf_data(source, key, bytes(digest))) for source, key, digest in rows]
    else:
        hashes = [bytes(found) for (found,) in select(_TILES, [base, start, end])]
    if len(hashes) != end - start:
        raise RegisterError(
            "log-broken",
            f"the log lacks entries between {start << base:,} and {end << base:,}. Next: run `sojourn log verify`.",
        )
    return hashes


def _keep_all(read: dict[tuple[int, int], bytes], level: int, start: int, hashes: Sequence[bytes]) -> None:
    """Remember these hashes and all above them."""
    while True:
        for at, each in enumerate(hashes):
            read[level, start + at] = each
        if len(hashes) == 1:
            return
        level, start, hashes = level + 1, start >> 1, join_level(hashes)
