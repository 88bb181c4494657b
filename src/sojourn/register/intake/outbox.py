"""Outboxes of offline posts: signed NDJSON with sequence numbers, carried by hand.

The first line says what it is, the last one holds an Ed25519 signature over every byte before it, so that neither a
row nor a number can be changed, added or left out on the way.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sojourn.errors import RegisterError
from sojourn.register.store.row_shape import Source

VERSION = 1
_START = b'{"outbox":'
_TABLES: dict[str, Source] = {"movements": "movement", "facts": "fact"}


@dataclass(frozen=True)
class Header:
    """What an outbox says of itself: whose it is, of which table its rows are, and its sequence numbers."""

    post: str
    feed: str
    table: str
    first: int
    last: int
    made_at: str

    @property
    def source(self) -> Source:
        """Give which sort of record the rows are."""
        return _TABLES[self.table]


@dataclass(frozen=True)
class Outbox:
    """An outbox whose signature holds: its header, and its rows as the lines that they came in (from the second)."""

    header: Header
    rows: tuple[bytes, ...]


def make_outbox(
    key: Ed25519PrivateKey,
    rows: Sequence[Mapping[str, Any]],
    *,
    post: str,
    feed: str,
    first: int,
    made_at: datetime,
    table: str = "movements",
) -> bytes:
    """Make an outbox; the rows get ``feed`` and consecutive numbers from ``first`` in ``sequence``.

    Raises:
        RegisterError: ``outbox-empty``.
    """
    if not rows:
        raise RegisterError("outbox-empty", "the outbox has no rows. Next: make it when there are some.")
    header = {
        "outbox": VERSION,
        "post": post,
        "feed": feed,
        "table": table,
        "first": first,
        "last": first + len(rows) - 1,
        "made_at": made_at.isoformat(),
    }
    numbered = [{**row, "feed": feed, "sequence": number} for number, row in enumerate(rows, start=first)]
    signed = b"".join(_line(each) for each in [header, *numbered])
    return signed + _line({"signature": base64.b64encode(key.sign(signed)).decode()})


def is_outbox(body: bytes) -> bool:
    """Say whether a file is meant as an outbox, from how it begins."""
    return body.startswith(_START)


def read_header(body: bytes) -> Header:
    """Read the first line, whose signature is not checked yet: it names the post whose key is to be taken.

    Raises:
        RegisterError: ``bad-outbox``.
    """
    try:
        told = json.loads(body.partition(b"\n")[0])
        header = Header(
            str(told["post"]),
            str(told["feed"]),
            str(told["table"]),
            int(told["first"]),
            int(told["last"]),
            str(told["made_at"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _bad("its first line is no header") from error
    if told.get("outbox") != VERSION or header.table not in _TABLES:
        raise _bad("its first line names another version, or another table than `movements` and `facts`")
    return header


def check_outbox(body: bytes, key: Ed25519PublicKey) -> Outbox:
    """Check an outbox: its signature, and that its rows bear the feed and every number that the header promises.

    Raises:
        RegisterError: ``bad-outbox``; ``outbox-signature``.
    """
    header = read_header(body)
    signed, _, last = body.removesuffix(b"\n").rpartition(b"\n")
    try:
        signature = base64.b64decode(json.loads(last)["signature"], validate=True)
        key.verify(signature, signed + b"\n")
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error, InvalidSignature) as error:
        raise RegisterError(
            "outbox-signature",
            "the signature of the outbox does not hold: it was changed on the way, is not whole, or is another post's. "
            "Nothing was taken in. Next: fetch the outbox from the post again.",
        ) from error
    rows = tuple(signed.split(b"\n")[1:])
    if [_place(row) for row in rows] != [(header.feed, number) for number in range(header.first, header.last + 1)]:
        raise _bad("its rows do not bear the feed and the numbers that its first line promises")
    return Outbox(header, rows)


def _place(row: bytes) -> tuple[object, object]:
    try:
        told = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise _bad("one of its lines is no JSON") from error
    return (told.get("feed"), told.get("sequence")) if isinstance(told, dict) else (None, None)


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, default=_text, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _text(value: object) -> str:
    if isinstance(value, date):  # a time is one too
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _bad(what: str) -> RegisterError:
    return RegisterError(
        "bad-outbox",
        f"the file is no outbox that can be taken in: {what}. Allowed is the form in docs/register-intake.md. "
        "Next: have the post make it again.",
    )
