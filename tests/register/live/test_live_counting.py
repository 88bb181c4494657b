"""Departures counted after a micro-batch: what they settled, how long they took, and what is never told."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_rows import came, left, take

from sojourn.register.live.delays import BEFORE, LAST, begin_of, bucket_of, count_up_to, place_of, spread_of

if TYPE_CHECKING:
    from sojourn.register.live.reading import Figures

NOW = datetime(2026, 11, 20, 15, 9, 3, tzinfo=UTC)
TODAY = NOW.date()
LATER = TODAY + timedelta(days=60)


def figures(window: str = "hour", at: datetime = NOW) -> Figures:
    from sojourn.register import clock
    from sojourn.register.live.reading import WINDOWS, read_figures

    with clock.set_to(at):
        return read_figures(WINDOWS[window])


def held() -> dict[str, int]:
    from sojourn.register.store.statements import select

    return dict(select("SELECT settled, number FROM live_held WHERE number > 0"))


def test_departures_are_counted_by_port_and_feed_with_their_delays(db: None) -> None:
    stays = [came(number, date(2026, 11, 1), LATER) for number in (1, 2)]
    take([*stays, left(1, TODAY), left(2, TODAY, port="IATA:EWR", feed="carrier:LH")], NOW)
    found = figures(at=NOW + timedelta(minutes=2))
    assert found.departures == 2
    assert [(port.name, port.departures) for port in found.ports] == [("IATA:EWR", 1), ("IATA:JFK", 1)]
    assert [feed.name for feed in found.feeds] == ["carrier:KL", "carrier:LH"]
    assert found.feeds[0].to_record is not None
    assert found.feeds[0].to_record.half == pytest.approx(543, rel=0.15), "nine minutes after the crossing"
    assert dict(found.steps)[NOW.replace(second=0)] == 2


def test_a_lot_tells_what_departures_settled_and_fewer_tell_nothing(db: None) -> None:
    from sojourn.register.live.counting import LOT

    in_time, after_end = range(LOT - 2), LOT - 2
    stays = [
        *(came(n, date(2026, 11, 1), LATER) for n in in_time),
        came(after_end, date(2026, 4, 1), date(2026, 10, 1)),
    ]
    take([*stays, *(left(n, TODAY) for n in in_time), left(after_end, TODAY)], NOW)
    assert figures().settled == {}, "one fewer than a lot"
    assert held() == {"left_in_time": LOT - 2, "left_after_end": 1}

    take([left(900, TODAY)], NOW + timedelta(minutes=1))
    told = figures(at=NOW + timedelta(minutes=1))
    assert told.settled == {"left_in_time": LOT - 2, "left_after_end": 1, "orphan_departure": 1}
    assert (told.told, held()) == (LOT, {})


def test_a_question_that_waited_for_a_departure_counts_as_withdrawn(db: None) -> None:
    from sojourn.register.review.models import Question

    take([came(1, date(2026, 1, 5), date(2026, 3, 1))], NOW)
    assert Question.objects.get().state == "open"
    take([left(1, date(2026, 2, 20))], NOW + timedelta(seconds=5))
    assert held() == {"withdrawn": 1, "left_in_time": 1}
    assert Question.objects.get().state == "withdrawn"


def test_a_second_record_of_a_departure_counts_apart(db: None) -> None:
    told_again = {"feed": "post:JFK", "movement_id": "exit1", "kind": "inspection"}
    take([came(1, date(2026, 11, 1), LATER), left(1, TODAY)], NOW)
    take([left(1, TODAY, **told_again)], NOW + timedelta(seconds=5))
    found = figures()
    assert (found.departures, found.again) == (1, 1)
    assert held() == {"left_in_time": 1}


def test_records_of_one_departure_in_one_batch_count_once(db: None) -> None:
    told_again = {"feed": "post:JFK", "movement_id": "exit1", "kind": "inspection"}
    take([came(1, date(2026, 11, 1), LATER), left(1, TODAY), left(1, TODAY, **told_again)], NOW)
    assert (figures().departures, figures().again) == (1, 1)


def test_what_is_no_new_departure_is_not_counted(db: None) -> None:
    take([came(1, date(2026, 11, 1), LATER), left(1, TODAY)], NOW)
    corrected = left(1, TODAY, movement_id="d1b", corrects="carrier:KL/d1", port="IATA:EWR")
    take([corrected, left(2, TODAY, boarded=False), came(3, TODAY, LATER)], NOW + timedelta(seconds=5))
    assert (figures().departures, figures().again) == (1, 0)


def test_a_record_without_a_time_of_day_has_no_delay(db: None) -> None:
    take([left(1, TODAY, occurred_at=None)], NOW)
    found = figures()
    assert (found.departures, found.day_only, found.feeds[0].to_record) == (1, 1, None)


def test_each_window_ends_and_old_steps_are_forgotten(db: None) -> None:
    from sojourn.register.store.statements import select

    take([left(1, TODAY)], NOW)
    seen = [figures(code, NOW + timedelta(minutes=2)).departures for code in ("minute", "hour", "day")]
    assert seen == [0, 1, 1]
    take([left(2, TODAY)], NOW + timedelta(days=3))
    assert select("SELECT count(*) FROM live_departures") == [(3,)]


def test_the_tables_hold_no_one(db: None) -> None:
    """Nothing in them tells of a person: steps, feeds, ports, codes and numbers are all there is."""
    from django.apps import apps

    counted = {"DepartureCount", "DelayCount", "SettledCount", "HeldCount", "LastCount"}
    columns = {
        f.name for m in apps.get_app_config("live").get_models() if m.__name__ in counted for f in m._meta.fields
    }
    assert columns == {
        *("grain", "step_at", "feed", "port", "departures", "again", "day_only", "leg", "bucket", "number"),
        *("settled", "only", "at", "pk"),
    }


@given(st.lists(st.floats(0, 10**7), min_size=1, max_size=40))
def test_the_half_and_the_most_lie_in_the_buckets_of_the_real_ones(seconds: list[float]) -> None:
    found = spread_of(Counter(map(bucket_of, seconds)))
    assert found is not None
    for told, percent in ((found.half, 50), (found.most, 95)):
        real = bucket_of(sorted(seconds)[place_of(percent, len(seconds)) - 1])
        assert begin_of(real) <= told <= begin_of(real + 1) * (1 + 1e-9)


@given(st.floats(0, 10**9, allow_nan=False))
def test_a_delay_lies_in_its_bucket(seconds: float) -> None:
    bucket = bucket_of(seconds)
    assert bucket_of(-seconds - 1) == BEFORE < bucket <= LAST
    assert begin_of(bucket) <= seconds * (1 + 1e-6)
    assert bucket == LAST or seconds < begin_of(bucket + 1) * (1 + 1e-6)


def test_what_took_less_is_counted_to_the_nearest_bucket() -> None:
    counts = Counter({BEFORE: 1, bucket_of(10): 2, bucket_of(7200): 4})
    assert (count_up_to(counts, 300), count_up_to(counts, 86400)) == (3, 7)
