"""The head of the transparency log, which tells whether a restored register holds everything that was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sojourn.proof.checkpoint import Checkpoint, read_checkpoint
from sojourn.proof.note import ProofError, open_note
from sojourn.register.log.keys import trusted_keys
from sojourn.register.log.tree import find_head, root_of


@dataclass(frozen=True)
class Compared:
    """A log, held against checkpoints that were signed before.

    Attributes:
        here: entries of the log.
        known: entries of the newest checkpoint that could be read; 0: none could.
        agrees: whether it has the root of each checkpoint that it reaches.
        unread: checkpoints that no key of this register signed, or that are none.
        unmatched: those named from outside that show nothing, each with why.
    """

    here: int
    known: int
    agrees: bool
    unread: int
    unmatched: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many entries of the newest checkpoint are not here."""
        return max(self.known - self.here, 0)

    @property
    def is_good(self) -> bool:
        """Whether every checkpoint was read and agrees, and there was one, unless the log has no entry."""
        return self.agrees and not self.unread and not self.unmatched and (self.known > 0 or self.here == 0)

    def render(self) -> str:
        """Say it in words."""
        told = [self._told()]
        if self.unread:
            told.append(f"{self.unread} checkpoints are none, or are signed with no key of this register.")
        told += [f"Not matched: {each}." for each in self.unmatched]
        if not self.is_good:
            told.append("Do not work with it before oversight knows why. Next: `sojourn log verify`.")
        return " ".join(told)

    def _told(self) -> str:
        if not self.agrees:
            return (
                f"This is another log than the one that was signed: its {self.here:,} entries do not give the roots of "
                "the checkpoints."
            )
        if not self.known:
            return f"No checkpoint could be held against the log, which has {self.here:,} entries."
        if self.missing:
            return (
                f"It is the same log, with {self.here:,} entries; {self.missing:,} later ones of the newest checkpoint "
                f"({self.known:,}) are missing. Tell oversight, and go on with `sojourn log resume`."
            )
        return f"It is the same log, with {self.here:,} entries: none of the newest checkpoint is missing."


def newest_checkpoint() -> str:
    """Give the newest checkpoint as a signed note; empty where the log has no entry yet."""
    head = find_head()
    return "" if head is None else head.note


def compare(notes: Iterable[str], outside: Mapping[str, str] | None = None) -> Compared:
    """Hold this register's log against checkpoints.

    Args:
        notes: those that came with the backup; empty ones say that there was none.
        outside: those that somebody names, by their names: each must be read, reached and matched.
    """
    read = [_read(note) for note in notes if note]
    told = {name: _read(note) for name, note in (outside or {}).items()}
    known = [each for each in (*read, *told.values()) if each is not None]
    head = find_head()
    here = 0 if head is None else head.frontier.size
    agrees = head is None or root_of(here) == head.frontier.root
    agrees = agrees and all(root_of(each.size) == each.root for each in known if each.size <= here)
    wrong = [f"`{name}` {why}" for name, each in told.items() if (why := _unmatched(each, here))]
    return Compared(here, max((each.size for each in known), default=0), agrees, read.count(None), tuple(wrong))


def _unmatched(checkpoint: Checkpoint | None, here: int) -> str:
    """Say why a checkpoint shows nothing of the log; empty where it does, or disagrees."""
    if checkpoint is None:
        return "is no checkpoint, or is signed with no key of this register"
    if checkpoint.size > here:
        return f"speaks of {checkpoint.size:,} entries, which this log does not reach"
    return "" if root_of(checkpoint.size) == checkpoint.root else "has another root than this log"


def _read(note: str) -> Checkpoint | None:
    try:
        return read_checkpoint(open_note(note, trusted_keys())[0])
    except ProofError:
        return None
