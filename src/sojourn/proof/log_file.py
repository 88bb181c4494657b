"""Files that prove what a log says without the log: that an entry is in it, that one checkpoint goes on from another,
and everything that is in it. Whoever has the public key checks them; neither register nor network is needed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.proof.checkpoint import Checkpoint, peek_checkpoint, read_checkpoint
from sojourn.proof.field import read_field
from sojourn.proof.key_change import keys_for, read_change
from sojourn.proof.merkle import Frontier, is_consistent, is_included, leaf_hash
from sojourn.proof.note import ProofError, open_note
from sojourn.proof.signing import PublicKey

#: What the first line of a file says it is.
ENTRY, CONSISTENCY, EXPORT = "sojourn-log-entry/1", "sojourn-log-consistency/1", "sojourn-log-export/1"


@dataclass(frozen=True)
class LogProof:
    """That an entry is in the log.

    Attributes:
        source, key: which row the entry is about.
        digest: SHA-256 of the salt and the canonical row.
        salt, row: where they are told, what the row says; None: the row was destroyed, or is not shown.
        index: of the leaf.
        path: the hashes that lead from the leaf to the root.
        checkpoint: the signed note with the size and the root.
        changes: the notes of the changes of keys.
    """

    source: str
    key: str
    digest: bytes
    salt: bytes | None
    row: str | None
    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What a file proves, in words for people, and the problems that it has."""

    told: str
    problems: tuple[str, ...] = ()


def leaf_data(source: str, key: str, digest: bytes) -> bytes:
    """Write the bytes of a leaf: the source, the key and the digest in hexadecimal, one a line."""
    return f"{source}\n{key}\n{digest.hex()}\n".encode()


