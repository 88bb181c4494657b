"""Until when a file is kept, by scenarios that a lawyer can read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sojourn.law.pack import load_pack
from sojourn.law.retention import CaseOnFile, PersonFile, RefusalOnFile, StayOnFile, due_on
from sojourn.law.retention_rules import Period, Schedule, retention_of, schedule_on

SCENARIOS = yaml.safe_load((Path(__file__).parent / "retention_scenarios" / "eu.yaml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2015, 1, 1), date(2026, 11, 1))


def schedule(law: str) -> Schedule:
    return schedule_on(retention_of(load_pack(law)), TODAY)


def file_of(told: dict[str, Any]) -> PersonFile:
    stays = [
        StayOnFile(
            each["id"],
            each["arrived"],
            each.get("last", each["arrived"]),
            left_on=each.get("left"),
            authorised_until=each.get("until"),
            free=each.get("free", False),
            present=each.get("present", False),
        )
        for each in told.get("stays", ())
    ]
    refusals = [RefusalOnFile(each["id"], each["refused"]) for each in told.get("refusals", ())]
    cases = [CaseOnFile(each["id"], each["stay"], each.get("closed")) for each in told.get("cases", ())]
    return PersonFile(told.get("last", date(2015, 1, 1)), tuple(stays), tuple(refusals), tuple(cases))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each["title"] for each in SCENARIOS])
def test_scenario(scenario: dict[str, Any]) -> None:
    found = due_on(file_of(scenario["file"]), schedule(scenario["law"]))
    assert {each.of or "file": each.kept_until or "never" for each in found} == scenario["kept"]
    rules = {each.of or "file": each.rule.id for each in found}
    assert {key: rules[key] for key in scenario.get("rule", {})} == scenario.get("rule", {})


def test_the_last_day_is_kept_and_the_next_is_due() -> None:
    (stay, _file) = due_on(file_of(SCENARIOS[0]["file"]), schedule("eu"))
    assert not stay.is_due(date(2026, 3, 15))
    assert stay.is_due(date(2026, 3, 16))


def test_it_is_listed_three_months_before() -> None:
    (stay, _file) = due_on(file_of(SCENARIOS[0]["file"]), schedule("eu"))
    assert not stay.is_listed(date(2025, 12, 15))
    assert stay.is_listed(date(2025, 12, 16))


@given(day=DAYS, years=st.integers(0, 10), months=st.integers(0, 30), days=st.integers(0, 400))
def test_a_longer_period_never_ends_earlier(day: date, years: int, months: int, days: int) -> None:
    shorter = Period(years, months, days).after(day)
    assert day <= shorter
    assert shorter <= Period(years, months + 1, days).after(day)
    assert shorter + timedelta(days=1) == Period(years, months, days + 1).after(day)


@given(left=st.lists(DAYS, min_size=1, max_size=4), law=st.sampled_from(["base", "us", "eu", "uk"]))
def test_a_file_never_goes_before_a_part_of_it(left: list[date], law: str) -> None:
    stays = tuple(StayOnFile(f"s{n}", day, day, left_on=day) for n, day in enumerate(left))
    *parts, whole = due_on(PersonFile(max(left), stays), schedule(law))
    assert whole.kept_until is not None
    assert all(part.kept_until is not None and part.kept_until <= whole.kept_until for part in parts)


@given(arrived=DAYS, until=st.none() | DAYS, law=st.sampled_from(["base", "us", "eu", "uk"]))
def test_what_is_not_known_is_never_kept_shorter(arrived: date, until: date | None, law: str) -> None:
    open_one = StayOnFile("s1", arrived, arrived, authorised_until=until)
    ended = StayOnFile("s1", arrived, arrived, left_on=arrived)
    not_known = due_on(PersonFile(arrived, (open_one,)), schedule(law))[0].kept_until
    known = due_on(PersonFile(arrived, (ended,)), schedule(law))[0].kept_until
    assert not_known is not None
    assert known is not None
    assert not_known >= known
