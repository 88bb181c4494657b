"""How a log changes the key that it signs with: a note of both keys, so that neither can be changed for one's own.

Five lines: what it is, the name of the log, from how many entries on, the old key, the new key. Whoever trusts one of
the two keys trusts the other for its time.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.proof.note import ProofError, add_signature, open_note, sign_note, split_note
from sojourn.proof.signing import PublicKey, SigningKey

_WHAT = "sojourn log key change"


@dataclass(frozen=True)
class KeyChange:
    """A change of keys: from how many entries on, the key before and the key after, and the note that says so."""

    from_size: int
    old: PublicKey
    new: PublicKey
    note: str


def sign_change(from_size: int, old: SigningKey, new: SigningKey) -> str:
    """Write the note of a change, signed by both keys."""
    lines = [_WHAT, old.public.name, str(from_size), write_key(old.public), write_key(new.public)]
    return add_signature(sign_note("\n".join(lines) + "\n", old), new)


def read_change(note: str) -> KeyChange:
    """Read the note of a change; both signatures are checked, whether either key is trusted is not.

    Raises:
        ProofError: ``note-unreadable``, ``note-not-signed``, ``log-key-unreadable``.
    """
    lines = split_note(note)[0].split("\n")
    if len(lines) < 5 or lines[0] != _WHAT or re.fullmatch("[0-9]{1,19}", lines[2]) is None:
        raise _unreadable()
    old, new = read_key(lines[3]), read_key(lines[4])
    for key in (old, new):
        open_note(note, [key])
    return KeyChange(int(lines[2]), old, new, note)


def keys_after(trusted: PublicKey, changes: Sequence[KeyChange]) -> list[PublicKey]:
    """Give every key that a trusted one leads to, over the changes before it and after it."""
    keys = [trusted]
    for _ in changes:
        for change in changes:
            if change.old in keys and change.new not in keys:
                keys.append(change.new)
            if change.new in keys and change.old not in keys:
                keys.append(change.old)
    return keys


def keys_for(trusted: PublicKey, changes: Sequence[KeyChange], size: int) -> list[PublicKey]:
    """Give those of the keys that a trusted one leads to which may sign a log of this size; two at a change itself."""
    begun = {change.new: change.from_size for change in changes}
    ended = {change.old: change.from_size for change in changes}
    known = keys_after(trusted, changes)
    return [key for key in known if begun.get(key, 0) <= size <= ended.get(key, size)]


def write_key(key: PublicKey) -> str:
    """Write a public key as one line: its name, a plus, its id, a plus, and base64 of its kind and bytes."""
    return f"{key.name}+{key.key_id.hex()}+{base64.b64encode(bytes([1]) + key.raw).decode()}"


def read_key(text: str) -> PublicKey:
    """Read a public key.

    Raises:
        ProofError: ``log-key-unreadable``.
    """
    name, _, rest = text.strip().partition("+")
    key_id, _, told = rest.partition("+")
    try:
        raw = base64.b64decode(told, validate=True)
    except ValueError as error:
        raise _unreadable() from error
    key = PublicKey(name, raw[1:])
    if len(raw) != 33 or raw[:1] != b"\x01" or key.key_id.hex() != key_id:
        raise _unreadable()
    return key


def _unreadable() -> ProofError:
    return ProofError(
        "log-key-unreadable",
        "this is no public key of a log, or no note of its change. Allowed is one line: name, id and key, with a plus "
        "between them. Next: take the key that the register publishes (`sojourn log key`).",
    )
