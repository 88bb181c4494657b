"""One version of the answer for a stay, as the store keeps it or as the engine gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sojourn import tables
from sojourn.register.records.stored_rows import read_row, read_rows
from sojourn.register.store.models import Answer
from sojourn.stays.in_memory import MemoryAnswers

Row = dict[str, Any]
#: The state under which a departure without an arrival is kept.
ORPHAN = "orphan_departure"


@dataclass(frozen=True)
class StayVersion:
    """The answer for a stay with the rows beside it.

    Attributes:
        answer: the row of ``tables.ANSWERS``.
        periods, crossings: the rows of the stay.
        further: the answers beside the answer, by name.
        links: the rows of ``tables.LINKS`` where the engine gave them with the answer.
        version_id: the number of the stored version; none for an answer worked out on asking.
        cause: what made the version: why, and the names of records.
        gone: the stay is no more.
    """

    answer: Row
    periods: list[Row]
    crossings: list[Row]
    further: dict[str, list[Row]]
    links: list[Row] = field(default_factory=list)
    version_id: int | None = None
    cause: dict[str, Any] = field(default_factory=dict)
    gone: bool = False

    @property
    def stay_id(self) -> str:
        """Give the id of the stay."""
        return str(self.answer["stay_id"])

    @property
    def orphan(self) -> bool:
        """Say whether this is a departure without an arrival, and no stay."""
        return bool(self.answer["state"] == ORPHAN)

    @property
    def first_day(self) -> date:
        """Give the day of arrival; of a departure without one, its own day."""
        day: date = self.answer["arrived_on"] or self.answer["departed_on"]
        return day

    @property
    def known_at(self) -> datetime:
        """Give the time up to which records were known."""
        moment: datetime = self.answer["known_at"]
        return moment

    @property
    def record_names(self) -> list[str]:
        """Name the records that the answer rests on, each once, in the order of the reasons."""
        reasons = self.answer["reasons"] or []
        named = [self.answer["arrival_id"], *(name for reason in reasons for name in reason["records"])]
        crossed = [name for crossing in self.crossings for name in crossing["record_ids"]]
        return list(dict.fromkeys([*filter(None, named), *crossed]))


def read_stored(row: Answer) -> StayVersion:
    """Read a stored version."""
    answer = _orphan_row(row.body) if row.state == ORPHAN else read_row(tables.ANSWERS, row.body or {})
    answer.update(state=row.state, stay_id=row.stay_id, person_id=row.person_id, as_of=row.as_of, known_at=row.known_at)
    answer["reasons"], answer["questions"] = answer["reasons"] or [], answer["questions"] or []
    further = row.further or {}
    return StayVersion(
        answer=answer,
        periods=_sorted(read_rows(tables.PERIODS, row.periods)),
        crossings=read_rows(tables.CROSSINGS, row.crossings),
        further={name: read_rows(schema, further.get(name)) for name, schema in tables.FURTHER.items()},
        version_id=row.answer_id,
        cause=dict(row.cause or {}),
        gone=row.gone,
    )


def read_found(found: MemoryAnswers) -> list[StayVersion]:
    """Read what the engine found for one person, by day of arrival."""
    people = {row["record_id"]: row["link_id"] for row in found.people.to_pylist()}
    links = {row["link_id"]: row for row in found.links.to_pylist()}
    versions = []
    for answer in sorted(found.answers.to_pylist(), key=lambda row: row["arrived_on"]):
        stay = answer["stay_id"]
        version = StayVersion(
            answer=answer,
            periods=_sorted(_of_stay(found.periods.to_pylist(), stay)),
            crossings=_of_stay(found.crossings.to_pylist(), stay),
            further={name: _of_stay(table.to_pylist(), stay) for name, table in found.further.items()},
        )
        held = [links[people[name]] for name in version.record_names if people.get(name) in links]
        versions.append(StayVersion(**{**version.__dict__, "links": held}))
    return versions


def _orphan_row(crossing: Mapping[str, Any]) -> Row:
    """Give a departure without an arrival the columns of an answer."""
    read = read_row(tables.CROSSINGS, crossing)
    known = {
        "state": ORPHAN,
        "departed_on": read["local_date"],
        "departure_id": read["record_ids"][0],
        "departure_basis": read["strength"],
        "certainty": "open",
    }
    return {**read_row(tables.ANSWERS, {}), **known}


def _of_stay(rows: Sequence[Row], stay_id: str) -> list[Row]:
    return [row for row in rows if row["stay_id"] == stay_id]


def _sorted(periods: list[Row]) -> list[Row]:
    return sorted(periods, key=lambda row: (row["valid_from"], row["rule_id"]))
