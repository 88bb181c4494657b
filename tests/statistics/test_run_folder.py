"""A folder that is no run, or not a whole one, is refused with a plain message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.errors import RunError
from sojourn.statistics.run_folder import open_run

WriteRun = Callable[..., Path]
ONE = [{"state": "in_status"}]


def refusal_of(folder: Path) -> RunError:
    with pytest.raises(RunError) as refused, open_run(folder):
        pass
    assert "Next: " in refused.value.message
    return refused.value


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    refused = refusal_of(tmp_path / "nowhere")
    assert refused.code == "run-missing"
    assert "nowhere" in refused.message


def test_a_run_without_its_account_did_not_finish(write_run: WriteRun) -> None:
    folder = write_run(ONE)
    (folder / "run.json").unlink()
    assert refusal_of(folder).code == "run-unfinished"


def test_a_run_without_its_answers_did_not_finish(write_run: WriteRun) -> None:
    folder = write_run(ONE)
    (folder / "answers.parquet").unlink()
    refused = refusal_of(folder)
    assert (refused.code, "answers.parquet" in refused.message) == ("run-unfinished", True)


@pytest.mark.parametrize("text", ["", "[]", '{"law": "us"}', "not json"])
def test_an_account_that_does_not_read_is_refused(write_run: WriteRun, text: str) -> None:
    folder = write_run(ONE)
    (folder / "run.json").write_text(text, encoding="utf-8")
    assert refusal_of(folder).code == "run-unreadable"


def test_a_file_that_is_no_parquet_is_refused(write_run: WriteRun) -> None:
    folder = write_run(ONE)
    (folder / "feeds.parquet").write_text("feed,port", encoding="utf-8")
    assert refusal_of(folder).code == "run-unreadable"


def test_missing_columns_are_named(write_run: WriteRun) -> None:
    folder = write_run(ONE)
    pq.write_table(pa.table({"stay_id": ["s1"]}), folder / "answers.parquet")
    refused = refusal_of(folder)
    assert (refused.code, "`authorised_until`" in refused.message) == ("run-unreadable", True)


def test_a_state_of_another_version_is_refused(write_run: WriteRun) -> None:
    assert "`overstayed`" in refusal_of(write_run([{"state": "overstayed"}])).message


def test_answers_of_another_run_are_noticed(write_run: WriteRun) -> None:
    counts = {"movements": {}, "facts": {}, "states": {"in_status": 2}}
    assert refusal_of(write_run(ONE, about={"counts": counts})).code == "run-inconsistent"


@pytest.mark.parametrize("counted", [1, 2])
def test_the_run_may_count_its_restricted_stays_or_not(write_run: WriteRun, counted: int) -> None:
    counts = {"movements": {}, "facts": {}, "states": {"in_status": counted}}
    hidden = [{"arrival_id": "post:AAA/r", "state": "in_status"}]
    with open_run(write_run(ONE, restricted=hidden, about={"counts": counts})) as run:
        assert run.restricted_stays == 1
        assert run.rows("SELECT count(*) FROM answers") == [(1,)]


def test_the_time_of_a_run_is_its_total_or_the_sum_of_its_steps(write_run: WriteRun) -> None:
    with open_run(write_run(ONE)) as summed:
        assert summed.about.took == 3.75
    with open_run(write_run(ONE, about={"timings": {"read": 1, "total": 9}}, name="other")) as given:
        assert given.about.took == 9
