"""What the simulator knows of the world: countries, ports, carriers, classes and feeds, from YAML files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from sojourn.simulate.events import EVENTS, row_type

Array = npt.NDArray[Any]

AGENCIES = ("agency:benefits", "agency:programmes", "agency:documents", "agency:residence", "agency:civil-register")
STANDINGS = ("temporary", "not_subject", "resident", "national")
_FROM_COUNTRIES = ("visa_waiver", "visitor", "student", "worker")


@dataclass(frozen=True)
class World:
    """One law's world as arrays. Places: airports of entry, posts abroad, land, sea, then airports abroad."""

    home: str
    exit_inspection: bool
    countries: tuple[str, ...]
    name_group: tuple[str, ...]
    cells: Array
    places: tuple[str, ...]
    zones: tuple[str, ...]
    entry: Array
    entry_share: Array
    land: Array
    sea: Array
    abroad: Array
    preclears: Array
    carriers: tuple[str, ...]
    own_carriers: Array
    home_carriers: Array
    groups: tuple[str, ...]
    group: Array
    event_share: Array
    classes: Array
    class_names: tuple[str | None, ...]
    feeds: tuple[str, ...]
    post_feed: Array
    neighbour_feed: int
    agency_feed: int


CELL = row_type(i2="country group", f8="weight late here")
GROUP = row_type(f8="per_100 again late here", i1="standing", b1="alone", U10="outcome")
CLASS = row_type(i2="group within", i4="days_low days_high grace", f8="share stay spread", b1="programme dated")


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def load_world(law: str) -> World:
    """Read the world of a law (``us`` or ``base``)."""
    land_of = _read("territories.yaml")[law]
    groups = _read("classes.yaml")[law]["groups"]
    nations = [row for row in _read("countries.yaml")["countries"] if row["code"] != land_of["home"]]
    home_names = "english" if law == "us" else "spanish"
    codes = (*(row["code"] for row in nations), land_of["home"])
    carriers = tuple(dict.fromkeys([*land_of["carriers"], *(c for row in nations for c in row["carriers"])]))
    classes, class_names = _classes(groups)
    return World(
        home=land_of["home"],
        exit_inspection=land_of["exit_inspection"],
        countries=codes,
        name_group=(*(row["names"] for row in nations), home_names),
        cells=_cells(nations, list(groups)),
        carriers=carriers,
        own_carriers=np.array([carriers.index(c) for c in land_of["carriers"]]),
        home_carriers=_three([[carriers.index(c) for c in row["carriers"]] for row in nations] + [[0]]),
        groups=tuple(groups),
        group=_groups(groups),
        event_share=_event_share(groups),
        classes=classes,
        class_names=class_names,
        **_geography(land_of, nations, carriers),
    )


def _three(lists: list[list[int]]) -> Array:
    return np.array([(row * 3)[:3] for row in lists])


def _cells(nations: list[dict[str, Any]], groups: list[str]) -> Array:
    rows = [
        (place, groups.index(group), row[group][0], row[group][1] / 100, row[group][2] / 100)
        for place, row in enumerate(nations)
        for group in _FROM_COUNTRIES
        if group in row
    ]
    return np.array(rows, CELL)


def _groups(groups: dict[str, Any]) -> Array:
    rows = []
    for row in groups.values():
        late, here = row.get("late", [0.0, 0.0])
        standing = STANDINGS.index(row.get("standing", "temporary"))
        chances = (row.get("per_100", 0.0), row.get("again", 0.0), late / 100, here / 100)
        rows.append((*chances, standing, row.get("alone", False), row.get("outcome", "admitted")))
    return np.array(rows, GROUP)


def _event_share(groups: dict[str, Any]) -> Array:
    shares = np.zeros((len(groups), len(EVENTS)))
    for place, row in enumerate(groups.values()):
        for event, chance in row.get("events", {}).items():
            shares[place, EVENTS.index(event)] = chance
    return np.cumsum(shares, axis=1)


def _classes(groups: dict[str, Any]) -> tuple[Array, tuple[str | None, ...]]:
    flat = [(place, row) for place, group in enumerate(groups.values()) for row in group["classes"]]
    names: list[str | None] = [row.get("class") for _, row in flat]
    dependants = sorted({row["within"] for _, row in flat if "within" in row} - set(names))
    rows = []
    for own, (place, row) in enumerate(flat):
        given = row.get("programme", row.get("days", 0))
        low, high = given if isinstance(given, list) else (given, given)
        within = (names + dependants).index(row["within"]) if "within" in row else own
        shares = (row["share"], row["stay"], row.get("spread", 0.0))
        rows.append(
            (place, within, low, high, row.get("grace", 0), *shares, "programme" in row, row.get("dated", False))
        )
    rows += [(-1, len(rows) + n, 0, 0, 0, 0.0, 0.0, 0.0, False, False) for n in range(len(dependants))]
    return np.array(rows, CLASS), tuple(names + dependants)


def _geography(land_of: dict[str, Any], nations: list[dict[str, Any]], carriers: tuple[str, ...]) -> dict[str, Any]:
    entry = [(f"IATA:{code}", zone, weight) for code, (zone, weight) in land_of["airports"].items()]
    posts = [(f"IATA:{code}", zone, 0) for code, zone in land_of["inspected_abroad"].items()]
    land = [(f"POST:{code}", zone, weight) for code, (zone, weight) in land_of["land"].items()]
    sea = [(f"POST:{code}", zone, weight) for code, (zone, weight) in land_of["sea"].items()]
    known = [*entry, *posts, *land, *sea]
    names = [name for name, _, _ in known]
    far = dict.fromkeys(f"IATA:{code}" for row in nations for code in row["airports"])
    places = (*names, *(name for name in far if name not in names))
    abroad = _three([[places.index(f"IATA:{code}") for code in row["airports"]] for row in nations] + [[len(entry)]])
    weights = np.array([weight for _, _, weight in entry], float)
    feeds = [f"carrier:{code}" for code in carriers] + [f"post:{name.split(':')[1]}" for name in names]
    return {
        "places": places,
        "zones": tuple(zone for _, zone, _ in known),
        "entry": np.arange(len(entry)),
        "entry_share": np.cumsum(weights / weights.sum()),
        "land": np.arange(len(entry) + len(posts), len(entry) + len(posts) + len(land)),
        "sea": np.arange(len(known) - len(sea), len(known)),
        "abroad": abroad,
        "preclears": np.isin(np.arange(len(places)), np.arange(len(entry), len(entry) + len(posts))),
        "feeds": (*feeds, f"neighbour:{land_of['neighbour']}", *AGENCIES),
        "post_feed": np.arange(len(carriers), len(carriers) + len(known)),
        "neighbour_feed": len(feeds),
        "agency_feed": len(feeds) + 1,
    }
