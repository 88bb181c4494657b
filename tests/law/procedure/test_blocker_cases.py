"""Each case of `cases/*.yaml`, as written from the law, against the blockers."""

from __future__ import annotations

from typing import Any

import pytest
from blocker_cases import forbidding, gate_of, load_cases

from sojourn.law.blockers import BLOCKER_CODES


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case["title"])
def test_a_case_is_answered_as_the_law_says(case: dict[str, Any]) -> None:
    assert forbidding(gate_of(case)) == case["expected"]


def test_every_blocker_but_the_rules_has_cases_and_every_case_its_citation() -> None:
    cases = load_cases()
    assert {code for case in cases for code in case["expected"]} == set(BLOCKER_CODES) - {"B11"}
    assert [case["title"] for case in cases if not case.get("citation")] == []


def test_no_two_cases_have_one_title() -> None:
    titles = [case["title"] for case in load_cases()]
    assert len(titles) == len(set(titles))
