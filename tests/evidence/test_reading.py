"""Reading files into an evidence folder: detection, writing, sums."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.folder import load_evidence
from sojourn.evidence.layouts.batch import FACT_SCHEMA, MOVEMENT_SCHEMA, RowCounts
from sojourn.evidence.layouts.detect import detect_layout
from sojourn.evidence.reading import draft_layout_file, read_files

RECORDED_AT = datetime(2024, 7, 1, tzinfo=UTC)
MANIFEST = (
    "UNB+UNOA:4+XACARRIER:ZZ+BORDER:ZZ+240601:1200+1'UNG+PAXLST+XACARRIER:ZZ+BORDER:ZZ+240601:1200+1+UN+D:12B'"
    "UNH+1+PAXLST:D:12B:UN:IATA'BGM+745'TDT+20+XA42+++XA'LOC+125+CDG'DTM+189:2406011010:201'LOC+87+JFK'"
    "DTM+232:2406011230:201'NAD+FL+++NOVAKOVA:LIDA'ATT+2++F'DTM+329:850203'NAT+2+CZE'DOC+P+XA100001'LOC+91+CZE'"
    "CNT+42:1'UNT+16+1'UNE+1+1'UNZ+1+1'"
)
CROSSINGS = (
    "movement_id,feed,kind,direction,local_date,recorded_at\n"
    "1,post:N,stamp,arrival,2024-03-17,2024-03-18T00:00:00Z\n"
    "2,post:N,stamp,sideways,2024-03-17,2024-03-18T00:00:00Z\n"
)
LAYOUT = """
sojourn_layout: 1
name: invented
tables:
  - files: crossings*.csv
    records:
      - into: movements
        columns:
          movement_id: id
          feed: {constant: post:N}
          kind: {constant: stamp}
          direction: {constant: arrival}
          local_date: day
  - files: permits*.csv
    records:
      - into: facts
        columns:
          fact_id: id
          feed: {constant: agency:N}
          kind: {constant: residence}
          valid_from: day
          references: [{column: id, prefix: "permit:"}]
