"""The rates of the twenty ways in which records go wrong, read from a file and checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from sojourn.errors import EvidenceError

ERRORS_FILE = Path(__file__).with_name("errors.yaml")
_NEXT = "Next: copy `sojourn/simulate/errors.yaml`, change its rates and give the copy with `--errors`."


@dataclass(frozen=True)
class Burst:
    """Several carriers that go wrong together: how many, on how many days, at which rate (0 to 1)."""

    carriers: int
    days: int
    rate: float


@dataclass(frozen=True)
class ErrorRate:
    """One way in which records go wrong: its number (1 to 20), its name, and the share of stays it hits (0 to 1)."""

    number: int
    name: str
    rate: float
    burst: Burst | None = None


def load_rates(errors: Literal["none", "default"] | Path) -> tuple[ErrorRate, ...]:
    """Give the twenty rates in the order of their numbers: all zero, the defaults, or those of a file.

    Raises:
        EvidenceError: ``rates-unreadable``, the file is missing or no YAML; ``bad-rates``, with all its problems.
    """
    defaults = _parse(ERRORS_FILE)
    if errors == "default":
        return defaults
    if errors == "none":
        return tuple(ErrorRate(rate.number, rate.name, 0.0) for rate in defaults)
    return _parse(Path(errors), defaults)


def _parse(path: Path, known: tuple[ErrorRate, ...] = ()) -> tuple[ErrorRate, ...]:
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvidenceError(
            "rates-unreadable",
            f"the file of error rates `{path}` cannot be read as YAML. "
            f"Allowed are `none`, `default` or a file. {_NEXT}",
        ) from error
    rows = given.get("errors") if isinstance(given, dict) else None
    if not isinstance(rows, list):
        raise EvidenceError("bad-rates", f"`{path}` has no list `errors`; allowed is one entry for each error. {_NEXT}")
    problems = [problem for place, row in enumerate(rows, 1) for problem in _row_problems(place, row)]
    if not problems:
        problems = _list_problems(rows, known)
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise EvidenceError("bad-rates", f"`{path}` does not hold twenty rates from 0 to 1:\n{listed}\n{_NEXT}")
    return tuple(_rate(row) for row in sorted(rows, key=lambda row: row["number"]))


def _rate(row: dict[str, Any]) -> ErrorRate:
    burst = row.get("burst")
    kept = Burst(burst["carriers"], burst["days"], float(burst["rate"])) if burst else None
    return ErrorRate(row["number"], row["name"], float(row["rate"]), kept)


def _row_problems(place: int, row: object) -> list[str]:
    if not isinstance(row, dict):
        return [f"entry {place} is no map; allowed is `number`, `name`, `rate`"]
    problems = []
    if not _is_whole(row.get("number"), 1):
        problems.append(f"entry {place}: `number` must be a whole number from 1 to 20, not `{row.get('number')}`")
    if not isinstance(row.get("name"), str):
        problems.append(f"entry {place}: `name` is missing")
    if not _is_share(row.get("rate")):
        problems.append(f"entry {place}: `rate` must be a number from 0 to 1, not `{row.get('rate')}`")
    return problems + _burst_problems(place, row)


def _burst_problems(place: int, row: dict[str, Any]) -> list[str]:
    burst = row.get("burst")
    if burst is None:
        return []
    if row.get("number") != 1:
        return [f"entry {place}: only error 1 may have a `burst`"]
    right = isinstance(burst, dict) and set(burst) == {"carriers", "days", "rate"}
    if not right or not (_is_whole(burst["carriers"], 0) and _is_whole(burst["days"], 0) and _is_share(burst["rate"])):
        return [f"entry {place}: `burst` must have `carriers` and `days` (whole numbers) and `rate` (from 0 to 1)"]
    return []


def _list_problems(rows: list[dict[str, Any]], known: tuple[ErrorRate, ...]) -> list[str]:
    names = {rate.number: rate.name for rate in known}
    numbers = [row["number"] for row in rows]
    problems = [
        f"error {number} is listed {numbers.count(number)} times"
        for number in sorted(set(numbers))
        if numbers.count(number) > 1
    ]
    problems += [
        f"error {number} is missing" + (f" (`{names[number]}`)" if names else "")
        for number in range(1, 21)
        if number not in numbers
    ]
    problems += [f"there is no error {number}; allowed are 1 to 20" for number in sorted(set(numbers)) if number > 20]
    problems += [
        f"error {row['number']} is named `{row['name']}`; allowed is `{names[row['number']]}`"
        for row in rows
        if row["number"] in names and row["name"] != names[row["number"]]
    ]
    return problems


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_whole(value: object, low: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= low
