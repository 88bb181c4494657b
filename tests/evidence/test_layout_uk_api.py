"""UK check-in and departure-confirmed manifests."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.batch import Batch, Settings
from sojourn.evidence.layouts.uk_api import iter_uk_api

RECORDED_AT = datetime(2024, 7, 1, tzinfo=UTC)
HEAD = {
    "EventCode": "CI",
    "DeparturePortCode": "CDG",
    "DeparturePortCountryCode": "FRA",
    "ArrivalPortCode": "LHR",
    "VoyageNumber": "0042",
    "VoyageNumberTrailingLetter": "",
    "VoyageKey": "voyage1",
    "CarrierCode": "XA",
    "CarrierType": "AIR",
    "ScheduledDateOfDeparture": "2024-06-01",
    "ScheduledTimeOfDeparture": "23:10:00",
    "ScheduledDateOfArrival": "2024-06-02",
    "ScheduledTimeOfArrival": "00:15:00",
}


def person(key: str, **changes: Any) -> dict[str, Any]:
    """Make an entry of a passenger list."""
    return {
        "PoavKey": key,
        "PersonType": "P",
        "DocumentLevel": "Primary",
        "DocumentType": "P",
        "DocumentIssuingCountryCode": "JPN",
        "NationalityCountryCode": "JPN",
        "Age": "41",
        "InTransitFlag": "N",
        "DisembarkationPortCountryCode": "GBR",
    } | changes


def write(path: Path, event: str, persons: list[Any], **head: Any) -> Path:
    """Write a manifest."""
    path.write_text(json.dumps(HEAD | {"EventCode": event, "PassengerList": persons} | head))
    return path


def read(*files: Path, country: str | None = None) -> list[Batch]:
    """Read manifests together."""
    return list(iter_uk_api(list(files), Settings(country, RECORDED_AT)))


def rows(batches: list[Batch]) -> list[dict[str, Any]]:
    """Give the movements of batches."""
    return [row for batch in batches if batch.movements for row in batch.movements.to_pylist()]


def codes(batches: list[Batch]) -> dict[str, int]:
    """Count the remarks of batches by code."""
    return {remark.code: remark.count for batch in batches for remark in batch.remarks}


def test_checked_in_is_not_aboard(tmp_path: Path) -> None:
    (row,) = rows(read(write(tmp_path / "ci.json", "CI", [person("a")])))
    assert (row["movement_id"], row["boarded"], row["corrects"]) == ("voyage1-a-CI", None, None)
    assert (row["feed"], row["kind"], row["direction"]) == ("carrier:XA", "manifest", "arrival")
    assert row["references"] == ["poav:a"]
    assert (row["document_type"], row["document_issuer"], row["document_number"]) == ("P", "JPN", None)


def test_confirmed_is_aboard_and_corrects_the_check_in(tmp_path: Path) -> None:
    (row,) = rows(read(write(tmp_path / "dc.json", "DC", [person("a")])))
    assert (row["movement_id"], row["boarded"]) == ("voyage1-a-DC", True)
    assert row["corrects"] == "carrier:XA/voyage1-a-CI"


def test_times_are_those_of_the_port_in_its_zone(tmp_path: Path) -> None:
    (row,) = rows(read(write(tmp_path / "ci.json", "CI", [person("a")])))
    assert (row["port"], row["from_port"], row["to_port"]) == ("IATA:LHR", "IATA:CDG", "IATA:LHR")
    assert row["local_date"] == date(2024, 6, 2)
    assert row["occurred_at"] == datetime(2024, 6, 1, 23, 15, tzinfo=UTC)
    assert (row["mode"], row["transport"]) == ("air", "XA42")


def test_age_is_no_birth_date(tmp_path: Path) -> None:
    (row,) = rows(read(write(tmp_path / "ci.json", "CI", [person("a")])))
    assert row["birth_date"] is None


@pytest.mark.parametrize("order", [("ci.json", "dc.json"), ("dc.json", "ci.json")])
def test_both_manifests_tell_who_stayed_behind(tmp_path: Path, order: tuple[str, str]) -> None:
    write(tmp_path / "ci.json", "CI", [person("a"), person("b"), person("c")])
    write(tmp_path / "dc.json", "DC", [person("b"), person("d")])
    batches = read(*(tmp_path / name for name in order))
    boarded = {row["movement_id"]: row["boarded"] for row in rows(batches)}
    assert boarded == {
        "voyage1-a-CI": None,
        "voyage1-b-CI": None,
        "voyage1-c-CI": None,
        "voyage1-b-DC": True,
        "voyage1-d-DC": True,
        "voyage1-a-DC": False,
        "voyage1-c-DC": False,
    }
    assert codes(batches) == {"not-confirmed": 2, "not-checked-in": 1}


def test_one_left_behind_keeps_what_the_check_in_said(tmp_path: Path) -> None:
    write(tmp_path / "ci.json", "CI", [person("a", NationalityCountryCode="KEN")])
    write(tmp_path / "dc.json", "DC", [person("b")])
    found = rows(read(tmp_path / "ci.json", tmp_path / "dc.json"))
    (behind,) = [row for row in found if row["boarded"] is False]
    assert (behind["nationality"], behind["corrects"]) == ("KEN", "carrier:XA/voyage1-a-CI")


def test_a_check_in_alone_says_nothing_of_boarding(tmp_path: Path) -> None:
    batches = read(write(tmp_path / "ci.json", "CI", [person("a"), person("b")]))
    assert [row["boarded"] for row in rows(batches)] == [None, None]
    assert codes(batches) == {"no-close-out": 2}


def test_other_voyages_are_not_compared(tmp_path: Path) -> None:
    write(tmp_path / "ci.json", "CI", [person("a")])
    write(tmp_path / "dc.json", "DC", [person("b")], VoyageKey="voyage2")
    batches = read(tmp_path / "ci.json", tmp_path / "dc.json")
    assert codes(batches) == {"no-close-out": 1, "no-check-in": 1}


def test_an_empty_departure_manifest_puts_nobody_off(tmp_path: Path) -> None:
    write(tmp_path / "ci.json", "CI", [person("a")])
    write(tmp_path / "dc.json", "DC", [])
    batches = read(tmp_path / "ci.json", tmp_path / "dc.json")
    assert [row["boarded"] for row in rows(batches)] == [None]
    assert codes(batches) == {"empty-close-out": 1}


def test_the_direction_follows_from_the_country(tmp_path: Path) -> None:
    file = write(tmp_path / "ci.json", "CI", [person("a")])
    (row,) = rows(read(file, country="FRA"))
    assert (row["direction"], row["port"], row["local_date"]) == ("departure", "IATA:CDG", date(2024, 6, 1))


@pytest.mark.parametrize(
    ("country", "head"), [("NLD", {}), ("GBR", {"DeparturePortCode": "EDI", "DeparturePortCountryCode": "GBR"})]
)
def test_voyages_that_do_not_cross_are_kept_apart(tmp_path: Path, country: str, head: dict[str, str]) -> None:
    batches = read(write(tmp_path / "ci.json", "CI", [person("a")], **head), country=country)
    assert (rows(batches), batches[0].counts.kept_apart) == ([], 1)


def test_arrival_port_that_is_not_known_is_taken_for_the_country(tmp_path: Path) -> None:
    (row,) = rows(read(write(tmp_path / "ci.json", "CI", [person("a")], ArrivalPortCode="Q?Q")))
    assert (row["direction"], row["occurred_at"]) == ("arrival", None)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, None),
        ({"PersonType": "C"}, "crew"),
        ({"InTransitFlag": "Y", "DisembarkationPortCountryCode": "CHN"}, "transit"),
        ({"InTransitFlag": "Y", "DisembarkationPortCountryCode": "GBR"}, None),
    ],
)
def test_crew_and_transit_are_told(tmp_path: Path, changes: dict[str, str], outcome: str | None) -> None:
    (row,) = rows(read(write(tmp_path / "ci.json", "CI", [person("a", **changes)])))
    assert row["outcome"] == outcome


def test_flying_on_from_elsewhere_is_no_transit_here(tmp_path: Path) -> None:
    flying_on = person("a", InTransitFlag="Y", DisembarkationPortCountryCode="CHN")
    (row,) = rows(read(write(tmp_path / "ci.json", "CI", [flying_on]), country="FRA"))
    assert row["outcome"] is None


def test_second_document_of_a_person_gives_way_to_the_primary(tmp_path: Path) -> None:
    persons = [person("a", DocumentLevel="Secondary", DocumentType="V"), person("a")]
    batches = read(write(tmp_path / "ci.json", "CI", persons))
    assert [row["document_type"] for row in rows(batches)] == ["P"]
    assert (batches[0].counts.read, batches[0].counts.kept_apart) == (1, 1)


def test_a_manifest_sent_again_gives_no_second_row(tmp_path: Path) -> None:
    first = write(tmp_path / "one.json", "CI", [person("a")])
    again = write(tmp_path / "two.json", "CI", [person("a"), person("b")])
    batches = read(first, again)
    assert [row["movement_id"] for row in rows(batches)] == ["voyage1-a-CI", "voyage1-b-CI"]
    assert batches[1].counts.kept_apart == 1


def test_person_without_key_is_quarantined(tmp_path: Path) -> None:
    (batch,) = read(write(tmp_path / "ci.json", "CI", [person("a"), person(""), "?"]))
    assert [(bad.line, bad.reason) for bad in batch.quarantined] == [
        (2, "a person without `PoavKey`"),
        (3, "a person without `PoavKey`"),
    ]
    assert batch.counts.rows == 3


@pytest.mark.parametrize(
    "text",
    ["", "not json", "[]", "{}", '{"PassengerList": []}', json.dumps(HEAD | {"PassengerList": [], "VoyageKey": ""})],
)
def test_other_files_are_quarantined_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    (batch,) = read(tmp_path / "x.json")
    assert (batch.counts.quarantined, len(batch.quarantined), batch.movements) == (1, 1, None)


def test_unknown_country_is_an_error(tmp_path: Path) -> None:
    file = write(tmp_path / "ci.json", "CI", [person("a")])
    with pytest.raises(EvidenceError, match="`Britain`"):
        read(file, country="Britain")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    head=st.dictionaries(st.sampled_from(sorted(HEAD)), JSON),
    persons=st.lists(st.dictionaries(st.sampled_from(sorted(person("a"))), JSON) | JSON),
)
def test_no_values_crash_the_reader(
    tmp_path_factory: pytest.TempPathFactory, head: dict[str, Any], persons: list[Any]
) -> None:
    file = tmp_path_factory.mktemp("uk") / "x.json"
    file.write_text(json.dumps(HEAD | head | {"PassengerList": [person("a"), *persons]}))
    (batch,) = read(file)
    assert batch.counts.rows in (1, len(persons) + 1)


@pytest.mark.shared
def test_real_flight_has_five_not_confirmed_and_two_not_checked_in(shared_data: Path) -> None:
    batches = read(*sorted((shared_data / "uk_api").glob("*.json")))
    found = rows(batches)
    assert codes(batches) == {"not-confirmed": 5, "not-checked-in": 2}
    assert [sum(row["boarded"] is value for row in found) for value in (None, True, False)] == [59, 56, 5]
    assert sum(batch.counts.read for batch in batches) == 115
