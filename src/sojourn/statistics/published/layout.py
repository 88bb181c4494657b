"""The layout of a publication: which classes and countries belong to which table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FAR = (date(1, 1, 1), date(9999, 12, 31))
NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Group:
    """An admission group: its table, the families of classes it holds, and of which countries.

    ``countries`` is ``waiver`` (those of the visa waiver programme on the day of arrival), ``others``, ``apart`` (the
    neighbours) or ``all``; ``short`` stands in the summary, ``visit`` is the row of the exit-check shares.
    """

    key: str
    table: str
    of: tuple[str, ...]
    countries: str
    title: str
    short: str
    visit: str


@dataclass(frozen=True)
class Layout:
    """The layout for one law pack; with no groups of its own, each class as given is a group.

    ``classes`` maps a class to its family, ``waiver`` a country to the first and last day of arrivals under the
    waiver.
    """

    year_starts: int = 1
    modes: tuple[str, ...] = ("air", "sea", "land")
    classes: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    apart: tuple[str, ...] = ()
    waiver: Mapping[str, tuple[date, date]] = field(default_factory=dict)


def load_layout(law: str) -> Layout:
    """Give the layout for a law pack by its code; ``us`` has the layout of the US report, others the plain one."""
    if law != "us":
        return Layout()
    said = _read("us.yaml")
    return Layout(
        year_starts=said["year_starts"],
        modes=tuple(said["modes"]),
        classes={name: family for family, names in said["classes"].items() for name in names},
        groups=tuple(Group(**{**row, "of": tuple(row["of"])}) for row in said["groups"]),
        apart=tuple(said["apart"]),
        waiver={code: _days(row) for code, row in said["waiver_countries"].items()},
    )


def country_names() -> dict[str, str]:
    """Give the code under which each country is shown, and the names: a map from every known code to a name.

    Territories and ended codes stand under their country.
    """
    said = _read("countries.yaml")
    names: dict[str, str] = dict(said["countries"])
    return names | {code: names[country] for country, codes in said["shown_under"].items() for code in codes}


def country_codes() -> dict[str, str]:
    """Give the code of the country under which each known code is shown."""
    said = _read("countries.yaml")
    own = {code: code for code in said["countries"]}
    return own | {code: country for country, codes in said["shown_under"].items() for code in codes}


def _days(row: Mapping[str, date]) -> tuple[date, date]:
    return row.get("from", FAR[0]), row.get("until", FAR[1])


@lru_cache(maxsize=2)
def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
