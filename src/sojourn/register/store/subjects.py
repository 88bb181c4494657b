"""Subjects: whoever records are about, each with the key that seals their personal values."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sojourn.register.store.blind import BlindKey
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key
from sojourn.register.store.statements import array_of, array_of_words, copy_rows, run, select

_GRAIN = 16
_STRIPES = 256


@dataclass(frozen=True)
class Subject:
    """A subject with its key, open."""

    subject_id: UUID
    key: bytes
    salt: bytes

    def seal_values(self, record_id: int, personal: str) -> tuple[bytes, bytes]:
        """Seal the personal values of a record; gives them sealed, and their digest.

        A grain, new for each record, is sealed with the values and enters the digest: once the sealed row is gone,
        nobody can test a guess against the digest, whatever else is kept.
        """
        grained = os.urandom(_GRAIN) + personal.encode()
        return self.seal_again(record_id, grained), hashlib.sha256(self.salt + grained).digest()

    def seal_again(self, record_id: int, grained: bytes) -> bytes:
        """Seal values that already have their grain, under the key of now."""
        return seal(self.key, grained, _about(self.subject_id, record_id))

    def open_values(self, record_id: int, sealed: bytes) -> bytes:
        """Open the sealed values of a record, with their grain.

        Raises:
            RegisterError: ``sealed-unreadable``.
        """
        return unseal(self.key, sealed, _about(self.subject_id, record_id))

    def read_values(self, record_id: int, sealed: bytes) -> str:
        """Open the sealed values of a record.

        Raises:
            RegisterError: ``sealed-unreadable``.
        """
        return self.open_values(record_id, sealed)[_GRAIN:].decode()


def make_subject() -> Subject:
    """Make a subject, not stored yet."""
    return Subject(uuid4(), new_key(), os.urandom(16))


def store_subjects(subjects: Iterable[Subject], created_at: datetime) -> None:
    """Store new subjects."""
    rows = [(s.subject_id, seal_key(s.key, s.subject_id.bytes), s.salt, created_at) for s in subjects]
    copy_rows("store_subject", ("subject_id", "key", "salt", "created_at"), rows)


def open_subjects(subject_ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Open the keys of subjects; those that were erased are not there."""
    wanted = [array_of(subject_ids)]
    rows = select("SELECT subject_id, key, salt FROM store_subject WHERE subject_id = ANY(%s::uuid[])", wanted)
    return {found: opened(found, sealed, salt) for found, sealed, salt in rows}


def opened(subject_id: UUID, key: bytes, salt: bytes) -> Subject:
    """Open the key of a subject as it is stored: sealed.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    return Subject(subject_id, unseal_key(bytes(key), subject_id.bytes), bytes(salt))


def lock_keys(keys: Iterable[BlindKey]) -> None:
    """Keep others from writing records with these keys until this transaction ends.

    Two processes that meet the same new person then make one subject, not two. A few stripes stand for all keys, taken
    in order, so that nobody waits in a circle.
    """
    stripes = sorted({key.digest[0] % _STRIPES for key in keys})
    select(
        "SELECT count(pg_advisory_xact_lock(hashtext('store_subject'), stripe)) FROM unnest(%s::int[]) AS t (stripe)",
        [stripes],
    )


def find_by_keys(keys: Iterable[BlindKey]) -> dict[BlindKey, list[UUID]]:
    """Find the subjects under each of these keys, in a fixed order."""
    asked = sorted(set(keys))
    rows = select(
        "SELECT b.kind, b.digest, b.subject_id FROM unnest(%s::text[], %s::bytea[]) AS asked (kind, digest) "
        "JOIN store_blind b USING (kind, digest) ORDER BY b.subject_id",
        [array_of_words(key.kind for key in asked), array_of(key.digest for key in asked)],
    )
    found: dict[BlindKey, list[UUID]] = {}
    for kind, digest, subject_id in rows:
        found.setdefault(BlindKey(kind, bytes(digest)), []).append(subject_id)
    return found


def store_blind_keys(rows: Sequence[tuple[BlindKey, UUID]]) -> None:
    """Store under which keys subjects are found; those already there stay."""
    distinct = sorted(set(rows))
    run(
        "INSERT INTO store_blind (kind, digest, subject_id) SELECT * FROM unnest(%s::text[], %s::bytea[], %s::uuid[]) "
        "ON CONFLICT DO NOTHING",
        [
            array_of_words(key.kind for key, _ in distinct),
            array_of(key.digest for key, _ in distinct),
            array_of(whose for _, whose in distinct),
        ],
    )


def _about(subject_id: UUID, record_id: int) -> bytes:
    return subject_id.bytes + record_id.to_bytes(8)


def list_subjects() -> list[UUID]:
    """List every subject that has not been erased."""
    return [subject for (subject,) in select("SELECT subject_id FROM store_subject ORDER BY subject_id")]
