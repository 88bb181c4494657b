"""The generated pages and the terminal: a diagram and its table, and every step in both."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner
from law_packs import WritePack

from sojourn.cli import main
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.law.procedure.lifecycle_diagram import draw, is_drawn
from sojourn.law.procedure.lifecycle_reading import lifecycle_on, list_lifecycles
from sojourn.law.procedure.lifecycle_reference import lifecycle_page
from sojourn.law.procedure.lifecycle_show import show_lifecycle
from sojourn.law.procedure.machine import leaves_from
from tools.pages import PAGES, render_page

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "lifecycles.md"


@pytest.fixture(scope="module")
def overstay() -> Lifecycle:
    return lifecycle_on(load_pack("us"), "us.overstay", DAY, DAY)


@pytest.mark.parametrize("code", list_shipped())
def test_every_pack_has_a_generated_page_with_its_lifecycles(code: str) -> None:
    name = f"reference/lifecycle-{code}.md"
    assert name in PAGES
    page, pack = render_page(name), load_pack(code)
    assert [each for each in list_lifecycles(pack) if f"`{each}`" not in page] == []


def test_the_table_has_every_step_of_every_state(overstay: Lifecycle) -> None:
    page = lifecycle_page(load_pack("us"))
    table = page[page.index("### Steps of `us.overstay`") : page.index("### Reasons in `us.overstay`")]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    moves = [
        (state.id, step.id)
        for state in overstay.states
        for step in overstay.steps
        if leaves_from(step, state.id, final=state.final)
    ]
    assert len(rows) == len(moves)
    assert [
        move for move, row in zip(moves, rows, strict=True) if f"`{move[0]}`" not in row or f"`{move[1]}`" not in row
    ] == []


def test_the_table_says_who_and_by_which_law_and_what_forbids_a_step(overstay: Lifecycle) -> None:
    page = lifecycle_page(load_pack("us"))
    row = next(line for line in page.splitlines() if "(`file_charge`, against the person)" in line)
    told = [
        "officer",
        "8 CFR 1003.14(a) (unsourced)",
        "all (B1 to B13)",
        "ends time to file the charge",
        "`proceedings_pending`",
    ]
    assert [words for words in told if words not in row] == []


def test_the_diagram_is_one_picture_with_a_box_for_every_state_and_the_number_of_every_drawn_step(
    overstay: Lifecycle,
) -> None:
    drawn = draw(overstay)
    picture = ElementTree.fromstring(drawn)
    words = {text.text for text in picture.iter(f"{SVG}text")}
    boxes = [each for each in picture.iter(f"{SVG}rect") if each.get("fill")]
    numbers = {number for text in words if text for number in text.split(", ")}
    assert (picture.get("role"), len(boxes), "\n\n" in drawn) == ("img", len(overstay.states), False)
    assert [n for n, step in enumerate(overstay.steps, 1) if is_drawn(step) and str(n) not in numbers] == []


def test_the_same_lifecycle_is_drawn_alike(overstay: Lifecycle) -> None:
    assert draw(overstay) == draw(lifecycle_on(load_pack("us"), "us.overstay", DAY, DAY))


def test_the_terminal_prints_every_state_and_step(overstay: Lifecycle) -> None:
    shown = show_lifecycle(load_pack("us"), "us.overstay", DAY, NOW)
    assert [state.id for state in overstay.states if f"\n{state.id}: " not in shown] == []
    assert [step.id for step in overstay.steps if f"  {step.id} -> " not in shown] == []


def test_the_command_prints_a_lifecycle() -> None:
    given = CliRunner().invoke(main, ["law", "show", "eu.return"])
    assert (given.exit_code, given.output.startswith("The return procedure\n")) == (0, True)


def test_a_rule_and_a_lifecycle_of_one_name_are_both_printed() -> None:
    given = CliRunner().invoke(main, ["law", "show", "us.voluntary_departure"])
    assert given.exit_code == 0
    assert "A period to leave by oneself, in place of removal" in given.output
    assert "Voluntary departure, given by the service at the person's request" in given.output


def test_the_example_of_the_docs_loads(write_pack: WritePack) -> None:
    written = PAGE.read_text(encoding="utf-8").split("```yaml", 1)[1].split("\n", 1)[1].split("```", 1)[0]
    folder = write_pack()
    (folder / "lifecycles").mkdir()
    (folder / "lifecycles" / "stay.yaml").write_text(written, encoding="utf-8")
    assert yaml.safe_load(written)["id"] == "ruritania.stay"
    assert list_lifecycles(load_pack(folder)) == ("ruritania.stay",)
