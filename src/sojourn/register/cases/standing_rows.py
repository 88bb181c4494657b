"""Which records of one person stand: a line is a record with its corrections, and one of them counts.

The same rule as the engine's (``evidence/fates.py``), for the few records of one person: of several corrections the
greatest (recorded_at, name) counts, a retraction removes the whole line, and only a later correction of the retraction
restores it. Which feed may correct another's records was settled when the record was taken in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sojourn.register.desk.current import record_name as name_of

__all__ = ["Row", "name_of", "standing_rows"]

Row = Mapping[str, Any]


def standing_rows(rows: Iterable[Row]) -> list[Row]:
    """Keep the row that stands of each line; lines that were retracted, and cycles, are left out."""
    by_name = {name_of(row): row for row in rows}
    corrections: dict[str, list[Row]] = defaultdict(list)
    first: list[Row] = []
    for row in by_name.values():
        target = row.get("corrects")
        if target in by_name:
            corrections[str(target)].append(row)
        else:
            first.append(row)
    ends = (_end(row, corrections) for row in first)
    return [row for row in ends if not row.get("retracted")]


def _end(row: Row, corrections: Mapping[str, list[Row]]) -> Row:
    """Follow the corrections from a line's first record to the one that counts."""
    while own := corrections.get(name_of(row)):
        row = max(own, key=lambda each: (each["recorded_at"], name_of(each)))
    return row
