"""The layout of the US report: its countries, its classes, its arithmetic."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.statistics.published.layout import country_codes, country_names, load_layout
from sojourn.statistics.published.rates import LEAST_BASE, in_per_cent, rate

OTHER_NAMES = {"Burma": "Myanmar", "Macedonia": "North Macedonia", "Swaziland": "Eswatini", "Turkey": "Türkiye"}
OTHER_NAMES |= {"Czech Republic": "Czechia", "Bahamas, The": "Bahamas", "Gambia, The": "Gambia"}
OTHER_NAMES |= {"Micronesia, Federated States of": "Micronesia"}


@pytest.fixture(scope="module")
def printed(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "dhs_overstay" / "dhs_overstay_fy2018_by_class.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("column", "events"),
    [("total_overstay_rate", "total_overstays"), ("suspected_in_country_rate", "suspected_in_country_overstays")],
)
def test_the_rates_are_those_that_the_report_prints(printed: list[dict[str, str]], column: str, events: str) -> None:
    rows = [row for row in printed if row[column] and int(row["expected_departures"])]
    wrong = [
        row["country"]
        for row in rows
        if abs(float(row[column].rstrip("%")) - 100 * int(row[events]) / int(row["expected_departures"])) > 0.011
    ]
    assert (len(rows) > 400, wrong) == (True, [])


@pytest.mark.shared
def test_a_printed_rate_reads_as_in_the_report(printed: list[dict[str, str]]) -> None:
    rows = [(row, rate(int(row["total_overstays"]), int(row["expected_departures"]))) for row in printed]
    ours = [(in_per_cent(found.value), row["total_overstay_rate"]) for row, found in rows if found]
    assert (len(ours) > 200, [pair for pair in ours if abs(float(pair[0][:-1]) - float(pair[1][:-1])) > 0.011]) == (
        True,
        [],
    )


@pytest.mark.shared
def test_every_country_of_the_report_has_a_name_here(printed: list[dict[str, str]]) -> None:
    names = set(country_names().values())
    said = {OTHER_NAMES.get(row["country"], row["country"]) for row in printed}
    assert sorted(said - names) == []


@pytest.mark.shared
def test_the_waiver_countries_of_2018_are_those_of_table_2(printed: list[dict[str, str]]) -> None:
    names = country_names()
    day = load_layout("us").waiver["CZE"][0].replace(year=2018, month=9, day=30)
    ours = {names[code] for code, (first, last) in load_layout("us").waiver.items() if first <= day <= last}
    theirs = {row["country"] for row in printed if row["admission_group"] == "vwp_business_pleasure"}
    assert {OTHER_NAMES.get(name, name) for name in theirs} == ours


def test_a_territory_stands_under_its_country() -> None:
    assert (country_codes()["HKG"], country_names()["HKG"]) == ("CHN", "China")


def test_every_class_belongs_to_a_group() -> None:
    layout = load_layout("us")
    grouped = {family for group in layout.groups for family in group.of}
    assert set(layout.classes.values()) == grouped


def test_other_packs_have_no_groups_of_their_own() -> None:
    assert load_layout("base").groups == ()


@pytest.mark.parametrize(("events", "expected"), [(50, 999), (0, 5000), (3, 5000), (1, 1000)])
def test_rates_of_few_or_uncertain_counts_are_not_printed(events: int, expected: int) -> None:
    assert rate(events, expected) is None


def test_a_rate_is_printed_with_its_interval() -> None:
    found = rate(50, 1000)
    assert found is not None
    assert (in_per_cent(found.low), in_per_cent(found.value), in_per_cent(found.high)) == ("3.81%", "5.00%", "6.53%")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_printed_rate_is_less_sure_than_it_is_large(events: int, expected: int) -> None:
    found = rate(events, expected)
    assert found is None or (expected >= LEAST_BASE and found.high - found.low <= found.value)
