"""The hearings that stand, one row each, worked out from the facts of a person whenever one of them changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.register import clock
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.standing_rows import name_of, standing_rows
from sojourn.register.court.models import Hearing
from sojourn.register.court.placing import find_case
from sojourn.register.desk.current import read_rows

_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\b")


def sync_hearings(person_ids: Collection[str]) -> None:
    """Write the hearings of persons anew from their facts; a corrected or retracted one goes."""
    persons = sorted(set(person_ids) - {""})
    for person, rows in (read_rows(persons) if persons else {}).items():
        standing = [row for row in standing_rows(rows) if row.get("kind") == "hearing"]
        Hearing.objects.filter(person_id=person).delete()
        Hearing.objects.filter(record__in=[name_of(row) for row in rows]).delete()
        Hearing.objects.bulk_create(_hearings(person, standing))


def _hearings(person: str, rows: list[Mapping[str, Any]]) -> Iterator[Hearing]:
    case = find_case(person) if rows else None
    for row in rows:
        decided = row.get("decided_at")
        on_day = row.get("valid_from") or (clock.day_of(decided) if decided else None)
        if on_day is None:
            continue  # a fact `hearing` has one of the two; a record of before that rule is left to the person's page
        yield Hearing(
            record=name_of(row),
            person_id=person,
            case=case,
            feed=str(row["feed"]),
            on_day=on_day,
            at=_at(on_day, str(row.get("place") or "")),
            type=row.get("type") or "",
            outcome=row.get("outcome") or "",
        )


def _at(on_day: date, place: str) -> datetime | None:
    """Read the hour with which the place begins (``09:30, Room 2``), in the zone of the law; none where it has none."""
    found = _HOUR.match(place)
    if found is None:
        return None
    hour = time(int(found.group(1)), int(found.group(2)))
    return datetime.combine(on_day, hour, ZoneInfo(law_now().zone))
