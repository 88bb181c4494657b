"""Time passes too: exactly the answers that are due are worked out anew, in parts, and none is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from answers_batch import Rows, as_given, current, in_one_run
from simulated_month import OVER, drain, month_rows

#: From here on answers are marked as stale, because rules of the pack were to be checked; that is no change of them.
CHECKS_FALL_DUE = date(2027, 10, 1)


@pytest.fixture(scope="module")
def rows(django_ready: object) -> Rows:
    """Give the records of a simulated month."""
    return month_rows(travellers=16, seed=8)


@pytest.fixture
def world(db: None, rows: Rows) -> Rows:
    """Have the month on file, answered on the day on which it was over, and nothing else that could be due."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.models import CurrentAnswer
    from sojourn.register.store.records import NewRecord, append_records

    CurrentAnswer.objects.all().delete()
    with on(OVER) as moment:
        records = [NewRecord(source, row) for source, row in rows]  # type: ignore[arg-type]  # one of the two words
        taken = append_records(records, batch_id=uuid4(), actor="service", received_at=moment)
        answer_subjects({each.subject_id for each in taken}, "first")
    return rows


@contextmanager
def on(day: date) -> Iterator[datetime]:
    """Let the clock stand at noon of a day."""
    from sojourn.register import clock

    with clock.set_to(datetime.combine(day, time(12), UTC)):
        yield clock.now()


def next_changes() -> dict[str, date]:
    """Give the stays that change with the day alone, and when."""
    from sojourn.register.store.models import CurrentAnswer

    found = CurrentAnswer.objects.filter(next_change_on__isnull=False)
    return {stay: day for stay, day in found.values_list("stay_id", "next_change_on") if day is not None}


def count_versions() -> dict[str, int]:
    from sojourn.register.store.statements import select

    return dict(select("SELECT stay_id, count(*) FROM store_answer GROUP BY stay_id"))


def test_those_due_have_a_new_version_that_says_so_and_no_other_has(world: Rows) -> None:
    from sojourn.register.store.answers import list_versions

    changes, before = next_changes(), count_versions()
    day = min(changes.values())
    due = {stay for stay, when in changes.items() if when <= day}
    with on(day):
        assert drain() == 1
    after = count_versions()
    assert {stay for stay in after if after[stay] != before[stay]} == due
    causes = [list_versions(stay)[-1].cause for stay in due]
    assert causes == [{"why": "day", "names": [day.isoformat()]}] * len(due)


def test_only_the_subjects_of_those_due_are_looked_at(world: Rows) -> None:
    from sojourn.register.chores import enqueue_due
    from sojourn.register.live.queue import answer_waiting
    from sojourn.register.store.models import CurrentAnswer
    from sojourn.register.store.persons import subjects_of

    day = min(next_changes().values())
    persons = CurrentAnswer.objects.filter(next_change_on__lte=day).values_list("person_id", flat=True)
    due = {subject for person in persons for subject in subjects_of(person)}
    with on(day):
        enqueue_due(day)
        batch = answer_waiting()
    assert batch is not None
    assert batch.subjects == len(due)


def test_nothing_is_due_on_the_day_before(world: Rows) -> None:
    with on(min(next_changes().values()) - timedelta(days=1)):
        assert drain() == 0


def test_day_by_day_gives_the_answers_of_one_run_on_that_day(world: Rows) -> None:
    changes = sorted(day for day in set(next_changes().values()) if day < CHECKS_FALL_DUE)
    days = {
        changes[0] - timedelta(days=1),
        changes[0],
        changes[0] + timedelta(days=7),
        changes[-1] + timedelta(days=40),
    }
    for day in sorted(days):
        with on(day) as moment:
            drain()
            expected, stands = in_one_run(world, moment), current(world)
            assert stands["answers"] == as_given(stands["answers"], expected["answers"]), day


def test_a_next_change_that_is_told_too_late_would_be_seen(world: Rows) -> None:
    from sojourn.register.store.statements import run

    day = min(next_changes().values())
    run("UPDATE store_current_answer SET next_change_on = next_change_on + 30")
    with on(day) as moment:
        drain()
        expected, stands = in_one_run(world, moment), current(world)
    assert stands["answers"] != as_given(stands["answers"], expected["answers"])


