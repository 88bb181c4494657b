"""The keys that signed the log, each from a size of it on."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.proof.key_change import KeyChange, keys_after, read_change
from sojourn.proof.note import ProofError
from sojourn.proof.signing import PublicKey
from sojourn.register import clock
from sojourn.register.signing import public_key
from sojourn.register.store.statements import run, select

_BEGIN = "INSERT INTO log_key (number, from_size, name, raw, note, begun_at) VALUES (%s, %s, %s, %s, %s, %s)"


def list_keys() -> list[tuple[int, PublicKey, str]]:
    """List the keys, the first one first: from which size on, the key, and the note of the change to it."""
    rows = select("SELECT from_size, name, raw, note FROM log_key ORDER BY number")
    return [(size, PublicKey(name, bytes(raw)), note) for size, name, raw, note in rows]


def list_change_notes() -> list[str]:
    """List the notes of the changes of keys; none as long as the first key signs."""
    return [note for _, _, note in list_keys() if note]


def list_changes() -> list[KeyChange]:
    """List the changes of keys.

    Raises:
        ProofError: a note was changed.
    """
    return [read_change(note) for note in list_change_notes()]


def trusted_keys() -> list[PublicKey]:
    """Give the key of this process and every one that it leads to over changes that both keys signed.

    A key that lies in the table without such a note counts for nothing: whoever can write there could put in any.
    """
    changes = []
    for note in list_change_notes():
        try:
            changes.append(read_change(note))
        except ProofError:
            continue  # leads nowhere; the verifier names it
    return keys_after(public_key(), changes)


def begin_key(from_size: int, key: PublicKey, note: str) -> None:
    """Let a key sign from a size of the log on."""
    run(_BEGIN, [len(list_keys()) + 1, from_size, key.name, key.raw, note, clock.now()])


def require_key() -> None:
    """Make sure that the key of this process is the one whose turn it is; the first key begins here.

    Raises:
        RegisterError: ``log-key-other``.
    """
    found, own = list_keys(), public_key()
    if not found:
        begin_key(0, own, "")
    elif found[-1][1] != own:
        raise RegisterError(
            "log-key-other",
            "the log is signed with another key than this process has: it was changed since the process began, or the "
            "secrets of the service were. Allowed is the last key of `sojourn log key`. "
            "Next: start the register anew; or put its secrets back from the backup.",
        )
