"""Cells of a bundle's tables: no spreadsheet takes one for a formula, and nobody misreads a time."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(max_size=40))
def test_no_cell_begins_a_formula(told: str) -> None:
    from sojourn.register.bundle.cells import guarded

    written = guarded(told)
    begins = written.lstrip()[:1]
    assert begins not in {"=", "@", "+", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r"}
    assert begins != "-" or written.lstrip("-").replace(".", "", 1).isdecimal()


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        (" +1+cmd|' /C calc'!A0", "' +1+cmd|' /C calc'!A0"),
        ("\t=1", "' =1"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("-5+1", "'-5+1"),
        ("carrier:KL/1", "carrier:KL/1"),
    ],
)
def test_only_what_is_a_formula_gets_an_apostrophe(told: str, written: str) -> None:
    from sojourn.register.bundle.cells import guarded

    assert guarded(told) == written


def test_times_are_written_in_utc_and_days_as_days() -> None:
    from sojourn.register.bundle.cells import cell

    at = datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert cell(at) == "2026-11-22 23:30:00Z"
    assert cell(date(2026, 11, 23)) == "2026-11-23"
    assert cell([date(2026, 1, 2), None, True, 3]) == "2026-01-02; ; yes; 3"


def test_a_table_comes_back_as_it_was_written() -> None:
    from sojourn.register.bundle.cells import csv_of, make_table

    told = make_table("t", "T", "says", (("a", "x"), ("b", "y")), [("two\nlines", 'a "word", here')], ("a",))
    assert list(csv.reader(io.StringIO(csv_of(told).decode(), newline=""))) == [
        ["a", "b"],
        ["two\nlines", 'a "word", here'],
    ]
    assert told.on_paper() == [["two\nlines"]]


def test_columns_are_explained_for_every_table() -> None:
    from sojourn.register.bundle.cells import columns_csv, make_table

    told = make_table("t", "T", "says", (("a", "what it is"),), [(datetime(2026, 1, 1, tzinfo=UTC),)], ("a",))
    assert b"t.csv,a,what it is" in columns_csv([told])
