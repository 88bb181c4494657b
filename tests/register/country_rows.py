"""A small country: some fifty simulated travellers, and one person made for each thing that a page must show."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
Rows = list[tuple[str, Row]]
TRAVELLERS = 50


@dataclass(frozen=True)
class SmallCountry:
    """What was committed: for each made person, by a word of ours, the person's id, stays and records.

    The words: ``in_status``, ``left_in_time``, ``unexplained``, ``orphan`` (a departure without an arrival),
    ``restricted``, ``pair`` (one passport, two birth dates: a pair to review), ``other`` (the other one of the pair),
    ``corrected`` (a record that was corrected later).
    """

    persons: dict[str, str]
    stays: dict[str, str]
    records: dict[str, list[str]]
    today: date


def country_rows(today: date) -> tuple[Rows, dict[str, list[str]]]:
    """Give all rows, and the names of the records of each made person."""
    made = _made_people(today)
    names = {word: [_name(source, row) for source, row in rows] for word, rows in made.items()}
    return [*_simulated(today), *(row for rows in made.values() for row in rows)], names


def _simulated(today: date) -> Rows:
    from sojourn.simulate.folder import simulate

    with tempfile.TemporaryDirectory(prefix="sojourn-country-") as name:
        out = Path(name) / "country"
        simulate(out, travellers=TRAVELLERS, seed=7, start=today - timedelta(days=330), follow=273, processes=1)
        tables = {"movement": out / "movements.parquet", "fact": out / "facts.parquet"}
        return [(source, row) for source, path in tables.items() for row in pq.read_table(path).to_pylist()]


def _made_people(today: date) -> dict[str, Rows]:
    def day(back: int) -> date:
        return today - timedelta(days=back)

    def came(word: str, back: int, until: int, who: Row, **more: Any) -> tuple[str, Row]:
        own = {"admitted_class": "B2", "admitted_until": day(until), "verified": "document"}
        return _movement(f"{word}-1", "post:JFK", "inspection", "arrival", day(back), {**who, **own, **more})

    def left(word: str, back: int, who: Row, number: int = 2, **more: Any) -> tuple[str, Row]:
        own = {"boarded": True, "transport": "KL642"}
        return _movement(f"{word}-{number}", "carrier:KL", "manifest", "departure", day(back), {**who, **own, **more})

    anna = _who("PEETERS", "ANNA", "1990-02-01", "M0000001", "NLD", "F")
    tunde = _who("BALOGUN", "TUNDE", "1985-07-14", "M0000002", "NGA", "M")
    mei = _who("陈", "美", "1979-11-30", "M0000003", "CHN", "F")
    jose = _who("GARCÍA LÓPEZ", "JOSÉ", "1968", "M0000004", "MEX", "M")
    sara = _who("AL-AMIN", "SARA", "1994-05", "M0000005", "JOR", "F")
    lena = _who("NOVAK", "LENA", "1991-03-09", "M0000006", "SVN", "F")
    other = _who("NOVAK", "PETRA", "1954-12-24", "M0000006", "SVN", "F")
    ivan = _who("PETROV", "IVAN", "1988-01-20", "M0000007", "BGR", "M")
    hidden = {**sara, "kind": "protection", "type": "asylum", "valid_from": day(90), "restricted": True}
    return {
        "in_status": [came("in_status", 30, -150, anna)],
        "left_in_time": [came("left_in_time", 200, 20, tunde), left("left_in_time", 120, tunde)],
        "unexplained": [came("unexplained", 330, 150, mei)],
        "orphan": [left("orphan", 100, jose, 1)],
        "restricted": [came("restricted", 100, -80, sara), _fact("restricted-2", "agency:asylum", day(90), hidden)],
        "pair": [came("pair", 60, -120, lena)],
        "other": [left("other", 40, other, 1)],
        "corrected": [
            came("corrected", 250, 70, ivan),
            left("corrected", 150, ivan),
            left("corrected", 148, ivan, 3, corrects="carrier:KL/corrected-2"),
        ],
    }


def _who(surname: str, given: str, born: str, number: str, issuer: str, sex: str) -> Row:
    return {
        "surname": surname,
        "given_names": given,
        "birth_date": born,
        "sex": sex,
        "nationality": issuer,
        "document_type": "P",
        "document_number": number,
        "document_issuer": issuer,
    }


def _movement(own: str, feed: str, kind: str, direction: str, day: date, more: Row) -> tuple[str, Row]:
    row = {"movement_id": own, "feed": feed, "kind": kind, "direction": direction, "local_date": day}
    place = {"port": "IATA:JFK", "mode": "air", "occurred_at": _at(day, 15), "recorded_at": _at(day, 16)}
    return "movement", {**row, **place, **more}


def _fact(own: str, feed: str, day: date, more: Row) -> tuple[str, Row]:
    return "fact", {"fact_id": own, "feed": feed, "recorded_at": _at(day, 17), **more}


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _name(source: str, row: Row) -> str:
    return f"{row['feed']}/{row['movement_id' if source == 'movement' else 'fact_id']}"