def write_entry(proof: LogProof) -> str:
    """Write the file that proves an entry."""
    told: dict[str, Any] = {
        "format": ENTRY,
        "source": proof.source,
        "key": proof.key,
        "digest": proof.digest.hex(),
        "leaf": proof.index,
        "path": [_text(each) for each in proof.path],
        "checkpoint": proof.checkpoint,
        "key_changes": list(proof.changes),
    }
    if proof.salt is not None and proof.row is not None:
        told |= {"salt": proof.salt.hex(), "row": json.loads(proof.row), "row_text": proof.row}
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def read_entry(text: str) -> LogProof:
    """Read the file that proves an entry.

    Raises:
        ProofError: ``proof-unreadable``.
    """
    told = _read(text, ENTRY)
    try:
        salt = None if "salt" not in told else bytes.fromhex(told["salt"])
        if salt is not None and told["row"] != json.loads(told["row_text"]):
            raise _unreadable()  # what people read in the file must be what is proven
        return LogProof(
            str(told["source"]),
            str(told["key"]),
            bytes.fromhex(told["digest"]),
            salt,
            None if salt is None else str(told["row_text"]),
            int(told["leaf"]),
            tuple(_bytes(each) for each in told["path"]),
            str(told["checkpoint"]),
            tuple(map(str, told["key_changes"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


def check_entry(proof: LogProof, key: PublicKey) -> Checkpoint:
    """Check that an entry is in the log that a key signs, and that the row, where it is told, is the one entered.

    Raises:
        ProofError: ``note-unreadable``, ``note-not-signed``, ``checkpoint-unreadable``, ``proof-wrong``.
    """
    head = _open(proof.checkpoint, key, proof.changes)
    leaf = leaf_hash(leaf_data(proof.source, proof.key, proof.digest))
    if not is_included(leaf, proof.index, head.size, proof.path, head.root):
        raise _wrong(f"the entry `{proof.source}/{proof.key}` does not lead to the root of the checkpoint")
    if proof.salt is not None and proof.row is not None:
        digest = hashlib.sha256(proof.salt + proof.row.encode()).digest()
        if digest != proof.digest:
            raise _wrong(f"the row `{proof.source}/{proof.key}` is not the one that was entered")
    return head


def write_consistency(first: str, second: str, path: Iterable[bytes], changes: Sequence[str]) -> str:
    """Write the file that proves that one checkpoint goes on from another."""
    told = {
        "format": CONSISTENCY,
        "from": first,
        "to": second,
        "path": [_text(each) for each in path],
        "key_changes": list(changes),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def check_consistency(text: str, key: PublicKey) -> tuple[Checkpoint, Checkpoint]:
    """Check a file that proves that one checkpoint goes on from another; gives both.

    Raises:
        ProofError: as ``check_entry``, ``proof-unreadable``.
    """
    told = _read(text, CONSISTENCY)
    try:
        path, changes = [_bytes(each) for each in told["path"]], list(map(str, told["key_changes"]))
        first, second = (_open(str(told[name]), key, changes) for name in ("from", "to"))
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    if first.origin != second.origin or not is_consistent(first.size, second.size, path, first.root, second.root):
        raise _wrong(f"the log of {second.size} entries does not go on from the one of {first.size}")
    return first, second


def export_lines(checkpoints: Iterable[str], changes: Sequence[str], size: int) -> Iterator[str]:
    """Write the first line of an export; one line for each leaf follows: index, source, key, digest (``field``)."""
    told = {"format": EXPORT, "size": size, "checkpoints": list(checkpoints), "key_changes": list(changes)}
    yield json.dumps(told, ensure_ascii=False) + "\n"


def check_export(lines: Iterable[str], key: PublicKey) -> Checked:
    """Check an export line by line: the tree has the root of every checkpoint in it; bounded in memory.

    Raises:
        ProofError: ``proof-unreadable``, and those of the notes.
    """
    each = iter(lines)
    told = _read(next(each, ""), EXPORT)
    changes = list(map(str, told.get("key_changes", ())))
    heads = sorted({_open(str(note), key, changes) for note in told.get("checkpoints", ())}, key=lambda h: h.size)
    frontier, problems = Frontier(), []
    for head in [head for head in heads if head.size == 0]:
        problems += _compare(frontier, head)
    wanted: dict[int, list[Checkpoint]] = {}
    for head in heads:
        wanted.setdefault(head.size, []).append(head)
    for line in each:
        index, source, own_key, digest = _leaf_line(line)
        if index != frontier.size:
            raise _wrong(f"leaf {frontier.size} is missing")
        frontier.append(leaf_hash(leaf_data(source, own_key, digest)))
        for head in wanted.get(frontier.size, ()):
            problems += _compare(frontier, head)
    problems += [f"the checkpoint of {head.size} entries lies beyond the export" for head in heads
                 if head.size > frontier.size]  # fmt: skip
    if not heads or heads[-1].size < frontier.size:
        problems.append("no checkpoint signs the last entries")
    return Checked(f"{frontier.size:,} entries, {len(heads):,} checkpoints", tuple(problems))


def check_file(lines: Iterable[str], key: PublicKey) -> Checked:
    """Check a file of any of the three kinds.

    Raises:
        ProofError: what is wrong with it.
    """
    held = iter(lines)
    first = next(held, "")
    if f'"{EXPORT}"' in first:
        return check_export(_chain(first, held), key)
    text = first + "".join(held)
    if f'"{CONSISTENCY}"' in text:
        old, new = check_consistency(text, key)
        return Checked(f"the log of {new.size:,} entries goes on from the one of {old.size:,}; nothing was changed")
    proof = read_entry(text)
    head = check_entry(proof, key)
    said = "with the row as it stands in the file" if proof.row is not None else "its row is not in the file"
    return Checked(f"{proof.source}/{proof.key} is entry {proof.index:,} of {head.size:,} of {head.origin}; {said}")


def _open(note: str, key: PublicKey, changes: Sequence[str]) -> Checkpoint:
    keys = keys_for(key, [read_change(each) for each in changes], peek_checkpoint(note).size)
    return read_checkpoint(open_note(note, keys)[0])


def _compare(frontier: Frontier, head: Checkpoint) -> list[str]:
    return [] if frontier.root == head.root else [f"the root of the first {head.size} entries is not the one signed"]


def _leaf_line(line: str) -> tuple[int, str, str, bytes]:
    try:
        index, source, own_key, digest = line.rstrip("\n").split("\t")
        return int(index), source, read_field(own_key), bytes.fromhex(digest)
    except ValueError as error:
        raise _unreadable() from error


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _read(text: str, kind: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise _unreadable() from error
    if not isinstance(told, dict) or told.get("format") != kind:
        raise _unreadable()
    return told


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> ProofError:
    return ProofError(
        "proof-unreadable",
        "this is no file that a log proves something with. Allowed are those of `sojourn log prove` and "
        "`sojourn log export`. Next: ask for the file anew.",
    )


def _wrong(what: str) -> ProofError:
    return ProofError("proof-wrong", f"{what}. Next: ask for the file anew; if it stays so, tell oversight.")
