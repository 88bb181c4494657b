"""Signed notes: a text that people can read, and signatures beneath it (the form that transparency logs use).

The text ends with a newline; an empty line follows, then one line for each signature: an em dash, the name of the key,
and base64 of its id and the signature. Anybody can add a signature of their own: a witness signs the same text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

from sojourn.errors import SojournError
from sojourn.proof.signing import PublicKey, SigningKey

_DASH = "\u2014 "
_LENGTH = 4 + 64


class ProofError(SojournError):
    """Something that should prove does not: a signature, a root, a path in the tree."""


def sign_note(text: str, key: SigningKey) -> str:
    """Write a note: the text (which ends with a newline) and the signature of ``key``."""
    return f"{text}\n{_line(text, key)}"


def add_signature(note: str, key: SigningKey) -> str:
    """Add a signature to a note, as a witness does.

    Raises:
        ProofError: ``note-unreadable``.
    """
    return f"{note}{_line(split_note(note)[0], key)}"


def open_note(note: str, keys: Iterable[PublicKey]) -> tuple[str, tuple[str, ...]]:
    """Give the text of a note and the names of those of ``keys`` that signed it.

    Raises:
        ProofError: ``note-unreadable``; ``note-not-signed``, where none of them did, or a signature is none.
    """
    text, lines = split_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    signed = []
    for name, key_id, signature in lines:
        key = known.get((name, key_id))
        if key is None:
            continue  # somebody whom we do not know
        if not key.is_signature(text.encode(), signature):
            raise _not_signed(name)
        signed.append(name)
    if not signed:
        raise _not_signed(", ".join(sorted({key.name for key in known.values()})) or "no known key")
    return text, tuple(signed)


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Part a note into its text and its signatures: name of the key, its id, the signature.

    Raises:
        ProofError: ``note-unreadable``.
    """
    text, gap, rest = note.rpartition("\n\n")
    lines = [_read_line(line) for line in rest.splitlines()] if gap else []
    if not lines or None in lines:
        raise ProofError(
            "note-unreadable",
            "this is no signed note: a text, an empty line and signatures are expected. Next: ask for the file anew.",
        )
    return f"{text}\n", [line for line in lines if line is not None]


def _line(text: str, key: SigningKey) -> str:
    told = base64.b64encode(key.public.key_id + key.sign(text.encode())).decode()
    return f"{_DASH}{key.public.name} {told}\n"


def _read_line(line: str) -> tuple[str, bytes, bytes] | None:
    name, blank, told = line.removeprefix(_DASH).rpartition(" ")
    if not line.startswith(_DASH) or not blank:
        return None
    try:
        raw = base64.b64decode(told, validate=True)
    except ValueError:
        return None
    return (name, raw[:4], raw[4:]) if len(raw) == _LENGTH else None


def _not_signed(whose: str) -> ProofError:
    return ProofError(
        "note-not-signed",
        f"the note is not signed by `{whose}`, or was changed since. Next: compare the key with the one published, "
        "and ask whoever gave you the note.",
    )