def test_who_is_killed_between_parts_or_within_one_loses_nothing(world: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.answering import recompute
    from sojourn.register.chores import enqueue_due
    from sojourn.register.live import queue
    from sojourn.register.store.models import CurrentAnswer

    day = max(next_changes().values())
    with on(day):
        assert enqueue_due(day, most=1) >= 1
        with monkeypatch.context() as killed:
            killed.setattr(recompute, "after_batch", _die)
            with pytest.raises(KeyboardInterrupt):
                queue.answer_waiting()
        assert CurrentAnswer.objects.filter(next_change_on__lte=day).exists()
        drain()
        assert not CurrentAnswer.objects.filter(next_change_on__lte=day).exists()
        assert queue.queue_state().waiting == 0


def _die(batch: object) -> None:
    raise KeyboardInterrupt


def test_parts_follow_the_order_of_the_days_that_came(world: Rows) -> None:
    from sojourn.register.chores import enqueue_due
    from sojourn.register.live.queue import answer_waiting

    changes = next_changes()
    with on(max(changes.values())) as moment:
        enqueue_due(moment.date(), most=1)
        batch = answer_waiting()
    assert batch is not None
    first = min(changes, key=lambda stay: (changes[stay], stay))
    assert first in {each.stay_id for each in batch.changed}


def test_no_second_part_is_put_before_records_that_came_meanwhile(world: Rows) -> None:
    from sojourn.register.chores import bring_in_part
    from sojourn.register.live.queue import queue_state

    with on(max(next_changes().values())):
        assert bring_in_part()
        waiting = queue_state().waiting
        assert bring_in_part()
        assert queue_state().waiting == waiting


def test_an_answer_that_stays_due_is_given_up_for_the_day(world: Rows) -> None:
    from sojourn.register.chores import enqueue_due
    from sojourn.register.store.statements import run

    day = min(next_changes().values())
    put = []
    with on(day):
        for _ in range(4):
            put.append(enqueue_due(day) > 0)
            run("DELETE FROM live_pending")  # as if it had been answered, and still named the day
    assert put == [True, True, True, False]


def test_the_day_is_the_one_in_the_countrys_zone(django_ready: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from sojourn.register import clock

    west = replace(settings.CONFIGURATION, zone="Pacific/Honolulu")
    with clock.set_to(datetime(2026, 6, 1, 9, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 6, 1)
        monkeypatch.setattr(settings, "CONFIGURATION", west)
        assert clock.today() == date(2026, 5, 31)


def test_a_zone_that_is_none_is_refused() -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.configuration import read_configuration

    own = {"SOJOURN_DATABASE": "postgresql:///x", "SOJOURN_SECRET_KEY": "x", "SOJOURN_INDEX_KEY": "00"}
    own["SOJOURN_SIGNING_KEY"] = "00" * 32
    with pytest.raises(RegisterError, match="SOJOURN_ZONE"):
        read_configuration({**own, "SOJOURN_ZONE": "../Mars"})


class _Process:
    """Stands in for a process: runs until it is ended."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.over: int | None = None

    def poll(self) -> int | None:
        return self.over

    def terminate(self) -> None:
        self.over = 0

    def wait(self) -> int:
        return 0


def test_long_work_runs_in_a_process_of_its_own_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register import chores

    started: list[_Process] = []
    at = [0.0]

    def start(command: list[str]) -> _Process:
        started.append(_Process(command))
        return started[-1]

    monkeypatch.setattr(chores.subprocess, "Popen", start)
    monkeypatch.setattr(chores.time, "monotonic", lambda: at[0])
    beside = chores.Beside()
    for seconds in (0.0, 59.0, 60.0, 130.0, 2_000.0):  # nothing in the first minute; then one, as long as it runs
        at[0] = seconds
        beside.look()
    assert [process.command[1:] for process in started] == [["-m", "sojourn.register.chores"]]
    started[0].terminate()
    at[0] = 2_061.0
    beside.look()
    assert len(started) == 2
    beside.stop()
    assert started[1].poll() == 0
