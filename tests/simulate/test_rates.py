"""The file of error rates: twenty, each with a source, and all problems of another file at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sojourn.errors import EvidenceError
from sojourn.simulate.rates import ERRORS_FILE, load_rates

SHIPPED = yaml.safe_load(ERRORS_FILE.read_text(encoding="utf-8"))["errors"]


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text(yaml.safe_dump({"errors": rows}), encoding="utf-8")
    return path


def test_there_are_twenty_errors_with_names_of_their_own() -> None:
    assert [rate.number for rate in load_rates("default")] == list(range(1, 21))
    assert len({rate.name for rate in load_rates("default")}) == 20


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row["name"])
def test_every_error_says_what_it_is_and_where_its_rate_comes_from(row: dict[str, Any]) -> None:
    assert set(row) - {"burst"} == {"number", "name", "makes", "what", "applies_to", "rate", "source"}
    assert row["makes"] in ("still_here", "departed")
    assert row["rate"] > 0


def test_none_means_no_error_at_all() -> None:
    assert [(rate.rate, rate.burst) for rate in load_rates("none")] == [(0.0, None)] * 20


def test_a_file_gives_its_own_rates(tmp_path: Path) -> None:
    rows = [{**row, "rate": 0.5} for row in SHIPPED]
    assert {rate.rate for rate in load_rates(write(tmp_path / "rates.yaml", rows))} == {0.5}


def test_all_problems_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    rows = [
        {**SHIPPED[0], "rate": 2, "burst": {"carriers": 1}},
        {**SHIPPED[1], "burst": {"carriers": 1, "days": 1, "rate": 1}},
        {**SHIPPED[2], "number": "three"},
        "four",
    ]
    with pytest.raises(EvidenceError) as caught:
        load_rates(write(tmp_path / "rates.yaml", rows))
    assert caught.value.code == "bad-rates"
    assert "entry 1: `rate` must be a number from 0 to 1, not `2`" in caught.value.message
    assert "entry 1: `burst` must have" in caught.value.message
    assert "entry 2: only error 1 may have a `burst`" in caught.value.message
    assert "entry 3: `number` must be a whole number" in caught.value.message
    assert "entry 4 is no map" in caught.value.message


def test_missing_repeated_and_renamed_errors_are_reported_at_once(tmp_path: Path) -> None:
    rows = [*SHIPPED[:18], SHIPPED[0], {**SHIPPED[19], "name": "other"}, {**SHIPPED[1], "number": 21}]
    with pytest.raises(EvidenceError) as caught:
        load_rates(write(tmp_path / "rates.yaml", rows))
    assert "error 1 is listed 2 times" in caught.value.message
    assert "error 19 is missing (`flight_turned_back`)" in caught.value.message
    assert "error 20 is named `other`; allowed is `departure_replayed`" in caught.value.message
    assert "there is no error 21" in caught.value.message


@pytest.mark.parametrize("text", ["errors: [", "errors: 3", "[]"])
def test_a_file_that_is_no_list_of_errors_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "rates.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        load_rates(tmp_path / "rates.yaml")
    assert caught.value.code in ("rates-unreadable", "bad-rates")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"rates\.yaml` cannot be read") as caught:
        load_rates(tmp_path / "rates.yaml")
    assert caught.value.code == "rates-unreadable"
