"""Calibration: how often an answer is right that says someone left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn import tables
from sojourn.statistics import Score, render_text, score, to_json
from sojourn.statistics.calibration import Calibration, Said, right_of

WriteRun = Callable[..., Path]
WriteTruth = Callable[..., Path]


def left(
    record: str, state: str = "left_in_time", certainty: str = "likely", basis: str = "manifest"
) -> dict[str, object]:
    return {
        "arrival_id": record,
        "departure_id": record.replace("post", "carrier"),
        "state": state,
        "certainty": certainty,
        "departure_basis": basis,
    }


def counted(run: Path, truth: Path) -> Calibration:
    return score(run, truth).calibration


def test_an_answer_is_right_where_the_truth_is_its_state(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run([left("post:AAA/1"), left("post:AAA/2", "left_after_end")])
    truth = write_truth(("post:AAA/1", "left_in_time"), ("post:AAA/2", "left_after_end"))
    assert counted(run, truth).bases == (Said("likely", "manifest", True, True, 2),)


def test_in_time_for_someone_who_left_late_is_not_right(write_run: WriteRun, write_truth: WriteTruth) -> None:
    found = counted(write_run([left("post:AAA/1")]), write_truth(("post:AAA/1", "left_after_end")))
    assert found.bases == (Said("likely", "manifest", True, False, 1),)


def test_left_for_someone_still_here_is_not_right(write_run: WriteRun, write_truth: WriteTruth) -> None:
    found = counted(write_run([left("post:AAA/1")]), write_truth(("post:AAA/1", "overstayed", False)))
    assert found.bases == (Said("likely", "manifest", False, False, 1),)


@pytest.mark.parametrize("truth", ["left_in_time", "left_after_end"])
def test_left_at_an_unknown_day_is_right_for_all_who_left(
    write_run: WriteRun, write_truth: WriteTruth, truth: str
) -> None:
    run = write_run([left("post:AAA/1", "left_date_unknown", basis="returned")])
    assert counted(run, write_truth(("post:AAA/1", truth))).bases == (Said("likely", "returned", True, True, 1),)


def test_answers_that_nobody_left_are_not_counted(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run([{"arrival_id": "post:AAA/1", "state": "in_status", "certainty": "open"}])
    assert counted(run, write_truth(("post:AAA/1", "in_status"))) == Calibration()


def test_a_stay_counts_under_each_of_its_causes(write_run: WriteRun, write_truth: WriteTruth) -> None:
    truth = write_truth(("post:AAA/1", "left_in_time", True, ["flight_turned_back", "identity_changed"]))
    found = counted(write_run([left("post:AAA/1")]), truth)
    assert [(said.of, said.stays) for said in found.causes] == [("flight_turned_back", 1), ("identity_changed", 1)]


def test_a_stay_that_never_was_is_not_right(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run([left("post:AAA/1"), left("post:AAA/9")])
    found = counted(run, write_truth(("post:AAA/1", "left_in_time")))
    assert Said("likely", "no_true_stay", False, False, 1) in found.causes


def members(run: Path, *rows: tuple[str, str, str | None]) -> None:
    named = [{"record_id": record, "person_id": "p1", "basis": basis, "link_id": link} for record, basis, link in rows]
    pq.write_table(pa.Table.from_pylist(named, schema=tables.PEOPLE), run / "people.parquet")


def test_a_departure_that_a_model_joined_is_a_basis_of_its_own(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run([left("post:AAA/1")])
    members(run, ("post:AAA/1", "document", None), ("carrier:AAA/1", "model", "l1"))
    assert counted(run, write_truth(("post:AAA/1", "left_in_time"))).bases[0].of == "model_join"


def test_two_records_of_one_document_do_not_rest_on_the_model(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run([left("post:AAA/1")])
    members(run, ("post:AAA/1", "model", "l1"), ("carrier:AAA/1", "model", "l1"))
    assert counted(run, write_truth(("post:AAA/1", "left_in_time"))).bases[0].of == "manifest"


def test_right_of_counts_the_right_and_all() -> None:
    said = [Said("likely", "manifest", True, True, 7), Said("likely", "manifest", True, False, 2)]
    assert right_of(said) == (7, 9)


@pytest.fixture
def found() -> Score:
    bases = (
        Said("confirmed", "inspection", True, True, 50),
        Said("likely", "manifest", False, False, 1),
        Said("likely", "manifest", True, True, 99),
    )
    causes = (Said("likely", "none", True, True, 99), Said("likely", "identity_changed", False, False, 1))
    return Score(150, 149, (), {}, {}, 0, Calibration(bases, causes))


def cells_of(text: str, words: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {words} ")]
    return [cell.strip() for cell in line.strip("| ").split("|")]


def test_the_text_gives_the_share_that_is_right_with_its_interval(found: Score) -> None:
    text = render_text(found)
    assert cells_of(text, "likely") == ["likely", "100", "99.000 (94.551 to 99.823)", "100.000 (96.265 to 100.000)"]
    assert cells_of(text, "· inspection")[1] == "50"
    assert cells_of(text, "identity_changed")[2] == "0.000 (0.000 to 79.345)"


def test_json_holds_the_calibration_by_basis_and_by_cause(found: Score) -> None:
    said = json.loads(to_json(found))["calibration"]
    assert [(row["certainty"], row["of"]) for row in said["bases"]] == [
        ("confirmed", "inspection"),
        ("likely", "manifest"),
    ]
    assert (said["bases"][1]["all"]["events"], said["bases"][1]["all"]["base"]) == (99, 100)
    assert (said["bases"][1]["knowable"]["events"], said["bases"][1]["not_knowable"]["base"]) == (99, 1)
    assert {row["of"] for row in said["causes"]} == {"none", "identity_changed"}
