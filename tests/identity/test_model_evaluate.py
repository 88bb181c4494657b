"""Labelled records: their form, the figures of an evaluation, and models made from them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from benchmarks.linkage import fake_1000, febrl, halves, trained_on
from sojourn.cli import main
from sojourn.errors import EvidenceError
from sojourn.identity.model.evaluate import evaluate_records
from sojourn.identity.model.figures import to_text
from sojourn.identity.model.labelled import check_labelled, read_labelled
from sojourn.identity.model.model_file import load_model
from sojourn.identity.model.training import commonness_chances
from sojourn.simulate.doubles import doubles

HARD = ("twin", "sibling", "parent_and_child", "namesake", "namesake_same_birthday")


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, dict[str, int]]]:
    return evaluate_records(check_labelled(doubles(5_501, 4_000)), load_model(), kind="departure")


def test_links_on_unseen_people_are_right(found: dict[str, dict[str, float]]) -> None:
    assert found["precision"]["value"] >= 0.995


@pytest.mark.parametrize("kind", HARD)
def test_people_who_look_alike_do_not_merge(kind: str, found: dict[str, dict[str, dict[str, int]]]) -> None:
    assert found["by_kind"].get(kind, {"wrong_links": 0})["wrong_links"] <= 1


@pytest.mark.parametrize(
    ("kind", "least"),
    [("new_passport", 0.9), ("transliteration", 0.75), ("names_swapped", 0.85), ("day_month_swapped", 0.8)],
)
def test_changed_records_are_found_again(kind: str, least: float, found: dict[str, dict[str, dict[str, int]]]) -> None:
    row = found["by_kind"][kind]
    assert row["linked"] / row["true_pairs"] >= least


def test_a_second_nationality_is_left_to_a_reviewer(found: dict[str, dict[str, dict[str, int]]]) -> None:
    row = found["by_kind"]["second_nationality"]
    assert row["linked"] == 0
    assert row["in_review"] == row["true_pairs"]


def test_the_text_shows_kinds_and_thresholds(found: dict[str, dict[str, dict[str, int]]]) -> None:
    text = to_text(found, "unseen people")
    assert "second_nationality" in text
    assert "10 bits" in text


def test_pairs_that_no_rule_brings_together_count_as_missed() -> None:
    rows = [
        {"record_id": "1", "person": "p", "surname": "ALVARO", "given_names": "INES", "birth_date": "1970-01-02"},
        {"record_id": "2", "person": "p", "surname": "KOWAL", "given_names": "EWA", "birth_date": "1988-11-30"},
    ]
    found = evaluate_records(check_labelled(pa.Table.from_pylist(rows)), load_model())
    assert (found["true_pairs"], found["candidates"], found["recall"]["value"]) == (1, 0, 0.0)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("record_id,name\n1,X\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_labelled(tmp_path / "l.csv")
    assert caught.value.code == "labelled-unreadable"
    assert "`person`" in caught.value.message
    assert "`name`" in caught.value.message


def test_a_record_id_that_repeats_is_refused() -> None:
    with pytest.raises(EvidenceError) as caught:
        check_labelled(pa.table({"record_id": ["1", "1"], "person": ["p", "q"]}))
    assert "`record_id` is not unique" in caught.value.message


def test_three_sources_are_refused() -> None:
    with pytest.raises(EvidenceError) as caught:
        check_labelled(pa.table({"record_id": ["1", "2", "3"], "person": ["p"] * 3, "source": ["a", "b", "c"]}))
    assert caught.value.code == "labelled-unreadable"


def test_a_trained_model_is_measured_before_use(tmp_path: Path) -> None:
    pq.write_table(doubles(61, 700), tmp_path / "train.parquet")
    pq.write_table(doubles(62, 700), tmp_path / "other.parquet")
    model = str(tmp_path / "own.json")
    run = CliRunner()
    made = run.invoke(main, ["identity", "train", str(tmp_path / "train.parquet"), "--out", model])
    assert made.exit_code == 0, made.output
    assert not load_model(Path(model)).is_evaluated
    told = ["identity", "evaluate", str(tmp_path / "other.parquet"), "--model", model, "--write", "--format", "json"]
    measured = run.invoke(main, told)
    assert measured.exit_code == 0, measured.output
    assert json.loads(measured.output)["precision"]["value"] > 0.98
    load_model(Path(model)).require_evaluated()


def test_what_is_not_listed_counts_as_rare() -> None:
    m, u = commonness_chances({"floor": 14.0, "values": {"KIM": 5.0, "CRUZ": 8.0}})
    assert m["rarer"] / u["rarer"] > 4 * m["1 in 64 or more"] / u["1 in 64 or more"]


@pytest.mark.shared
def test_febrl4_with_names_and_birth_date_only(shared_data: Path) -> None:
    files = {"a": "febrl_dataset4a.csv", "b": "febrl_dataset4b.csv"}
    found = evaluate_records(check_labelled(febrl(shared_data / "linkage", files)), load_model())
    assert found["precision"]["value"] >= 0.995
    assert found["recall"]["value"] >= 0.90


@pytest.mark.shared
def test_fake_1000_with_a_model_of_the_other_half(shared_data: Path) -> None:
    first, second = halves(fake_1000(shared_data / "linkage"))
    found = evaluate_records(check_labelled(second), trained_on(first))
    assert found["f1"]["value"] > 0.856
