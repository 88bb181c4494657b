"""Run the engine on invented persons and give the results by person."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from stays_records import Book, Row, facts_of, movements_of

from sojourn.engine import Engine
from sojourn.evidence.fates import Rights
from sojourn.law.pack import load_pack
from sojourn.law.rule import Law, Values
from sojourn.stays.in_memory import Answering, MemoryAnswers

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """The outputs of one run, and the rows that belong to each person of the book."""

    tables: MemoryAnswers
    person_of: dict[str, str]
    names: dict[str, str]

    def stays(self, person: str) -> list[dict[str, Any]]:
        """Give the answers of a person, by day of arrival."""
        rows = [row for row in self.tables.answers.to_pylist() if self.names[row["arrival_id"]] == person]
        return sorted(rows, key=lambda row: (row["arrived_on"], row["stay_id"]))

    def stay(self, person: str) -> dict[str, Any]:
        """Give the one answer of a person."""
        (row,) = self.stays(person)
        return row

    def crossings(self, person: str) -> list[dict[str, Any]]:
        """Give the crossings of a person, in order of day and time."""
        rows = [row for row in self.tables.crossings.to_pylist() if self.names[row["record_ids"][0]] == person]
        return sorted(rows, key=lambda row: (row["local_date"], str(row["occurred_at"])))

    def periods(self, person: str) -> list[dict[str, Any]]:
        """Give the authorised periods of a person's stays, in order."""
        stays = {row["stay_id"] for row in self.stays(person)}
        rows = [row for row in self.tables.periods.to_pylist() if row["stay_id"] in stays]
        return sorted(rows, key=lambda row: (row["valid_from"], row["rule_id"]))


def answer_book(
    engine: Engine,
    book: Book,
    as_of: str,
    known_at: datetime = LATER,
    law: str = "us",
    rights: Rights | None = None,
) -> Found:
    """Answer all persons of a book in one run."""
    tables = answer_rows(engine, book.movements, book.facts, as_of, known_at, law, rights, threshold=True)
    person_of = {row["record_id"]: row["person_id"] for row in tables.people.to_pylist()}
    return Found(tables, person_of, book.owners)


def without_threshold(law: Law) -> Law:
    """Take out of a law the share of recorded departures below which silence asks nothing."""
    rules = tuple(
        replace(rule, versions=tuple(replace(each, values=_asking(each.values)) for each in rule.versions))
        if rule.role == "coverage"
        else rule
        for rule in law.rules
    )
    return replace(law, version=f"{law.version}-asking", rules=rules)


def _asking(values: Values) -> Values:
    return MappingProxyType({name: value for name, value in values.items() if name != "least_recorded"})


def answer_rows(
    engine: Engine,
    movements: Sequence[Row],
    facts: Sequence[Row],
    as_of: str,
    known_at: datetime = LATER,
    law: str = "us",
    rights: Rights | None = None,
    *,
    threshold: bool = False,
) -> MemoryAnswers:
    """Answer rows in one run; without the threshold silence asks, however few departures are on file."""
    known = load_pack(law).as_known_at(known_at)
    known = known if threshold else without_threshold(known)
    day = date.fromisoformat(as_of)
    return answering(engine, known, rights).answer(movements_of(movements), facts_of(facts), day, known_at)


_KEPT: dict[tuple[Engine, Law, Hashable], Answering] = {}


def answering(engine: Engine, law: Law, rights: Rights | None = None) -> Answering:
    """Give what answers under a law on an engine; what it built for one test serves the next ones."""
    key = (engine, law, tuple(sorted((rights or {}).items())))
    return _KEPT.setdefault(key, Answering(engine, law, rights))
