"""The arithmetic of the sizing guide: from what was measured to machines, disks and cost of four countries.

Everything starts from ``benchmarks/sizing.yaml``. ``sizing_parts`` gives the tables of docs/sizing.md, which
``python -m tools.pages`` writes and ``make lint`` checks. Bytes and seconds within, decimal TB and hours outside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).resolve().parent.parent / "benchmarks" / "sizing.yaml"
YEAR_SECONDS = 365 * 86_400
YEAR_HOURS = 365 * 24
TERA = 1e12
#: Movements on file up to which a laptop and one server serve: about the largest measured run, and a judgement.
LAPTOP, ONE_SERVER = 1e7, 1e9


@dataclass(frozen=True)
class Unit:
    """What one movement takes, and the assumptions.

    Attributes:
        movements_a_crossing: reports of one crossing.
        evidence: bytes in the evidence, facts included.
        outputs: bytes in the outputs of one run.
        register: bytes in PostgreSQL, with indexes and the entries of the log.
        lasting: those of them that stand when the record is destroyed.
        wal: bytes of PostgreSQL's log.
        message: bytes of the original message as it is sent.
        batch_core_seconds: of a batch run, over all cores, without the fixed seconds.
        batch_fixed_seconds: what any batch run takes on one core, however small.
        live_core_seconds: from the message to the committed answer.
        sustained: movements a second that two cores took live.
        assumed: the assumptions, by the names in the file.
    """

    movements_a_crossing: float
    evidence: float
    outputs: float
    register: float
    lasting: float
    wal: float
    message: float
    batch_core_seconds: float
    batch_fixed_seconds: float
    live_core_seconds: float
    sustained: float
    assumed: dict[str, float]


@dataclass(frozen=True)
class Country:
    """A country: crossings a year, bases of its backup kept at a time, copies of its database that answer reads."""

    name: str
    crossings: int
    bases: int
    replicas: int


@dataclass(frozen=True)
class Disk:
    """Bytes that stand on disk at the end of a year."""

    evidence: float
    outputs: float
    register: float
    replicas: float
    backups: float
    free: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.evidence + self.outputs + self.register + self.replicas + self.backups + self.free


@dataclass(frozen=True)
class Sizing:
    """What the file holds: the raw numbers, the unit made of them, and the countries."""

    raw: dict[str, Any]
    unit: Unit
    countries: tuple[Country, ...]


def read_sizing(path: Path = SOURCE) -> Sizing:
    """Read the file of measurements and work out the unit."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Sizing(raw, unit_of(raw["measured"], raw["assumed"]), tuple(Country(**each) for each in raw["countries"]))


def unit_of(measured: dict[str, Any], assumed: dict[str, float]) -> Unit:
    """Divide what was measured by the movements with which it was measured."""
    evidence, outputs, batch = measured["evidence"], measured["outputs"], measured["batch"]
    register, live = measured["register"], measured["live"]
    files = outputs["files"]
    return Unit(
        movements_a_crossing=outputs["movements"] / files["crossings"]["rows"],
        evidence=(evidence["movements_bytes"] + evidence["facts_bytes"]) / evidence["movements"],
        outputs=sum(each["bytes"] for each in files.values()) / outputs["movements"],
        register=register["table_bytes"] + register["index_bytes"],
        lasting=register["log_bytes"],
        wal=register["wal_bytes"],
        message=live["message_bytes_per_movement"],
        batch_core_seconds=(batch["seconds"] - batch["fixed_seconds"]) * batch["cores"] / batch["movements"],
        batch_fixed_seconds=batch["fixed_seconds"],
        live_core_seconds=(live["database_ms"] + live["web_ms"] + live["worker_ms"]) / 1000,
        sustained=live["sustained_per_second"],
        assumed=assumed,
    )


def movements_a_year(unit: Unit, country: Country) -> float:
    """Give the movements of a year."""
    return country.crossings * unit.movements_a_crossing


def mean_rate(unit: Unit, country: Country) -> float:
    """Give the movements a second, over a year."""
    return movements_a_year(unit, country) / YEAR_SECONDS


def peak_rate(unit: Unit, country: Country) -> float:
    """Give the movements a second at the peak."""
    return mean_rate(unit, country) * unit.assumed["peak_over_mean"]


def years_on_file(unit: Unit, year: int) -> float:
    """Give how many years of movements are on file at the end of a year, counted from the first."""
    return min(year, unit.assumed["kept_years"])


def batch_hours(unit: Unit, movements: float, cores: int = 1) -> float:
    """Give the hours of one batch run on so many cores; on one, its core-hours."""
    return (unit.batch_fixed_seconds + movements * unit.batch_core_seconds / cores) / 3600


def live_cores(unit: Unit, country: Country) -> int:
    """Give the cores for the live work at the peak, never fewer than the two that were measured."""
    return max(2, math.ceil(peak_rate(unit, country) * unit.live_core_seconds / unit.assumed["busy_share"]))


