"""Asking ``sojourn days`` as a traveller does, and a small law with a window for tests that need one of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from sojourn.cli import main
from sojourn.law.pack import load_pack

PACK = """
code: small
title: A small area
country: ZZZ
territory: [ZZZ]
version: 0.1.0
earliest: 2010-01-01
inherits: base
inherited: [{inherited}]
"""
RULE = """
id: small.window
role: entry_window
title: 90 days in any 180
citation: Law of the area, Article 6
source: unsourced
checked_on: 2026-11-23
checked_by: drafting; not yet reviewed by counsel
check_by: 2027-11-23
basis: status
sentence: The window leaves {days} days, until {valid_to}.
versions:
  - {valid_from: 2012-01-01, status: in_force, learned_on: 2011-06-01, values: {days: 30, within: 180}}
  - {valid_from: 2015-01-01, status: in_force, learned_on: 2014-06-01, values: {days: 90, within: 180}}
"""


def small_law(folder: Path) -> str:
    """Write a law pack with a window and give its folder."""
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        PACK.format(inherited=", ".join(rule.id for rule in load_pack("base").rules)), encoding="utf-8"
    )
    (folder / "window.yaml").write_text(RULE, encoding="utf-8")
    return str(folder)


def write_stays(folder: Path, *lines: str, header: str = "arrived_on,departed_on") -> Path:
    """Write a file of stays, one line a stay."""
    path = folder / "stays.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def ask(law: str, stays: Path, *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["days", "--law", law, "--stays", str(stays), *words])


def asked(law: str, stays: Path, *words: str) -> dict[str, Any]:
    """Run the command, which must succeed, and read its JSON."""
    done = ask(law, stays, *words, "--json")
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def figures(answer: dict[str, Any]) -> tuple[Any, ...]:
    """Give the figures of an answer in one order: used, left, last lawful day, first day over, present."""
    return tuple(answer[key] for key in ("days_used", "days_left", "may_stay_until", "first_day_over", "present"))
