"""Order, merging, ties and pairing, said once more in plain Python from the design. Slow, and made to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from stays_records import Row, name_of

Crossing = list[Row]

MERGE = timedelta(hours=12)
STRENGTH = ("inspection", "attested", "neighbour", "manifest", "stamp", "consular")
OTHER = {"arrival": "departure", "departure": "arrival"}


def expect_crossings(reports: Sequence[Row]) -> list[Crossing]:
    """Order a person's reports and merge those of one crossing."""
    crossings: list[Crossing] = []
    for report in _ordered(reports):
        if crossings and _one_crossing(crossings[-1][-1], report, reports):
            crossings[-1].append(report)
        else:
            crossings.append([report])
    return crossings


def expect_stays(crossings: Sequence[Crossing]) -> list[dict[str, Any]]:
    """Pair each arrival with the crossing after it: a departure ends the stay, an arrival shows that it had ended."""
    stays = []
    for crossing, after in pairwise([*crossings, None]):
        if crossing and crossing[0]["direction"] == "arrival":
            way = after[0]["direction"] if after else "none"
            stays.append(
                {
                    "arrival": strongest(crossing),
                    "ended": {"arrival": "returned", "departure": "departure", "none": "none"}[way],
                    "by": strongest(after) if after else None,
                }
            )
    return stays


def strongest(crossing: Crossing) -> str:
    """Name the record that gives the time: the strongest; of equals one that has a time, then the first."""
    return name_of(min(crossing, key=lambda report: (STRENGTH.index(report["kind"]), report["occurred_at"] is None)))


def adopted_time(report: Row, reports: Sequence[Row]) -> datetime | None:
    """Give a report's time; one without takes the first time of its own direction on that day."""
    if report["occurred_at"]:
        return report["occurred_at"]  # type: ignore[no-any-return]  # a row holds any value
    same = [
        other["occurred_at"]
        for other in reports
        if other["local_date"] == report["local_date"] and other["direction"] == report["direction"]
    ]
    return min((at for at in same if at), default=None)


def _ordered(reports: Sequence[Row]) -> Iterator[Row]:
    """Go through the days; where arrivals and departures tie, the one that alternates goes first."""
    before = "departure"
    for _, day in groupby(sorted(reports, key=_day), key=_day):
        for tied in _ties(list(day), reports):
            group = sorted(tied, key=lambda report: _place(report, before, reports))
            yield from group
            before = group[-1]["direction"]


def _ties(day: list[Row], reports: Sequence[Row]) -> Iterator[list[Row]]:
    """Give the reports of a day in groups that no time orders: an instant, or the day where a direction has no time."""
    times = {report["direction"]: adopted_time(report, reports) for report in day}
    if None in times.values():
        yield day
        return

    def at(report: Row) -> Any:
        return adopted_time(report, reports)

    for _, group in groupby(sorted(day, key=at), key=at):
        yield list(group)


def _place(report: Row, before: str, reports: Sequence[Row]) -> tuple[bool, bool, datetime | None, int, str]:
    at = adopted_time(report, reports)
    alternates = report["direction"] == OTHER[before]
    no_time = datetime.min.replace(tzinfo=report["recorded_at"].tzinfo)
    return (not alternates, at is not None, at or no_time, STRENGTH.index(report["kind"]), name_of(report))


def _one_crossing(before: Row, after: Row, reports: Sequence[Row]) -> bool:
    if before["direction"] != after["direction"]:
        return False
    first, second = adopted_time(before, reports), adopted_time(after, reports)
    near = bool(first and second and abs(second - first) <= MERGE)
    return before["local_date"] == after["local_date"] or near


def _day(report: Row) -> date:
    return report["local_date"]  # type: ignore[no-any-return]  # a row holds any value


def expect_ids(crossings: Sequence[Crossing]) -> list[tuple[str, str | None, str, list[str]]]:
    """Give crossing id, stay id (null: an orphan departure), direction and records of each crossing."""
    return [
        (f"c:{anchor(crossing)}", _stay_id(before, crossing), crossing[0]["direction"], sorted(map(name_of, crossing)))
        for before, crossing in pairwise([[], *crossings])
    ]


def anchor(rows: Sequence[Row]) -> str:
    """Name the row that was learned first."""
    return name_of(min(rows, key=lambda row: (row["recorded_at"], name_of(row))))


def short_digest(rows: Sequence[Row]) -> str:
    """Give the digest that names rows: of the name of the one learned first."""
    return hashlib.sha256(anchor(rows).encode()).hexdigest()[:20]


def _stay_id(before: Crossing, crossing: Crossing) -> str | None:
    arrivals = [each for each in (crossing, before) if each and each[0]["direction"] == "arrival"]
    return "s" + short_digest(arrivals[0]) if arrivals else None
