"""Bad rows go to quarantine with their place, their line and the reason; good rows are kept."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_rows import NOON, Row, fact, movement, table_of, write_csv, write_ndjson, write_parquet

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.canonical_files import canonical_files
from sojourn.evidence.folder import Evidence, load_evidence
from sojourn.evidence.problems import Problem
from sojourn.evidence.validate import PARTIAL_DATE_FORM, any_bad, list_checks
from sojourn.tables import MOVEMENTS

BAD: list[tuple[dict[str, Any], str]] = [
    ({"movement_id": None}, "required-null: `movement_id`"),
    ({"movement_id": " "}, "required-null: `movement_id`"),
    ({"local_date": None}, "required-null: `local_date`"),
    ({"recorded_at": None}, "required-null: `recorded_at`"),
    ({"feed": None}, "feed-name: `feed`"),
    ({"feed": "carrier/KL"}, "feed-name: `feed`"),
    ({"feed": "Carrier:KL"}, "feed-name: `feed`"),
    ({"feed": "carrier:"}, "feed-name: `feed`"),
    ({"kind": "rumour"}, "unknown-value: `kind`"),
    ({"direction": None}, "required-null: `direction`"),
    ({"sex": "female"}, "unknown-value: `sex`"),
    ({"birth_date": "2020-13-40"}, "partial-date: `birth_date`"),
    ({"birth_date": "1900-02-29"}, "partial-date: `birth_date`"),
    ({"birth_date": "90"}, "partial-date: `birth_date`"),
    ({"references": ["i94:1", "no scheme"]}, "list-shape: `references`"),
    ({"retracted": True}, "retracted-alone: `retracted`"),
    ({"corrects": "8a12"}, "record-name: `corrects`"),
    ({"corrects": "carrier:KL/"}, "record-name: `corrects`"),
]
GOOD: list[dict[str, Any]] = [
    {"feed": "declared"},
    {"feed": "agency:uscis:claims-3"},
    {"birth_date": "2000-02-29"},
    {"birth_date": "2020-12"},
    {"birth_date": "1950"},
    {"references": []},
    {"references": ["ees-file:a b"]},
    {"corrects": "carrier:KL/a/b", "retracted": True},
    {"retracted": False},
    {"port": "an unknown code"},
]


def load(engine: Engine, folder: Path, rows: list[Row]) -> Evidence:
    """Load movements written as Parquet."""
    write_parquet(folder / "movements.parquet", rows)
    return load_evidence(engine, folder)


@pytest.fixture(scope="module")
def bad_rows(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Load one folder that holds each bad row once, between good ones."""
    rows = [
        movement(f"m{at}", **given) if "movement_id" not in given else movement(**given)
        for at, (given, _) in enumerate(BAD)
    ]
    return load(duckdb_engine, tmp_path_factory.mktemp("bad"), [movement("first"), *rows, movement("last")])


@pytest.mark.parametrize("at", range(len(BAD)))
def test_each_bad_row_is_set_apart_with_its_reason(bad_rows: Evidence, at: int) -> None:
    row = bad_rows.quarantined.slice(at, 1).to_pylist()[0]
    assert (row["file"], row["line"]) == ("movements.parquet", at + 2)
    assert [reason.startswith(BAD[at][1]) for reason in row["reasons"]] == [True]


def test_good_rows_beside_bad_ones_are_kept(duckdb_engine: Engine, bad_rows: Evidence) -> None:
    assert bad_rows.quarantined.num_rows == len(BAD)
    kept = duckdb_engine.arrow(bad_rows.movements.select("movement_id")).to_pylist()
    assert sorted(row["movement_id"] for row in kept) == ["first", "last"]


def test_the_raw_row_of_parquet_is_kept_as_json(bad_rows: Evidence) -> None:
    raw = bad_rows.quarantined["raw"].to_pylist()[10]
    assert '"sex":"female"' in raw
    assert '"recorded_at":"2024-03-01 12:00:00+00"' in raw


def test_problems_quote_no_value(bad_rows: Evidence) -> None:
    said = " ".join(str(problem) for problem in bad_rows.problems)
    assert not re.search("female|2020-13-40|rumour|8a12", said)


def test_the_name_of_a_bad_row_is_known_where_it_can_be_read(bad_rows: Evidence) -> None:
    names = bad_rows.quarantined["name"].to_pylist()
    assert (names[0], names[8]) == (None, "carrier:KL/m8")


