"""Random persons with every kind of record that the engine reads, for tests of what must hold for all."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from stays_records import Book, Row, arrival, departure, fact

FIRST_DAY = date(2026, 1, 1)
CLASSES = ("B2", "B2", "WT", "F1", "M1", None)
OUTCOMES = (None, None, None, None, "admitted", "refused", "paroled", "transit", "crew", "deferred")
AWAY = ("manifest", "manifest", "inspection", "neighbour", "stamp", "consular", "attested")


def day(number: int) -> str:
    """Give a day of 2026 or later by its number, from 0."""
    return (FIRST_DAY + timedelta(days=number)).isoformat()


def random_person(chance: random.Random) -> list[Row]:
    """Give a person's records: one to three stays with what may happen around them."""
    records: list[Row] = []
    start = chance.randint(0, 60)
    for _ in range(chance.randint(1, 3)):
        length = chance.randint(5, 90)
        last = start + length
        records.append(_arrival(chance, start, last))
        records += [_fact(chance, start, last) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
        left = start + chance.randint(1, length + 30)
        records += _departure(chance, left)
        start = left + chance.randint(0, 40)
    return records


def random_population(seed: int, persons: int) -> Book:
    """Give a book of random persons, the same for the same seed."""
    chance = random.Random(seed)
    book = Book()
    for _ in range(persons):
        book.person(*random_person(chance))
    return book


def _arrival(chance: random.Random, start: int, last: int) -> Row:
    given: dict[str, Any] = {
        "admitted_class": chance.choice(CLASSES),
        "outcome": chance.choice(OUTCOMES),
        "nationality": chance.choice(("NLD", "NLD", "BRA", "USA")) if chance.random() < 0.3 else "NLD",
        "mode": chance.choice(("air", "air", "air", "sea", "land", None)),
        "transport": chance.choice((None, "XX100")),
    }
    student = given["admitted_class"] in ("F1", "M1")
    until = None if student and chance.random() < 0.7 else chance.choice((day(last), day(last), day(last), None))
    given["duration_of_status"] = True if student and until is None else None
    if until:
        given["admitted_until"] = until
    when = day(start) + chance.choice(("", "T08:00", "T23:50"))
    return arrival(when, chance.choice(("inspection", "inspection", "inspection", "manifest", "stamp")), **given)


def _departure(chance: random.Random, left: int) -> list[Row]:
    if chance.random() < 0.35:
        return [departure(day(left), "declared")] if chance.random() < 0.4 else []
    kind = chance.choice(AWAY)
    boarded = chance.choice((None, True, True, False)) if kind == "manifest" else None
    when = day(left) + chance.choice(("", "T09:00", "T23:55"))
    mode = chance.choice(("air", "air", "land", None))
    given: dict[str, Any] = {"boarded": boarded, "mode": mode, "transport": "XX101"}
    out = departure(when, kind, **given)
    again = departure(day(left) + "T09:30", "inspection", **given | {"boarded": None})
    return [out, again] if chance.random() < 0.2 else [out]


def _fact(chance: random.Random, start: int, last: int) -> Row:
    act = day(chance.randint(start, last + 5))
    end = day(last + chance.randint(5, 60))
    reference = f"R{chance.randint(1, 2)}"
    benefit = chance.choice(("extension", "change_of_status", "adjustment", "asylum"))
    makers = {
        "extension": {"valid_from": chance.choice((day(last + 1), None)), "valid_to": end, "decided_at": act},
        "application": {"benefit": benefit, "reference": reference, "filed_at": act},
        "decision": {
            "benefit": chance.choice((benefit, None)),
            "reference": reference,
            "outcome": chance.choice(("approved", "denied", "withdrawn", "remanded")),
            "decided_at": day(last + chance.randint(0, 40)),
            "valid_to": chance.choice((end, end, None)),
        },
        "programme": {
            "class_": chance.choice(("F1", "M1")),
            "valid_from": day(start + 5),
            "valid_to": chance.choice((day(last), None)),
        },
        "protection": {
            "type": chance.choice(("tps", "withholding", "asylum", "daca")),
            "valid_from": act,
            "valid_to": chance.choice((end, None)),
        },
        "residence": {"valid_from": act},
        "death": {"valid_from": act},
        "hearing": {"valid_from": act, "outcome": chance.choice(("held", "absent", None))},
        "custody_start": {"valid_from": act},
        "citizenship_claim": {"received_at": act},
        "citizenship_decision": {"decided_at": end, "outcome": chance.choice(("granted", "denied"))},
    }
    often = ("extension", "application", "application", "decision", "decision", "programme", "protection")
    kind = chance.choice(often if chance.random() < 0.8 else tuple(makers))
    return fact(kind, **makers[kind])
