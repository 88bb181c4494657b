"""I-94 records: two movements a row, limits, numbers, impossible days."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.batch import Settings
from sojourn.evidence.layouts.i94 import iter_i94
from sojourn.evidence.layouts.i94_countries import list_countries
from sojourn.evidence.reading import read_files

RECORDED_AT = datetime(2020, 1, 1, tzinfo=UTC)
ROW: dict[str, Any] = {
    "cicid": 41.0,
    "i94yr": 2019.0,
    "i94mon": 5.0,
    "i94cit": 209.0,
    "i94res": 209.0,
    "i94port": "NYC",
    "arrdate": 21_670.0,
    "i94mode": 1.0,
    "depdate": 21_680.0,
    "biryear": 1970.0,
    "dtaddto": "07282019",
    "gender": "F",
    "airline": "XA",
    "admnum": 12345678.0,
    "fltno": "00012",
    "visatype": "WT",
}


def write(path: Path, *changes: dict[str, Any]) -> Path:
    """Write one row for each change of ``ROW``."""
    pq.write_table(pa.Table.from_pylist([ROW | change for change in changes]), path)
    return path


def read(path: Path, *changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Read rows and give their movements."""
    batches = list(iter_i94([write(path / "may.parquet", *changes)], Settings(None, RECORDED_AT)))
    return [row for batch in batches if batch.movements for row in batch.movements.to_pylist()]


def remarks(path: Path, *changes: dict[str, Any]) -> dict[str, int]:
    """Read rows and count their remarks."""
    batches = list(iter_i94([write(path / "may.parquet", *changes)], Settings(None, RECORDED_AT)))
    return {remark.code: remark.count for batch in batches for remark in batch.remarks}


def test_a_row_becomes_an_inspected_arrival_and_a_manifest_departure(tmp_path: Path) -> None:
    arrival, departure = read(tmp_path, {})
    assert (arrival["movement_id"], departure["movement_id"]) == ("201905-41-arrival", "201905-41-departure")
    assert (arrival["kind"], departure["kind"]) == ("inspection", "manifest")
    assert (arrival["direction"], departure["direction"]) == ("arrival", "departure")
    assert (arrival["local_date"], departure["local_date"]) == (date(2019, 5, 1), date(2019, 5, 11))
    assert (arrival["port"], arrival["mode"], arrival["transport"]) == ("I94:NYC", "air", "XA12")
    assert (departure["port"], departure["mode"], departure["transport"]) == (None, None, None)
    assert arrival["recorded_at"] == RECORDED_AT


def test_class_and_limit_stand_on_the_arrival_alone(tmp_path: Path) -> None:
    arrival, departure = read(tmp_path, {})
    assert (arrival["admitted_class"], arrival["admitted_until"]) == ("WT", date(2019, 7, 28))
    assert (departure["admitted_class"], departure["admitted_until"]) == (None, None)


def test_both_movements_carry_the_person_as_far_as_known(tmp_path: Path) -> None:
    for_both = [
        (row["nationality"], row["birth_date"], row["sex"], row["document_number"]) for row in read(tmp_path, {})
    ]
    assert for_both == [("JPN", "1970", "F", "00012345678")] * 2


def test_admission_number_is_document_and_reference(tmp_path: Path) -> None:
    arrival, _ = read(tmp_path, {})
    assert (arrival["document_type"], arrival["document_issuer"]) == ("I94", "USA")
    assert arrival["references"] == ["i94:00012345678"]


@pytest.mark.parametrize("number", [0.0, None])
def test_no_admission_number_is_no_document(tmp_path: Path, number: float | None) -> None:
    arrival, _ = read(tmp_path, {"admnum": number}, {"cicid": 42.0})[::2]
    assert (arrival["document_type"], arrival["document_number"], arrival["references"]) == (None, None, None)


@pytest.mark.parametrize(
    ("limit", "until", "open_ended", "remark"),
    [
        ("D/S", None, True, "limit-duration-of-status"),
        ("183", None, None, "limit-unreadable"),
        ("/   183D", None, None, "limit-unreadable"),
        ("13452019", None, None, "limit-unreadable"),
        (None, None, None, "limit-missing"),
    ],
)
def test_unreadable_limits_stay_null_and_are_counted(
    tmp_path: Path, limit: str | None, until: date | None, open_ended: bool | None, remark: str
) -> None:
    arrival = read(tmp_path, {"dtaddto": limit}, {"cicid": 42.0})[0]
    assert (arrival["admitted_until"], arrival["duration_of_status"]) == (until, open_ended)
    assert remarks(tmp_path, {"dtaddto": limit}, {"cicid": 42.0}) == {remark: 1}


