"""The score: what is joined with what, and what is counted as right, open and wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.statistics import Score, score
from sojourn.statistics.score import MEASURES, Measure, Rate, measure_rate, of_part, state_rates, verdict
from sojourn.statistics.truth import NO_ANSWER, Cell
from sojourn.tables import STATES, TRUTH, TRUTHS

WriteRun = Callable[..., Path]
WriteTruth = Callable[..., Path]

CELLS = st.lists(
    st.builds(
        Cell, st.sampled_from(TRUTHS), st.sampled_from((*STATES, NO_ANSWER)), st.booleans(), st.integers(1, 10**6)
    ),
    max_size=30,
)


def named(measure: str, cells: tuple[Cell, ...] | list[Cell]) -> Rate:
    return measure_rate({one.name: one for one in MEASURES}[measure], cells)


def answered(state: str, number: int) -> list[dict[str, str]]:
    return [{"arrival_id": f"post:AAA/{state}{place}", "state": state} for place in range(number)]


def states_of(found: Score) -> list[tuple[str, str, int]]:
    return [(cell.truth, cell.state, cell.stays) for cell in found.cells]


def test_an_answer_is_joined_by_the_record_of_the_arrival(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run([{"arrival_id": "post:AAA/1", "state": "in_status"}])
    assert states_of(score(run, write_truth(("post:AAA/1", "in_status")))) == [("in_status", "in_status", 1)]


def test_a_record_that_was_merged_into_the_arrival_finds_the_stay(write_run: WriteRun, write_truth: WriteTruth) -> None:
    merged = {
        "crossing_id": "c1",
        "direction": "arrival",
        "stay_id": "s1",
        "record_ids": ["carrier:QA/7", "post:AAA/1"],
    }
    run = write_run([{"stay_id": "s1", "arrival_id": "post:AAA/1", "state": "in_status"}], crossings=[merged])
    assert states_of(score(run, write_truth(("carrier:QA/7", "in_status")))) == [("in_status", "in_status", 1)]


def test_a_record_that_a_correction_replaced_finds_the_stay(write_run: WriteRun, write_truth: WriteTruth) -> None:
    standing = {"crossing_id": "c1", "direction": "arrival", "stay_id": None, "record_ids": ["post:AAA/2"]}
    run = write_run([{"arrival_id": "post:AAA/1", "state": "in_status"}], crossings=[standing])
    assert states_of(score(run, write_truth(("post:AAA/1", "in_status")))) == [("in_status", "in_status", 1)]


def test_a_departure_of_the_same_record_name_is_not_taken_for_an_arrival(
    write_run: WriteRun, write_truth: WriteTruth
) -> None:
    departure = {"crossing_id": "c1", "direction": "departure", "stay_id": "s1", "record_ids": ["post:AAA/9"]}
    run = write_run([{"stay_id": "s1", "arrival_id": "post:AAA/1", "state": "left_in_time"}], crossings=[departure])
    assert states_of(score(run, write_truth(("post:AAA/9", "in_status")))) == [("in_status", NO_ANSWER, 1)]


def test_restricted_stays_are_scored_with_the_others(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run(restricted=[{"arrival_id": "post:AAA/1", "state": "authorised"}])
    assert states_of(score(run, write_truth(("post:AAA/1", "authorised")))) == [("authorised", "authorised", 1)]


def test_answers_that_belong_to_no_true_stay_are_counted(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run(answered("in_status", 1) + answered("unexplained", 2))
    found = score(run, write_truth(("post:AAA/in_status0", "in_status")))
    assert found.without_truth == {"unexplained": 2}


def test_two_true_stays_under_one_answer_are_noticed(write_run: WriteRun, write_truth: WriteTruth) -> None:
    both = {"crossing_id": "c1", "direction": "arrival", "stay_id": "s1", "record_ids": ["post:AAA/1", "post:AAA/2"]}
    run = write_run([{"stay_id": "s1", "arrival_id": "post:AAA/1", "state": "in_status"}], crossings=[both])
    truth = write_truth(("post:AAA/1", "in_status"), ("post:AAA/2", "in_status"))
    assert (score(run, truth).shared, score(run, truth).stays) == (1, 2)


def test_false_questions_are_counted_among_lawful_stays_only(write_run: WriteRun, write_truth: WriteTruth) -> None:
    run = write_run(answered("unexplained", 3) + answered("in_status", 1))
    truth = write_truth(
        ("post:AAA/unexplained0", "left_in_time"),
        ("post:AAA/unexplained1", "overstayed"),
        ("post:AAA/unexplained2", "left_after_end"),
        ("post:AAA/in_status0", "in_status"),
    )
    cells = score(run, truth).cells
    assert named("false_unexplained", cells) == Rate(1, 2, 100_000)
    assert named("false_unexplained", cells).value == 50_000
    assert named("overstays_asked", cells) == Rate(1, 1)
    assert named("late_unexplained", cells) == Rate(1, 1)


def test_a_stay_with_two_causes_counts_under_both_and_a_clean_one_under_none(
    write_run: WriteRun, write_truth: WriteTruth
) -> None:
    run = write_run(answered("in_status", 2))
    truth = write_truth(
        ("post:AAA/in_status0", "in_status", False, ["late_record", "new_passport"]),
        ("post:AAA/in_status1", "in_status", True, []),
    )
    found = score(run, truth)
    assert {cause: sum(cell.stays for cell in cells) for cause, cells in found.causes.items()} == {
        "late_record": 1,
        "new_passport": 1,
        "none": 1,
    }
    assert (found.stays, found.knowable) == (2, 1)


@pytest.mark.parametrize(
    ("truth", "state", "judged"),
    [
        ("in_status", "in_status", "correct"),
        ("in_status", "authorised", "wrong"),
        ("overstayed", "unexplained", "correct"),
        ("overstayed", "awaiting_records", "open"),
        ("overstayed", "left_in_time", "wrong"),
        ("left_in_time", "unexplained", "wrong"),
        ("left_in_time", "left_date_unknown", "open"),
        ("in_status", "left_date_unknown", "wrong"),
        ("left_after_end", "left_in_time", "wrong"),
        ("resident", "unknown", "open"),
        ("not_subject", NO_ANSWER, "correct"),
        ("in_status", NO_ANSWER, "wrong"),
    ],
)
def test_an_answer_is_judged(truth: str, state: str, judged: str) -> None:
    assert verdict(truth, state) == judged


@given(CELLS)
def test_correct_open_and_wrong_add_up_to_all_stays(cells: list[Cell]) -> None:
    rates = [named(name, cells) for name in ("correct", "open", "wrong")]
    assert sum(rate.events for rate in rates) == sum(cell.stays for cell in cells)


@given(CELLS, st.sampled_from(MEASURES))
def test_knowable_and_not_knowable_add_up_to_all(cells: list[Cell], measure: Measure) -> None:
    parts = [measure_rate(measure, of_part(cells, part)) for part in ("knowable", "not_knowable")]
    whole = measure_rate(measure, of_part(cells, "all"))
    assert (sum(part.events for part in parts), sum(part.base for part in parts)) == (whole.events, whole.base)


@given(CELLS)
def test_the_answers_of_every_state_add_up_to_all_stays(cells: list[Cell]) -> None:
    bases = [state_rates(state, cells)["correct"].base for state in (*STATES, NO_ANSWER)]
    assert sum(bases) == sum(cell.stays for cell in cells)


def test_a_rate_of_nothing_has_no_value() -> None:
    assert (Rate(0, 0).value, Rate(0, 0).interval) == (None, None)


def refusal_of(run: Path, truth: Path) -> EvidenceError:
    with pytest.raises(EvidenceError) as refused:
        score(run, truth)
    assert "Next: " in refused.value.message
    return refused.value


def test_other_words_are_refused_with_the_allowed_ones(write_run: WriteRun, write_truth: WriteTruth) -> None:
    refused = refusal_of(
        write_run(answered("in_status", 1)), write_truth(("post:AAA/1", "departed"), ("post:AAA/2", None))
    )
    assert refused.code == "truth-words"
    assert "`departed`" in refused.message
    assert "`(null)`" in refused.message
    assert all(f"`{word}`" in refused.message for word in TRUTHS)


def test_an_unsaid_knowable_is_refused(write_run: WriteRun, write_truth: WriteTruth) -> None:
    refused = refusal_of(write_run(answered("in_status", 1)), write_truth(("post:AAA/1", "in_status", None)))
    assert refused.code == "truth-words"


def test_a_missing_file_of_truth_is_named(write_run: WriteRun, tmp_path: Path) -> None:
    assert refusal_of(write_run(answered("in_status", 1)), tmp_path / "none.parquet").code == "truth-missing"


def test_a_file_of_truth_that_is_no_parquet_is_refused(write_run: WriteRun, tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("record_id,truth", encoding="utf-8")
    assert refusal_of(write_run(answered("in_status", 1)), tmp_path / "truth.csv").code == "truth-unreadable"


def test_missing_columns_of_truth_are_named(write_run: WriteRun, tmp_path: Path) -> None:
    pq.write_table(pa.table({"record_id": ["post:AAA/1"], "truth": ["in_status"]}), tmp_path / "short.parquet")
    refused = refusal_of(write_run(answered("in_status", 1)), tmp_path / "short.parquet")
    assert (refused.code, "`knowable`" in refused.message) == ("truth-unreadable", True)


def test_a_record_named_twice_is_refused(write_run: WriteRun, write_truth: WriteTruth) -> None:
    truth = write_truth(("post:AAA/1", "in_status"), ("post:AAA/1", "in_status"))
    assert refusal_of(write_run(answered("in_status", 1)), truth).code == "truth-repeated"


def test_an_empty_file_of_truth_is_refused(write_run: WriteRun, tmp_path: Path) -> None:
    pq.write_table(TRUTH.empty_table(), tmp_path / "empty.parquet")
    assert refusal_of(write_run(answered("in_status", 1)), tmp_path / "empty.parquet").code == "truth-empty"