def disk_at(unit: Unit, country: Country, year: int) -> Disk:
    """Give what stands on disk at the end of a year: with what retention left of the years before."""
    made = movements_a_year(unit, country)
    on_file, gone = made * years_on_file(unit, year), made * (year - years_on_file(unit, year))
    # the sealed original of a message lies in the database as long as its records
    register = on_file * (unit.register + unit.message) + gone * unit.lasting
    wal = made / 365 * unit.assumed["wal_days"] * unit.wal
    parts = (
        on_file * unit.evidence,
        on_file * unit.outputs * unit.assumed["runs_kept"],
        register,
        register * country.replicas,
        (register * country.bases + wal) * unit.assumed["sealed_share"],
    )
    return Disk(*parts, free=sum(parts) * unit.assumed["free_share"] / (1 - unit.assumed["free_share"]))


def terabyte_years(unit: Unit, country: Country) -> float:
    """Give the disk of all years, each at its end, added up."""
    return sum(disk_at(unit, country, year).total for year in _years(unit)) / TERA


def core_hours(unit: Unit, country: Country) -> float:
    """Give the core-hours of all years: cores that stand ready for live work and for replicas, and batch runs."""
    ready = live_cores(unit, country) * (1 + country.replicas) * YEAR_HOURS * len(_years(unit))
    made = movements_a_year(unit, country)
    runs = sum(batch_hours(unit, made * years_on_file(unit, year)) for year in _years(unit))
    return ready + runs * unit.assumed["runs_a_year"]


def cost(unit: Unit, country: Country) -> float:
    """Give what disks and cores of all years cost at the prices assumed."""
    disks = terabyte_years(unit, country) * unit.assumed["price_terabyte_year"]
    return disks + core_hours(unit, country) * unit.assumed["price_core_hour"]


def keeping_all(unit: Unit) -> Unit:
    """Give the same unit where nothing is destroyed in all the years."""
    return replace(unit, assumed={**unit.assumed, "kept_years": unit.assumed["years"]})


def place_of(unit: Unit, country: Country) -> str:
    """Say on what it runs: by the peak, and by what is on file when retention begins to take as much as comes."""
    on_file = movements_a_year(unit, country) * unit.assumed["kept_years"]
    if peak_rate(unit, country) > unit.sustained:
        return "database apart, replicas; Spark"
    if on_file > ONE_SERVER:
        return "server with replicas; Spark"
    return "one server" if on_file > LAPTOP else "laptop"


def sizing_parts(sizing: Sizing | None = None) -> dict[str, str]:
    """Give the tables of the page by the names under which its frame asks for them."""
    sizing = sizing or read_sizing()
    unit, raw = sizing.unit, sizing.raw
    return {
        **_said(sizing),
        "sizing_units": _units(unit, raw["measured"]),
        "sizing_assumed": "| assumption | value |\n|---|---:|\n"
        + "\n".join(f"| `{name}` | {value:g} |" for name, value in raw["assumed"].items()),
        "sizing_rates": _countries(sizing, _RATES),
        "sizing_batch": _countries(sizing, _BATCH),
        "sizing_disk_first": _countries(sizing, _disk_rows(1)),
        "sizing_disk_last": _countries(sizing, _disk_rows(int(raw["assumed"]["years"]))),
        "sizing_cost": _countries(sizing, _COST),
    }


def _said(sizing: Sizing) -> dict[str, str]:
    """Give the numbers that stand in the sentences of the page."""
    measured = sizing.raw["measured"]
    live, batch = measured["live"], measured["batch"]
    return {
        "sizing_sustained": f"{live['sustained_per_second']:,}",
        "sizing_offered": f"{live['offered_per_second']:,}",
        "sizing_calm": str(live["calm_per_second"]),
        "sizing_p99": str(live["calm_p99_ms"]),
        "sizing_worker_ms": f"{live['worker_ms']:.2f}",
        "sizing_worker_most": f"{1000 / live['worker_ms']:,.0f}",
        "sizing_persons": f"{live['persons'] / 1e6:g}",
        "sizing_batch_movements": f"{batch['movements'] / 1e6:.1f}",
        "sizing_batch_gib": f"{batch['peak_gib']}",
        "sizing_batch_memory": str(batch["memory"]),
        "sizing_batch_fixed": str(batch["fixed_seconds"]),
        "sizing_register_movements": f"{measured['register']['movements']:,}",
        "sizing_bases": ", ".join(str(each.bases) for each in sizing.countries),
        "sizing_replicas": ", ".join(str(each.replicas) for each in sizing.countries),
    }


Row = tuple[str, Callable[[Unit, Country], str]]

_RATES: tuple[Row, ...] = (
    ("crossings a year", lambda unit, each: f"{each.crossings:,}"),
    ("movements a year", lambda unit, each: _number(movements_a_year(unit, each))),
    ("movements a second, mean", lambda unit, each: _number(mean_rate(unit, each))),
    ("movements a second, peak", lambda unit, each: _number(peak_rate(unit, each))),
    ("of what two cores sustained", lambda unit, each: f"{peak_rate(unit, each) / unit.sustained:.1%}"),
    ("cores for live work", lambda unit, each: str(live_cores(unit, each))),
    ("Mbit a second of messages, peak", lambda unit, each: _number(peak_rate(unit, each) * unit.message * 8 / 1e6)),
    ("Mbit a second to each replica, peak", lambda unit, each: _number(peak_rate(unit, each) * unit.wal * 8 / 1e6)),
    ("runs on", place_of),
)


