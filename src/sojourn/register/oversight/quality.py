"""Error rates measured on the live register: by looks afresh at a random sample, and by blind second looks at pairs.

They are counts of the service's own work on a sample drawn by chance, not of people, so they are not withheld; but they
are told only where at least fifty could have been drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.register.oversight.months import Span
from sojourn.register.store.statements import select
from sojourn.statistics.wilson import wilson_interval

#: Fewer than this to draw from, and a rate is not told.
LEAST_FRAME = 50

_SAMPLE = """
SELECT d.month, p.kind, count(*) FILTER (WHERE p.verdict = 'wrong' AND NOT p.seen_first),
  count(*) FILTER (WHERE p.verdict IN ('right', 'wrong') AND NOT p.seen_first),
  count(*) FILTER (WHERE p.verdict = 'cannot_tell' AND NOT p.seen_first), count(*),
  CASE WHEN p.kind = 'answer' THEN max(d.answers) ELSE max(d.determinations) END
FROM oversight_piece p JOIN oversight_draw d ON d.id = p.draw_id
WHERE d.month >= %(from)s AND d.month < %(to)s GROUP BY 1, 2 ORDER BY 2, 1
"""
# A false match is a decision "same" to which the second look said "different"; a missed one the other way round.
_SECOND_LOOKS = """
WITH looks AS (
  SELECT date_trunc('month', l.decided_at AT TIME ZONE 'UTC')::date AS month, d.verdict AS kind, l.verdict AS again
  FROM review_secondlook l JOIN review_pairdecision d ON d.id = l.decision_id
  WHERE l.decided_at >= %(first)s AND l.decided_at < %(after)s AND d.verdict IN ('same', 'different')),
frames AS (
  SELECT date_trunc('month', decided_at AT TIME ZONE 'UTC')::date AS month, verdict AS kind, count(*) AS frame
  FROM review_pairdecision WHERE decided_at >= %(first)s AND decided_at < %(after)s GROUP BY 1, 2)
SELECT month, kind, count(*) FILTER (WHERE again <> kind AND again IN ('same', 'different')),
  count(*) FILTER (WHERE again IN ('same', 'different')), count(*) FILTER (WHERE again = 'unsure'), count(*),
  coalesce(max(f.frame), 0)
FROM looks LEFT JOIN frames f USING (month, kind) GROUP BY 1, 2 ORDER BY 2, 1
"""


@dataclass(frozen=True)
class Measured:
    """One measured error rate.

    Attributes:
        month: the first day of the month; none: of all months together.
        kind: ``answer``, ``determination``, ``same`` (false matches) or ``different`` (missed ones).
        wrong, base: so many of those that could be judged were wrong; unsure: could not be judged.
        drawn, frame: so many were drawn, of so many.
    """

    month: date | None
    kind: str
    wrong: int
    base: int
    unsure: int
    drawn: int
    frame: int

    @property
    def told(self) -> bool:
        """Say whether the rate is told."""
        return self.frame >= LEAST_FRAME and self.base > 0

    @property
    def share(self) -> float:
        """Give the share that was wrong."""
        return self.wrong / self.base

    @property
    def interval(self) -> tuple[float, float]:
        """Give Wilson's 95 % interval of the share."""
        return wilson_interval(self.wrong, self.base)


def measure_sample(span: Span) -> list[Measured]:
    """Measure the looks afresh at the samples of some months, month by month."""
    return [Measured(*row) for row in select(_SAMPLE, {"from": span.first, "to": span.after})]


def measure_second_looks(span: Span) -> list[Measured]:
    """Measure the blind second looks at pairs that were decided in some months, month by month."""
    return [Measured(*row) for row in select(_SECOND_LOOKS, span.bounds())]


def together(months: list[Measured], kind: str) -> Measured:
    """Put the months of a kind together."""
    own = [each for each in months if each.kind == kind]
    sums = [sum(getattr(each, name) for each in own) for name in ("wrong", "base", "unsure", "drawn", "frame")]
    return Measured(None, kind, *sums)
