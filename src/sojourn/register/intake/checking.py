"""Rows of a message against the input tables, by the same tests that every file of evidence passes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sojourn.evidence.columns import find_name_problems
from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.evidence.small_messages import MessageReader
from sojourn.evidence.validate import Fault
from sojourn.register.intake.lines import Line
from sojourn.register.store.row_shape import COLUMNS, Source, canonical_json

#: Feeds of those who make orders, charges, custody and convictions; nobody else's word of them is taken.
AUTHORITIES = ("court:", "agency:", "custody:")
NO_SENDER = Fault(
    "kind", "fact-sender", "an order, a charge, custody or a conviction", "such facts from courts, agencies and custody"
)
OTHER_FEED = Fault("feed", "other-feed", "the name of another feed", "the feed of the key, or nothing")
_COLUMN_FORM = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_NAMELESS = Fault(None, "unknown-column", "a column without a proper name", "the columns of the input table")


@dataclass(frozen=True)
class Good:
    """A row that can be a record: its line and its typed values."""

    line: Line
    values: dict[str, object]


@dataclass(frozen=True)
class Bad:
    """A row that cannot be used, with the codes of all that is wrong with it, and the same in words."""

    line: Line
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Terms:
    """What is filled in or held against every row.

    Attributes:
        feed: the feed that sends; empty: rows of any feed are allowed.
        recorded_at: when the records reached us.
        replay: the feed tells ``recorded_at`` itself.
        message: the digest of the message, in hexadecimal digits; empty: it is not kept.
    """

    feed: str
    recorded_at: datetime
    replay: bool = False
    message: str = ""


def check_lines(source: Source, lines: Sequence[Line], terms: Terms) -> tuple[list[Good], list[Bad]]:
    """Part the lines into those that can be records and those that cannot, each in their order."""
    bad: list[Bad] = []
    filled: list[tuple[Line, dict[str, object]]] = []
    for line in lines:
        refused = _first_look(source, line, terms)
        if refused is not None:
            bad.append(refused)
        elif line.value is not None:
            filled.append((line, _filled(line, line.value, terms)))
    good, wrong = _by_columns(source, filled)
    return good, sorted([*bad, *wrong], key=lambda each: each.line.number)


def bad_line(line: Line, *faults: Fault) -> Bad:
    """Give a line that cannot be used, for faults of its own."""
    return Bad(line, tuple(fault.code for fault in faults), "; ".join(fault.reason for fault in faults))


def codes_of(reasons: Sequence[str]) -> tuple[str, ...]:
    """Give the codes with which reasons begin, each once, in their order."""
    return tuple(dict.fromkeys(reason.partition(":")[0] for reason in reasons))


def _first_look(source: Source, line: Line, terms: Terms) -> Bad | None:
    if line.value is None:
        return None if line.fault is None else bad_line(line, line.fault)
    unknown = sorted(line.value.keys() - {column.name for column in COLUMNS[source]})
    if unknown:
        return bad_line(line, *dict.fromkeys(_unknown(source, name) for name in unknown))
    if terms.feed and line.value.get("feed") not in (None, "", terms.feed):
        return bad_line(line, OTHER_FEED)
    if source == "fact" and not may_send(str(terms.feed or line.value.get("feed") or ""), str(line.value.get("kind"))):
        return bad_line(line, NO_SENDER)
    return None


def may_send(feed: str, kind: str) -> bool:
    """Say whether a feed may send facts of a kind: orders, charges, custody and convictions come from authorities."""
    known = fact_kinds().get(kind)
    return known is None or known.about != "adverse" or feed.startswith(AUTHORITIES)


def _unknown(source: Source, name: str) -> Fault:
    """Name an unknown column and the nearest known one; what is no name at all is not repeated."""
    if not _COLUMN_FORM.fullmatch(name):
        return _NAMELESS
    required = [column.name for column in COLUMNS[source] if column.required]
    problem = find_name_problems([*required, name], COLUMNS[source], "")[0]
    return Fault(name, problem.code, problem.found, problem.allowed)


def _filled(line: Line, value: dict[str, object], terms: Terms) -> dict[str, object]:
    filled = dict(value)
    if terms.feed:
        filled["feed"] = terms.feed
    if not (terms.replay and filled.get("recorded_at")):
        filled["recorded_at"] = terms.recorded_at.isoformat()
    if terms.message:
        filled["raw"] = f"sha256:{terms.message}#{line.number}"
    return filled


def _by_columns(source: Source, filled: Sequence[tuple[Line, dict[str, object]]]) -> tuple[list[Good], list[Bad]]:
    """Type and test the rows by the queries that read files of evidence."""
    if not filled:
        return [], []
    typed, places, wrong = _reader(source).read([canonical_json(row) for _, row in filled])
    bad = [
        Bad(filled[at][0], tuple(fault.code for fault in faults), "; ".join(fault.reason for fault in faults))
        for at, faults in sorted(wrong.items())
    ]
    good = [Good(filled[at][0], row) for at, row in zip(places, typed.to_pylist(), strict=True)]
    return good, bad


@cache
def _reader(source: Source) -> MessageReader:
    return MessageReader(COLUMNS[source])
