"""The shapes of a publication: what is counted, and what is printed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sojourn.statistics.coverage import Cell, Estimate
from sojourn.statistics.published.period import Period

#: The parts of the expected departures; each expected departure is in exactly one of them.
PARTS = ("in_time", "after_end", "date_unknown", "unexplained", "unknown", "not_subject")

#: The states of an answer that each part holds.
PART_STATES: dict[str, tuple[str, ...]] = {
    "in_time": ("left_in_time",),
    "after_end": ("left_after_end",),
    "date_unknown": ("left_date_unknown",),
    "unexplained": ("unexplained",),
    "unknown": ("unknown", "awaiting_records"),
    "not_subject": ("not_subject", "resident"),
}

PART_WORDS: dict[str, tuple[str, str]] = {
    "in_time": ("Left in time", "A departure is on file, on or before the last authorised day."),
    "after_end": (
        "Left after end",
        "A departure is on file, later than the last authorised day on file. The US report says: out-of-country.",
    ),
    "date_unknown": ("Left, day not known", "They had left, and the records do not settle whether in time."),
    "unexplained": (
        "Unexplained",
        "No departure is on file and nothing found explains it. The US report says: suspected in-country.",
    ),
    "unknown": ("Unknown", "The records do not suffice to say, or late records are still awaited."),
    "not_subject": ("Not subject", "The limit no longer applies: residents, citizens, people who have died."),
}

#: The parts of a coverage estimate that true overstays are estimated from; see ``sojourn.statistics.coverage_stays``.
ESTIMATED_FROM = ("asked", "departed", "found", "explained")

#: Counts by cell (mode, port, quarter) for each of ``ESTIMATED_FROM``.
Cells = Mapping[str, Mapping[Cell, int]]

#: The label of a table's rows that are too small to stand alone, and of groups that are.
OTHER_COUNTRIES = "Other countries"
OTHER_GROUPS = "Other groups"


@dataclass(frozen=True)
class Leaf:
    """The entries of one group and one country.

    ``parts`` holds counts by ``PARTS``, ``cells`` what the estimate needs, ``pooled`` how many countries or groups were
    put together in it (0: none).
    """

    group: str
    label: str
    parts: Mapping[str, int]
    cells: Cells = field(default_factory=dict)
    pooled: int = 0

    @property
    def expected(self) -> int:
        """The expected departures: the sum of the parts."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval, as fractions between 0 and 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """One printed row: ``None`` stands for a number that is withheld.

    ``total`` is ``after_end`` and ``unexplained`` together, the US report's overstays; ``pooled`` is how many
    countries or groups the row holds that are too small to stand alone (0: the row is one of its own).
    """

    label: str
    expected: int | None
    parts: Mapping[str, int | None]
    total: int | None
    total_rate: Share | None
    unexplained_rate: Share | None
    estimate: Estimate | None
    pooled: int = 0


@dataclass(frozen=True)
class Table:
    """A printed table: its rows in the order of the alphabet (or of the report), and its total."""

    key: str
    number: str
    title: str
    rows: tuple[Line, ...]
    total: Line | None
    of: str = "country"


@dataclass(frozen=True)
class Decay:
    """What became of the unexplained stays of the first run, at one later time; ``None`` where withheld."""

    as_of: date
    known_at: datetime
    digest: str
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class Publication:
    """Everything that one publication prints; made by ``publish``, written by ``render``.

    ``meta`` says what it rests on; ``scope`` leads from all entries to the expected departures; ``tables`` holds the
    summary first; ``apart`` the entries that the tables leave out; ``checks`` the shares in the way of the UK's exit
    checks; ``decay`` what became of the unexplained stays.
    """

    period: Period
    meta: Mapping[str, object]
    scope: tuple[tuple[str, int | None], ...]
    tables: tuple[Table, ...]
    apart: Table | None
    checks: Table | None
    decay: tuple[Decay, ...]
    decay_base: int | None
