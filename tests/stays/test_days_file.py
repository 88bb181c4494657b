"""The file of a traveller's own stays: what it may hold, and every problem of it at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from days_asked import write_stays

from sojourn.errors import EvidenceError
from sojourn.stays.days_file import OwnStay, read_stays

ALL = "arrived_on,departed_on,class,admitted_until"


def problems(path: Path) -> str:
    """Read a file that cannot be used and give what is said."""
    with pytest.raises(EvidenceError) as caught:
        read_stays(path)
    assert caught.value.code == "bad-stays"
    return caught.value.message


def test_days_and_the_further_columns_are_read(tmp_path: Path) -> None:
    path = write_stays(tmp_path, "2026-01-05, 2026-01-10 ,wt-,2026-04-04", "", "2026-03-01,,,", header=ALL)
    assert read_stays(path) == (
        OwnStay(date(2026, 1, 5), date(2026, 1, 10), "WT", date(2026, 4, 4)),
        OwnStay(date(2026, 3, 1), None),
    )


def test_columns_stand_in_any_order_and_the_file_may_begin_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    path.write_text("departed_on,arrived_on\r\n2026-01-10,2026-01-05\r\n", encoding="utf-8-sig")
    assert read_stays(path) == (OwnStay(date(2026, 1, 5), date(2026, 1, 10)),)


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = write_stays(
        tmp_path,
        "2026-02-30,2026-03-01",
        ",2026-03-01",
        "2026-03-05,2026-03-01",
        "2026-03-05",
        "20260305,2026-03-06",
        "0206-03-05,2026-03-06",
    )
    told = problems(path)
    assert [line.strip() for line in told.splitlines() if line.startswith("  - ")] == [
        "- line 2: `arrived_on` is no day from 1900-01-01 to 2199-12-31",
        "- line 3: `arrived_on` is empty",
        "- line 4: `departed_on` lies before `arrived_on`",
        "- line 5: it has 1 cells where the first line has 2",
        "- line 6: `arrived_on` is no day from 1900-01-01 to 2199-12-31",
        "- line 7: `arrived_on` is no day from 1900-01-01 to 2199-12-31",
    ]


def test_what_a_cell_holds_is_not_repeated(tmp_path: Path) -> None:
    assert "Ada Example" not in problems(write_stays(tmp_path, "Ada Example,2026-03-01"))


def test_unknown_missing_and_doubled_columns_are_named(tmp_path: Path) -> None:
    told = problems(write_stays(tmp_path, header="arrived_on,left_on,arrived_on"))
    assert "the column `departed_on` is missing" in told
    assert "the column `left_on` is unknown" in told
    assert "the column `arrived_on` stands twice" in told


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    path.write_text("")
    assert "the column `arrived_on` is missing" in problems(path)


def test_two_stays_cannot_both_go_on(tmp_path: Path) -> None:
    assert "lines 2, 3: each of these stays has no `departed_on`" in problems(
        write_stays(tmp_path, "2026-01-01,", "2026-02-01,")
    )


def test_only_the_last_stay_can_go_on(tmp_path: Path) -> None:
    told = problems(write_stays(tmp_path, "2026-01-01,", "2026-02-01,2026-02-10"))
    assert "line 2: the stay has no `departed_on`, and another stay begins later" in told


def test_a_last_day_before_the_arrival_is_a_problem(tmp_path: Path) -> None:
    told = problems(write_stays(tmp_path, "2026-02-01,,,2026-01-31", header=ALL))
    assert "line 2: `admitted_until` lies before `arrived_on`" in told


def test_a_file_in_another_encoding_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    path.write_bytes(b"arrived_on,departed_on\n2026-01-01,\xff\n")
    assert "cannot be read as CSV in UTF-8" in problems(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"there is no file `.*gone\.csv`") as caught:
        read_stays(tmp_path / "gone.csv")
    assert caught.value.code == "no-such-file"
