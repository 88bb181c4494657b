"""The head of the transparency log, which tells whether a restored register holds everything that was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.proof.checkpoint import Checkpoint, read_checkpoint
from sojourn.proof.note import ProofError, open_note
from sojourn.register.log.keys import list_keys
from sojourn.register.log.tree import find_head, root_of
from sojourn.register.signing import public_key


@dataclass(frozen=True)
class Compared:
    """A log, held against checkpoints that were signed before.

    Attributes:
        here: entries of the log.
        known: entries of the newest checkpoint that is known.
        agrees: whether it has the root of each checkpoint that it reaches.
        unread: checkpoints that no key of this register signed.
    """

    here: int
    known: int
    agrees: bool
    unread: int

    @property
    def missing(self) -> int:
        """How many entries of the newest checkpoint are not here."""
        return max(self.known - self.here, 0)

    def render(self) -> str:
        """Say it in words."""
        unread = f" {self.unread} checkpoints are signed with no key of this register." if self.unread else ""
        if not self.agrees:
            return (
                f"This is another log than the one that was signed: its {self.here:,} entries do not give the roots of "
                f"the checkpoints.{unread} Do not work with it. Next: `sojourn log verify`."
            )
        if self.missing:
            return (
                f"It is the same log, with {self.here:,} entries; {self.missing:,} later ones of the newest checkpoint "
                f"({self.known:,}) are missing.{unread} Tell oversight, and go on with `sojourn log resume`."
            )
        return f"It is the same log, with {self.here:,} entries: none of the newest checkpoint is missing.{unread}"


def newest_checkpoint() -> str:
    """Give the newest checkpoint as a signed note; empty where the log has no entry yet."""
    head = find_head()
    return "" if head is None else head.note


def compare(notes: Iterable[str]) -> Compared | None:
    """Hold this register's log against checkpoints; None where none of its own is among them."""
    read = [_read(note) for note in notes if note]
    known = [each for each in read if each is not None]
    if not known:
        return None
    head = find_head()
    here = 0 if head is None else head.frontier.size
    reached = [each for each in known if each.size <= here]
    agrees = all(root_of(each.size) == each.root for each in reached)
    agrees = agrees and (head is None or root_of(here) == head.frontier.root)
    return Compared(here, max(each.size for each in known), agrees, len(read) - len(known))


def _read(note: str) -> Checkpoint | None:
    keys = [public_key(), *(key for _, key, _ in list_keys())]
    try:
        return read_checkpoint(open_note(note, keys)[0])
    except ProofError:
        return None
