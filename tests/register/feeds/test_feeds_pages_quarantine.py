"""The quality of feeds, and their quarantine changed by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from sojourn.errors import RegisterError
from sojourn.evidence.feed_overrides import FILE, load_overrides

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting

FEED = "carrier:ZZ"
RELEASE = {
    "status": "released",
    "first_0": "28",
    "first_1": "6",
    "first_2": "2026",
    "last_0": "30",
    "last_1": "6",
    "last_2": "2026",
    "reason": "The carrier sent the lists by hand.",
}
Make = Callable[..., Client]


def statuses() -> set[str]:
    from sojourn.register.feeds.models import FeedDay

    return set(FeedDay.objects.filter(feed=FEED, day__gte=date(2026, 6, 28)).values_list("status", flat=True))


def test_a_release_takes_two_people_and_then_is_in_force(days: list[date], client: Make, tmp_path: Path) -> None:
    from sojourn.register.feeds.models import FeedOverride
    from sojourn.register.feeds.overrides import standing_overrides, write_overrides
    from sojourn.register.store.models import Event

    one, other = client("feed_operator"), client("supervisor")
    one.post(f"/feeds/of/{FEED}/propose/", RELEASE)
    proposal = FeedOverride.objects.get(feed=FEED)
    assert one.post(f"/feeds/proposals/{proposal.pk}/", {"confirm": "1"}).status_code == 400, "not by oneself"
    assert statuses() == {"quarantined"}
    assert not [each for each in standing_overrides() if each.feed == FEED]

    assert f"Proposal {proposal.pk}" in other.get("/feeds/").content.decode()
    other.post(f"/feeds/proposals/{proposal.pk}/", {"confirm": "1"})
    assert statuses() == {"released"}
    (tmp_path / FILE).write_text(write_overrides())
    assert load_overrides(tmp_path) == standing_overrides(), "as the engine reads decisions about feeds"
    assert Event.objects.filter(verb="quarantine_changed", subject=FEED).exists()
    page = other.get(f"/feeds/of/{FEED}/").content.decode()
    assert "The carrier sent the lists by hand." in page


def test_the_database_keeps_the_rule_of_two_people(days: list[date], acting: Callable[..., Acting]) -> None:
    from django.db import IntegrityError, transaction

    from sojourn.register.feeds.models import FeedOverride

    me = acting("feed_operator").user_id
    given = {"feed": FEED, "status": "released", "reason": "x", "first": days[0], "last": days[1]}
    with pytest.raises(IntegrityError, match="quarantine_takes_two_people"), transaction.atomic():
        FeedOverride.objects.create(**given, proposed_by_id=me, proposed_at="2026-07-22T00:00Z", confirmed_by_id=me)


def test_a_declined_proposal_changes_nothing(days: list[date], client: Make, acting: Callable[..., Acting]) -> None:
    from sojourn.register.feeds.deciding import confirm
    from sojourn.register.feeds.models import FeedOverride

    one = client("feed_operator")
    one.post(f"/feeds/of/{FEED}/propose/", RELEASE)
    proposal = FeedOverride.objects.get(feed=FEED)
    one.post(f"/feeds/proposals/{proposal.pk}/", {"decline": "1"})
    assert statuses() == {"quarantined"}
    with pytest.raises(RegisterError) as refused:
        confirm(acting("supervisor"), proposal.pk)
    assert refused.value.code == "proposal-missing"


def test_a_feed_shows_its_days_as_chart_table_and_file(days: list[date], client: Make) -> None:
    operator = client("feed_operator")
    page = operator.get(f"/feeds/of/{FEED}/").content.decode()
    assert "<svg" in page
    assert "departures missing: 36 of about 300 expected" in page
    assert "28 June 2026 to 30 June 2026" in page
    rows = operator.get(f"/feeds/of/{FEED}/numbers.csv").content.decode().splitlines()
    assert len(rows) == 31
    assert rows[-1].startswith(f"{FEED},2026-06-30,12,100,0,0.9,4.5,true,")


def test_the_list_says_which_feeds_are_in_quarantine_now(days: list[date], client: Make) -> None:
    page = client("oversight").get("/feeds/").content.decode()
    assert "1 feed is in quarantine" in page
    assert FEED in page


def test_days_in_the_wrong_order_are_said_at_the_field(days: list[date], client: Make) -> None:
    answer = client("feed_operator").post(f"/feeds/of/{FEED}/propose/", {**RELEASE, "last_1": "5"})
    assert "The last day lies before the first." in answer.content.decode()


def test_feeds_are_closed_to_caseworkers_and_proposals_to_oversight(days: list[date], client: Make) -> None:
    assert client("caseworker").get("/feeds/").status_code == 403
    assert client("oversight").get(f"/feeds/of/{FEED}/propose/").status_code == 403


def test_the_feeds_are_judged_over_the_records_on_file(at_work: None) -> None:
    from datetime import UTC, datetime, timedelta
    from uuid import uuid4

    from sojourn.register.feeds.judging import refresh_feeds
    from sojourn.register.feeds.models import FeedDay
    from sojourn.register.store.records import NewRecord, append_records

    at = datetime(2026, 7, 22, 16, tzinfo=UTC)
    rows = [
        NewRecord(
            "movement",
            {
                "movement_id": f"m{day}-{number}",
                "feed": FEED,
                "kind": "manifest",
                "direction": "departure",
                "local_date": date(2026, 6, 1) + timedelta(day),
                "port": "EWR",
                "mode": "air",
                "boarded": not (10 <= day < 14 and number > 0),
                "recorded_at": at,
                "document_type": "P",
                "document_number": f"D{day}{number}",
                "document_issuer": "NLD",
            },
        )
        for day in range(28)
        for number in range(40)
    ]
    append_records(rows, batch_id=uuid4(), actor="test", received_at=at)
    assert refresh_feeds() >= 28
    own = FeedDay.objects.filter(feed=FEED)
    assert own.filter(day=date(2026, 6, 1)).get().seen == 40
    assert set(own.filter(status="quarantined").values_list("day", flat=True)) == {
        date(2026, 6, 11) + timedelta(step) for step in range(4)
    }
