"""The score as text and as JSON."""

from __future__ import annotations

import json

import pytest

from sojourn.statistics import Score, render_text, to_json
from sojourn.statistics.truth import Cell

CELLS = (
    Cell("in_status", "in_status", True, 90_000),
    Cell("left_in_time", "unexplained", False, 3),
    Cell("left_in_time", "left_in_time", True, 9_997),
    Cell("overstayed", "unexplained", True, 40),
    Cell("overstayed", "unknown", False, 10),
)


@pytest.fixture
def found() -> Score:
    return Score(
        stays=100_050,
        knowable=100_037,
        cells=CELLS,
        causes={"none": CELLS[:1], "carrier_not_boarded": CELLS[1:]},
        without_truth={"unexplained": 2, "in_status": 1},
        shared=4,
    )


def lines_with(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


def test_the_text_gives_each_rate_with_its_interval_and_its_counts(found: Score) -> None:
    (line,) = lines_with(render_text(found), "False `unexplained`")
    assert [cell.strip() for cell in line.strip("| ").split("|")] == [
        "False `unexplained`, per 100,000 lawful stays",
        "3.0",
        "1.0 to 8.8",
        "3",
        "100,000",
    ]


def test_the_text_says_what_belongs_to_no_true_stay(found: Score) -> None:
    assert "Answers that belong to no true stay: 3, of them `unexplained`: 2." in render_text(found)


def test_the_table_of_truth_and_answers_adds_up(found: Score) -> None:
    table = render_text(found).partition("Truth (across) and answer (down)")[2].partition("Per cause")[0]
    line = table.strip().splitlines()[-1]
    assert [cell.strip() for cell in line.strip("| ").split("|")] == ["all", "90,000", "10,000", "50", "100,050"]


def test_clean_records_come_last_among_the_causes(found: Score) -> None:
    text = render_text(found)
    assert text.index("| carrier_not_boarded") < text.index("| none ")


def test_text_for_a_file_has_no_codes_of_a_terminal(found: Score) -> None:
    assert "\x1b" not in render_text(found)
    assert "\x1b[1m" in render_text(found, terminal=True)


def test_a_narrow_terminal_keeps_every_number(found: Score) -> None:
    text = render_text(found, terminal=True, width=80)
    assert "90,000" in text
    assert "1.0 to 8.8" in text


def test_json_holds_every_measure_apart_by_what_can_be_known(found: Score) -> None:
    said = json.loads(to_json(found))
    assert said["measures"]["not_knowable"]["false_unexplained"]["events"] == 3
    assert said["measures"]["knowable"]["false_unexplained"]["events"] == 0
    assert said["measures"]["knowable"]["overstays_asked"]["value"] == 1.0
    assert said["causes"]["none"]["all"]["correct"]["base"] == 90_000
    assert said["states"]["unexplained"]["all"]["correct"]["events"] == 40
    assert said["answers_without_truth"] == {"unexplained": 2, "in_status": 1}


def test_json_says_nothing_about_an_empty_base(found: Score) -> None:
    rate = json.loads(to_json(found))["measures"]["all"]["late_as_in_time"]
    assert rate == {"events": 0, "base": 0, "per": 100_000, "value": None, "low": None, "high": None}
