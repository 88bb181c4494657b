"""Checkpoints: what a log says of itself, in the form that transparency logs use (tlog-checkpoint).

Three lines: the name of the log, how many leaves it has, and base64 of its root. A signed note carries them, so a
witness can add a signature of its own to the same text.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from sojourn.proof.note import ProofError, open_note, sign_note, split_note
from sojourn.proof.signing import PublicKey, SigningKey

#: A number of leaves, written in one way alone.
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log at one time.

    Attributes:
        origin: the name of the log.
        size: how many leaves.
        root: of the tree, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Write it down."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def sign(self, key: SigningKey) -> str:
        """Write it as a note that is signed."""
        return sign_note(self.text, key)


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; further lines are extensions and say nothing here.

    Raises:
        ProofError: ``checkpoint-unreadable``.
    """
    lines = text.split("\n")
    try:
        origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError) as error:
        raise _unreadable() from error
    if not origin or _SIZE.fullmatch(size) is None or len(root) != 32:
        raise _unreadable()
    return Checkpoint(origin, int(size), root)


def open_checkpoint(note: str, key: PublicKey) -> Checkpoint:
    """Read the checkpoint in a note that a key signed.

    Raises:
        ProofError: ``note-unreadable``, ``note-not-signed``, ``checkpoint-unreadable``.
    """
    return read_checkpoint(open_note(note, [key])[0])


def peek_checkpoint(note: str) -> Checkpoint:
    """Read the checkpoint in a note and trust nobody: the signature is not looked at.

    Raises:
        ProofError: ``note-unreadable``, ``checkpoint-unreadable``.
    """
    return read_checkpoint(split_note(note)[0])


def _unreadable() -> ProofError:
    return ProofError(
        "checkpoint-unreadable",
        "this is no checkpoint: the name of the log, its size and its root are expected, one a line. "
        "Next: ask for the file anew.",
    )