@pytest.mark.parametrize("given", GOOD)
def test_rows_that_only_look_odd_are_kept(duckdb_engine: Engine, given: dict[str, Any]) -> None:
    table = duckdb_engine.load(table_of([movement(**given)]), "odd")
    assert duckdb_engine.count(table.filter(any_bad(list_checks(table, MOVEMENTS)))) == 0


@settings(max_examples=300)
@given(day=st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_every_real_day_is_a_birth_date(day: date) -> None:
    assert re.search(PARTIAL_DATE_FORM, day.isoformat())


@settings(max_examples=300)
@given(year=st.integers(1, 9999), month=st.integers(0, 14), day=st.integers(0, 34))
def test_only_real_days_are_birth_dates(year: int, month: int, day: int) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    assert bool(re.search(PARTIAL_DATE_FORM, text)) == _is_day(text)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


HEADER = "movement_id,feed,kind,direction,local_date,recorded_at,surname,boarded,sequence,references\n"
TEXT_ROWS = (
    '1,carrier:KL,manifest,arrival,2024-03-01,2024-03-01T12:00:00Z,"Örn\nDoe",TRUE,1.0,i94:1; i94:2;\n'
    "2,carrier:KL,manifest,arrival,2024-02-30,2024-03-01T12:00:00,,,,\n"
    "\n"
    "3,carrier:KL,manifest,arrival,2024-03-01\n"
    "4,carrier:KL,manifest,arrival,2024-03-01,2024-03-01T14:00:00+02:00,  ,no,1.5,plain\n"
    " 5 ,carrier:KL,manifest,arrival,2024-03-01,2024-03-01 14:00+02,,,,\n"
)


@pytest.fixture(scope="module")
def csv_evidence(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Load a CSV file with rows of every sort."""
    folder = tmp_path_factory.mktemp("csv")
    (folder / "movements.csv").write_bytes(b"\xef\xbb\xbf" + (HEADER + TEXT_ROWS).encode())
    return load_evidence(duckdb_engine, folder)


def test_text_becomes_typed_values(duckdb_engine: Engine, csv_evidence: Evidence) -> None:
    rows = duckdb_engine.arrow(csv_evidence.movements.order_by("movement_id")).to_pylist()
    first = movement("1", surname="Örn\nDoe", boarded=True, sequence=1, references=["i94:1", "i94:2"], occurred_at=None)
    assert rows == [first, movement("5", occurred_at=None)]


def test_quarantined_lines_of_csv_have_their_place_and_raw_text(csv_evidence: Evidence) -> None:
    rows = csv_evidence.quarantined.to_pylist()
    assert [(row["line"], row["name"]) for row in rows] == [(4, "carrier:KL/2"), (6, None), (7, "carrier:KL/4")]
    assert rows[0]["raw"] == "2,carrier:KL,manifest,arrival,2024-02-30,2024-03-01T12:00:00,,,,"


def test_all_problems_of_a_file_are_told_at_once(csv_evidence: Evidence) -> None:
    told = {(problem.line, problem.column, problem.code) for problem in csv_evidence.problems}
    assert told == {
        (4, "local_date", "unreadable-value"),
        (4, "recorded_at", "time-without-zone"),
        (6, None, "field-count"),
        (7, "boarded", "unreadable-value"),
        (7, "sequence", "unreadable-value"),
        (7, "references", "list-shape"),
    }


def test_a_problem_says_where_what_and_what_is_allowed() -> None:
    problem = Problem("facts.csv", "time-without-zone", "filed_at", "a time without zone", "an offset", line=7, rows=3)
    assert str(problem) == "facts.csv, line 7: column `filed_at`: a time without zone (3 rows); allowed: an offset"


def test_bytes_that_are_no_text_are_set_apart(duckdb_engine: Engine, tmp_path: Path) -> None:
    good = "1,carrier:KL,manifest,arrival,2024-03-01,2024-03-01T12:00:00Z,Zoë,,,\n"
    (tmp_path / "movements.csv").write_bytes((HEADER + good).encode() + good.encode("latin-1") + good.encode())
    found = load_evidence(duckdb_engine, tmp_path)
    assert duckdb_engine.count(found.movements) == 2
    assert [(row["line"], row["name"]) for row in found.quarantined.to_pylist()] == [(3, None)]


def test_a_quote_that_never_closes_is_an_error_of_the_file(duckdb_engine: Engine, tmp_path: Path) -> None:
    good = "1,carrier:KL,manifest,arrival,2024-03-01,2024-03-01T12:00:00Z,Roe,,,\n"
    (tmp_path / "movements.csv").write_text(HEADER + good + good.replace("Roe", '"Roe') + good * 3)
    with pytest.raises(EvidenceError) as refused:
        load_evidence(duckdb_engine, tmp_path)
    assert refused.value.code == "unreadable-file"
    assert "movements.csv, line 3: a quote that is never closed" in refused.value.message


def test_a_quote_within_a_value_is_only_a_quote(duckdb_engine: Engine, tmp_path: Path) -> None:
    good = "1,carrier:KL,manifest,arrival,2024-03-01,2024-03-01T12:00:00Z,Roe,,,\n"
    (tmp_path / "movements.csv").write_text(HEADER + good.replace("Roe", 'R"oe') + good)
    assert duckdb_engine.count(load_evidence(duckdb_engine, tmp_path).movements) == 2


@pytest.mark.parametrize(
    "text",
    ["2024-03-01T12:00:00Z", "2024-03-01 12:00Z", "2024-03-01T14:00+02", "2024-03-01T06:30:00,000-0530"],
)
def test_a_time_with_its_zone_is_that_moment_in_utc(duckdb_engine: Engine, tmp_path: Path, text: str) -> None:
    write_ndjson(tmp_path / "movements.ndjson", [movement() | {"recorded_at": text}])
    found = load_evidence(duckdb_engine, tmp_path)
    assert duckdb_engine.arrow(found.movements)["recorded_at"].to_pylist() == [NOON]


def test_lines_that_are_no_objects_are_set_apart(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_ndjson(tmp_path / "movements.ndjson", [movement("1", references=["i94:1"])])
    with (tmp_path / "movements.ndjson").open("ab") as file:
        file.write(b'\nnot json\n[1]\n{"movement_id": {"a": 1}}\n{"movement_id": "2", "references": "i94:1"}\n\xff\n')
    found = load_evidence(duckdb_engine, tmp_path)
    assert duckdb_engine.count(found.movements) == 1
    assert found.quarantined["line"].to_pylist() == [3, 4, 5, 6, 7]
    codes = [reasons[0].partition(":")[0] for reasons in found.quarantined["reasons"].to_pylist()]
    assert codes == ["no-json", "no-json", "nested-value", "list-shape", "no-utf8"]
    assert found.quarantined["raw"].to_pylist()[0] == "not json"


@settings(max_examples=6)
@given(
    bad=st.lists(st.booleans(), min_size=1, max_size=30),
    write=st.sampled_from((write_csv, write_ndjson, write_parquet)),
)
def test_every_row_is_kept_or_set_apart(
    duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory, bad: list[bool], write: Any
) -> None:
    endings = {write_csv: "csv", write_ndjson: "ndjson", write_parquet: "parquet"}
    folder = tmp_path_factory.mktemp("rows")
    rows = [movement(f"m{at}", birth_date="2023-02-29" if wrong else None) for at, wrong in enumerate(bad)]
    write(folder / f"movements.{endings[write]}", rows)
    found = load_evidence(duckdb_engine, folder)
    kept = {row["movement_id"] for row in duckdb_engine.arrow(found.movements).to_pylist()}
    apart = {name.partition("/")[2] for name in found.quarantined["name"].to_pylist()}
    assert Counter([*kept, *apart]) == Counter(row["movement_id"] for row in rows)
    assert len(apart) == sum(bad)


def test_canonical_files_are_typed_and_leave_bad_rows_beside(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_csv(tmp_path / "march.csv", [movement("1"), movement("2", sex="?")])
    write_parquet(tmp_path / "movements-april.parquet", [movement("3"), movement("4", birth_date="x")])
    write_ndjson(tmp_path / "status.ndjson", [fact("1"), fact("2", valid_to=None)])
    sources = [tmp_path / name for name in ("march.csv", "movements-april.parquet", "status.ndjson")]
    written = canonical_files(sources, tmp_path / "out")
    assert written.rows == {"movements": 2, "facts": 1}
    assert [(row["file"], row["line"]) for row in written.quarantined.to_pylist()] == [
        ("march.csv", 3),
        ("movements-april.parquet", 2),
        ("status.ndjson", 2),
    ]
    found = load_evidence(duckdb_engine, tmp_path / "out")
    assert sorted(row["movement_id"] for row in duckdb_engine.arrow(found.movements).to_pylist()) == ["1", "3"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "facts.parquet",
        "movements.parquet",
        "quarantine.parquet",
    ]


def test_a_file_of_neither_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(EvidenceError, match=r"`other\.csv` is none of our tables") as refused:
        canonical_files(tmp_path / "other.csv", tmp_path / "out")
    assert refused.value.code == "no-evidence"
