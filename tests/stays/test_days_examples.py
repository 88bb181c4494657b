"""The published examples of the European Union's short stay, through the command, and the first day of that law."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from days_asked import ask, asked, figures, write_stays

from docs_blocks import list_blocks


@pytest.fixture(scope="session")
def examples(shared_data: Path) -> dict[str, Any]:
    """Give the examples of the European Commission and of the Swiss authority."""
    text = (shared_data / "schengen" / "schengen_90_180_examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.shared
def test_the_published_days_used_are_exact(examples: dict[str, Any], tmp_path: Path) -> None:
    told = {
        case["id"]: asked("eu", _stays(tmp_path, case["stays"]), "--on", case["on"]) for case in iter_status(examples)
    }
    wanted = [(case["id"], case["days_used"], case["window_start"], case["overstay"]) for case in iter_status(examples)]
    assert [
        (name, each["days_used"], each["window_from"], each["first_day_over"] <= each["on"])
        for name, each in told.items()
    ] == wanted
    assert {each["may_stay_until"] for each in told.values()} == {"2024-08-29"}


@pytest.mark.shared
def test_the_published_longest_stays_are_exact(examples: dict[str, Any], tmp_path: Path) -> None:
    cases = examples["max_stay_if_entering"]
    told = [asked("eu", _stays(tmp_path, case["prior_stays"]), "--enter", case["entry"]) for case in cases]
    assert [each["days_left"] for each in told] == [case["max_days"] for case in cases]
    dated = [
        (each["may_stay_until"], case["last_allowed_day"])
        for each, case in zip(told, cases, strict=True)
        if "last_allowed_day" in case
    ]
    assert [told for told, _ in dated] == [wanted for _, wanted in dated]
    assert len(dated) == 4


def iter_status(examples: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the examples that ask about a day."""
    yield from examples["status_on_date"]


def _stays(folder: Path, stays: list[list[str]]) -> Path:
    return write_stays(folder, *(",".join(stay) for stay in stays))


def test_a_stay_that_may_last_while_old_days_roll_out(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2025-11-03,2025-12-12", "2026-02-01,2026-03-12")
    assert figures(asked("eu", stays, "--enter", "2026-04-23"))[:3] == (80, 50, "2026-06-11")


def test_the_first_day_of_the_law(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2013-10-01,2013-10-20")
    answer = asked("eu", stays, "--on", "2013-10-18")
    assert figures(answer) == (18, 72, "2013-12-29", "2013-12-30", True)
    early = ask("eu", stays, "--on", "2013-10-17")
    assert early.exit_code == 2
    assert "[law-before-earliest]" in early.output
    assert "2013-10-18" in early.output


def test_the_rule_and_its_text_are_named(tmp_path: Path) -> None:
    reasons = asked("eu", write_stays(tmp_path), "--enter", "2026-05-01")["reasons"]
    assert {each["rule"] for each in reasons} == {"eu.short_stay"}
    assert all("2016/399" in each["citation"] for each in reasons)


def test_the_help_says_that_the_file_has_no_ports(tmp_path: Path) -> None:
    told = ask("eu", write_stays(tmp_path), "--help").output
    assert "The file has no ports" in " ".join(told.split())


def test_the_sentences_of_the_page_are_those_of_the_command(repo: Path, tmp_path: Path) -> None:
    blocks = list_blocks(repo / "docs" / "days.md")
    stays = tmp_path / "stays.csv"
    stays.write_text(next(block.text for block in blocks if block.title == "stays.csv"), encoding="utf-8")
    told = [ask("eu", stays, *words).stdout for words in (("--on", "2026-05-20"), ("--enter", "2026-07-06"))]
    shown = [" ".join(block.text.split()) for block in blocks if block.language == "text"]
    assert [text in " ".join(output.split()) for text, output in zip(shown, told, strict=True)] == [True, True]
