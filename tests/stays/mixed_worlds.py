"""Evidence with persons of every sort, for runs that must come out alike: on two engines, or in parts."""

from __future__ import annotations

from pathlib import Path

from presence_brute import Course, records
from stays_folders import write_evidence
from stays_population import random_population
from stays_records import Book, Row
from test_coverage_cells import book_of
from test_stays_leftovers import IN, OUT
from test_unlawful_presence import CASES
from test_unlawful_presence import IN as EARLIER
from test_unlawful_presence import OUT as LATER_OUT
from trip_worlds import random_trips

AS_OF = "2026-12-01"
BIRTHS = ("1980-01-10", "1955-11-23", None)


def document_fact(row: Row) -> Row:
    """Give the fact that a new passport follows the one of a record."""
    old = {"other_document_number": row["document_number"], "other_document_issuer": row["document_issuer"]}
    new = {"document_number": "N" + row["document_number"], "outcome": "new", "kind": "document"}
    return row | old | new | {"fact_id": "new-" + row["fact_id"]}


def apart(book: Book, mark: str) -> tuple[list[Row], list[Row]]:
    """Give the records of a book under names and documents that no other book has."""

    def own(row: Row, key: str) -> Row:
        corrects = f"{mark}{row['corrects']}" if row["corrects"] else None
        return row | {
            key: f"{mark}{row[key]}",
            "document_number": f"{mark}{row['document_number']}",
            "corrects": corrects,
        }

    return [own(row, "movement_id") for row in book.movements], [own(row, "fact_id") for row in book.facts]


def courses() -> Book:
    """Give persons in whose stays days of unlawful presence may count."""
    book = Book()
    for course in (
        Course(left=200, protected=((150, 190),), born="2007-08"),
        Course(left=None, extension=(170, 300, None), adjustment=(250, 400)),
        Course(left=500, order=160, extension=(230, None, None)),
        Course(left=560, extension=(180, 300, "merits")),
    ):
        book.person(*records(course))
    book.person(EARLIER, LATER_OUT, *CASES["appeal"])
    return book


def mixed_evidence(folder: Path) -> Path:
    """Write persons of every sort in one evidence: with doubtful birth dates, new passports, records twice, one
    restricted; with trips, with days that count, of ports where departures go unrecorded, and two whom a model joins.

    A run on Spark costs minutes, mostly to plan it, so one run serves all that differs between the engines.
    """
    book = random_population(11, 100)
    doubtful = [row | {"birth_date": BIRTHS[number % 3]} for number, row in enumerate(book.movements[:9])]
    movements = [*doubtful, *book.movements[9:], *book.movements[40:44], IN, OUT]
    hidden = [row | {"restricted": True} for row in book.facts[:1]]
    facts = [*hidden, *book.facts[1:], *map(document_fact, book.facts[20:23])]
    for mark, more in (("C", book_of(60, 60)[0]), ("T", random_trips(5, 40)), ("U", courses())):
        crossings, acts = apart(more, mark)
        movements += crossings
        facts += acts
    return write_evidence(folder, movements, facts)
