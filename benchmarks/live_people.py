"""The people of ``benchmarks.live``: made up by their number, each with one passport."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

FEED = "post:SJO"
_SURNAMES = ("MOLINA", "ORTEGA", "VARGAS", "JENSEN", "OKAFOR", "SATO", "HADDAD", "NOVAK", "SILVA", "KELLER")
_GIVEN = ("MARTA", "LUIS", "INGRID", "CHIDI", "YUKI", "OMAR", "EVA", "PEDRO", "ANNA", "JONAS")


def movement(who: int, direction: str, at: datetime, *, prefix: str = "n") -> dict[str, object]:
    """Give a person's movement as a post sends it."""
    leaves = direction == "departure"
    return {
        "movement_id": f"{prefix}{who}{direction[0]}",
        "kind": "inspection",
        "direction": direction,
        "verified": "biometric",
        "occurred_at": at.isoformat(),
        "local_date": at.date().isoformat(),
        "port": "IATA:SJO",
        "from_port": "IATA:SJO" if leaves else "IATA:PTY",
        "to_port": "IATA:PTY" if leaves else "IATA:SJO",
        "mode": "air",
        "transport": f"RZ{who % 90 + 10}",
        **({} if leaves else {"outcome": "admitted"}),
        **person(who, prefix),
    }


def person(who: int, prefix: str) -> dict[str, object]:
    """Give what names a person."""
    return {
        "surname": f"{_SURNAMES[who % 10]}{_letters(who)}",
        "given_names": _GIVEN[who // 10 % 10],
        "birth_date": f"{1945 + who % 60}-{who % 12 + 1:02}-{who % 28 + 1:02}",
        "sex": "FM"[who % 2],
        "nationality": "PAN",
        "document_type": "P",
        "document_number": f"{prefix.upper()}{who:09}",
        "document_issuer": "PAN",
    }


def message(first: int, rows: int, at: datetime) -> bytes:
    """Give a message: half are departures of people on file, half arrivals of new ones.

    Args:
        first: the number of the message's first row among all rows sent; the person is half of it.
        rows: how many rows it has.
        at: about when the crossings were.
    """
    drawn = random.Random(first)
    told = []
    for number in range(first, first + rows):
        crossed = at - timedelta(seconds=drawn.randrange(5, 600))
        leaves = number % 2 == 0
        told.append(movement(number // 2, "departure" if leaves else "arrival", crossed, prefix="s" if leaves else "n"))
    return b"".join(json.dumps(row).encode() + b"\n" for row in told)


def arrived_at(who: int) -> datetime:
    """Give when a person on file arrived: within the sixty days before this one."""
    midnight = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=2 + who % 60)


def _letters(number: int) -> str:
    """Write a number in four letters, so that names are words."""
    text = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        text += chr(65 + letter)
    return text
