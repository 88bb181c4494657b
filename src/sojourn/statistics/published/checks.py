"""Shares in the way of the United Kingdom's exit checks, made of the printed numbers of the summary alone.

Source of the form: Home Office, fifth report on exit checks (2020): of the people whose leave expired without further
leave, how many departed in time, departed late, and were not matched to a departure. Sojourn counts entries, keeps
unknown apart from silent, and leaves those out whom the limit no longer binds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sojourn.statistics.published.shapes import PARTS, Line, Table

#: The parts that the shares are of; ``not_subject`` is left out, as further leave is there.
CHECKED = tuple(part for part in PARTS if part != "not_subject")


def exit_checks(summary: Table, visits: Sequence[tuple[str, str]]) -> Table:
    """Put the lines of the summary together by visit.

    Args:
        summary: the printed summary.
        visits: the visit of each line of the summary by its label.

    Returns:
        A table whose ``expected`` is the sum of the parts checked. A sum with a withheld number is withheld.
    """
    named: Mapping[str, str] = dict(visits)
    rows = [
        _line(visit, [line for line in summary.rows if named.get(line.label) == visit])
        for visit in sorted(set(named.values()))
        if any(named.get(line.label) == visit for line in summary.rows)
    ]
    total = _line("All", [summary.total] if summary.total else [])
    return Table("exit_checks", "8", "Exit checks: what is on file at the end of leave", tuple(rows), total, of="visit")


def _line(label: str, lines: Sequence[Line]) -> Line:
    parts = {part: _sum([line.parts[part] for line in lines]) for part in CHECKED}
    left_out = _sum([line.parts["not_subject"] for line in lines])
    whole = _sum([line.expected for line in lines])
    expected = None if whole is None or left_out is None else whole - left_out
    return Line(label, expected, parts, None, None, None, None)


def _sum(numbers: Sequence[int | None]) -> int | None:
    return None if None in numbers else sum(number for number in numbers if number is not None)
