"""The estimate of true overstays: what it counts, how small cells lean on larger ones, when it is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sojourn.statistics.coverage import MIN_RETURNS, CoverageEstimate, Returns
from sojourn.statistics.coverage_stays import PARTS
from sojourn.stays.coverage_rates import Cell, fit_rates

AIR = Cell("air", "IATA:AAA", "2026-Q1")
SEA = Cell("sea", "POST:BBB", "2026-Q1")


def single(recorded: int, unrecorded: int, families: int = 1) -> Returns:
    """Give returns whose clusters have so many people each, all with or all without a record."""
    return Returns(recorded, unrecorded, unrecorded * families, 0, recorded)


def estimate_of(returns: dict[Cell, Returns], **parts: dict[Cell, int]) -> CoverageEstimate:
    """Give the estimate that these counts lead to."""
    return CoverageEstimate(returns, {part: parts.get(part, {}) for part in PARTS}, fit_rates(returns))


def test_each_recorded_departure_stands_for_its_share_of_unrecorded_ones() -> None:
    found = estimate_of({AIR: single(1000, 10)}, asked={AIR: 150}, departed={AIR: 8000})
    assert found.raw == 150
    assert found.total.value == pytest.approx(150 - 80)
    assert found.unrecorded({AIR: 8000}).value == pytest.approx(80)
    assert found.coverage().value == pytest.approx(1000 / 1010)


def test_unrecorded_departures_that_were_found_are_asked_about_no_longer() -> None:
    found = estimate_of({AIR: single(1000, 10)}, asked={AIR: 150}, departed={AIR: 8000}, found={AIR: 30})
    assert found.total.value == pytest.approx(150 - (80 - 30))


def test_reasons_not_on_record_are_taken_off_as_assumed() -> None:
    found = estimate_of({AIR: single(1000, 10)}, asked={AIR: 150}, departed={AIR: 8000}, explained={AIR: 90})
    assert found.total.value == pytest.approx(150 - 80 - 10)


def test_the_estimate_stays_between_nothing_and_the_raw_count() -> None:
    found = estimate_of({AIR: single(1000, 50)}, asked={AIR: 20}, departed={AIR: 8000})
    assert (found.total.value, found.total.low, found.total.high) == (0.0, 0.0, 0.0)
    sure = estimate_of({AIR: single(100_000, 0)}, asked={AIR: 20}, departed={AIR: 8000}).total
    assert sure.value == 20
    assert sure.low is not None
    assert 19 < sure.low < 20


def test_no_missing_departure_at_all_still_leaves_doubt() -> None:
    found = estimate_of({AIR: single(300, 0)}, asked={AIR: 100}, departed={AIR: 9000})
    assert found.total.value == 100
    assert found.total.low is not None
    assert found.total.low < 70


def test_families_who_travel_together_widen_the_interval() -> None:
    alone = estimate_of({AIR: single(4000, 40)}, asked={AIR: 500}, departed={AIR: 20_000}).total
    together = estimate_of({AIR: single(4000, 40, families=4)}, asked={AIR: 500}, departed={AIR: 20_000}).total
    assert alone.value == together.value
    assert alone.low is not None
    assert together.low is not None
    assert together.low < alone.low - 50


def test_a_cell_with_few_returns_leans_on_the_whole() -> None:
    rates = fit_rates({AIR: single(5000, 50), SEA: single(10, 0)})
    assert 0.005 < rates.odds(SEA) <= 0.0101
    assert rates.odds(Cell("land", "POST:CCC", "2026-Q2")) == pytest.approx(50 / 5010)


def test_a_cell_with_many_returns_is_believed_itself() -> None:
    rates = fit_rates({AIR: single(20_000, 100), SEA: single(20_000, 2000)})
    assert rates.odds(AIR) == pytest.approx(0.005, rel=0.1)
    assert rates.odds(SEA) == pytest.approx(0.1, rel=0.1)


def test_doubt_that_all_cells_share_does_not_cancel_out() -> None:
    returns = {Cell("air", f"IATA:A{port:02}", "2026-Q1"): single(100, 1) for port in range(20)}
    departed = dict.fromkeys(returns, 1000)
    spread_out = estimate_of(returns, asked=dict.fromkeys(returns, 20), departed=departed).total
    one = estimate_of({AIR: single(2000, 20)}, asked={AIR: 400}, departed={AIR: 20_000}).total
    assert spread_out.low is not None
    assert one.low is not None
    assert spread_out.low <= one.low + 5


def test_too_few_returns_are_refused_in_words() -> None:
    found = CoverageEstimate({AIR: single(50, 1)}, {part: {} for part in PARTS}, None)
    assert found.total.value is None
    assert found.coverage().low is None
    assert str(MIN_RETURNS) in (found.total.refused or "")


def test_the_interval_holds_in_at_least_ninety_of_a_hundred_draws() -> None:
    chance = np.random.Generator(np.random.PCG64(7))
    assert sum(_holds(chance) for _ in range(300)) >= 275


def _holds(chance: np.random.Generator) -> bool:
    """Draw a year of one truth: a coverage, returners, leavers, and people still here."""
    odds = 0.011
    gone = int(chance.poisson(28_000 * odds))
    here = int(chance.poisson(330))
    found = estimate_of(
        {AIR: single(4000, int(chance.poisson(4000 * odds)))}, asked={AIR: here + gone}, departed={AIR: 28_000}
    ).total
    assert found.low is not None
    assert found.high is not None
    return found.low <= here <= found.high


def test_numbers_are_finite_for_every_small_count() -> None:
    totals = [
        estimate_of({AIR: single(recorded, missing)}, asked={AIR: 3}, departed={AIR: gone}).total
        for recorded in (1, 2, 200)
        for missing in (0, 1, 7)
        for gone in (0, 1, 1000)
    ]
    assert all(
        math.isfinite(part) for total in totals for part in (total.value or 0.0, total.low or 0.0, total.high or 0.0)
    )
