"""A simulated month as rows, and feeds that send it through the API."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from answers_batch import Rows

#: When the last record of the month can have reached its feed. All rules of the packs are known by then, and none of
#: their checks falls due before November.
OVER = date(2027, 2, 4)

_NUMBERS = ("document_number", "other_document_number", "reference", "principal_reference")
_DIGITS = str.maketrans("0123456789", "3456789012")


def month_rows(travellers: int, seed: int) -> Rows:
    """Give the records of travellers who came in January 2027, each with its sort."""
    from sojourn.simulate.folder import simulate

    with tempfile.TemporaryDirectory(prefix="sojourn-month-") as name:
        out = Path(name) / "month"
        simulate(out, travellers=travellers, seed=seed, start=date(2027, 1, 1), days=31, follow=2, processes=1)
        tables = {"movement": out / "movements.parquet", "fact": out / "facts.parquet"}
        rows = [(source, row) for source, path in tables.items() for row in pq.read_table(path).to_pylist()]
    return [(source, _renamed(source, row)) for source, row in rows]


def _renamed(source: str, row: dict[str, Any]) -> dict[str, Any]:
    """Give a row an id and numbers that no other simulated record has: other tests commit a country of their own."""
    column = f"{source}_id"
    numbers = {name: row[name].translate(_DIGITS) for name in _NUMBERS if row.get(name)}
    named = [reference.partition(":") for reference in row["references"] or []]
    references = [f"{scheme}:{value.translate(_DIGITS)}" for scheme, _, value in named] or None
    return {**row, **numbers, "references": references, column: f"month-{row[column]}"}


def make_keys(acting: Callable[..., Any], rows: Rows) -> dict[str, str]:
    """Make a key for each feed, with the right to tell when its records reached it."""
    from sojourn.register.intake.keys import make_feed_key

    maker = acting("administrator")
    return {
        feed: make_feed_key(maker, feed, "test", frozenset({"replay"}))
        for feed in sorted({row["feed"] for _, row in rows})
    }


def post_rows(keys: Mapping[str, str], rows: Rows) -> list[str]:
    """Send rows in their order: one message for those in a row of one feed and sort; gives the fate of each."""
    fates = []
    for (source, feed), sent in groupby(rows, key=lambda each: (each[0], each[1]["feed"])):
        fates += _post(keys[feed], source, [row for _, row in sent])
    return fates


def drain() -> int:
    """Answer all who wait, those whom the day brings too, as the worker does; gives how many batches that took."""
    from sojourn.register.chores import bring_in_part
    from sojourn.register.live.queue import answer_waiting

    batches = 0
    while (batch := answer_waiting()) is not None or bring_in_part():
        batches += batch is not None
    return batches


def _post(key: str, source: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    from django.test import Client

    body = json.dumps([{name: value for name, value in row.items() if value is not None} for row in rows], default=_iso)
    answer = Client(SERVER_NAME="127.0.0.1").post(
        f"/api/v1/{source}s", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200, answer.content
    return [row["fate"] for row in answer.json()]


def _iso(value: object) -> str:
    assert isinstance(value, (date, datetime))
    return value.isoformat()
