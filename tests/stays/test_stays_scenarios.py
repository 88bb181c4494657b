"""Every scenario of the shipped law packs, answered by the engine, agrees with what the law expects."""

from __future__ import annotations

import pytest

from sojourn.law.pack import list_packs, load_pack
from sojourn.law.scenario_table import render_scenarios
from sojourn.law.scenarios import run_scenarios
from sojourn.stays.scenario_answers import scenario_answers


@pytest.mark.parametrize("code", list_packs())
def test_the_engine_answers_as_the_law_expects(code: str) -> None:
    pack = load_pack(code)
    with scenario_answers(pack) as answer:
        results = run_scenarios(pack, answer)
    assert results
    assert all(result.passed for result in results), render_scenarios(results)
