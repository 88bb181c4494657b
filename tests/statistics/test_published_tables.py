"""The published tables from a small invented run: what is counted where, and that every row adds up."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from published_world import leaf, write_world

from sojourn.cli import main
from sojourn.errors import RunError
from sojourn.statistics.published import Publication, freeze, publish, render
from sojourn.statistics.published.printing import add_up, print_leaf
from sojourn.statistics.published.shapes import PARTS, Line

ARRIVED, END = date(2026, 5, 1), date(2026, 7, 29)
LEFT = {"state": "left_in_time", "departed_on": date(2026, 5, 9), "departure_basis": "manifest"}


def entries(number: int, nationality: str | None, class_: str | None = "B2", **more: object) -> dict[str, object]:
    row = {"arrived_on": ARRIVED, "authorised_until": END, "nationality": nationality, "class": class_}
    return {**row, **LEFT, **more, "number": number}


def silent(number: int, nationality: str, class_: str = "B2", **more: object) -> dict[str, object]:
    return entries(number, nationality, class_, state="unexplained", departed_on=None, departure_basis="none", **more)


WORLD = [
    entries(1200, "DEU", "WT"),
    silent(40, "DEU", "WT"),
    entries(300, "FRA"),
    silent(15, "FRA"),
    entries(12, "FRA", state="left_after_end", departed_on=date(2026, 8, 20)),
    entries(20, "FRA", "WB", state="not_subject", authorised_until=None, limit=END),
    entries(1500, "BRA"),
    silent(60, "BRA"),
    entries(25, "BRA", state="left_after_end", departed_on=date(2026, 8, 20)),
    entries(400, "CIV", "B-1"),
    silent(30, "CIV"),
    entries(15, "CIV", state="unknown", unknown_code="declared", departed_on=None, departure_basis="none"),
    entries(130, "CYP"),
    silent(20, "CYP"),
    entries(200, "CAN"),
    entries(150, "MEX", "b2"),
    entries(300, "IND", "H1B"),
    entries(50, "DEU", mode="land"),
    entries(40, "DEU", "A1"),
    entries(70, "BRA", authorised_until=date(2026, 12, 1), state="in_status", departed_on=None),
    entries(13, "BRA", authorised_until=date(2025, 1, 1)),
    entries(33, "BRA", authorised_until=None, state="unknown", unknown_code="no_end_date", departed_on=None),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("published"), WORLD)


@pytest.fixture(scope="module")
def publication(world: Path) -> Publication:
    return publish(world, period="FY2026")


def lines(publication: Publication) -> list[Line]:
    return [line for table in publication.tables for line in (*table.rows, table.total) if line is not None]


def test_entries_are_in_the_tables_of_the_us_report(publication: Publication) -> None:
    found = {table.number: [(line.label, line.expected) for line in table.rows] for table in publication.tables[1:]}
    assert found == {
        "2": [("France", 347), ("Germany", 1240)],
        "3": [("Brazil", 1585), ("Côte d'Ivoire", 445), ("Cyprus", 150)],
        "5": [("India", 300)],
        "6a": [("Canada", 200), ("Mexico", 150)],
    }


def test_every_entry_of_the_run_is_on_the_way_to_the_tables(publication: Publication) -> None:
    scope = dict(publication.scope)
    assert scope == {
        "all": 4623,
        "no_limit": 0,
        "no_end": 33,
        "lawful": 0,
        "before": 13,
        "after": 70,
        "land": 50,
        "mode_unknown": 0,
        "out_of_scope": 40,
        "expected": 4417,
    }


def test_every_whole_row_adds_up(publication: Publication) -> None:
    whole = [line for line in lines(publication) if None not in line.parts.values()]
    sums = [sum(count or 0 for count in line.parts.values()) for line in whole]
    assert (len(whole) > 5, sums) == (True, [line.expected for line in whole])


def test_the_parts_are_those_of_the_states(publication: Publication) -> None:
    france = publication.tables[1].rows[0]
    assert dict(france.parts) == dict(zip(PARTS, (300, 12, 0, 15, 0, 20), strict=True))


def test_tables_add_up_to_the_summary(publication: Publication) -> None:
    summary, *others = publication.tables
    assert [line.expected for line in summary.rows] == [table.total.expected for table in others if table.total]


def test_entries_by_land_and_out_of_scope_are_shown_apart_and_only_counted_below_100(publication: Publication) -> None:
    assert publication.apart is not None
    shown = [(line.label, line.expected, set(line.parts.values())) for line in publication.apart.rows]
    assert shown == [("By land", 50, {None}), ("Classes out of scope", 40, {None})]


def test_exit_checks_leave_out_whom_the_limit_no_longer_binds(publication: Publication) -> None:
    assert publication.checks is not None
    assert publication.checks.total is not None
    assert (publication.checks.total.expected, dict(publication.checks.total.parts)["in_time"]) == (4397, 4180)


def test_nothing_is_estimated_where_few_came_back(publication: Publication) -> None:
    assert [line.estimate for line in lines(publication) if line.estimate] == []
    assert "fewer than 200" in str(publication.meta["estimate_refused"])


@given(st.lists(st.tuples(*[st.integers(11, 4000)] * 6), min_size=1, max_size=5), st.sets(st.sampled_from(PARTS)))
def test_every_printed_row_adds_up_and_hides_what_it_withholds(rows: list[tuple[int, ...]], hidden: set[str]) -> None:
    given_rows = [leaf("a", str(place), *counts) for place, counts in enumerate(rows)]
    line = print_leaf(add_up(given_rows, "Total"), hidden, lambda _: None)
    printed = sum(count for count in line.parts.values() if count is not None)
    withheld = sum(counts[place] for counts in rows for place, part in enumerate(PARTS) if part in hidden)
    assert line.expected == printed + withheld
    assert (line.total is None) == bool(hidden & {"after_end", "unexplained"})
    assert line.total_rate is None or line.total is not None


def test_the_json_holds_no_record_and_no_stay(world: Path, publication: Publication) -> None:
    said = render(publication, "json")["statistics.json"]
    assert json.loads(said)["meta"]["period"] == {"name": "FY2026", "first": "2025-10-01", "last": "2026-09-30"}
    assert "post:AAA" not in said
    assert str(world.parent) not in said


def test_the_csv_has_the_columns_of_the_us_report_first(publication: Publication) -> None:
    files = render(publication, "csv")
    rows = list(csv.DictReader(io.StringIO(files["table-3-other-visitors.csv"])))
    assert list(rows[0])[:6] == [
        "country",
        "expected_departures",
        "left_after_end",
        "unexplained",
        "after_end_and_unexplained",
        "total_rate",
    ]
    assert [row["country"] for row in rows] == ["Brazil", "Côte d'Ivoire", "Cyprus", "Total"]
    assert [row["total_rate"] for row in rows] == ["5.36", "", "", "6.19"]


def test_every_form_is_the_same_each_time(world: Path, publication: Publication) -> None:
    again = publish(world, period="FY2026")
    forms = ("text", "html", "csv", "json")
    assert [render(again, form) for form in forms] == [render(publication, form) for form in forms]


def test_a_published_vintage_is_never_overwritten(publication: Publication, tmp_path: Path) -> None:
    files = render(publication, "csv")
    freeze(files, tmp_path)
    freeze(files, tmp_path)
    with pytest.raises(RunError) as found:
        freeze({**files, "new.csv": "x", "scope.csv": "other"}, tmp_path)
    assert (found.value.code, (tmp_path / "new.csv").exists()) == ("vintage-frozen", False)
    assert (tmp_path / "scope.csv").read_text(encoding="utf-8") == files["scope.csv"]


def test_other_evidence_is_refused(world: Path, tmp_path: Path) -> None:
    other = write_world(tmp_path, [entries(150, "DEU")])
    with pytest.raises(RunError) as found:
        publish(world, period="FY2026", evidence=other.parent / "evidence")
    assert found.value.code == "evidence-differs"


def test_missing_evidence_is_refused(world: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError) as found:
        publish(world, period="FY2026", evidence=tmp_path / "gone")
    assert found.value.code == "evidence-differs"


def test_too_few_departures_are_not_published(tmp_path: Path) -> None:
    with pytest.raises(RunError) as found:
        publish(write_world(tmp_path, [entries(99, "DEU")]), period="FY2026")
    assert found.value.code == "too-few-to-publish"


def test_a_citizenship_that_is_no_country_is_printed_as_not_known(tmp_path: Path) -> None:
    run = write_world(tmp_path, [entries(120, "=1+1"), entries(130, None), entries(140, "BRA")])
    rows = publish(run, period="FY2026").tables[1].rows
    assert [(line.label, line.expected) for line in rows] == [("Brazil", 140), ("Not known", 250)]


def test_other_laws_have_a_table_for_each_class(tmp_path: Path) -> None:
    run = write_world(tmp_path, [entries(120, "DEU", "tourist"), entries(130, "BRA", None, mode="land")], law="base")
    found = publish(run, period="FY2026")
    assert [(table.number, table.title) for table in found.tables] == [
        ("1", "Summary by admission group"),
        ("2", "No class on file"),
        ("3", "TOURIST"),
    ]


def test_the_command_writes_a_page_and_then_refuses_another(world: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    first = CliRunner().invoke(main, ["statistics", str(world), "--format", "html", "--out", str(out)])
    other = CliRunner().invoke(
        main, ["statistics", str(world), "--format", "html", "--period", "2026Q3", "--out", str(out)]
    )
    assert (first.exit_code, other.exit_code) == (0, 2)
    assert "vintage-frozen" in other.output


def test_the_command_prints_text(world: Path) -> None:
    done = CliRunner().invoke(main, ["statistics", str(world)])
    assert done.exit_code == 0
    assert "Table 3. Other countries: business or pleasure (B1, B2)" in done.output
    assert "5.36%" in done.output


def test_csv_needs_a_folder(world: Path) -> None:
    assert CliRunner().invoke(main, ["statistics", str(world), "--format", "csv"]).exit_code == 2
