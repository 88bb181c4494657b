"""How many overstays there truly are: the open questions less the departures that went unrecorded.

People who come back show how often a departure is missing (capture and recapture). The assumptions, and what this
cannot see, stand in docs/coverage.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sojourn.statistics.coverage_stays import Part, count_parts, count_returns, label_stays
from sojourn.statistics.run_folder import Run
from sojourn.statistics.wilson import Z95
from sojourn.stays.coverage_rates import Cell, Rates, Returns, fit_rates

__all__ = ["MIN_RETURNS", "OTHER_REASONS", "Cell", "CoverageEstimate", "Estimate", "Returns", "estimate_coverage"]

#: Fewer people who came back than this, and nothing is estimated: one missing departure would decide the result.
MIN_RETURNS = 200
#: Assumed, not measured: of the stays that go on lawfully past the arrival's own last day (by an application, a
#: protection, residence) or ended by a death, the share whose reason is not on record: lowest, middle, highest.
OTHER_REASONS = (0.0, 0.10, 0.20)
_TOO_FEW = (
    f"Not estimated: fewer than {MIN_RETURNS} people of this run came back, too few to tell how often a departure goes "
    "unrecorded."
)


@dataclass(frozen=True)
class Estimate:
    """A number of stays with the ends of its 95 % interval; all null where it is refused, and ``refused`` says why."""

    value: float | None
    low: float | None
    high: float | None
    refused: str | None = None


@dataclass(frozen=True)
class CoverageEstimate:
    """How often departures go unrecorded in a run, and what follows from it.

    ``returns`` and ``parts`` are the counts by cell that it rests on (see ``coverage_stays.label_stays``); ``rates`` is
    null where the estimate is refused.
    """

    returns: Mapping[Cell, Returns]
    parts: Mapping[Part, Mapping[Cell, int]]
    rates: Rates | None

    @property
    def refused(self) -> str | None:
        """Say in words why nothing is estimated; null where it is."""
        return None if self.rates else _TOO_FEW

    @property
    def raw(self) -> int:
        """Count the stays asked about: ``unexplained``, or unknown only for want of a departure."""
        return sum(self.parts["asked"].values())

    @property
    def total(self) -> Estimate:
        """Estimate the true overstays among all stays asked about."""
        return self.true_overstays(
            self.parts["asked"], self.parts["departed"], self.parts["found"], self.parts["explained"]
        )

    def coverage(self, cell: Cell | None = None) -> Estimate:
        """Estimate the share of departures that are recorded (0 to 1), in one cell or in all."""
        if self.rates is None:
            return Estimate(None, None, None, self.refused)
        if cell is None:
            odds, variance = self.rates.levels[0].odds[()], self.rates.whole_variance()
        else:
            odds, variance = self.rates.odds(cell), self.rates.variance({cell: 1.0})
        low, high = _gamma_interval(odds, variance)
        return Estimate(1 / (1 + odds), 1 / (1 + high), 1 / (1 + low))

    def unrecorded(self, departed: Mapping[Cell, int], found: Mapping[Cell, int] | None = None) -> Estimate:
        """Estimate the departures that nobody recorded, beside ``departed`` recorded ones; ``found`` are taken off."""
        if self.rates is None:
            return Estimate(None, None, None, self.refused)
        mean, variance = self._expected(departed, found)
        low, high = _gamma_interval(mean, variance)
        return Estimate(mean, low, high)

    def true_overstays(
        self,
        raw_by_cell: Mapping[Cell, int],
        departed_by_cell: Mapping[Cell, int],
        found_by_cell: Mapping[Cell, int] | None = None,
        explained_by_cell: Mapping[Cell, int] | None = None,
    ) -> Estimate:
        """Estimate the true overstays among any set of stays, from its counts by cell.

        Args:
            raw_by_cell: stays of the part ``asked``.
            departed_by_cell: stays of the part ``departed`` of the same set.
            found_by_cell: stays of the part ``found``; they went unrecorded and are asked about no longer.
            explained_by_cell: stays of the part ``explained``, for the reasons other than departures that are not on
                record (``OTHER_REASONS``); left out, none are assumed.

        Returns:
            The estimate between 0 and the raw count, with its 95 % interval, or refused.
        """
        if self.rates is None:
            return Estimate(None, None, None, self.refused)
        raw = sum(raw_by_cell.values())
        gone, gone_variance = self._expected(departed_by_cell, found_by_cell)
        other, other_variance = _other_reasons(sum((explained_by_cell or {}).values()))
        low, high = _gamma_interval(gone + other, gone_variance + other_variance)
        value, least, most = (min(max(raw - less, 0.0), float(raw)) for less in (gone + other, high, low))
        return Estimate(value, least, most)

    def _expected(self, departed: Mapping[Cell, int], found: Mapping[Cell, int] | None) -> tuple[float, float]:
        """Give mean and variance of the unrecorded departures; chance adds as much variance as their mean."""
        assert self.rates is not None
        mean = sum(number * self.rates.odds(cell) for cell, number in sorted(departed.items()))
        variance = self.rates.variance({cell: float(number) for cell, number in departed.items()})
        left = max(mean - sum((found or {}).values()), 0.0)
        return left, variance + self.rates.dispersion * mean


def estimate_coverage(run: Run) -> CoverageEstimate:
    """Estimate from an open run how often departures go unrecorded, and how many overstays there truly are.

    Restricted stays are counted with the others; only counts leave this function.
    """
    label_stays(run)
    returns = count_returns(run)
    whole = sum(returns.values(), Returns())
    enough = whole.recorded + whole.unrecorded >= MIN_RETURNS and whole.recorded > 0
    return CoverageEstimate(returns, count_parts(run), fit_rates(returns) if enough else None)


def _other_reasons(explained: int) -> tuple[float, float]:
    """Give mean and variance of the stays that another, unrecorded reason explains."""
    low, middle, high = (explained * share / (1 - share) for share in OTHER_REASONS)
    return middle, ((high - low) / (2 * Z95)) ** 2


def _gamma_interval(mean: float, variance: float) -> tuple[float, float]:
    """Give the 95 % interval of a gamma distribution, which stays above 0 (E. B. Wilson and M. M. Hilferty, 1931)."""
    if mean <= 0 or variance <= 0:
        return 0.0, 2 * math.sqrt(max(variance, 0.0))
    ninth = variance / (9 * mean * mean)
    low, high = (mean * max(1 - ninth + z * math.sqrt(ninth), 0.0) ** 3 for z in (-Z95, Z95))
    return low, high
