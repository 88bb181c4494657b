"""The rows of one run as versions of answers: one for each stay, and one for each departure without an arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.stays.in_memory import MemoryAnswers

#: The state under which a departure without an arrival is kept; its crossing's id stands in the place of a stay's.
ORPHAN = "orphan_departure"
#: The state of the last version of a stay that is no more.
GONE = "gone"

Row = dict[str, Any]
_Beside = Mapping[str, Mapping[str, list[Row]]]


@dataclass(frozen=True)
class Version:
    """One version of an answer before it is written.

    Attributes:
        stay_id: the stay's id; for an orphan departure the crossing's.
        body: the row of ``answers``; for an orphan departure the row of ``crossings``.
        further: the rows of the answers beside the answer, by name.
        arrived_on: the first day; for an orphan departure the day of the departure.
    """

    stay_id: str
    person_id: str
    state: str
    unknown_code: str | None
    arrived_on: date
    next_change_on: date | None
    body: Row
    periods: list[Row]
    crossings: list[Row]
    further: dict[str, list[Row]]
    restricted: bool
    orphan: bool = False


def versions_of(found: MemoryAnswers, restricted: Iterable[str]) -> list[Version]:
    """Lay the rows of one run together by stay, in the order of their ids."""
    kept = frozenset(restricted)
    crossings = found.crossings.to_pylist()
    beside = {"periods": _by_stay(found.periods.to_pylist()), "crossings": _by_stay(crossings)}
    further = {name: _by_stay(table.to_pylist()) for name, table in found.further.items()}
    stays = [_stay(row, beside, further, kept) for row in found.answers.to_pylist()]
    orphans = [_orphan(row, kept) for row in crossings if row["stay_id"] is None and row["direction"] == "departure"]
    return sorted([*stays, *orphans], key=lambda version: version.stay_id)


def _stay(row: Row, beside: _Beside, further: _Beside, kept: frozenset[str]) -> Version:
    stay_id = row["stay_id"]
    return Version(
        stay_id=stay_id,
        person_id=row["person_id"],
        state=row["state"],
        unknown_code=row["unknown_code"],
        arrived_on=row["arrived_on"],
        next_change_on=row["next_change_on"],
        body=row,
        periods=beside["periods"].get(stay_id, []),
        crossings=beside["crossings"].get(stay_id, []),
        further={name: rows[stay_id] for name, rows in further.items() if stay_id in rows},
        restricted=row["person_id"] in kept,
    )


def _orphan(row: Row, kept: frozenset[str]) -> Version:
    return Version(
        stay_id=row["crossing_id"],
        person_id=row["person_id"],
        state=ORPHAN,
        unknown_code=None,
        arrived_on=row["local_date"],
        next_change_on=None,
        body=row,
        periods=[],
        crossings=[row],
        further={},
        restricted=row["person_id"] in kept,
        orphan=True,
    )


def _by_stay(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["stay_id"] is not None:
            found[row["stay_id"]].append(row)
    return dict(found)
