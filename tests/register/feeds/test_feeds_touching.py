"""When a feed's day changes its status, exactly those are answered anew whose answers rest on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

sys.path.append(str(Path(__file__).parent.parent / "answering"))  # for what one run gives

from answers_batch import Rows, current, in_one_run

NOW = datetime(2026, 7, 22, 16, tzinfo=UTC)
FEED = "carrier:ZZ"
Change = Callable[..., None]


def _person(number: int, left: dict[str, Any], **more: Any) -> Rows:
    """Give an arrival in January and a departure reported by the feed, unless it is another's."""
    who = {
        "surname": f"EXAMPLE{chr(64 + number)}", "given_names": "ANNA", "birth_date": "1990-02-01",
        "document_type": "P", "document_number": f"Z000{number}", "document_issuer": "NLD", "mode": "air",
        "port": "EWR",
    }  # fmt: skip
    came = {
        "movement_id": f"a{number}", "feed": "post:EWR", "kind": "inspection", "direction": "arrival",
        "local_date": date(2026, 1, 10), "occurred_at": datetime(2026, 1, 10, 12, tzinfo=UTC), "admitted_class": "B2",
        "admitted_until": date(2026, 6, 29), "recorded_at": datetime(2026, 1, 10, 13, tzinfo=UTC),
    }  # fmt: skip
    gone = {"movement_id": f"d{number}", "feed": FEED, "kind": "manifest", "direction": "departure", "boarded": True}
    gone |= {"local_date": date(2026, 6, 28), "recorded_at": datetime(2026, 7, 1, 12, tzinfo=UTC), **left}
    rows = [came, gone, *([{**gone, **more}] if more else [])]
    return [("movement", {**who, **row}) for row in rows]


WORLD: dict[str, Rows] = {
    "denied": _person(1, {"boarded": False}),
    "left": _person(2, {}),
    "left_another_day": _person(3, {"local_date": date(2026, 6, 10)}),
    "denied_by_another": _person(4, {"boarded": False, "feed": "carrier:KL", "transport": "ZZ12"}),
    "left_by_another": _person(5, {"feed": "carrier:KL", "transport": "KL12"}),
    "around_midnight": _person(
        6, {"local_date": date(2026, 6, 27), "occurred_at": datetime(2026, 6, 28, 3, 30, tzinfo=UTC)},
        movement_id="late", local_date=date(2026, 6, 28), occurred_at=datetime(2026, 6, 28, 5, tzinfo=UTC),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The rows on file, and the subject of each person by a word of ours."""

    rows: Rows
    subjects: dict[str, UUID]


@pytest.fixture
def world(days: list[date]) -> World:
    """Have the persons on file, answered with three days of the feed in quarantine."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    subjects = {}
    for word, rows in WORLD.items():
        records = [NewRecord(source, row) for source, row in rows]  # type: ignore[arg-type]  # one of the two words
        taken = append_records(records, batch_id=uuid4(), actor="service", received_at=NOW)
        subjects[word] = taken[0].subject_id
    answer_subjects(set(subjects.values()), "first")
    return World([row for rows in WORLD.values() for row in rows], subjects)


@pytest.fixture
def change(acting: Callable[..., Any]) -> Change:
    """Give a function by which two people change the quarantine of days of June."""
    from sojourn.register.feeds import deciding

    def decide(status: str, first: int, last: int) -> None:
        said = deciding.Proposed(FEED, date(2026, 6, first), date(2026, 6, last), status, "The lists came by hand.")
        proposed = deciding.propose(acting("feed_operator"), said)
        deciding.confirm(acting("supervisor"), proposed.id)

    return decide


def put_into_queue() -> set[UUID]:
    """Look for those touched until none is left, and give them."""
    from sojourn.register.feeds.touching import touch_part
    from sojourn.register.store.statements import select

    while touch_part():
        pass
    return {subject for (subject,) in select("SELECT unnest(subject_ids) FROM live_pending WHERE why = 'feed'")}


def drain() -> None:
    from sojourn.register.live.queue import answer_waiting

    while answer_waiting() is not None:
        pass


def words_of(world: World, subjects: set[UUID]) -> set[str]:
    return {word for word, subject in world.subjects.items() if subject in subjects}


def test_a_release_touches_those_whose_answers_rest_on_its_days_and_no_other(world: World, change: Change) -> None:
    change("released", 28, 30)
    assert words_of(world, put_into_queue()) == {"denied", "left", "denied_by_another", "around_midnight"}


def test_answers_are_those_of_one_run_after_a_release_and_after_a_new_quarantine(world: World, change: Change) -> None:
    before = current(world.rows)["answers"]
    change("released", 28, 30)
    put_into_queue()
    drain()
    released = current(world.rows)["answers"]
    assert released == in_one_run(world.rows, NOW)["answers"]
    assert released != before
    change("quarantined", 27, 28)
    put_into_queue()
    drain()
    again = current(world.rows)["answers"]
    assert again == in_one_run(world.rows, NOW)["answers"]
    assert again != released


def test_the_new_version_names_the_feed_and_its_day(world: World, change: Change) -> None:
    from sojourn.register.store.statements import select

    change("released", 28, 28)
    put_into_queue()
    drain()
    causes = select("SELECT DISTINCT cause::text FROM store_answer WHERE cause->>'why' = 'feed'")
    assert causes == [('{"why": "feed", "names": ["carrier:ZZ 2026-06-28"]}',)]


def test_a_proposal_alone_touches_nobody(world: World, acting: Callable[..., Any]) -> None:
    from sojourn.register.feeds import deciding

    said = deciding.Proposed(FEED, date(2026, 6, 28), date(2026, 6, 30), "released", "The lists came by hand.")
    deciding.propose(acting("feed_operator"), said)
    assert put_into_queue() == set()


def test_a_decision_that_changes_nothing_touches_nobody(world: World, change: Change) -> None:
    change("quarantined", 28, 30)
    assert put_into_queue() == set()


def test_a_judgement_that_changes_a_day_touches_its_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.feeds import judging
    from sojourn.register.feeds.models import FeedDay

    kept = list(FeedDay.objects.values().order_by("day"))
    anew = [{**row, "status": "ok", "reason": None} if row["day"].day == 28 else row for row in kept]
    monkeypatch.setattr(judging, "_judge", lambda engine: anew)
    judging.refresh_feeds()
    assert words_of(world, put_into_queue()) == {"denied", "left", "denied_by_another", "around_midnight"}


def test_parts_follow_each_other_and_who_is_killed_between_them_loses_nothing(
    world: World, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.feeds import touching
    from sojourn.register.feeds.models import ChangedDay

    monkeypatch.setattr(touching, "MOST_AT_ONCE", 1)
    change("released", 28, 28)
    assert touching.touch_part()
    reached = ChangedDay.objects.get().reached
    assert reached is not None
    assert words_of(world, put_into_queue()) == {"denied", "left", "denied_by_another", "around_midnight"}
    assert not ChangedDay.objects.exists()


def test_a_day_that_changes_again_meanwhile_is_looked_at_from_the_start(
    world: World, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.feeds import touching
    from sojourn.register.feeds.models import ChangedDay

    monkeypatch.setattr(touching, "MOST_AT_ONCE", 1)
    change("released", 28, 28)
    touching.touch_part()
    change("quarantined", 28, 28)
    assert ChangedDay.objects.get().reached is None
    put_into_queue()
    drain()
    assert current(world.rows)["answers"] == in_one_run(world.rows, NOW)["answers"]
