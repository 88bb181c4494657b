"""Real admission records through the whole engine; the figures of all parts are in docs/i94.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.i94 import read_and_reconcile

pytestmark = pytest.mark.shared

ACCUSES = "unexplained though the limit is D/S, unreadable or not yet passed"


@pytest.fixture(scope="module")
def counted(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], dict[str, int]]:
    """One part of the archive, read and reconciled: states, and figures."""
    return read_and_reconcile([shared_data / "i94" / "i94_apr16_part00.snappy.parquet"], tmp_path_factory.mktemp("i94"))


def test_no_record_without_a_passed_limit_is_a_question(counted: tuple[dict[str, int], dict[str, int]]) -> None:
    assert counted[1][ACCUSES] == 0


def test_the_states_add_up_to_the_stays(counted: tuple[dict[str, int], dict[str, int]]) -> None:
    states, figures = counted
    assert sum(states.values()) == figures["stays"]


def test_questions_are_fewer_than_passed_limits_without_departure(
    counted: tuple[dict[str, int], dict[str, int]],
) -> None:
    figures = counted[1]
    assert 0 < figures["unexplained"] <= figures["limit passed, no departure known"]
