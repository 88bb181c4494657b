"""Why records of different documents are held to be one person's: the links behind an answer, in words.

A link tells for each feature how well the two records agree, and what that weighs in bits. The words are the same in
the output, on the command line and on every screen; the two values themselves are read from the evidence, and only
where they are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

_BY = {
    "document_fact": "an issuer states that one document replaces the other",
    "reference": "both carry one reference",
    "reviewer": "a reviewer decided so",
}
VALUES = {
    "name": ("surname", "given_names"),
    "surname_commonness": ("surname",),
    "given_names_commonness": ("given_names",),
    "birth_date": ("birth_date",),
    "sex": ("sex",),
    "nationality": ("nationality",),
    "document_number": ("document_number", "document_issuer"),
}
"""The columns of a record that each feature compares."""


@dataclass(frozen=True)
class LinkTold:
    """One link decision (a row of ``tables.LINKS``) with its features parsed; ``values`` holds the compared columns of
    both records where they were asked for.
    """

    row: dict[str, Any]
    features: list[dict[str, Any]]
    values: dict[str, Mapping[str, Any]]

    @property
    def start(self) -> float:
        """Give the bits that the weight starts from: how seldom two such records are one person's."""
        return float(self.row["weight"]) - sum(float(feature["weight"]) for feature in self.features)


def read_links(run: Path, records: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the links that hold some records to their persons, by record."""
    wanted = sorted(set(records))
    members = _rows(run, "people", _is_in("record_id", wanted) & ds.field("link_id").is_valid())
    by_id = {row["link_id"]: row for row in _rows(run, "links", _is_in("link_id", [m["link_id"] for m in members]))}
    return {member["record_id"]: by_id[member["link_id"]] for member in members if member["link_id"] in by_id}


def tell_links(links: Iterable[dict[str, Any]], values: Mapping[str, Mapping[str, Any]]) -> list[LinkTold]:
    """Parse links, each once, in the order of their ids; ``values`` are the compared columns by record, or nothing."""
    once = {row["link_id"]: row for row in links}
    return [
        LinkTold(
            row, _features(row), {side: values[row[side]] for side in ("record_a", "record_b") if row[side] in values}
        )
        for _, row in sorted(once.items())
    ]


def link_sentence(link: LinkTold) -> str:
    """Say in one sentence which two records a link holds together, and why."""
    row = link.row
    both = f"{row['record_a']} and {row['record_b']} are held to be one person's"
    if row["by"] != "model":
        why = _BY["reviewer"] if row["by"] == "reviewer" else _BY[json.loads(row["features"])["rule"]]
        return f"{both}: {why}."
    agree = "; ".join(f"{_feature(feature, link)} ({feature['weight']:+.1f})" for feature in link.features)
    return (
        f"{both} by the model {row['version']}, with a weight of {row['weight']:.1f} bits: {agree}; and "
        f"{link.start:+.1f} to start with, because two such records are seldom one person's."
    )


def _feature(feature: Mapping[str, Any], link: LinkTold) -> str:
    name = feature["feature"].replace("_", " ")
    pair = [_value(feature["feature"], link.values[side]) for side in ("record_a", "record_b") if side in link.values]
    told = f" (`{pair[0]}` and `{pair[1]}`)" if len(pair) == 2 else ""
    return f"{name} {feature['a']}{told}"


def _value(feature: str, values: Mapping[str, Any]) -> str:
    columns = VALUES.get(feature, (feature,))
    return ", ".join(str(values[column]) for column in columns if values.get(column)) or "not given"


def _features(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    parsed = json.loads(row["features"]) if row["features"] else []
    return parsed if isinstance(parsed, list) else []


def _is_in(column: str, names: list[str]) -> ds.Expression:
    return ds.field(column).isin(pa.array(names, pa.string()))


def _rows(run: Path, name: str, where: ds.Expression) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for folder in (run, run / "restricted"):
        path = folder / f"{name}.parquet"
        if path.is_file():
            rows += ds.dataset(path).to_table(filter=where).to_pylist()
    return rows
