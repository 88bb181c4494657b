"""Which feed days are set in quarantine, and which are not."""

from __future__ import annotations

import random

import pytest
from feed_counts import counted, day, judged, others, quarantined, steady
from hypothesis import given, settings
from hypothesis import strategies as st

YEAR = 365


def bad_year(feed: str, rows: int) -> list[dict[str, object]]:
    """Give a feed that reports a fifth of its passengers not on board, on every day of a year."""
    return [counted(feed, on, rows, rows // 5) for on in range(YEAR)]


def test_feeds_in_order_are_ok() -> None:
    assert {row["status"] for row in judged(others(120))} == {"ok"}


def test_carriers_that_were_bad_all_year_are_found_without_a_good_history() -> None:
    rows = judged(others(YEAR) + bad_year("carrier:XX", 30) + bad_year("carrier:YY", 5))
    assert [len(quarantined(rows, f"carrier:{code}")) for code in ("XX", "YY", "AA")] == [YEAR, YEAR, 0]


def test_two_bad_carriers_of_three_are_found() -> None:
    rows = judged(steady("carrier:AA", YEAR, 40) + bad_year("carrier:XX", 30) + bad_year("carrier:YY", 30))
    assert [len(quarantined(rows, f"carrier:{code}")) for code in ("XX", "YY", "AA")] == [YEAR, YEAR, 0]


def test_a_bad_carrier_with_nothing_to_compare_with_is_found() -> None:
    assert len(quarantined(judged(bad_year("carrier:XX", 30)), "carrier:XX")) == YEAR


def test_a_small_bad_carrier_is_found_over_many_days() -> None:
    small = [counted("carrier:XX", on, 1, int(on % 15 == 0)) for on in range(0, YEAR, 3)]
    found = quarantined(judged(others(YEAR) + small), "carrier:XX")
    assert found == [day(on) for on in range(0, YEAR - 3, 3) if on <= 360]


def test_a_short_failure_takes_only_its_own_days() -> None:
    own = [counted("carrier:XX", on, 40, 14 if 50 <= on < 54 else 0) for on in range(YEAR)]
    assert quarantined(judged(others(YEAR) + own), "carrier:XX") == [day(on) for on in range(50, 54)]


def test_the_reason_says_measure_value_band_and_days() -> None:
    own = [counted("carrier:XX", on, 40, 14 if 50 <= on < 54 else 0) for on in range(YEAR)]
    reasons = {row["reason"] for row in judged(others(YEAR) + own) if row["status"] == "quarantined"}
    assert reasons == {
        (
            "departures reported not on board: 56 of 160 (35.0 %) in 4 days, 2025-02-25 to 2025-02-28; "
            "the band ends at 2.0 %, 0.0 % is usual"
        )
    }


def test_one_family_left_behind_is_no_failure() -> None:
    own = [counted("carrier:XX", on, 20, 4 if on == 50 else 0) for on in range(YEAR)]
    assert quarantined(judged(others(YEAR) + own), "carrier:XX") == []


def test_a_feed_that_only_says_who_is_not_on_board_is_measured_by_all_its_departures() -> None:
    own = [counted("carrier:XX", on, 40, int(on % 10 == 0), aboard=0) for on in range(YEAR)]
    assert quarantined(judged(others(YEAR) + own), "carrier:XX") == []


def test_a_feed_that_stops_for_three_days_is_found_though_it_left_no_row() -> None:
    own = [row for row in steady("carrier:XX", 120, 20) if row["day"] not in {day(60), day(61), day(62)}]
    rows = judged(others(120) + own)
    silent = [(row["seen"], row["expected"]) for row in rows if row["day"] in {day(60), day(61), day(62)}
              and row["feed"] == "carrier:XX"]  # fmt: skip
    assert quarantined(rows, "carrier:XX") == [day(60), day(61), day(62)]
    assert silent == [(0, 20)] * 3


def test_a_kind_that_stops_as_a_whole_is_found() -> None:
    rows = [row for row in others(120) if row["day"] not in {day(60), day(61)}]
    assert quarantined(judged(rows), "carrier:AA") == [day(60), day(61)]


def test_a_weekday_without_flights_is_no_silence() -> None:
    own = [row for row in steady("carrier:XX", 120, 40) if row["day"].weekday() != 2]
    assert quarantined(judged(others(120) + own), "carrier:XX") == []


def test_flights_that_never_left_are_missing_at_the_twin_too() -> None:
    out = {day(60), day(61)}
    own = [row for row in steady("carrier:XX", 120, 40, port="IATA:ORD") if row["day"] not in out]
    posts = [row for row in steady("post:ORD", 120, 40, port="IATA:ORD") if row["day"] not in out]
    rows = judged(others(120) + own + posts)
    assert quarantined(rows, "carrier:XX") + quarantined(rows, "post:ORD") == []


def test_a_carrier_that_is_silent_while_its_twin_reports_is_found() -> None:
    own = [row for row in steady("carrier:XX", 120, 40, port="IATA:ORD") if row["day"] != day(60)]
    rows = judged(others(120) + own + steady("post:ORD", 120, 40, port="IATA:ORD"))
    assert quarantined(rows, "carrier:XX") == [day(60)]


def test_a_feed_that_fades_is_not_taken_for_one_that_stopped() -> None:
    fading = [counted(f"carrier:{code}", on, int(60 * 0.97**on) + 1) for code in ("AA", "XX") for on in range(150)]
    assert {row["status"] for row in judged(fading)} == {"ok"}


def test_missing_numbers_of_a_day_are_found() -> None:
    missing = [{"feed": "carrier:AA", "port": "IATA:JFK", "day": day(30), "gaps": 25}]
    rows = judged(others(120), missing=missing)
    assert quarantined(rows, "carrier:AA") == [day(30)]
    assert sum(row["gaps"] for row in rows) == 25


def test_a_feed_that_is_always_slow_is_not_late() -> None:
    slow = steady("carrier:XX", 120, 20, delay_days=9)
    assert quarantined(judged(others(120) + slow), "carrier:XX") == []


def test_days_that_came_much_later_than_usual_are_found() -> None:
    own = [
        row | {"delay_days": 20} if row["day"] in {day(40), day(41)} else row for row in steady("carrier:XX", 120, 20)
    ]
    assert quarantined(judged(others(120) + own), "carrier:XX") == [day(40), day(41)]


def test_a_feed_of_which_too_much_cannot_be_read_is_quarantined_throughout() -> None:
    rows = judged(others(60), AA=900)
    assert len(quarantined([row for row in rows if row["day"]], "carrier:AA")) == 60
    assert [row["unreadable"] for row in rows if row["day"] is None] == [900]


def test_arrivals_that_nothing_ended_are_compared_with_those_of_the_same_weeks() -> None:
    rows = [row | {"direction": "arrival"} for row in others(120)]
    recent = [
        {name: row[name] for name in ("feed", "port", "day")}
        | {"arrivals": 40, "matched": 4 if row["day"] > day(90) else 38}
        for row in rows
    ]
    bad = [one | {"matched": 2} if one["feed"] == "carrier:AA" and one["day"] < day(28) else one for one in recent]
    assert {row["status"] for row in judged(rows, matched=recent)} == {"ok"}
    assert quarantined(judged(rows, matched=bad), "carrier:AA") == [day(on) for on in range(28)]


def test_a_feed_too_small_to_judge_says_so() -> None:
    rows = judged(others(60) + steady("carrier:XX", 10, 2))
    assert {(row["status"], row["reason"]) for row in rows if row["feed"] == "carrier:XX"} == {
        ("not_judged", "20 records in all are too few to judge; 50 are needed")
    }


def test_a_wrong_year_changes_nothing_for_the_others() -> None:
    own = [counted("carrier:XX", on, 40, 14 if 50 <= on < 54 else 0) for on in range(120)]
    wrong = [counted("carrier:AA", -300_000, 1), counted("carrier:AA", 200_000, 1)]
    rows = judged(others(120) + own + wrong)
    assert quarantined(rows, "carrier:XX") == [day(on) for on in range(50, 54)]
    assert {day(-300_000), day(200_000)} < {row["day"] for row in rows}


def test_no_records_give_no_rows() -> None:
    assert judged([]) == []


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.0, 0.002, 0.2]))
def test_the_order_of_the_counts_changes_nothing(seed: int, share: float) -> None:
    chance = random.Random(seed)
    rows = others(40) + [
        counted("carrier:XX", on, 20, sum(chance.random() < share for _ in range(20))) for on in range(40)
    ]
    shuffled = chance.sample(rows, len(rows))
    assert judged(shuffled) == judged(rows)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_ordinary_marks_of_one_in_a_hundred_are_never_a_failure(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        counted(f"carrier:{code}", on, 30, sum(chance.random() < 0.01 for _ in range(30)))
        for code in ("AA", "BB", "CC")
        for on in range(120)
    ]
    assert {row["status"] for row in judged(rows)} == {"ok"}


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_a_failure_ends_when_the_records_prove_it(share: float) -> None:
    own = [counted("carrier:XX", on, 40, int(40 * share) if on < 60 else int(on % 30 == 15)) for on in range(YEAR)]
    assert quarantined(judged(others(YEAR) + own), "carrier:XX") == [day(on) for on in range(60)]
