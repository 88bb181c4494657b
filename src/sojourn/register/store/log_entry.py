"""What the log keeps of a row: its canonical form, a salted digest of that, and who could have written it.

The canonical form is JSON with sorted keys: the columns of the row by name; times as ISO texts in UTC with six digits,
days as ISO texts, ids and numbers as they are, bytes as hexadecimal, JSON columns as what they say.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sojourn.register.store.row_shape import canonical_json

#: Bytes of the salt that goes into each digest, so that nobody can test a guess against it once the salt is gone.
SALT = 16
_MAC = 16
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
#: Numbers that PostgreSQL writes in another way than they were given: with an exponent, and minus nought.
_UNLIKE = re.compile(rb"[:,\[]-?\d+(?:\.\d+)?e[-+\d]|[:,\[]-0\.0[,\]}]")

#: Whole numbers that the quick reader would round.
_LONG = re.compile(rb"\d{19}")


def canonical_row(row: Mapping[str, object]) -> bytes:
    """Write a row in its canonical form.

    Values that are JSON already come as ``told_json``; other texts are texts.
    """
    try:
        written = orjson.dumps(row, default=_told, option=_OPTIONS)
    except TypeError:  # a very long number, which the quick writer refuses
        written = json.dumps(_plain(row), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return written if _UNLIKE.search(written) is None else _as_stored(written)


def told_json(text: str) -> object:
    """Mark a text as canonical JSON already (``row_shape.canonical_json``): it is taken over as it stands."""
    return orjson.Fragment(text)


def canonical_text(row: bytes, floats: tuple[str, ...] = ()) -> bytes:
    """Write a row that the database told as JSON in its canonical form.

    Args:
        row: with the values already in the texts of the canonical form.
        floats: columns of floating point numbers, told as texts.
    """
    told = orjson.loads(row) if _LONG.search(row) is None else json.loads(row)
    for name in floats:
        told[name] = None if told[name] is None else float(told[name])
    return canonical_row(told)


def digest_of(salt: bytes, canonical: bytes) -> bytes:
    """Give what the log keeps of a row for good."""
    return hashlib.sha256(salt + canonical).digest()


def waiting_mac(source: str, key: str, salt: bytes, digest: bytes) -> bytes:
    """Give the mark of an entry that waits: only who has the key of the log can write one."""
    told = b"%b\x00%b\x00%b%b" % (source.encode(), key.encode(), salt, digest)
    return hashlib.blake2b(told, key=log_key(), digest_size=_MAC, person=b"sojourn waiting").digest()


def leaf_mac(index: int, source: str, key: str, digest: bytes) -> bytes:
    """Give the mark of a leaf at its place: it tells which leaf was changed, put in or moved."""
    told = b"%d\x00%b\x00%b\x00%b" % (index, source.encode(), key.encode(), digest)
    return hashlib.blake2b(told, key=log_key(), digest_size=_MAC, person=b"sojourn leaf").digest()


def log_key() -> bytes:
    """Give the key of the log's marks; it is made from one that is not in the database."""
    return _derived(settings.CONFIGURATION.index_key)


@functools.lru_cache(maxsize=4)
def _derived(index_key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"sojourn: the log").derive(index_key)


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return value.hex()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """Give a row in the types of JSON, slowly."""
    plain = {}
    for name, value in row.items():
        if isinstance(value, orjson.Fragment):
            plain[name] = json.loads(value.contents)
        else:
            plain[name] = json.loads(json.dumps(value, default=lambda each: _told(each)))
    return plain


def _as_stored(written: bytes) -> bytes:
    """Write the numbers as PostgreSQL gives them back from ``jsonb``: whole ones without a point or an exponent."""
    return canonical_json(json.loads(written, parse_float=_number)).encode()


def _number(text: str) -> int | float:
    exact = Decimal(text)
    if "e" in text.lower() and exact == exact.to_integral_value():
        return int(exact)
    return float(text) if exact else 0.0
