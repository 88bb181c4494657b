"""B11 with a rule of an invented pack: no step rests on what a court set aside, what is suspended or only proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import gate_files as base
import pytest
from law_packs import VACATED, WritePack

from sojourn.law.pack import load_pack
from sojourn.law.procedure.gate import look

STEP = replace(base.FILE, rules=("ruritania.appeal",))
AFTER = date(2026, 4, 1)
VALUES = {
    "clock": "appeal_to_board",
    "counts": "calendar",
    "from": "order",
    "at": ["notified_at"],
    "rolls": True,
    "whose": "theirs",
    "liberty": False,
    "may_pause": [],
}
THIRTY, TEN = ({**VALUES, "days": days} for days in (30, 10))
RULE = VACATED | {"id": "ruritania.appeal", "role": "clock", "title": "Time to appeal"}


def entries(*statuses: tuple[str, str]) -> dict[str, Any]:
    """Give a rule whose one version had these statuses, each learned on a day."""
    one = {"version": "10 days", "valid_from": "2026-01-01", "values": TEN}
    return RULE | {"versions": [{**one, "status": status, "learned_on": day} for status, day in statuses]}


def said(write_pack: WritePack, rule: dict[str, Any], today: date = AFTER) -> str:
    """Give what B11 says of a step that rests on the rule, as known on a day."""
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    law = load_pack(write_pack(further=[rule])).as_known_at(now)
    gate = look(STEP, base.STANDING, base.quiet_file(), base.proposal(STEP.id), law, (), now, today)
    found = next(each for each in gate.findings if each.code == "B11")
    assert not (gate.open and found.lifts)
    return f"{found.verdict} {found.why}"


@pytest.mark.parametrize(
    ("status", "why"), [("vacated", "rule_vacated"), ("suspended", "rule_suspended"), ("proposed", "rule_proposed")]
)
def test_nobody_is_acted_against_on_a_rule_that_is_not_law_today(write_pack: WritePack, status: str, why: str) -> None:
    assert said(write_pack, entries(("in_force", "2025-12-01"), (status, "2026-03-08"))) == f"blocks {why}"


def test_a_rule_carries_a_step_to_the_day_before_it_is_known_to_be_halted(write_pack: WritePack) -> None:
    rule = entries(("in_force", "2025-12-01"), ("suspended", "2026-03-08"))
    assert said(write_pack, rule, date(2026, 3, 7)) == "clear rules_in_force"
    assert said(write_pack, rule, date(2026, 3, 8)) == "blocks rule_suspended"


def test_a_rule_that_was_never_more_than_proposed_carries_no_step(write_pack: WritePack) -> None:
    assert said(write_pack, entries(("proposed", "2025-12-01"))) == "blocks rule_proposed"


def test_a_rule_that_is_in_force_again_carries_a_step_again(write_pack: WritePack) -> None:
    rule = entries(("in_force", "2025-12-01"), ("suspended", "2026-01-08"), ("in_force", "2026-03-01"))
    assert said(write_pack, rule) == "clear rules_in_force"


def test_a_version_that_fell_leaves_the_step_on_the_one_before_it(write_pack: WritePack) -> None:
    older = {"version": "30 days", "valid_from": "2000-01-01", "values": THIRTY}
    rule = entries(("in_force", "2025-12-01"), ("vacated", "2026-03-08"))
    rule["versions"].insert(0, {**older, "status": "in_force", "learned_on": "2000-01-01"})
    assert said(write_pack, rule) == "clear rules_in_force"
