"""The tables of docs/clocks.md are those of the packs and of the closed lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from clock_cases import law_of

from sojourn.law.clock_words import ACTS, CLOCKS, PAUSES
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.clock_rules import ClockRule, clock_rule

PAGE = (Path(__file__).parents[3] / "docs" / "clocks.md").read_text(encoding="utf-8")
DAY = date(2026, 11, 23)
CODES = ("base", "us", "eu", "uk")


def told(rule: ClockRule | None) -> str:
    """Say a rule in a cell of the table."""
    if rule is None:
        return "none"
    if rule.hours is not None:
        return f"{rule.hours} hours"
    much = f"{rule.days} {'business ' if rule.counts == 'business' else ''}days"
    return ("as given, at most " if rule.most else "as given, else ") + much if rule.given else much


def row(clock: str) -> str:
    """Give the row of a clock."""
    rules = [clock_rule(law_of(code), clock, DAY) for code in CODES]
    first = next(rule for rule in rules if rule is not None)
    whose = "liberty" if first.liberty else "the person's" if first.theirs else "ours"
    return f"| `{clock}` | {CLOCKS[clock]} | {whose} | {' | '.join(told(rule) for rule in rules)} |"


def test_the_table_covers_every_shipped_pack() -> None:
    assert sorted(CODES) == list_shipped()


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_table_of_clocks_says_what_the_packs_say(clock: str) -> None:
    assert row(clock) in PAGE.splitlines()


def test_the_tables_name_every_act_and_every_reason_for_a_pause() -> None:
    rows = [f"| `{name}` | {says} |" for name, says in {**ACTS, **PAUSES}.items()]
    assert [line for line in rows if line not in PAGE.splitlines()] == []


@pytest.mark.parametrize("code", CODES)
def test_the_page_names_the_zone_and_the_holidays_of_every_pack(code: str) -> None:
    pack = load_pack(code)
    assert f"| `{code}` | {pack.zone} | {pack.holidays or 'Saturdays and Sundays only'} |" in PAGE.splitlines()
