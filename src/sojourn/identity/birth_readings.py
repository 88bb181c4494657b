"""What a birth date on a record may mean, and how two of them relate.

A date is written in the order or the calendar of whoever wrote it down. All readings are Gregorian and keep their
precision (``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``); none of them replaces what was written.
"""

from __future__ import annotations

import re
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.evidence.layouts.calendars import find_partial, to_gregorian

ETHIOPIAN = ("ETH", "ERI")
"""Nationalities whose documents may carry Ethiopian dates; the year alone cannot tell, as it is 7 or 8 behind."""

BIRTH_RELATIONS = (
    "same",
    "same_reading",
    "one_digit",
    "close",
    "partial_fits",
    "year_only",
    "different",
    "missing",
)
"""How two birth dates relate, a closed list; the first that holds counts (see ``birth_relation``)."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_OTHER_YEAR = "^(2[4-9]|1[34]|12[5-9]|1500)"
_FULL = 10
_YEAR = 4
_NEIGHBOURS = (0, 1, 2, 5, 8)


def with_birth_readings(engine: Engine, table: ir.Table) -> ir.Table:
    """Add every date that a birth date may mean, and whether it is a placeholder.

    Args:
        engine: where to compute.
        table: any table with text columns ``birth_date`` (``YYYY-MM-DD`` or partial, null where unknown) and
            ``nationality`` (alpha-3).

    Returns:
        The table with ``birth_readings``, a list of text, null where there is no date, in this order and each once: as
        written; day and month swapped; for a year from 2400 on as a Buddhist date (Thailand); for a year from 1250 to
        1500 as a Hijri date (Umm al-Qura, known from 1343 on); for nationals of ``ETHIOPIAN`` as an Ethiopian date. And
        ``birth_is_placeholder``: 1 January, which many registers write where only the year is known; false without a
        date.
    """
    born = table.mutate(birth__is_ethiopian=ibis.coalesce(_.nationality.isin(ETHIOPIAN), False))
    other = _.birth_date.re_search(_OTHER_YEAR) | _.birth__is_ethiopian
    rare = born.filter(_.birth_date.notnull(), other)
    distinct = engine.arrow(rare.select(date=_.birth_date, is_ethiopian=_.birth__is_ethiopian).distinct()).to_pylist()
    rows = [
        {**row, "converted": find_other_readings(row["date"], is_ethiopian=row["is_ethiopian"])} for row in distinct
    ]
    read = engine.load(pa.Table.from_pylist(rows, schema=_CONVERTED), "birth_readings")
    read = read.rename({f"birth__{name}_read": name for name in _CONVERTED.names})
    joined = born.left_join(
        read,
        [born.birth_date == read.birth__date_read, born.birth__is_ethiopian == read.birth__is_ethiopian_read],
    )
    found = ibis.array([_.birth_date, _swapped(_.birth_date), _.birth__converted_read])
    return joined.select(
        *table.columns,
        birth_readings=ibis.ifelse(
            _.birth_date.isnull(), ibis.null("array<string>"), found.filter(lambda x: x.notnull())
        ),
        birth_is_placeholder=ibis.coalesce(_.birth_date.endswith("-01-01") & (_.birth_date.length() == _FULL), False),
    )


_TYPES: dict[str, pa.DataType] = {"date": pa.string(), "is_ethiopian": pa.bool_(), "converted": pa.string()}
_CONVERTED = pa.schema(_TYPES)


def find_other_readings(date: str, *, is_ethiopian: bool) -> str | None:
    """Read a date in the calendar that its year or the nationality points to; nothing where it points to none.

    The text may be partial. It stays partial, and gives nothing where a month or a year spans two Gregorian ones.
    """
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    calendar = _calendar(year or 0, is_ethiopian=is_ethiopian)
    if calendar is None:
        return None
    try:
        if month is None or day is None:
            return find_partial(calendar, year or 0, month)
        return to_gregorian(calendar, year or 0, month, day).isoformat()
    except ValueError:
        return None


def _calendar(year: int, *, is_ethiopian: bool) -> str | None:
    if year >= 2400:
        return "buddhist"
    if 1250 <= year <= 1500:
        return "hijri"
    return "ethiopian" if is_ethiopian else None


def _swapped(date: Any) -> Any:
    """Swap day and month where that gives another date; the new day is 12 at most, so every month has it."""
    month, day = date.substr(5, 2), date.substr(8, 2)
    can = (date.length() == _FULL) & (day <= "12") & (month != day) & (month <= "12")
    return ibis.ifelse(can, date.substr(0, 5) + day + "-" + month, ibis.null(str))


def birth_relation(a: Any, b: Any, readings_a: Any, readings_b: Any) -> Any:
    """Say how two birth dates relate, as one of ``BIRTH_RELATIONS``.

    ``same``: equal as written; ``same_reading``: a reading of one is a reading of the other (day and month swapped,
    another calendar); ``one_digit``: full dates that differ in one digit; ``close``: full dates with two neighbouring
    digits of one part exchanged; ``partial_fits``: one begins the other; ``year_only``: the same year; ``missing``: one
    is null.

    Args:
        a: text column, a birth date as written.
        b: the other one.
        readings_a: its ``birth_readings``.
        readings_b: likewise of the other.
    """
    both_full = (a.length() == _FULL) & (b.length() == _FULL)
    exchanged = [both_full & (_exchange(a, place) == b) for place in _NEIGHBOURS]
    is_close = exchanged[0] | exchanged[1] | exchanged[2] | exchanged[3] | exchanged[4]
    return ibis.cases(
        (a.isnull() | b.isnull(), "missing"),
        (a == b, "same"),
        (readings_a.intersect(readings_b).length() > 0, "same_reading"),
        (both_full & (a.levenshtein(b) == 1), "one_digit"),
        (is_close, "close"),
        (a.startswith(b) | b.startswith(a), "partial_fits"),
        (a.substr(0, _YEAR) == b.substr(0, _YEAR), "year_only"),
        else_="different",
    )


def _exchange(date: Any, place: int) -> Any:
    return date.substr(0, place) + date.substr(place + 1, 1) + date.substr(place, 1) + date.substr(place + 2)