"""


def put(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    (folder / name).write_text(text)
    return folder / name


def check_in(folder: Path) -> Path:
    """Write a check-in manifest of one person."""
    manifest = {
        "EventCode": "CI",
        "VoyageKey": "v",
        "CarrierCode": "XA",
        "CarrierType": "AIR",
        "DeparturePortCode": "CDG",
        "DeparturePortCountryCode": "FRA",
        "ArrivalPortCode": "LHR",
        "VoyageNumber": "1",
        "ScheduledDateOfArrival": "2024-06-01",
        "PassengerList": [{"PoavKey": "a"}],
    }
    return put(folder, "manifest.json", json.dumps(manifest))


def own_files(folder: Path) -> list[Path]:
    """Write the two files of an invented ministry, and their layout ``own.yaml``."""
    put(folder, "own.yaml", LAYOUT)
    crossings = put(folder, "crossings_1.csv", "id,day\n1,2024-03-17\n2,17.3.2024\n3,2024-03-18\n")
    return [crossings, put(folder, "permits.csv", "id,day\nV1,2024-12-31\n")]


def test_files_of_an_own_layout_become_one_folder(tmp_path: Path, duckdb_engine: Engine) -> None:
    files, out = own_files(tmp_path), tmp_path / "out"
    summary = read_files(files, layout=tmp_path / "own.yaml", country=None, out=out, recorded_at=RECORDED_AT)
    assert summary.counts == RowCounts(read=3, quarantined=1)
    assert (summary.movements, summary.facts) == (2, 1)
    assert sorted(path.name for path in out.iterdir()) == [
        "facts.parquet",
        "movements.parquet",
        "quarantine.parquet",
        "remarks.parquet",
    ]
    evidence = load_evidence(duckdb_engine, out)
    assert (duckdb_engine.count(evidence.movements), duckdb_engine.count(evidence.facts)) == (2, 1)


def test_the_tables_have_exactly_the_schemas_of_evidence(tmp_path: Path) -> None:
    files, out = own_files(tmp_path), tmp_path / "out"
    read_files(files, layout=tmp_path / "own.yaml", country=None, out=out, recorded_at=RECORDED_AT)
    assert pq.read_schema(out / "movements.parquet") == MOVEMENT_SCHEMA
    assert pq.read_schema(out / "facts.parquet") == FACT_SCHEMA


def test_bad_rows_go_to_quarantine_with_file_line_text_and_reason(tmp_path: Path) -> None:
    files, out = own_files(tmp_path), tmp_path / "out"
    read_files(files, layout=tmp_path / "own.yaml", country=None, out=out, recorded_at=RECORDED_AT)
    assert pq.read_table(out / "quarantine.parquet").to_pylist() == [
        {
            "file": "crossings_1.csv",
            "line": 3,
            "raw": "2,17.3.2024",
            "reason": "`local_date`: not of the format `YYYY-MM-DD`",
        }
    ]


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    files = own_files(tmp_path)
    for_both = [tmp_path / "one", tmp_path / "two"]
    [
        read_files(files, layout=tmp_path / "own.yaml", country=None, out=out, recorded_at=RECORDED_AT)
        for out in for_both
    ]
    assert (for_both[0] / "movements.parquet").read_bytes() == (for_both[1] / "movements.parquet").read_bytes()


def test_files_of_several_layouts_are_detected_and_summed(tmp_path: Path) -> None:
    files = [put(tmp_path, "list.edi", MANIFEST), check_in(tmp_path), put(tmp_path, "crossings.csv", CROSSINGS)]
    summary = read_files(files, layout=None, country="GBR", out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert [(file.file, file.layout) for file in summary.files] == [
        ("list.edi", "paxlst"),
        ("manifest.json", "uk-api"),
        ("crossings.csv", "sojourn"),
    ]
    assert summary.counts.rows == sum(file.counts.rows for file in summary.files) == 4
    assert summary.counts == RowCounts(read=2, quarantined=1, kept_apart=1)
    assert summary.remarks["no-close-out"] == 1


def test_a_passenger_list_becomes_movements(tmp_path: Path) -> None:
    file, out = put(tmp_path, "list.edi", MANIFEST), tmp_path / "out"
    summary = read_files([file], layout=None, country="USA", out=out, recorded_at=RECORDED_AT)
    (row,) = pq.read_table(out / "movements.parquet").to_pylist()
    assert (row["direction"], row["surname"], row["document_number"]) == ("arrival", "NOVAKOVA", "XA100001")
    assert summary.counts == RowCounts(read=1)


def test_our_own_columns_are_checked_row_by_row(tmp_path: Path) -> None:
    file, out = put(tmp_path, "crossings.csv", CROSSINGS), tmp_path / "out"
    summary = read_files([file], layout="sojourn", country=None, out=out, recorded_at=RECORDED_AT)
    assert [row["movement_id"] for row in pq.read_table(out / "movements.parquet").to_pylist()] == ["1"]
    (bad,) = pq.read_table(out / "quarantine.parquet").to_pylist()
    assert (bad["file"], bad["line"]) == ("crossings.csv", 3)
    assert summary.counts == RowCounts(read=1, quarantined=1)


def test_a_file_of_facts_in_our_own_columns_is_read(tmp_path: Path) -> None:
    row = {
        "fact_id": "1",
        "feed": "a:b",
        "kind": "death",
        "recorded_at": "2024-03-18T00:00:00Z",
        "valid_from": "2024-03-01",
    }
    file, out = put(tmp_path, "deaths.ndjson", json.dumps(row) + "\n"), tmp_path / "out"
    summary = read_files([file], layout=None, country=None, out=out, recorded_at=RECORDED_AT)
    assert (summary.movements, summary.facts + summary.counts.quarantined) == (0, 1)


def test_a_folder_without_facts_has_no_such_file(tmp_path: Path) -> None:
    read_files([check_in(tmp_path)], layout=None, country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert not (tmp_path / "out" / "facts.parquet").exists()


def test_nothing_is_left_of_a_reading_that_failed(tmp_path: Path) -> None:
    own = put(tmp_path, "own.yaml", LAYOUT)
    bad = put(tmp_path, "crossings_1.csv", "nothing,of,this\n")
    with pytest.raises(EvidenceError, match="no such column"):
        read_files([bad], layout=own, country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["crossings_1.csv", "own.yaml"]


def test_what_a_killed_reading_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".out.part").mkdir()
    put(tmp_path / ".out.part", "movements.parquet", "half")
    read_files([check_in(tmp_path)], layout=None, country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert len(pq.read_table(tmp_path / "out" / "movements.parquet")) == 1
    assert not (tmp_path / ".out.part").exists()


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    read_files([check_in(tmp_path)], layout=None, country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert (tmp_path / "out" / "movements.parquet").exists()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    put(tmp_path / "out", "mine.txt", "keep")
    with pytest.raises(EvidenceError, match="not an empty folder") as caught:
        read_files([check_in(tmp_path)], layout=None, country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)
    assert caught.value.code == "folder-not-empty"
    assert (tmp_path / "out" / "mine.txt").read_text() == "keep"


def test_files_that_are_not_there_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"a\.csv.*b\.csv"):
        read_files(
            [tmp_path / "a.csv", tmp_path / "b.csv"],
            layout=None,
            country=None,
            out=tmp_path / "o",
            recorded_at=RECORDED_AT,
        )


def test_an_unknown_layout_is_told_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="`paxlst`, `i94`, `uk-api`, `sojourn`"):
        read_files([check_in(tmp_path)], layout="i95", country=None, out=tmp_path / "out", recorded_at=RECORDED_AT)


def test_a_reading_needs_a_time_with_a_zone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        read_files(
            [check_in(tmp_path)],
            layout=None,
            country=None,
            out=tmp_path / "o",
            recorded_at=RECORDED_AT.replace(tzinfo=None),
        )


def test_progress_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    read_files(
        [check_in(tmp_path)],
        layout=None,
        country=None,
        out=tmp_path / "o",
        recorded_at=RECORDED_AT,
        progress=said.append,
    )
    assert said == ["manifest.json: 1 records"]


def test_the_summary_says_it_in_lines(tmp_path: Path) -> None:
    files, out = own_files(tmp_path), tmp_path / "out"
    text = read_files(files, layout=tmp_path / "own.yaml", country=None, out=out, recorded_at=RECORDED_AT).render()
    assert text.splitlines()[0] == "2 files, 4 rows (4 own.yaml)"
    assert "3 read, 0 read in part, 1 in quarantine" in text


def test_a_proposal_is_given_for_a_file(tmp_path: Path) -> None:
    assert "sojourn_layout: 1" in draft_layout_file(own_files(tmp_path)[0])


@pytest.mark.parametrize(
    ("name", "text", "layout"),
    [
        ("a.edi", MANIFEST, "paxlst"),
        ("a.bin", "\x01QK XXXXXXX\r\n.XXXXXXX 010101\r\n" + MANIFEST, "paxlst"),
        ("a.txt", "UNA:+.? 'UNB+UNOA:4'UNH+1+CUSRES:D:05B'", "paxlst"),
        ("a.csv", "movement_id,feed\n", "sojourn"),
        ("a.ndjson", '{"fact_id": "1"}\n', "sojourn"),
        ("a.csv", "\ufeffcicid,i94yr,i94port\n", "i94"),
        ("a.csv", "CICID,I94YR,I94PORT\n", "i94"),
    ],
)
def test_layouts_are_detected(tmp_path: Path, name: str, text: str, layout: str) -> None:
    assert detect_layout(put(tmp_path, name, text)) == layout


def test_parquet_is_detected_by_its_columns(tmp_path: Path) -> None:
    pq.write_table(pa.table({"cicid": [1.0], "i94port": ["NYC"]}), tmp_path / "a.parquet")
    pq.write_table(MOVEMENT_SCHEMA.empty_table(), tmp_path / "b.parquet")
    assert [detect_layout(tmp_path / name) for name in ("a.parquet", "b.parquet")] == ["i94", "sojourn"]


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", "id,day\n"), ("a.json", "{}"), ("a.parquet", "x"), ("a", ""), ("a.edi", "UNB+")]
)
def test_what_was_tried_is_told_where_nothing_fits(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(EvidenceError, match="Tried: `paxlst`") as caught:
        detect_layout(put(tmp_path, name, text))
    assert caught.value.code == "unknown-layout"


@pytest.mark.shared
def test_every_shared_file_is_detected(shared_data: Path) -> None:
    found = {
        "paxlst": [path for path in (shared_data / "paxlst").rglob("*") if path.suffix in (".edi", ".txt")],
        "i94": list((shared_data / "i94").glob("*.parquet")),
        "uk-api": list((shared_data / "uk_api").glob("*.json")),
    }
    assert {name: {detect_layout(path) for path in paths} for name, paths in found.items()} == {
        name: {name} for name in found
    }
