"""What became of the unexplained stays: each later answer has one place, and the places add up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from published_world import write_world

from conftest import write_folder
from sojourn import tables
from sojourn.errors import RunError
from sojourn.statistics.published import publish

ARRIVED, END = date(2026, 5, 1), date(2026, 7, 29)
LATER = datetime(2027, 9, 1, tzinfo=UTC)
ENTRY = {"rule": "us.admitted_until", "records": ["post:AAA/0-0"]}
FATES = {
    "still_unexplained": {"state": "unexplained"},
    "left_late": {"state": "left_after_end", "departed_on": date(2026, 8, 5)},
    "record_was_wrong": {"state": "left_in_time", "departed_on": date(2026, 6, 1)},
    "became_lawful": {"state": "in_status", "reasons": [ENTRY, {"rule": "us.approved_application", "records": []}]},
    "unknown": {"state": "unknown", "unknown_code": "contradiction"},
}
MORE = [
    ("became_lawful", {"state": "left_in_time", "departed_on": date(2026, 9, 1)}),
    ("record_was_wrong", {"state": "in_status", "reasons": [ENTRY]}),
    ("record_was_wrong", {"state": "not_subject", "reasons": [ENTRY, {"rule": "base.death", "records": []}]}),
    ("became_lawful", {"state": "not_subject", "reasons": [ENTRY, {"rule": "us.citizenship", "records": []}]}),
    ("left_late", {"state": "left_date_unknown", "days_over_min": 3}),
    ("unknown", {"state": "left_date_unknown", "days_over_min": 0}),
    ("unknown", {"state": "awaiting_records"}),
]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    silent = {
        "arrived_on": ARRIVED,
        "authorised_until": END,
        "state": "unexplained",
        "nationality": "DEU",
        "class": "B2",
    }
    left = {**silent, "state": "left_in_time", "departed_on": ARRIVED, "departure_basis": "manifest"}
    return write_world(tmp_path_factory.mktemp("decay"), [{**silent, "number": 100}, {**left, "number": 100}])


def later(tmp_path: Path, *answers: dict[str, object], known_at: datetime = LATER) -> Path:
    rows = [{"arrival_id": f"post:AAA/0-{place}", **row} for place, row in enumerate(answers)]
    run = write_folder(tmp_path / "later", rows, about={"known_at": known_at.isoformat(), "as_of": "2027-09-01"})
    pq.write_table(tables.PERIODS.empty_table(), run / "periods.parquet")
    return run


def test_each_fate_has_its_place(first: Path, tmp_path: Path) -> None:
    run = later(tmp_path, *(answer for answer in FATES.values() for _ in range(20)))
    found = publish(first, period="FY2026", later=[run])
    assert (found.decay_base, dict(found.decay[0].counts)) == (100, dict.fromkeys(FATES, 20))


@pytest.mark.parametrize(("fate", "answer"), MORE)
def test_other_answers_have_a_place_too(first: Path, tmp_path: Path, fate: str, answer: dict[str, object]) -> None:
    rest = {"state": "unexplained"} if fate != "still_unexplained" else FATES["unknown"]
    run = later(tmp_path, *(answer for _ in range(40)), *(rest for _ in range(60)))
    assert publish(first, period="FY2026", later=[run]).decay[0].counts[fate] == 40


def test_a_stay_that_is_no_more_was_a_wrong_record(first: Path, tmp_path: Path) -> None:
    run = later(tmp_path, *({"state": "unexplained"} for _ in range(75)))
    found = publish(first, period="FY2026", later=[run]).decay[0].counts
    assert (found["record_was_wrong"], found["still_unexplained"]) == (25, 75)


def test_few_stays_are_withheld_with_the_largest_number(first: Path, tmp_path: Path) -> None:
    run = later(tmp_path, *(FATES["left_late"] for _ in range(3)), *({"state": "unexplained"} for _ in range(97)))
    found = publish(first, period="FY2026", later=[run]).decay[0].counts
    assert (found["left_late"], found["still_unexplained"], found["unknown"]) == (None, None, 0)


def test_later_runs_stand_in_the_order_of_knowledge(first: Path, tmp_path: Path) -> None:
    runs = [later(tmp_path / str(month), known_at=datetime(2027, month, 1, tzinfo=UTC)) for month in (9, 6)]
    assert [row.known_at.month for row in publish(first, period="FY2026", later=runs).decay] == [6, 9]


def test_an_earlier_run_is_refused(first: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError) as found:
        publish(first, period="FY2026", later=[later(tmp_path, known_at=datetime(2026, 9, 1, tzinfo=UTC))])
    assert found.value.code == "not-later"
