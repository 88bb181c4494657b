"""Checking the leaves in their order: the mark of each, the full parts, and the root at every signed size."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from hmac import compare_digest

from django.db import connection

from sojourn.proof.checkpoint import Checkpoint
from sojourn.proof.field import read_field
from sojourn.proof.merkle import Frontier, join_level
from sojourn.register.log.found import Found
from sojourn.register.log.tree import STEP
from sojourn.register.store.log_entry import log_key
from sojourn.register.store.statements import select

Say = Callable[[str], None]
_LEAVES = """
COPY (SELECT leaf_index, source, key, encode(digest, 'hex'), encode(mac, 'hex') FROM log_leaf ORDER BY leaf_index)
TO STDOUT
"""
_WIDTH = 1 << STEP
#: Leaves between two lines of progress.
_TOLD = 1_000_000


def check_leaves(found: Found, heads: Mapping[int, list[tuple[str, Checkpoint]]], size: int, say: Say) -> set[int]:
    """Check every leaf; gives the numbers of those whose mark is wrong.

    Args:
        found: takes what is wrong.
        heads: the signed heads by their size, each with its name.
        size: of the head in the database; leaves from there on are beyond it.
        say: takes how far it is.
    """
    bad: set[int] = set()
    checker = _Tree(found, heads)
    for index, hashed, is_marked in _marked():
        if found.leaves and found.leaves % _TOLD == 0:
            say(f"{found.leaves:,} entries")
        found.leaves += 1
        if not is_marked:
            bad.add(index)
        checker.append(index, hashed)
    checker.end(size)
    found.note_all("leaf changed", sorted(bad))
    return bad


class _Tree:
    """The tree as the leaves make it, with what was kept of it held against it."""

    def __init__(self, found: Found, heads: Mapping[int, list[tuple[str, Checkpoint]]]) -> None:
        self._found, self._heads, self._frontier = found, heads, Frontier()
        self._held: list[bytes] = []
        self._stops = sorted(heads, reverse=True)
        tiles = select("SELECT level, tile_index, hash FROM log_tile")
        self._tiles = {(level, number): bytes(each) for level, number, each in tiles}
        self._next = 0
        self._look()

    def append(self, index: int, hashed: bytes) -> None:
        """Take the next leaf; where numbers are missing, the tree goes on with the leaves that are there."""
        if index != self._next:
            self._found.note_all("leaf missing", range(self._next, index))
        self._next = index + 1
        self._held.append(hashed)
        size = self._frontier.size + len(self._held)
        if not size % _WIDTH or (self._stops and size == self._stops[-1]):
            self._empty()
            self._look()

    def end(self, size: int) -> None:
        """Say what is missing at the end, and which full parts are other than kept."""
        self._empty()
        self._found.note_all("leaf missing", range(self._next, size))
        self._found.note_all("leaf beyond the head", range(size, self._next))
        for stop in self._stops:
            self._found.note_all("root differs", (name for name, _ in self._heads[stop]))
        self._found.note_all("full part changed", (f"level {level}, {number}" for level, number in sorted(self._tiles)))

    def _empty(self) -> None:
        """Let the tree grow by what is held, at once where that is a full part."""
        if len(self._held) == _WIDTH and not self._frontier.size % _WIDTH:
            while len(self._held) > 1:
                self._held = join_level(self._held)
            self._seen(STEP, self._frontier.size >> STEP, self._held[0])
            self._frontier.append_full(self._held[0], STEP, self._seen)
        else:
            for each in self._held:
                self._frontier.append_full(each, 0, self._seen)
        self._held = []

    def _look(self) -> None:
        """Compare the root with what was signed at this size."""
        while self._stops and self._stops[-1] == self._frontier.size:
            root = self._frontier.root
            named = self._heads[self._stops.pop()]
            self._found.note_all("root differs", (name for name, head in named if head.root != root))

    def _seen(self, level: int, number: int, root: bytes) -> None:
        """Strike a kept full part that is as it should be; one that is missing or other stays or is noted."""
        if level % STEP:
            return
        kept = self._tiles.get((level, number))
        if kept == root:
            del self._tiles[level, number]
        elif kept is None:
            self._found.note("full part changed", f"level {level}, {number}")


def _marked() -> Iterator[tuple[int, bytes, bool]]:
    """Give each leaf's number, its hash in the tree, and whether its mark is right."""
    key, sha256, blake2b = log_key(), hashlib.sha256, hashlib.blake2b
    fromhex = bytes.fromhex
    with connection.cursor() as cursor, cursor.copy(_LEAVES) as copy:
        for line in copy:
            index, source, own, digest, mac = bytes(line)[:-1].split(b"\t")
            if b"\\" in own:
                own = read_field(own.decode()).encode()
            told = b"%b\x00%b\x00%b\x00%b" % (index, source, own, fromhex(digest.decode()))
            mark = blake2b(told, key=key, digest_size=16, person=b"sojourn leaf").hexdigest()
            hashed = sha256(b"\x00%b\n%b\n%b\n" % (source, own, digest)).digest()
            yield int(index), hashed, compare_digest(mark.encode(), mac)
