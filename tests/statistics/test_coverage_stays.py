"""Which part each stay has in the coverage estimate, and what two kinds of source saw of the same departures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn import tables
from sojourn.statistics.coverage import Cell, Returns, estimate_coverage
from sojourn.statistics.coverage_stays import count_parts, count_returns, label_stays
from sojourn.statistics.coverage_twins import twin_sources
from sojourn.statistics.run_folder import open_run

Row = dict[str, Any]
WriteRun = Callable[..., Path]
FIRST = date(2026, 1, 10)
UNTIL = date(2026, 7, 1)


def stay(name: str, state: str, basis: str = "none", person: str | None = None, **given: Any) -> Row:
    """Give an answer; stays of one person share the name of the person."""
    row = {"person_id": person or name, "state": state, "departure_basis": basis, "arrived_on": FIRST}
    return {"arrival_id": f"post:AAA/{name}", "authorised_until": UNTIL, **row, **given}


def back(name: str, person: str, **given: Any) -> Row:
    """Give a later stay of a person, admitted anew and long."""
    later = {"arrived_on": FIRST + timedelta(days=200), "authorised_until": date(2028, 1, 1)}
    return stay(name, "in_status", person=person, **(later | given))


#: Who sets the day up to which questions are asked.
ASKED = stay("asked", "unexplained", authorised_until=date(2026, 12, 1))


def parts_of(folder: Path) -> dict[str, str]:
    """Give the part of each stay, by the name of its arrival."""
    with open_run(folder) as run:
        label_stays(run)
        rows = run.rows("SELECT arrival_id, part FROM coverage_stays JOIN answers_all USING (stay_id)")
    return {arrival.removeprefix("post:AAA/"): part for arrival, part in rows}


def test_stays_fall_into_parts_by_what_is_known_of_their_end(write_run: WriteRun) -> None:
    folder = write_run(
        [
            ASKED,
            stay("quarantined", "unknown", unknown_code="feed_quarantined"),
            stay("undated", "unknown", unknown_code="no_end_date"),
            stay("waits", "awaiting_records"),
            stay("left", "left_in_time", "manifest"),
            stay("late", "left_after_end", "neighbour"),
            stay("attested", "left_in_time", "attested"),
            stay("not_yet", "left_in_time", "manifest", authorised_until=date(2027, 2, 1)),
            stay("national", "not_subject", "manifest"),
        ]
    )
    assert parts_of(folder) == {
        "asked": "asked",
        "quarantined": "asked",
        "undated": "other",
        "waits": "waiting",
        "left": "departed",
        "late": "departed",
        "attested": "found",
        "not_yet": "other",
        "national": "other",
    }


def test_returns_are_counted_by_whether_the_departure_is_on_record(write_run: WriteRun) -> None:
    folder = write_run(
        [
            ASKED,
            stay("a", "left_in_time", "manifest", person="p1"),
            back("a2", "p1"),
            stay("b", "left_date_unknown", "returned", person="p2"),
            back("b2", "p2"),
            stay("c", "left_in_time", "returned", person="p3"),
            back("c2", "p3", authorised_until=UNTIL),
        ]
    )
    with open_run(folder) as run:
        label_stays(run)
        found = count_returns(run)
    # Both who count came back to one place on one day: one cluster. The third came back within one admission.
    assert found == {Cell("unknown", "unknown", "2026-Q1"): Returns(1, 1, 1, 1, 1)}
    assert parts_of(folder)["c"] == "other"


def write_links(folder: Path, *records: tuple[str, str]) -> None:
    """Write decisions of the model that two records are one person's."""
    rows = [
        {"link_id": f"l{a}{b}", "record_a": a, "record_b": b, "verdict": "same", "by": "model", "version": "m-1"}
        for a, b in records
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=tables.LINKS), folder / "links.parquet")


def test_a_departure_that_the_model_found_was_not_recorded(write_run: WriteRun) -> None:
    answers = [ASKED | {"stay_id": "s3"}, stay("a", "left_in_time", "manifest", stay_id="s1")]
    arrival = {"crossing_id": "c1", "direction": "arrival", "stay_id": "s1", "record_ids": ["post:AAA/a"]}
    asked = {"crossing_id": "c3", "direction": "arrival", "stay_id": "s3", "record_ids": ["post:AAA/asked"]}
    left = {"crossing_id": "c2", "direction": "departure", "stay_id": "s1", "record_ids": ["carrier:XX/9"]}
    folder = write_run(answers, crossings=[arrival, left, asked])
    assert parts_of(folder)["a"] == "departed"
    write_links(folder, ("carrier:XX/9", "post:AAA/a"))
    assert parts_of(folder)["a"] == "found"


def test_parts_add_up_to_all_stays_and_nothing_is_estimated_from_a_few(write_run: WriteRun) -> None:
    folder = write_run([ASKED, stay("left", "left_in_time", "manifest")])
    with open_run(folder) as run:
        found = estimate_coverage(run)
        assert sum(sum(cells.values()) for cells in count_parts(run).values()) == 2
    assert (found.raw, found.total.value) == (1, None)


def departure(number: int, *feeds: str) -> Row:
    """Give a departure that these feeds report."""
    return {
        "crossing_id": f"c{number}",
        "direction": "departure",
        "local_date": FIRST,
        "mode": "air",
        "port": "IATA:AAA",
        "strength": "inspection" if feeds[0].startswith("post") else "manifest",
        "record_ids": [f"{feed}/{number}" for feed in feeds],
    }


def test_twin_sources_show_what_each_missed_of_the_other(write_run: WriteRun) -> None:
    both = [departure(number, "post:AAA", f"carrier:X{number % 2}") for number in range(120)]
    officers_only = [departure(number, "post:AAA") for number in range(200, 230)]
    carriers_only = [departure(number, "carrier:X1") for number in range(300, 310)]
    with open_run(write_run(crossings=[*both, *officers_only, *carriers_only])) as run:
        carriers, officers = twin_sources(run)
    assert (carriers.source, carriers.feed, officers.feed) == ("carrier", None, "post:AAA")
    assert (carriers.seen, carriers.twin_seen, carriers.both) == (130, 150, 120)
    assert (officers.seen, officers.twin_seen, officers.both) == (150, 130, 120)
    assert carriers.recorded[0] == pytest.approx(0.8)
    assert officers.departures == pytest.approx(151 * 131 / 121 - 1)
