"""Two kinds of source that report the same departures: how many each saw of what the other saw."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.statistics.run_folder import Run
from sojourn.statistics.wilson import wilson_interval

#: Fewer departures seen by the other kind than this, and a row is not given: it would be about a few people.
LEAST_SEEN = 100

# A feed is named `carrier:XX`, `post:AAA`, `neighbour:UTO`: what stands before the colon says the kind of source. The
# twins of a kind are all others together, so that each departure counts once on each side.
_TWINS = """
WITH reports AS (
    SELECT crossing_id, mode, port, local_date, split_part(unnest(record_ids), '/', 1) AS feed
    FROM crossings_all WHERE direction = 'departure' AND strength IN ('inspection', 'manifest', 'neighbour')
), seen AS (
    SELECT DISTINCT crossing_id, coalesce(mode, 'unknown') AS mode, coalesce(port, 'unknown') AS port,
        year(local_date) || '-Q' || quarter(local_date) AS quarter, split_part(feed, ':', 1) AS source, feed
    FROM reports
), departures AS (
    SELECT crossing_id, mode, port, quarter, list(DISTINCT source) AS sources FROM seen GROUP BY ALL
), sources AS (
    SELECT mode, port, quarter, source, CASE WHEN count(DISTINCT feed) = 1 THEN min(feed) END AS feed
    FROM seen GROUP BY ALL
), counted AS (
    SELECT sources.*, count(*) FILTER (list_contains(departures.sources, source)) AS seen,
        count(*) FILTER (len(departures.sources) > 1 OR NOT list_contains(departures.sources, source)) AS twin_seen,
        count(*) FILTER (len(departures.sources) > 1 AND list_contains(departures.sources, source)) AS seen_by_both
    FROM sources JOIN departures USING (mode, port, quarter) GROUP BY ALL
)
SELECT mode, port, quarter, source, feed, seen, twin_seen, seen_by_both
FROM counted WHERE twin_seen >= ? AND seen_by_both > 0 ORDER BY ALL
"""


@dataclass(frozen=True)
class Twin:
    """How many departures one kind of source (``carrier``, ``post``, ``neighbour``) saw in one cell, beside its twins.

    ``mode``, ``port`` and ``quarter`` are of the departure. ``seen`` counts what it saw, ``twin_seen`` what other kinds
    saw, ``both`` what it and another one saw. ``feed`` is its only feed in the cell, or null where it has several.
    """

    mode: str
    port: str
    quarter: str
    source: str
    feed: str | None
    seen: int
    twin_seen: int
    both: int

    @property
    def recorded(self) -> tuple[float, float, float]:
        """Give the share of the departures its twins saw that it saw too, with the ends of its 95 % interval."""
        return (self.both / self.twin_seen, *wilson_interval(self.both, self.twin_seen))

    @property
    def departures(self) -> float:
        """Estimate all departures, seen or not, as if the sources missed them independently of each other.

        They do not: what leaves by an unwatched path is missing from all. So this is too low, and nothing rests on it.
        Source: D. G. Chapman, University of California Publications in Statistics 1 (1951), 131-160.
        """
        return (self.seen + 1) * (self.twin_seen + 1) / (self.both + 1) - 1


def twin_sources(run: Run) -> list[Twin]:
    """Compare the kinds of source that report the same departures, by mode, port and quarter of the departure."""
    return [Twin(*row) for row in run.rows(_TWINS, LEAST_SEEN)]
