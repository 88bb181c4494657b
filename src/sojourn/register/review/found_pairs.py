"""The pairs that the engine and the model want a human being to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FoundPair:
    """One pair as it was found: a row of ``sojourn.tables.REVIEW``, the smaller record first."""

    review_id: str
    kind: str
    record_a: str
    record_b: str
    why: str
    suggested: str


def list_found_pairs(names: Collection[str] | None = None) -> list[FoundPair]:
    """List the pairs that are to be reviewed now: all, or those about some records."""
    from sojourn.register.answering.pairs import list_review_pairs

    return read_pairs(list_review_pairs(names).to_pylist())


def read_pairs(rows: Iterable[Mapping[str, object]]) -> list[FoundPair]:
    """Read rows of ``tables.REVIEW``; of two rows about the same two records the first counts."""
    found: dict[tuple[str, str], FoundPair] = {}
    for row in rows:
        first, second = sorted(_texts(row["record_ids"]))
        pair = FoundPair(str(row["review_id"]), str(row["kind"]), first, second, str(row["why"]), str(row["suggested"]))
        found.setdefault((first, second), pair)
    return list(found.values())


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else []
