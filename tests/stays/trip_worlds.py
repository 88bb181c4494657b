"""Invented persons under the visa waiver who travel to neighbours and home, and what must follow, in plain Python."""

from __future__ import annotations

import random
from datetime import date, timedelta

from stays_records import Book, Row, arrival, departure

FIRST = date(2026, 1, 5)
#: Port before or after the crossing, and its mode: two neighbours, a border on land, a far country, none on record.
ENDS = (("IATA:YYZ", "air"), ("IATA:CUN", "air"), (None, "land"), ("IATA:AMS", "air"), (None, "air"))
NEAR = {("IATA:YYZ", "air"), ("IATA:CUN", "air"), (None, "land")}
DAYS = 90


def day(number: int) -> str:
    """Give a day by its number, from 0."""
    return (FIRST + timedelta(days=number)).isoformat()


def came(
    number: int, class_: str | None = "WT", end: tuple[str | None, str] = ("IATA:AMS", "air"), until: int | None = None
) -> Row:
    """Give an arrival on a day, from a port; without ``until`` the record has no last day."""
    last = None if until is None else day(until)
    port, mode = end
    return arrival(day(number), admitted_class=class_, admitted_until=last, from_port=port, mode=mode)


def went(number: int, end: tuple[str | None, str] = ("IATA:AMS", "air")) -> Row:
    """Give a departure on a day, to a port."""
    port, mode = end
    return departure(day(number), to_port=port, mode=mode)


def random_traveller(chance: random.Random) -> list[Row]:
    """Give a first arrival and some crossings after it, on days of their own."""
    numbers = sorted(chance.sample(range(1, 260), chance.randint(1, 9)))
    rows = [came(0, chance.choice(("WT", "WB", "B2", "WT")))]
    for number in numbers:
        end = chance.choice(ENDS)
        if chance.random() < 0.5:
            rows.append(went(number, end))
        else:
            until = chance.choice((None, None, 60, number + 80))
            rows.append(came(number, chance.choice(("WT", "WT", "WB", "B2", None)), end, until))
    return rows


def random_trips(seed: int, persons: int) -> Book:
    """Give a book of travellers."""
    chance, book = random.Random(seed), Book()
    for _ in range(persons):
        book.person(*random_traveller(chance))
    return book


def expect_arrivals(rows: list[Row]) -> list[date]:
    """Say, from the law, on which days a stay begins: every arrival that is no return from a trip.

    Each crossing has a day of its own here, so no two records report one crossing.
    """
    began: list[date] = []
    last: date | None = None
    between: list[bool] = []
    for row in sorted(rows, key=lambda each: each["local_date"]):
        if row["direction"] == "departure":
            between.append((row["to_port"], row["mode"]) in NEAR)
            continue
        if not (began and _returns(row, between, last)):
            began.append(row["local_date"])
            last = _last_day(row)
        between = []
    return began


def _returns(row: Row, between: list[bool], last: date | None) -> bool:
    near = (row["from_port"], row["mode"]) in NEAR and all(between)
    no_other_class = row["admitted_class"] in (None, "WT", "WB")
    if not (near and no_other_class) or last is None:
        return False
    return bool(row["local_date"] <= last and (row["admitted_until"] or last) <= last)


def _last_day(row: Row) -> date | None:
    if row["admitted_class"] not in ("WT", "WB"):
        return None
    until: date | None = row["admitted_until"]
    return until or row["local_date"] + timedelta(days=DAYS - 1)