def _hours(years: float, cores: int) -> Callable[[Unit, Country], str]:
    return lambda unit, each: _number(batch_hours(unit, movements_a_year(unit, each) * years, cores))


_BATCH: tuple[Row, ...] = (
    ("one year: core-hours", _hours(1, 1)),
    ("one year: hours on 2 cores", _hours(1, 2)),
    ("one year: hours on 16 cores", _hours(1, 16)),
    ("ten years, nothing deleted: core-hours", _hours(10, 1)),
    ("ten years: hours on 2 cores", _hours(10, 2)),
    ("ten years: hours on 64 cores", _hours(10, 64)),
    ("movements in ten years", lambda unit, each: _number(movements_a_year(unit, each) * 10)),
    ("movements in a month's partition", lambda unit, each: _number(movements_a_year(unit, each) / 12)),
)
_COST: tuple[Row, ...] = (
    ("terabyte-years", lambda unit, each: _number(terabyte_years(unit, each))),
    ("core-hours", lambda unit, each: _number(core_hours(unit, each))),
    ("cost of the disks", lambda unit, each: _number(terabyte_years(unit, each) * unit.assumed["price_terabyte_year"])),
    ("cost of the cores", lambda unit, each: _number(core_hours(unit, each) * unit.assumed["price_core_hour"])),
    ("**together**", lambda unit, each: f"**{_number(cost(unit, each))}**"),
    (
        "for 1,000 crossings",
        lambda unit, each: _number(cost(unit, each) / (each.crossings * unit.assumed["years"]) * 1000),
    ),
    ("nothing deleted: terabyte-years", lambda unit, each: _number(terabyte_years(keeping_all(unit), each))),
    ("nothing deleted: core-hours", lambda unit, each: _number(core_hours(keeping_all(unit), each))),
    ("nothing deleted: together", lambda unit, each: _number(cost(keeping_all(unit), each))),
)


def _disk_rows(year: int) -> tuple[Row, ...]:
    def part(name: str) -> Callable[[Unit, Country], str]:
        return lambda unit, each: _number(getattr(disk_at(unit, each, year), name) / TERA)

    said = {"evidence": "evidence", "outputs": "outputs of the runs kept", "register": "register, log in it"}
    said |= {"replicas": "replicas", "backups": "backups", "free": "kept free", "total": "**all, TB**"}
    return tuple((words, part(name)) for name, words in said.items())


def _units(unit: Unit, measured: dict[str, Any]) -> str:
    rows = (
        ("movements of a crossing", f"{unit.movements_a_crossing:.2f}", measured["outputs"]["movements"]),
        ("evidence, bytes", f"{unit.evidence:.1f}", measured["evidence"]["movements"]),
        ("outputs of one run, bytes", f"{unit.outputs:.1f}", measured["outputs"]["movements"]),
        *(
            (f"of them `{name}`", f"{each['bytes'] / measured['outputs']['movements']:.2f}", None)
            for name, each in measured["outputs"]["files"].items()
        ),
        ("register with indexes and log, bytes", f"{unit.register:,.0f}", measured["register"]["movements"]),
        ("of them left after retention, bytes", f"{unit.lasting:,.0f}", measured["register"]["movements"]),
        ("original message, bytes", f"{unit.message:,.0f}", None),
        ("PostgreSQL's log, bytes", f"{unit.wal:,.0f}", measured["register"]["movements"]),
        (
            "batch beyond its fixed seconds, microseconds of a core",
            f"{unit.batch_core_seconds * 1e6:.1f}",
            measured["batch"]["movements"],
        ),
        ("live, milliseconds of a core", f"{unit.live_core_seconds * 1000:.2f}", None),
    )
    head = "| for one movement | | measured with movements |\n|---|---:|---:|\n"
    return head + "\n".join(f"| {said} | {value} | {f'{size:,}' if size else ''} |" for said, value, size in rows)


def _countries(sizing: Sizing, rows: Sequence[Row]) -> str:
    head = "| | " + " | ".join(each.name for each in sizing.countries) + " |\n|---|" + "---:|" * len(sizing.countries)
    lines = [
        f"| {said} | " + " | ".join(give(sizing.unit, each) for each in sizing.countries) + " |" for said, give in rows
    ]
    return "\n".join([head, *lines])


def _years(unit: Unit) -> range:
    return range(1, int(unit.assumed["years"]) + 1)


def _number(value: float) -> str:
    """Write a number with three digits that count."""
    if value == 0:
        return "0"
    if value >= 1e9:
        return f"{value / 1e9:.3g} bn"
    if value >= 1e6:
        return f"{value / 1e6:.3g} M"
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{round(value, digits):,.{min(digits, 4)}f}"
