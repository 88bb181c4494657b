"""What the tests of feeds share: records of a feed that fell silent, and rows that could not be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

sys.path.append(str(Path(__file__).parent.parent / "review"))  # for ``review_browsing``

NOW = datetime(2026, 7, 22, 16, tzinfo=UTC)
FEED = "carrier:ZZ"
GOOD = {
    "movement_id": "z1",
    "kind": "manifest",
    "direction": "departure",
    "local_date": "2026-07-01",
    "port": "EWR",
    "surname": "Achterberg",
}


@pytest.fixture
def at_work(db: None) -> Iterator[None]:
    """Let the clock stand, and have the months of the invented records."""
    from sojourn.register import clock
    from sojourn.register.feeds.models import FeedDay
    from sojourn.register.store.months import ensure_months

    ensure_months([NOW])
    FeedDay.objects.all().delete()
    with clock.set_to(NOW):
        yield


@pytest.fixture
def days(at_work: None) -> list[date]:
    """Have thirty judged days of a feed, the last three of them in quarantine."""
    from sojourn.register.feeds.models import FeedDay, Judged

    found = [date(2026, 6, number) for number in range(1, 31)]
    FeedDay.objects.bulk_create(
        FeedDay(
            feed=FEED,
            port="EWR",
            day=day,
            expected=100,
            seen=12 if day.day > 27 else 90 + day.day % 7,
            gaps=0,
            unreadable=0,
            share_matched=0.9,
            delay=4.5,
            status="quarantined" if day.day > 27 else "ok",
            reason="departures missing: 36 of about 300 expected" if day.day > 27 else None,
        )
        for day in found
    )
    Judged.objects.create(judged_at=NOW, rows=len(found))
    return found


@pytest.fixture
def set_row_apart(at_work: None) -> Callable[..., int]:
    """Give a function that sets one row of the feed apart, and gives its number."""

    def set_one(raw: str, codes: tuple[str, ...], reason: str) -> int:
        from sojourn.register.store.quarantine import NewQuarantined, set_apart

        row = NewQuarantined(FEED, uuid4(), 3, "movement", codes, reason, raw, NOW)
        return set_apart([row])[0]

    return set_one
