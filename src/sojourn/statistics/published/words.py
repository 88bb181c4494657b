"""Words and numbers of a publication, the same in text, CSV and on the page."""

from __future__ import annotations

from sojourn.statistics import numerals
from sojourn.statistics.published.rates import LEAST_BASE, in_per_cent
from sojourn.statistics.published.shapes import Line, Share, Table

#: Stands where a number is withheld.
WITHHELD = "…"

#: The columns of a country table, in the order of the US report, then what it does not print.
COLUMNS = (
    "expected_departures",
    "left_after_end",
    "unexplained",
    "after_end_and_unexplained",
    "total_rate",
    "total_rate_low",
    "total_rate_high",
    "unexplained_rate",
    "unexplained_rate_low",
    "unexplained_rate_high",
    "estimated_overstays",
    "estimated_overstays_low",
    "estimated_overstays_high",
    "left_in_time",
    "left_date_unknown",
    "unknown",
    "not_subject",
)

CAVEAT = (
    "These are counts of entries, not of people, and of records, not of conduct. `unexplained` says that no departure "
    "is on file and nothing found explains it; much of that is departures that nobody recorded. It is no finding about "
    "anyone, and a rate says nothing about any one person of a group."
)

RULES = (
    "Counts from 1 to 10 are withheld (…), and as many others as it takes that none of them can be worked out. "
    "Countries with fewer than 100 expected departures stand together. No rate is printed for fewer than 1,000 "
    "expected departures, or where its 95 % interval is wider than the rate. The order is that of the alphabet."
)


def count(number: int | None) -> str:
    """Write a count; withheld: three dots."""
    return WITHHELD if number is None else numerals.count(number)


def share(value: Share | None) -> str:
    """Write a rate with two decimals, as the US report does; not printed: a dash."""
    return numerals.NOTHING if value is None else in_per_cent(value.value)


def interval(value: Share | None) -> str:
    """Write the interval of a rate."""
    return numerals.NOTHING if value is None else f"{in_per_cent(value.low)} to {in_per_cent(value.high)}"


def estimate(line: Line) -> str:
    """Write the estimated overstays of a line; not printed: a dash."""
    found = line.estimate
    return numerals.NOTHING if found is None or found.value is None else f"{found.value:,.0f}"


def estimate_interval(line: Line) -> str:
    """Write the interval of the estimated overstays; not printed: nothing."""
    found = line.estimate
    return "" if found is None or found.low is None or found.high is None else f"{found.low:,.0f} to {found.high:,.0f}"


def label(line: Line, table: Table) -> str:
    """Write the label of a row, with how many are put together in it."""
    if not line.pooled:
        return line.label
    kind = "groups" if table.of == "group" else "countries"
    return f"{line.label} ({line.pooled} {kind})"


def title(table: Table) -> str:
    """Write the title of a table with its number."""
    return f"Table {table.number}. {table.title}"


def check_share(line: Line, part: str) -> str:
    """Write one part as a share of the leave that ended; a dash where that is too small for a rate."""
    number = line.parts[part]
    if number is None or line.expected is None:
        return WITHHELD
    return numerals.share(number, line.expected) if line.expected >= LEAST_BASE else numerals.NOTHING
