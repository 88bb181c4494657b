"""Files of PAXLST messages as a layout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sojourn.evidence.layouts import batch
from sojourn.evidence.layouts.batch import Batch, Remark, RowCounts, Settings
from sojourn.evidence.paxlst import read_paxlst
from sojourn.evidence.set_apart import Quarantined

_ROWS = 20_000


def iter_paxlst(files: list[Path], settings: Settings) -> Iterator[Batch]:
    """Read files of PAXLST messages, one at a time; a row is a person on a list, or a part that cannot be read.

    Raises:
        EvidenceError: ``not-edifact``, ``unknown-country``, ``country-needed``.
    """
    for file in files:
        reading = read_paxlst(file.read_bytes(), country=settings.country, recorded_at=settings.recorded_at)
        counts = reading.counts
        apart = sum(counts[fate] for fate in ("inside", "elsewhere", "no_voyage", "repeated")) + len(reading.kept_apart)
        remarks = [Remark(str(each.position), each.code, each.text) for each in reading.remarks]
        remarks += [
            Remark(str(each.position), "kept-apart", f"a message {each.type}, which is no list of persons")
            for each in reading.kept_apart
        ]
        quarantined = [Quarantined(each.line, each.raw, each.reason) for each in reading.quarantined]
        yield Batch(
            file, RowCounts(counts["crossing"], 0, len(quarantined), apart), remarks=remarks, quarantined=quarantined
        )
        rows = cast("list[dict[str, Any]]", reading.movements)
        for start in range(0, len(rows), _ROWS):
            yield Batch(file, movements=batch.to_table(rows[start : start + _ROWS], batch.MOVEMENT_SCHEMA))
