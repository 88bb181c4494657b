"""The last stay of a person as the desk needs it: a few values of its answer, and the days that the law counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: Days from this year on stand for no last day.
_NEVER = 9000


@dataclass(frozen=True)
class DaysUsed:
    """Days counted in a window (EU): ``most`` is null where an earlier stay has no known last day."""

    on_day: date
    window_from: date
    least: int
    most: int | None
    left: int | None


@dataclass(frozen=True)
class Standing:
    """The answer for one stay; the names are those of ``answers``."""

    stay_id: str
    arrival_id: str | None
    state: str
    unknown_code: str | None
    certainty: str
    arrived_on: date
    departed_on: date | None
    authorised_until: date | None
    questions: tuple[str, ...]
    days: DaysUsed | None = None


def last_standing(
    answers: Sequence[Mapping[str, object]], days: Sequence[Mapping[str, object]] = ()
) -> Standing | None:
    """Give the stay that began last; none where there is no answer."""
    rows = sorted(answers, key=lambda row: (str(read_day(row.get("arrived_on")) or ""), str(row["stay_id"])))
    if not rows:
        return None
    row = rows[-1]
    counted = next((each for each in days if each["stay_id"] == row["stay_id"]), None)
    arrived = read_day(row.get("arrived_on"))
    if arrived is None:
        return None
    return Standing(
        stay_id=str(row["stay_id"]),
        arrival_id=_text(row.get("arrival_id")),
        state=str(row["state"]),
        unknown_code=_text(row.get("unknown_code")),
        certainty=str(row.get("certainty") or "open"),
        arrived_on=arrived,
        departed_on=read_day(row.get("departed_on")),
        authorised_until=_bounded(read_day(row.get("authorised_until"))),
        questions=_codes(row.get("questions")),
        days=_days_used(counted) if counted else None,
    )


def read_day(value: object) -> date | None:
    """Read a day that an answer holds, as a date or as text of ISO 8601."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(code) for code in value) if isinstance(value, (list, tuple)) else ()


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _bounded(day: date | None) -> date | None:
    return None if day is None or day.year >= _NEVER else day


def _days_used(row: Mapping[str, object]) -> DaysUsed | None:
    on_day, first = read_day(row["on_day"]), read_day(row["window_from"])
    least = _number(row["days_used_min"])
    if on_day is None or first is None or least is None:
        return None
    return DaysUsed(on_day, first, least, _number(row["days_used_max"]), _number(row["days_left"]))
