"""Ports: their countries and zones, and local times through the changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.evidence.airports import Port, find_country, find_port, get_territory, to_utc


@pytest.mark.parametrize(
    ("code", "port"),
    [
        ("JFK", Port("JFK", "USA", "America/New_York")),
        ("jfk ", Port("JFK", "USA", "America/New_York")),
        ("IATA:AMS", Port("AMS", "NLD", "Europe/Amsterdam")),
        ("EHAM", Port("AMS", "NLD", "Europe/Amsterdam")),
        ("LON", Port("LON", "GBR", "Europe/London")),
        ("PNH", Port("PNH", "KHM", "Asia/Phnom_Penh")),
        ("NZAKL", Port("AKL", "NZL", "Pacific/Auckland")),
        ("NLZZX", Port("NLZZX", "NLD", None)),
    ],
)
def test_a_port_is_found_by_any_of_its_codes(code: str, port: Port) -> None:
    assert find_port(code) == port


@pytest.mark.parametrize("code", ["", "QZZ", "XXXX", "12345", "ZZAKL", "TOOLONG"])
def test_an_unknown_code_finds_nothing(code: str) -> None:
    assert find_port(code) is None


def test_a_locode_of_another_country_is_not_taken_for_the_airport_of_its_letters() -> None:
    assert find_port("FRJFK") == Port("FRJFK", "FRA", None)


def test_countries_are_found_by_two_or_three_letters() -> None:
    assert [find_country(code) for code in ("nl", "NLD", "XK", "QQ", "")] == ["NLD", "NLD", "XKX", None, None]


def test_the_united_states_cover_puerto_rico_but_not_american_samoa() -> None:
    assert "PRI" in get_territory("USA")
    assert "ASM" not in get_territory("USA")
    assert get_territory("FRA") == {"FRA"}


def test_an_unknown_country_is_an_error_with_a_code() -> None:
    with pytest.raises(EvidenceError) as raised:
        get_territory("usa")
    assert raised.value.code == "unknown-country"


def test_a_local_time_is_turned_into_utc_by_the_port_s_zone() -> None:
    local = to_utc(datetime(2026, 7, 1, 15, 10), "America/New_York")  # noqa: DTZ001
    assert (local.instant, local.doubt) == (datetime(2026, 7, 1, 19, 10, tzinfo=UTC), None)


def test_of_a_time_that_comes_twice_the_first_is_taken() -> None:
    local = to_utc(datetime(2026, 10, 25, 2, 30), "Europe/Paris")  # noqa: DTZ001
    assert (local.instant, local.doubt) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "ambiguous")


def test_a_time_that_never_comes_is_read_with_the_offset_before_the_change() -> None:
    local = to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Paris")  # noqa: DTZ001
    assert (local.instant, local.doubt) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "skipped")


@given(st.datetimes(), st.sampled_from(["Asia/Tokyo", "Pacific/Apia", "America/New_York", "Europe/Paris"]))
def test_an_instant_is_never_further_than_a_day_from_its_local_time(local: datetime, zone: str) -> None:
    away = to_utc(local, zone).instant - local.replace(tzinfo=UTC)
    assert abs(away) <= timedelta(days=1)
