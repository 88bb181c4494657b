"""The register's time never runs backwards: in a process, between processes, and from one start to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.register import clock

LATER = timedelta(hours=5)


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test a clock that gave no time yet, and forget it afterwards."""
    monkeypatch.setattr(clock, "_REACHED", clock._Reached())
    clock._skew_file.cache_clear()
    yield
    clock._skew_file.cache_clear()


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=30))
def test_time_never_runs_backwards_however_the_machine_s_clock_jumps(jumps: list[float]) -> None:
    reached, begin = clock._Reached(), datetime(2026, 11, 23, tzinfo=UTC)
    given_times = [reached.go_on(begin + timedelta(seconds=jump)) for jump in jumps]
    assert given_times == sorted(given_times)


def test_a_clock_that_was_put_back_still_goes_on_and_is_caught_up_with() -> None:
    clock.never_before(datetime.now(UTC) + LATER)
    first = clock.now()
    second = clock.now()
    assert first < second < datetime.now(UTC) + LATER + timedelta(seconds=5)
    assert timedelta(0) < clock.ahead() <= LATER


def test_an_earlier_moment_changes_nothing() -> None:
    clock.never_before(datetime.now(UTC) - LATER)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.ahead() < timedelta(seconds=1)


def test_a_trial_puts_the_clock_of_a_training_register_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "skew").write_text("7200", encoding="ascii")
    monkeypatch.setenv(clock.SKEW_FILE, str(tmp_path / "skew"))
    monkeypatch.setenv("SOJOURN_MODE", "training")
    assert timedelta(minutes=119) < clock.now() - datetime.now(UTC) < timedelta(minutes=121)


def test_a_live_register_heeds_no_such_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "skew").write_text("7200", encoding="ascii")
    monkeypatch.setenv(clock.SKEW_FILE, str(tmp_path / "skew"))
    monkeypatch.setenv("SOJOURN_MODE", "live")
    assert clock.now() - datetime.now(UTC) < timedelta(minutes=1)


def test_a_process_catches_up_with_the_latest_moment_on_file(db: None) -> None:
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb
    from sojourn.register.store.moments import catch_up

    latest = datetime.now(UTC) + LATER
    write_events([NewEvent(latest, Verb.ANSWERED, "service", "", "", "p1", {})])
    assert clock.now() < latest
    assert catch_up() > latest


def test_a_process_that_caught_up_answers_with_a_record_that_came_before_the_clock_was_put_back(db: None) -> None:
    from uuid import uuid4

    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb
    from sojourn.register.store.moments import catch_up
    from sojourn.register.store.records import NewRecord, append_records
    from sojourn.register.store.statements import select

    later = datetime.now(UTC) + LATER
    row: dict[str, object] = {
        "movement_id": "clock-1",
        "feed": "post:CLK",
        "kind": "inspection",
        "direction": "arrival",
        "local_date": later.date(),
        "recorded_at": later,
        "document_type": "P",
        "document_number": "CLOCK00001",
        "document_issuer": "NLD",
    }
    taken = append_records([NewRecord("movement", row)], batch_id=uuid4(), actor="service", received_at=later)
    write_events([NewEvent(later, Verb.RECORDS_TAKEN_IN, "feed:post:CLK", "", "", "post:CLK", {})])
    catch_up()
    answer_subjects({each.subject_id for each in taken}, "records", [each.name for each in taken])
    assert select("SELECT count(*) FROM store_membership WHERE name = 'post:CLK/clock-1'") == [(1,)]
