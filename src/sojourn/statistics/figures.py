"""The small tables of a report: every count is made in DuckDB, and every breakdown adds up to its whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.statistics import numerals
from sojourn.statistics.run_folder import Run
from sojourn.words import GROUPS, STATE_WORDS

MONTHS_SHOWN = 24
AGES: tuple[tuple[str, int | None], ...] = (
    ("Up to 90 days", 90),
    ("91 to 180 days", 180),
    ("181 days to 1 year", 365),
    ("1 to 2 years", 730),
    ("More than 2 years", None),
)

_BY_AGE = """
SELECT date_diff('day', authorised_until, as_of) AS days, count(*)
FROM answers WHERE state = 'unexplained' GROUP BY days
"""

_BY_MONTH = """
SELECT date_trunc('month', local_date)::DATE AS month,
    count(*) FILTER (WHERE direction = 'arrival'), count(*) FILTER (WHERE direction = 'departure')
FROM crossings GROUP BY month ORDER BY month NULLS LAST
"""


@dataclass(frozen=True)
class StayFigures:
    """Stays by state, headline group, certainty and unknown code, and ended stays by what proves the departure."""

    stays: int
    states: dict[str, int]
    groups: dict[str, int]
    certainties: dict[str, int]
    codes: dict[str, int]
    departures: dict[str, int]


@dataclass(frozen=True)
class MonthFigures:
    """Crossings of one row of the table: a month, or all before or after the months shown, or with no day."""

    label: str
    month: date | None
    arrivals: int
    departures: int


def stay_figures(run: Run) -> StayFigures:
    """Count the answers that are not restricted."""
    states = _counts(run, "SELECT state, count(*) FROM answers GROUP BY 1")
    return StayFigures(
        stays=sum(states.values()),
        states=states,
        groups={
            group: sum(number for state, number in states.items() if STATE_WORDS[state].group == group)
            for group in GROUPS
        },
        certainties=_counts(run, "SELECT coalesce(certainty, 'open'), count(*) FROM answers GROUP BY 1"),
        codes=_counts(
            run, "SELECT coalesce(unknown_code, 'not given'), count(*) FROM answers WHERE state = 'unknown' GROUP BY 1"
        ),
        departures=_counts(
            run, "SELECT coalesce(departure_basis, 'none'), count(*) FROM answers WHERE state LIKE 'left%' GROUP BY 1"
        ),
    )


def question_ages(run: Run) -> list[tuple[str, int]]:
    """Count the unexplained stays by days between the last authorised day on file and the day asked about."""
    found = dict.fromkeys((label for label, _ in AGES), 0)
    undated = 0
    for days, number in run.rows(_BY_AGE):
        if days is None:
            undated += number
            continue
        label = next(label for label, limit in AGES if limit is None or days <= limit)
        found[label] += number
    rows = list(found.items())
    return [*rows, ("No last day on file", undated)] if undated else rows


def crossings_by_month(run: Run) -> list[MonthFigures]:
    """Count crossings by month for the last months up to the day asked about; what lies outside is kept in own rows."""
    last = run.about.as_of.replace(day=1)
    first = _months_before(last, MONTHS_SHOWN - 1)
    shown: list[MonthFigures] = []
    before, after, undated = f"Before {numerals.month(first)}", f"After {numerals.month(last)}", "No day on file"
    outside = {before: [0, 0], after: [0, 0], undated: [0, 0]}
    for month, arrivals, departures in run.rows(_BY_MONTH):
        if month is not None and first <= month <= last:
            shown.append(MonthFigures("", month, arrivals, departures))
            continue
        place = undated if month is None else before if month < first else after
        outside[place][0] += arrivals
        outside[place][1] += departures
    rows = {label: MonthFigures(label, None, *numbers) for label, numbers in outside.items() if any(numbers)}
    earlier = [rows.pop(before)] if before in rows else []
    return [*earlier, *_without_holes(shown), *rows.values()]


def review_pairs(run: Run) -> int:
    """Count the pairs of records that wait for a human being to compare them."""
    return int(run.rows("SELECT count(*) FROM review")[0][0])


def _without_holes(months: list[MonthFigures]) -> list[MonthFigures]:
    """Put a row of noughts where a month between the first and the last has no crossing."""
    if not months:
        return []
    by_month = {row.month: row for row in months}
    filled = []
    month, end = months[0].month, months[-1].month
    while month is not None and end is not None and month <= end:
        filled.append(by_month.get(month, MonthFigures("", month, 0, 0)))
        month = _months_before(month, -1)
    return filled


def _months_before(month: date, number: int) -> date:
    years, rest = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, rest + 1, 1)


def _counts(run: Run, sql: str) -> dict[str, int]:
    return {str(name): int(number) for name, number in sorted(run.rows(sql))}
