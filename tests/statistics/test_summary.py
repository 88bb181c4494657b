"""The short account printed at the end of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sojourn.statistics import summary


def test_states_add_up_to_all_stays(whole_run: Path) -> None:
    text = summary(whole_run)
    assert text.startswith("1,913 stays, on 14 March 2027, known by 15 March 2027, 06:30 UTC")
    assert "| Left in time         | left_in_time      | 1,400 |  73.2\xa0% |" in text
    assert "| All stays            |                   | 1,913 | 100.0\xa0% |" in text


def test_unknown_stays_are_told_by_code(whole_run: Path) -> None:
    assert "| Whose record it is         | identity_review  |    14 |  25.0\xa0% |" in summary(whole_run)


def test_records_are_told_by_fate(whole_run: Path) -> None:
    text = summary(whole_run)
    assert "| Duplicate   |        41 |     0 |" in text
    assert "| All records |     3,351 |   404 |" in text


def test_restricted_stays_are_one_number(whole_run: Path) -> None:
    assert "Restricted stays, not counted above: 1; see `restricted/`." in summary(whole_run)


def test_the_report_is_named_once_it_is_there(write_run: Callable[..., Path]) -> None:
    run = write_run([{"state": "in_status"}])
    assert "The report: " not in summary(run)
    (run / "report.html").touch()
    assert f"The report: {run / 'report.html'}" in summary(run)


def test_the_summary_says_what_a_question_is_and_how_long_it_took(whole_run: Path) -> None:
    text = summary(whole_run)
    assert "Took 3.8 s." in text
    assert "`unexplained` is a question about records." in text


def test_a_run_without_unknown_stays_has_no_table_of_them(write_run: Callable[..., Path]) -> None:
    assert "What is unknown" not in summary(write_run([{"state": "in_status"}]))


def test_an_empty_run_has_a_summary(write_run: Callable[..., Path]) -> None:
    assert summary(write_run()).startswith("0 stays, on 14 March 2027")
