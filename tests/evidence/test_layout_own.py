"""Own layouts: what a layout file may say, and what it makes of a ministry's rows."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.batch import Batch, RowCounts, Settings
from sojourn.evidence.layouts.own import iter_own
from sojourn.evidence.layouts.own_check import check_layout, load_layout

RECORDED_AT = datetime(2026, 6, 15, tzinfo=UTC)
HEAD = "sojourn_layout: 1\ntables:\n  - zone: Africa/Nairobi\n    nulls: [-]\n    records:\n"
BASE = {
    "movement_id": "id",
    "feed": "{constant: post:NORTH}",
    "kind": "{constant: stamp}",
    "direction": "{constant: arrival}",
    "local_date": "day",
}


def layout(*, into: str = "movements", when: str = "", table: str = HEAD, **columns: str) -> str:
    """Write a layout with one record; columns are added to ``BASE``, or take their place."""
    given = (BASE if into == "movements" else {}) | columns
    lines = [f"      - into: {into}", *([f"        when: {when}"] if when else []), "        columns:"]
    return table + "\n".join([*lines, *(f"          {name}: {value}" for name, value in given.items())]) + "\n"


def read(folder: Path, text: str, rows: str, *, country: str | None = None, encoding: str = "utf-8") -> list[Batch]:
    """Read a file of rows by a layout."""
    (folder / "rows.csv").write_bytes(rows.encode(encoding))
    return list(iter_own([folder / "rows.csv"], check_layout(text, "own.yaml"), Settings(country, RECORDED_AT)))


def movements(batches: list[Batch]) -> list[dict[str, Any]]:
    """Give the movements of batches."""
    return [row for batch in batches if batch.movements for row in batch.movements.to_pylist()]


def reasons(batches: list[Batch]) -> list[str]:
    """Give the reasons of the quarantined rows."""
    return [bad.reason for batch in batches for bad in batch.quarantined]


def counts(batches: list[Batch]) -> RowCounts:
    """Add up the fates of all rows."""
    return sum((batch.counts for batch in batches), RowCounts())


def problems(text: str) -> str:
    """Check a layout that is wrong, and give what is said of it."""
    with pytest.raises(EvidenceError) as caught:
        check_layout(text, "own.yaml")
    assert caught.value.code == "bad-layout"
    return caught.value.message


def test_a_row_becomes_a_movement(tmp_path: Path) -> None:
    (row,) = movements(read(tmp_path, layout(surname="name"), "id,day,name\n7,2024-03-17,Nováková\n"))
    assert (row["movement_id"], row["feed"], row["kind"]) == ("7", "post:NORTH", "stamp")
    assert (row["local_date"], row["surname"], row["recorded_at"]) == (date(2024, 3, 17), "Nováková", RECORDED_AT)
    assert row["raw"].startswith("sha256:")
    assert row["raw"].endswith("#2")


def test_a_row_becomes_a_fact(tmp_path: Path) -> None:
    text = layout(
        into="facts",
        fact_id="id",
        feed="{constant: x}",
        kind="{constant: visa}",
        days="{constant: '90'}",
        filed_at="day",
    )
    batches = read(
        tmp_path, text.replace("filed_at: day", "filed_at: {column: day, format: YYYY-MM-DD}"), "id,day\n7,2024-03-17\n"
    )
    assert batches[0].facts is not None
    (row,) = batches[0].facts.to_pylist()
    assert (row["fact_id"], row["days"], row["filed_at"]) == ("7", 90, datetime(2024, 3, 17, tzinfo=UTC))


def test_local_times_become_utc_and_give_the_local_day(tmp_path: Path) -> None:
    text = layout(occurred_at="{columns: [day, time], format: YYYY-MM-DD HH:mm}", local_date="day")
    (row,) = movements(read(tmp_path, text, "id,day,time\n7,2024-03-17,01:30\n"))
    assert row["occurred_at"] == datetime(2024, 3, 16, 22, 30, tzinfo=UTC)
    assert row["local_date"] == date(2024, 3, 17)


def test_the_local_day_may_come_from_the_time_alone(tmp_path: Path) -> None:
    text = layout(occurred_at="{column: at, format: YYYY-MM-DD HH:mmZ}").replace("          local_date: day\n", "")
    (row,) = movements(read(tmp_path, text, "id,at\n7,2024-03-16 23:30Z\n"))
    assert (row["occurred_at"], row["local_date"]) == (datetime(2024, 3, 16, 23, 30, tzinfo=UTC), date(2024, 3, 17))


def test_a_missing_time_of_day_leaves_the_day(tmp_path: Path) -> None:
    text = layout(occurred_at="{columns: [day, time], format: YYYY-MM-DD HH:mm}")
    (row,) = movements(read(tmp_path, text, "id,day,time\n7,2024-03-17,-\n"))
    assert (row["occurred_at"], row["local_date"]) == (None, date(2024, 3, 17))


def test_the_zone_may_follow_from_a_column(tmp_path: Path) -> None:
    zone = "{column: post, codes: {A: Africa/Nairobi, B: Africa/Dakar}}"
    text = layout(
        occurred_at=f"{{column: at, format: YYYY-MM-DD HH:mm, zone: {zone}}}",
        local_date="{column: at, format: YYYY-MM-DD HH:mm}",
    )
    batches = read(tmp_path, text, "id,at,post\n1,2024-03-17 12:00,a\n2,2024-03-17 12:00,B\n3,2024-03-17 12:00,C\n")
    assert [row["occurred_at"].hour for row in movements(batches)] == [9, 12]
    assert reasons(batches) == ["`occurred_at`: a code that is not in `codes`"]


def test_a_zone_that_a_row_does_not_have_is_told(tmp_path: Path) -> None:
    text = layout(occurred_at="{column: at, format: YYYY-MM-DD HH:mm, zone: {column: z}}")
    rows = "id,day,at,z\n1,2024-03-17,2024-03-17 12:00,Africa\n2,2024-03-17,2024-03-17 12:00,-\n"
    assert reasons(read(tmp_path, text, rows)) == [
        "`occurred_at`: the zone on this row is no name of a zone",
        "`occurred_at`: a local time whose zone is empty on this row",
    ]


def test_times_outside_all_years_are_told(tmp_path: Path) -> None:
    text = layout(occurred_at="{column: at, format: YYYY-MM-DD HH:mmZ}")
    batches = read(tmp_path, text, "id,day,at\n1,2024-03-17,0001-01-01 00:00+14:00\n")
    assert reasons(batches) == ["`occurred_at`: a time before the year 1 or after 9999"]


def test_times_in_a_gap_or_twice_are_counted(tmp_path: Path) -> None:
    text = layout(occurred_at="{column: at, format: YYYY-MM-DD HH:mm, zone: Europe/Paris}").replace(
        "          local_date: day\n", ""
    )
    batches = read(tmp_path, text, "id,at\n1,2024-03-31 02:30\n2,2024-10-27 02:30\n3,2024-10-27 12:00\n")
    assert {remark.code: remark.count for remark in batches[-1].remarks} == {
        "local-time-never": 1,
        "local-time-twice": 1,
    }
    assert len(movements(batches)) == 3


def test_one_row_may_give_two_movements(tmp_path: Path) -> None:
    second = layout(
        when="[{column: out, is: filled}]",
        movement_id="{column: id, suffix: -out}",
        direction="{constant: departure}",
        local_date="out",
    )
    text = layout() + second.removeprefix(HEAD)
    batches = read(tmp_path, text, "id,day,out\n1,2024-03-17,2024-03-20\n2,2024-03-18,\n")
    assert [row["movement_id"] for row in movements(batches)] == ["1", "1-out", "2"]
    assert counts(batches) == RowCounts(read=2)


def test_a_row_of_which_one_record_is_bad_is_read_in_part(tmp_path: Path) -> None:
    second = layout(movement_id="{column: id, suffix: -out}", local_date="out")
    batches = read(tmp_path, layout() + second.removeprefix(HEAD), "id,day,out\n1,2024-03-17,2024-02-30\n")
    assert [row["movement_id"] for row in movements(batches)] == ["1"]
    assert counts(batches) == RowCounts(partly=1)
    assert reasons(batches) == ["`local_date`: no such day in the calendar `gregorian`"]


@pytest.mark.parametrize(
    ("when", "kept"),
    [("{column: x, is: filled}", ["2", "3"]), ("{column: x, is: empty}", ["1"]), ("{column: x, in: [A]}", ["2"])],
)
def test_records_are_made_where_the_tests_hold(tmp_path: Path, when: str, kept: list[str]) -> None:
    rows = "id,day,x\n1,2024-03-17,-\n2,2024-03-17,a\n3,2024-03-17,b\n"
    batches = read(tmp_path, layout(when=f"[{when}]"), rows)
    assert [row["movement_id"] for row in movements(batches)] == kept
    assert counts(batches) == RowCounts(read=len(kept), no_record=3 - len(kept))


def test_all_problems_of_a_row_are_told_without_its_values(tmp_path: Path) -> None:
    text = layout(birth_date="born", sex="sex", retracted="gone", sequence="n")
    batches = read(tmp_path, text, "id,day,born,sex,gone,n\n,17.3.2024,Nov 1985,Q,maybe,x1\n")
    (reason,) = reasons(batches)
    assert [part.split(":")[0] for part in reason.split("; ")] == [
        "`local_date`",
        "`birth_date`",
        "`sex`",
        "`sequence`",
        "`retracted`",
        "`movement_id`",
    ]
    assert "1985" not in reason
    assert batches[0].quarantined[0].raw == ",17.3.2024,Nov 1985,Q,maybe,x1"


def test_codes_are_read_whatever_their_case(tmp_path: Path) -> None:
    text = layout(sex="{column: s, codes: {H: M, M: F, NO: ''}}")
    batches = read(tmp_path, text, "id,day,s\n1,2024-03-17,h\n2,2024-03-17,M\n3,2024-03-17,no\n4,2024-03-17,Z\n")
    assert [row["sex"] for row in movements(batches)] == ["M", "F", None]
    assert reasons(batches) == ["`sex`: a code that is not in `codes`"]


@pytest.mark.parametrize(("other", "expected"), [("keep", "ZZ"), ("null", None)])
def test_unknown_codes_may_be_kept_or_left_out(tmp_path: Path, other: str, expected: str | None) -> None:
    text = layout(admitted_class=f"{{column: c, codes: {{A: B}}, other: {other}}}")
    (row,) = movements(read(tmp_path, text, "id,day,c\n1,2024-03-17,ZZ\n"))
    assert row["admitted_class"] == expected


def test_countries_become_alpha_3(tmp_path: Path) -> None:
    text = layout(nationality="{column: c, codes: countries}")
    batches = read(tmp_path, text, "id,day,c\n1,2024-03-17,NO\n2,2024-03-17,nor\n3,2024-03-17,Norway\n")
    assert [row["nationality"] for row in movements(batches)] == ["NOR", "NOR"]
    assert reasons(batches) == ["`nationality`: no country code"]


def test_references_are_gathered(tmp_path: Path) -> None:
    text = layout(references='[{column: a, prefix: "permit:"}, {column: b, separator: "|"}]')
    batches = read(tmp_path, text, "id,day,a,b\n1,2024-03-17,P1,x:1| x:2\n2,2024-03-17,-,-\n")
    assert [row["references"] for row in movements(batches)] == [["permit:P1", "x:1", "x:2"], None]


def test_rows_without_a_number_are_named_by_their_line(tmp_path: Path) -> None:
    text = layout(movement_id="{row: true}")
    rows = 'day,note\n2024-03-17,"two\nlines"\n\n2024-03-18,x\n'
    assert [row["movement_id"] for row in movements(read(tmp_path, text, rows))] == ["rows-2", "rows-5"]


@pytest.mark.parametrize(
    ("to_country", "from_country", "directions", "apart"),
    [("KE", "TZ", ["arrival"], 0), ("TZA", "KEN", ["departure"], 0), ("KE", "KE", [], 1), ("TZ", "UG", [], 1)],
)
def test_the_direction_may_follow_from_two_countries(
    tmp_path: Path, to_country: str, from_country: str, directions: list[str], apart: int
) -> None:
    text = layout(direction="{to_country: to, from_country: from}")
    batches = read(tmp_path, text, f"id,day,to,from\n1,2024-03-17,{to_country},{from_country}\n", country="KEN")
    assert [row["direction"] for row in movements(batches)] == directions
    assert counts(batches).kept_apart == apart


def test_a_direction_from_countries_needs_a_country(tmp_path: Path) -> None:
    text = layout(direction="{to_country: to, from_country: from}")
    with pytest.raises(EvidenceError, match="`--country`"):
        read(tmp_path, text, "id,day,to,from\n1,2024-03-17,KE,TZ\n")


def test_dates_of_other_calendars_are_converted(tmp_path: Path) -> None:
    text = layout(
        local_date="{column: day, format: DD/MM/YYYY, calendar: ethiopian}",
        birth_date="{column: born, format: [DD/MM/YYYY, YYYY], calendar: hijri}",
    )
    batches = read(tmp_path, text, "id,day,born\n1,01/01/2016,10/09/1405\n2,02/01/2016,1405\n")
    assert [(row["local_date"], row["birth_date"]) for row in movements(batches)] == [
        (date(2023, 9, 12), "1985-05-29"),
        (date(2023, 9, 13), None),
    ]
    assert [(remark.code, remark.count) for remark in batches[-1].remarks] == [("partial-in-calendar", 1)]


def test_short_years_of_birth_are_never_in_the_future(tmp_path: Path) -> None:
    text = layout(birth_date="{column: b, format: DD/MM/YY}", admitted_until="{column: u, format: DD/MM/YY}")
    batches = read(tmp_path, text, "id,day,b,u\n1,2024-03-17,15/06/26,01/01/40\n2,2024-03-17,16/06/26,01/01/60\n")
    assert [(row["birth_date"], row["admitted_until"].year) for row in movements(batches)] == [
        ("2026-06-15", 2040),
        ("1926-06-16", 1960),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [("1,2024-03-17", "2 cells, and the header has 3"), ("1,2024-03-17,x,y", "4 cells, and the header has 3")],
)
def test_rows_of_another_width_are_quarantined(tmp_path: Path, line: str, reason: str) -> None:
    batches = read(tmp_path, layout(), f"id,day,x\n{line}\n2,2024-03-17,z\n")
    assert (reasons(batches), [row["movement_id"] for row in movements(batches)]) == ([reason], ["2"])
    assert (batches[0].quarantined[0].line, batches[0].quarantined[0].raw) == (2, line)


def test_bytes_of_another_encoding_are_quarantined_with_their_line(tmp_path: Path) -> None:
    batches = read(tmp_path, layout(), "id,day\n1é,2024-03-17\n2,2024-03-17\n", encoding="latin-1")
    assert reasons(batches) == ["bytes that are not `utf-8-sig`"]
    assert [row["movement_id"] for row in movements(batches)] == ["2"]


def test_a_quote_that_never_ends_does_not_hide_the_file(tmp_path: Path) -> None:
    rows = 'id,day\n1,2024-03-17\n2,"2024' + "x" * 200_000 + "\n3,2024-03-18\n"
    batches = read(tmp_path, layout(), rows)
    assert [row["movement_id"] for row in movements(batches)][:1] == ["1"]
    assert counts(batches).quarantined >= 1


def test_other_delimiters_encodings_and_leading_lines_are_read(tmp_path: Path) -> None:
    table = HEAD.replace("nulls: [-]", 'delimiter: ";"\n    encoding: windows-1256\n    skip_lines: 2')
    rows = "report\n\nid;day;name\n1;2024-03-17;سامي\n"
    (row,) = movements(read(tmp_path, layout(table=table, surname="name"), rows, encoding="windows-1256"))
    assert (row["surname"], row["raw"].rpartition("#")[2]) == ("سامي", "4")


def test_a_file_without_header_takes_the_names_of_the_layout(tmp_path: Path) -> None:
    table = HEAD.replace("nulls: [-]", "header: [id, day]")
    assert len(movements(read(tmp_path, layout(table=table), "1,2024-03-17\n2,2024-03-17\n"))) == 2


def test_missing_columns_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,tag\n")
    (tmp_path / "b.csv").write_text("id,day,day\n")
    own = check_layout(layout(surname="name"), "own.yaml")
    with pytest.raises(EvidenceError) as caught:
        list(iter_own([tmp_path / "a.csv", tmp_path / "b.csv"], own, Settings(None, RECORDED_AT)))
    assert caught.value.code == "layout-columns"
    assert [line.split(":")[0].strip() for line in caught.value.message.splitlines()[1:-1]] == ["a.csv, line 1"] * 2 + [
        "b.csv, line 1"
    ] * 2


def test_files_that_no_table_is_for_are_named(tmp_path: Path) -> None:
    own = check_layout(layout(table=HEAD.replace("nulls: [-]", "files: day_*.csv")), "own.yaml")
    (tmp_path / "week_1.csv").write_text("id,day\n")
    with pytest.raises(EvidenceError, match=r"`week_1.csv`.*`day_\*.csv`"):
        list(iter_own([tmp_path / "week_1.csv"], own, Settings(None, RECORDED_AT)))


def test_every_problem_of_a_layout_is_told_with_its_line() -> None:
    text = layout(
        table=HEAD.replace("Africa/Nairobi", "Africa/Atlantis").replace("nulls", "nils"),
        sex="{constant: W}",
        birthday="b",
        mode="[a]",
    )
    said = problems(text)
    assert "own.yaml, line 3: column `zone`: `Africa/Atlantis`" in said
    assert "own.yaml, line 4: column `tables`: an unknown key `nils`" in said
    assert "line 13: column `sex`: `W`; allowed: `F`, `M`, `X`" in said
    assert "line 14: column `columns`: an unknown key `birthday`" in said
    assert "line 15: column `mode`: a list" in said


def test_local_times_without_a_zone_are_an_error() -> None:
    text = layout(
        table=HEAD.replace("zone: Africa/Nairobi", "files: '*'"), occurred_at="{column: at, format: YYYY-MM-DD HH:mm}"
    )
    assert "`occurred_at`: a local time without zone" in problems(text)


def test_times_with_their_own_zone_need_no_other() -> None:
    text = layout(
        table=HEAD.replace("zone: Africa/Nairobi", "files: '*'"), occurred_at="{column: at, format: YYYY-MM-DD HH:mmZ}"
    )
    assert check_layout(text, "own.yaml").tables


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"surname": "{column: a, constant: b}"}, "2 sources"),
        ({"surname": "{prefix: a}"}, "0 sources"),
        ({"surname": "{column: a, calendar: hijri}"}, "`calendar` on a column that is no date"),
        ({"surname": "''"}, "no source"),
        ({"surname": "'?'"}, "a question that is not answered"),
        ({"birth_date": "{column: b, format: DD/MM}"}, "the format `DD/MM`"),
        ({"birth_date": "{column: b, format: DD/MM/YY, calendar: hijri}"}, "a year of two digits"),
        ({"birth_date": "{column: b, calendar: mayan}"}, "`mayan`"),
        ({"admitted_until": "{column: b, format: MM/YYYY}"}, "a format with `DD`"),
        ({"occurred_at": "{column: b, format: DD/MM/YYYY}"}, "a format with `HH`"),
        ({"sex": "{column: s, codes: {H: homme}}"}, "`homme`"),
        ({"sex": "{column: s, codes: [H]}"}, "a mapping of codes"),
        ({"sex": "{column: s, other: keep}"}, "`other` without `codes`"),
        ({"direction": "{to_country: a}"}, "no `from_country`"),
        ({"retracted": "{constant: 'yes'}"}, "allowed: `true`, `false`"),
    ],
)
def test_mistakes_in_a_value_are_named(columns: dict[str, str], said: str) -> None:
    assert said in problems(layout(**columns))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("a: [", "own.yaml, line"),
        ("a: 1\na: 2", "line 2: the key `a` twice"),
        ("? [a]\n: b", "a key that is not a text"),
        ("- a", "a list; allowed: a mapping"),
        ("sojourn_layout: 2", "`2`; allowed: `1`"),
        ("sojourn_layout: 1\ntables: []", "no tables"),
        ("sojourn_layout: 1\ntables: [{records: []}]", "no records"),
        ("sojourn_layout: 1\ntables: [{encoding: klingon, records: []}]", "`klingon`"),
        ("sojourn_layout: 1\ntables: [{delimiter: ab, skip_lines: x, records: []}]", "2 characters"),
        ("sojourn_layout: 1\ntables: [{records: [{into: movements, columns: {}}]}]", "nothing for a required column"),
        ("sojourn_layout: 1\ntables: [{records: [{when: [{column: a}], columns: {}}]}]", "no test of a column"),
        ("&a [*a]", "own.yaml, line"),
        ("\x07", "a character that YAML does not allow"),
    ],
)
def test_mistakes_in_the_frame_are_named(text: str, said: str) -> None:
    assert said in problems(text)


def test_no_scalar_of_a_layout_is_anything_but_text(tmp_path: Path) -> None:
    text = layout(nationality="{column: c, codes: {NO: NOR, 010: ITA, 2024-01-01: CHE}}")
    batches = read(tmp_path, text, "id,day,c\n1,2024-03-17,NO\n2,2024-03-17,010\n3,2024-03-17,2024-01-01\n")
    assert [row["nationality"] for row in movements(batches)] == ["NOR", "ITA", "CHE"]


def test_a_layout_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"`none.yaml`") as caught:
        load_layout(tmp_path / "none.yaml")
    assert caught.value.code == "layout-unreadable"


@given(st.text(max_size=200))
def test_no_text_crashes_the_check_of_a_layout(text: str) -> None:
    with pytest.raises(EvidenceError):
        check_layout(text, "own.yaml")


@given(rows=st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=6))
def test_every_row_has_one_fate(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    text = layout(birth_date="born", sequence="{column: id}", when="[{column: born, is: filled}]")
    folder = tmp_path_factory.mktemp("rows")
    batches = read(folder, text, "id,day,born\n" + "\n".join(rows))
    total = counts(batches)
    assert total.rows == total.read + total.quarantined + total.no_record
    assert len(movements(batches)) == total.read
    assert len(reasons(batches)) == total.quarantined