def test_departure_before_arrival_is_kept_and_counted(tmp_path: Path) -> None:
    arrival, departure = read(tmp_path, {"depdate": 21_660.0})
    assert departure["local_date"] < arrival["local_date"]
    assert remarks(tmp_path, {"depdate": 21_660.0}) == {"departed-before-arrival": 1}


def test_no_departure_is_one_movement(tmp_path: Path) -> None:
    assert [
        row["direction"] for row in read(tmp_path, {"depdate": None}, {"cicid": 42.0, "depdate": float("nan")})
    ] == [
        "arrival",
        "arrival",
    ]


@pytest.mark.parametrize("day", [40_000.0, 21_680.5, -3.0])
def test_impossible_departure_is_quarantined_and_the_arrival_kept(tmp_path: Path, day: float) -> None:
    file = write(tmp_path / "may.parquet", {}, {"cicid": 42.0, "depdate": day})
    summary = read_files([file], layout="i94", country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert (summary.counts.read, summary.counts.partly, summary.movements) == (1, 1, 3)
    (bad,) = pq.read_table(tmp_path / "out" / "quarantine.parquet").to_pylist()
    assert (bad["line"], bad["reason"]) == (2, "departure: no possible day (`depdate`)")
    assert '"cicid":42.0' in bad["raw"]


def test_row_without_any_possible_day_is_quarantined_whole(tmp_path: Path) -> None:
    file = write(tmp_path / "may.parquet", {"arrdate": None, "depdate": None}, {"cicid": 42.0})
    summary = read_files([file], layout="i94", country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert (summary.counts.quarantined, summary.counts.read, summary.movements) == (1, 1, 2)


def test_record_without_cicid_is_named_by_its_row(tmp_path: Path) -> None:
    assert [row["movement_id"] for row in read(tmp_path, {}, {"cicid": None})] == [
        "201905-41-arrival",
        "may-row2-arrival",
        "201905-41-departure",
        "may-row2-departure",
    ]


@pytest.mark.parametrize(("mode", "expected"), [(2.0, "sea"), (3.0, "land"), (9.0, None), (None, None)])
def test_modes_other_than_the_three_are_unknown(tmp_path: Path, mode: float | None, expected: str | None) -> None:
    assert read(tmp_path, {"i94mode": mode}, {"cicid": 42.0})[0]["mode"] == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(148.0, "DEU"), (582.0, "MEX"), (0.0, "XXA"), (583.0, None), (999.0, None)]
)
def test_country_numbers_become_alpha_3(tmp_path: Path, number: float, expected: str | None) -> None:
    assert read(tmp_path, {"i94cit": number})[0]["nationality"] == expected


def test_country_numbers_stand_once() -> None:
    numbers = [number for number, _ in list_countries()]
    assert len(numbers) == len(set(numbers))


def test_csv_with_the_same_columns_is_read_alike(tmp_path: Path) -> None:
    from_parquet = read(tmp_path, {}, {"cicid": 42.0, "depdate": None})
    lines = [
        ",".join(ROW),
        *(",".join(str(value) for value in row.values()) for row in (ROW, ROW | {"cicid": 42.0, "depdate": ""})),
    ]
    (tmp_path / "may.csv").write_text("\n".join(lines) + "\n")
    batches = list(iter_i94([tmp_path / "may.csv"], Settings(None, RECORDED_AT)))
    from_csv = [row for batch in batches if batch.movements for row in batch.movements.to_pylist()]
    assert [row | {"raw": None} for row in from_csv] == [row | {"raw": None} for row in from_parquet]


def test_missing_columns_are_named_together(tmp_path: Path) -> None:
    pq.write_table(pa.table({"cicid": [1.0], "i94port": ["NYC"]}), tmp_path / "may.parquet")
    with pytest.raises(EvidenceError, match=r"`arrdate`.*`visatype`") as caught:
        list(iter_i94([tmp_path / "may.parquet"], Settings(None, RECORDED_AT)))
    assert caught.value.code == "layout-columns"


@pytest.mark.shared
def test_a_real_part_is_read_whole_with_unique_names(shared_data: Path) -> None:
    file = shared_data / "i94" / "i94_apr16_part00.snappy.parquet"
    batches = list(iter_i94([file], Settings(None, datetime(2016, 10, 1, tzinfo=UTC))))
    movements = pa.concat_tables([batch.movements for batch in batches if batch.movements])
    rows, departures = pq.read_metadata(file).num_rows, pq.read_table(file, columns=["depdate"])["depdate"].drop_null()
    assert len(movements) == rows + len(departures)
    assert len(movements["movement_id"].unique()) == len(movements)
    assert batches[-1].counts.read == rows
