"""What is sent: the records of a simulated country, in random pieces and in a random order."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sojourn.simulate import simulate

#: Rows of one message, at least and at most.
SMALLEST, LARGEST = 1, 40
#: One message in so many has a row that cannot be used: it must be set apart once, however often it is sent.
BAD_EVERY = 12


@dataclass(frozen=True)
class Message:
    """A message about to be sent: rows of one feed and one table, as NDJSON."""

    number: int
    feed: str
    source: str
    rows: int
    body: str

    def as_json(self) -> str:
        """Give it as one line of JSON, for the process that checks."""
        return json.dumps(asdict(self))


def make_messages(travellers: int, seed: int, law: str = "base") -> list[Message]:
    """Simulate a country and cut its records into messages; the same ones for the same seed."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="sojourn-faults-") as name:
        folder = Path(name) / "evidence"
        simulate(folder, travellers=travellers, seed=seed, law=law)
        tables = {
            source: pq.read_table(folder / f"{table}.parquet").to_pylist()
            for source, table in (("movement", "movements"), ("fact", "facts"))
        }
    pieces = [piece for source, rows in tables.items() for piece in _pieces(source, rows, rng)]
    rng.shuffle(pieces)
    return [_message(number, *piece, rng) for number, piece in enumerate(pieces)]


def _pieces(
    source: str, rows: list[dict[str, Any]], rng: random.Random
) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Cut the rows of each feed into pieces of random length, in a random order."""
    feeds: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        feeds.setdefault(row["feed"], []).append(row)
    for feed, own in sorted(feeds.items()):
        rng.shuffle(own)
        while own:
            taken = rng.randint(SMALLEST, LARGEST)
            yield source, feed, own[:taken]
            own = own[taken:]


def _message(number: int, source: str, feed: str, rows: list[dict[str, Any]], rng: random.Random) -> Message:
    told = [{name: value for name, value in row.items() if value is not None} for row in rows]
    if number % BAD_EVERY == 0:
        told.insert(rng.randrange(len(told) + 1), {f"{source}_id": f"bad-{number}", "direction": "sideways"})
    body = "\n".join(json.dumps(row, default=_iso) for row in told)
    return Message(number, feed, source, len(told), body)


def _iso(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()
