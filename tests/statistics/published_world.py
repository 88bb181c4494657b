"""Small invented rows for the tests of the published tables, and an audit that knows nothing of how they are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from conftest import Row, stay_id_of, write_folder
from sojourn import tables
from sojourn.statistics.published.disclosure import Withheld
from sojourn.statistics.published.pooling import Groups
from sojourn.statistics.published.shapes import PARTS, Leaf

Node = tuple[str, ...]
FREE = 10**9


def leaf(group: str, label: str, *counts: int) -> Leaf:
    return Leaf(group, label, dict(zip(PARTS, counts, strict=True)))


def list_small_printed(groups: Groups, withheld: Withheld) -> list[tuple[str, str, str]]:
    """List every printed count from 1 to 10, of rows, totals of groups and the whole."""
    found = [
        (row.group, row.label, part)
        for rows in groups.values()
        for row in rows
        for part in PARTS
        if part not in withheld.row(row) and 1 <= row.parts[part] <= 10
    ]
    for key, rows in groups.items():
        total = {part: sum(row.parts[part] for row in rows) for part in PARTS}
        found += [(key, "total", part) for part in PARTS if part not in withheld.group(key) and 1 <= total[part] <= 10]
    whole = {part: sum(row.parts[part] for rows in groups.values() for row in rows) for part in PARTS}
    return found + [("", "total", part) for part in PARTS if part not in withheld.grand and 1 <= whole[part] <= 10]


def rooms(groups: Groups, withheld: Withheld) -> dict[tuple[str, str, str], int]:
    """Work out, for every withheld count of a row, how far apart its possible values are.

    What is printed (the sums of rows, and sums of columns by group and in all) makes a network: a row gives its
    withheld counts to the columns of its group, and these to the columns of the whole. A count can rise by the
    greatest flow that can be sent back around it, and fall by the greatest flow around it the other way.
    """
    edges = _network(groups, withheld)
    found = {}
    for row in (row for rows in groups.values() for row in rows):
        for part in withheld.row(row):
            start, end = ("row", row.group, row.label), ("column", row.group, part)
            rest = {edge: room for edge, room in edges.items() if edge not in ((start, end), (end, start))}
            up = _greatest_flow(dict(rest), end, start)
            down = min(row.parts[part], _greatest_flow(dict(rest), start, end))
            found[row.group, row.label, part] = up + down
    return found


def _network(groups: Groups, withheld: Withheld) -> dict[tuple[Node, Node], int]:
    """Edges with the room that is left from the true counts: up without limit, down to nought."""
    edges: dict[tuple[Node, Node], int] = {}
    for key, rows in groups.items():
        for row in rows:
            for part in withheld.row(row):
                _open(edges, ("row", row.group, row.label), ("column", key, part), row.parts[part])
        for part in withheld.group(key):
            _open(edges, ("column", key, part), ("whole", part), sum(row.parts[part] for row in rows))
    for part in withheld.grand:
        whole = sum(row.parts[part] for rows in groups.values() for row in rows)
        _open(edges, ("whole", part), ("all",), whole)
    return edges


def _open(edges: dict[tuple[Node, Node], int], start: Node, end: Node, count: int) -> None:
    edges[start, end] = FREE
    edges[end, start] = count


def _greatest_flow(room: dict[tuple[Node, Node], int], start: Node, end: Node) -> int:
    flow = 0
    while path := _path(room, start, end):
        least = min(room[step] for step in path)
        for one, other in path:
            room[one, other] -= least
            room[other, one] = room.get((other, one), 0) + least
        flow += least
    return flow


def _path(room: dict[tuple[Node, Node], int], start: Node, end: Node) -> list[tuple[Node, Node]]:
    near: dict[Node, list[Node]] = {}
    for (one, other), left in room.items():
        if left > 0:
            near.setdefault(one, []).append(other)
    came: dict[Node, Node] = {start: start}
    wait = deque([start])
    while wait:
        here = wait.popleft()
        for there in near.get(here, []):
            if there not in came:
                came[there] = here
                wait.append(there)
    if end not in came:
        return []
    return list(_back(came, start, end))


def _back(came: dict[Node, Node], start: Node, end: Node) -> Iterable[tuple[Node, Node]]:
    while end != start:
        yield came[end], end
        end = came[end]


def write_world(folder: Path, rows: list[Row], name: str = "run", **about: object) -> Path:
    """Write a run with its evidence: each row is an answer with ``nationality``, ``class``, ``mode`` and ``number``."""
    given = [
        {**row, "arrival_id": f"post:AAA/{place}-{n}"} for place, row in enumerate(rows) for n in range(_times(row))
    ]
    evidence = folder / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    moves = [_movement(row) for row in given if not row.get("hidden")]
    schema = tables.arrow_schema(tables.MOVEMENTS)
    target = evidence / "movements.parquet"
    pq.write_table(pa.Table.from_pylist(moves, schema=schema), target)
    answers = [{key: row[key] for key in row if key in tables.ANSWERS.names} for row in given]
    digests = {"movements.parquet": sha256(target.read_bytes()).hexdigest()}
    said = {"evidence": str(evidence), "digests": digests, **about}
    run = write_folder(folder / name, answers, crossings=[_crossing(row) for row in given], about=said)
    periods = [{"stay_id": stay_id_of(row["arrival_id"]), "valid_to": row["limit"]} for row in given if "limit" in row]
    pq.write_table(pa.Table.from_pylist(periods, schema=tables.PERIODS), run / "periods.parquet")
    return run


def _times(row: Row) -> int:
    return int(row.get("number", 1))


def _movement(row: Row) -> Row:
    feed, _, record = row["arrival_id"].partition("/")
    return {
        "movement_id": record,
        "feed": feed,
        "kind": "inspection",
        "direction": "arrival",
        "local_date": row["arrived_on"],
        "recorded_at": datetime(2026, 1, 2, tzinfo=UTC),
        "nationality": row.get("nationality"),
        "admitted_class": row.get("class"),
        "mode": row.get("mode", "air"),
    }


def _crossing(row: Row) -> Row:
    stay = stay_id_of(row["arrival_id"])
    return {
        "crossing_id": "c" + stay,
        "direction": "arrival",
        "local_date": row["arrived_on"],
        "port": "IATA:AAA",
        "mode": row.get("mode", "air"),
        "strength": "inspection",
        "record_ids": [row["arrival_id"]],
        "stay_id": stay,
    }
