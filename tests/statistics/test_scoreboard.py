"""The scoreboard: what it counts, what it says of its bars, and one small world measured whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.scoreboard import BEGIN, END, OTHER_MIX, SMALL, measure, render, write
from benchmarks.scoreboard_counts import STOPPED, Cell, Tally, add, from_json, to_json
from benchmarks.scoreboard_page import bars, misses, totals
from sojourn.simulate.rates import load_rates
from sojourn.statistics.calibration import Said

ASKED_FALSELY = Cell("", "left_in_time", "unexplained", "", True, False)
LEFT = Cell("", "left_in_time", "left_in_time", "", True, False)
OVERSTAY = Cell("", "overstayed", "unexplained", "", True, True)
LAND = Cell("", "overstayed", "unknown", "coverage", True, False)


def tally(cells: dict[Cell, int], **more: float) -> Tally:
    return replace(Tally(1, cells, 0, 0, {}, {}, 10.0, 1.0), **more)


def line_of(text: str, words: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if words in line]
    return [cell.strip() for cell in line.strip("| ").split("|")]


def board(asked_falsely: int, due: int = 1000, land: int = 0) -> dict[str, Tally]:
    own = tally({LEFT: 100_000 - asked_falsely, ASKED_FALSELY: asked_falsely, OVERSTAY: due, LAND: land})
    plain = tally({LEFT: 99_000, ASKED_FALSELY: 1000})
    return {"same_document": plain, "splink": STOPPED, "sojourn": own}


def test_a_bar_that_is_met_says_so() -> None:
    assert line_of(bars(board(10)), "at most 10")[-1] == "met"
    assert line_of(bars(board(10)), "Fewer than (a)")[-1] == "met"


def test_a_bar_that_is_missed_says_so() -> None:
    assert line_of(bars(board(11)), "at most 10")[-1] == "**not met**"
    assert line_of(bars(board(11)), "Fewer than (a)")[-1] == "**not met**"


def test_overstays_that_the_pack_leaves_out_miss_only_the_bar_of_all() -> None:
    text = bars(board(0, due=95, land=5))
    assert line_of(text, "asked about, all")[-1] == "**not met**"
    assert line_of(text, "asked about, due")[-1] == "met"


def test_an_approach_that_was_stopped_has_no_figures() -> None:
    assert line_of(totals(board(0)), "True overstays asked about")[2] == "did not end"


def test_the_counts_of_worlds_add_up() -> None:
    both = add([tally({LEFT: 2}, seconds=10.0), tally({LEFT: 3, OVERSTAY: 1}, seconds=20.0, peak_gib=2.0), STOPPED])
    assert (both.cells[LEFT], both.cells[OVERSTAY], both.worlds, both.stopped) == (5, 1, 2, 1)
    assert (both.seconds, both.peak_gib) == (15.0, 2.0)


def test_a_tally_is_the_same_after_json() -> None:
    given = tally({LEFT: 2, LAND: 1})
    given = replace(given, bases={Said("likely", "manifest", True, False, 0): 4})
    assert from_json(to_json(given)) == given


def test_what_is_not_right_is_listed_with_its_code() -> None:
    listed = misses(tally({LEFT: 5, replace_cause(LAND): 2, replace_cause(ASKED_FALSELY): 3}))
    assert line_of(listed, "coverage") == ["none", "overstayed", "unknown (coverage)", "2"]
    assert line_of(listed, "left_in_time") == ["none", "left_in_time", "unexplained", "3"]


def replace_cause(cell: Cell) -> Cell:
    return cell._replace(cause="none")


def test_only_what_stands_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write("new", page)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks the marks"):
        write("new", page)
    assert page.read_text(encoding="utf-8") == "nothing"


def test_the_other_mix_has_other_rates_than_the_default() -> None:
    pairs = zip(load_rates(OTHER_MIX), load_rates("default"), strict=True)
    assert all(other.rate != usual.rate for other, usual in pairs)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    """One world under all three approaches, measured as the full board is."""
    return measure(SMALL, tmp_path_factory.mktemp("board") / "kept.json")


def of(small: dict[str, Tally], approach: str) -> Tally:
    return small[SMALL[0].key(SMALL[0].seeds[0], approach)]


def test_every_approach_answers_the_same_true_stays(small: dict[str, Tally]) -> None:
    stays = {
        sum(number for cell, number in one.cells.items() if cell.cause == "" and cell.knowable)
        for one in small.values()
    }
    assert len(small) == 3
    assert len(stays) == 1


def test_sojourn_asks_fewer_falsely_than_the_document_alone(small: dict[str, Tally]) -> None:
    falsely = {name: of(small, name).cells.get(ASKED_FALSELY, 0) for name in ("same_document", "splink", "sojourn")}
    assert falsely["sojourn"] == 0
    assert falsely["same_document"] > 10
    assert falsely["splink"] != falsely["same_document"]


def test_due_overstays_are_those_past_the_waiting_time_by_air_or_sea(small: dict[str, Tally]) -> None:
    due = sum(number for cell, number in of(small, "sojourn").cells.items() if cell.cause == "" and cell.due)
    overstays = sum(
        number for cell, number in of(small, "sojourn").cells.items() if cell.cause == "" and cell.truth == "overstayed"
    )
    assert 0 < due <= overstays


def test_the_page_of_a_small_world_names_every_approach_and_bar(small: dict[str, Tally]) -> None:
    text = render(SMALL, small)
    assert line_of(text, "at most 10")[-1] == "met"
    assert all(words in text for words in ("(a) same document", "(b) Splink, defaults", "(c) Sojourn", "model_join"))
