"""The yearly report: the same each time, without a person and without a small count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


def ask_many(whom: Any) -> None:
    from sojourn.register import clock
    from sojourn.register.review.models import Question

    at = clock.start_of(date(2027, 1, 5))
    for number in range(120):
        state = "withdrawn" if number < 70 else "settled" if number < 117 else "still_open"
        Question.objects.create(
            stay_id=f"s{number:020x}", code="unexplained", person_id=whom.person_id, answer_id=1, basis=b"x",
            happened_on=date(2027, 1, 5), state=state, opened_at=at, closed_at=at, withdrawn_why="records",
        )  # fmt: skip


def test_the_report_is_the_same_each_time_and_tells_of_no_person(person: Maker, tmp_path: Path) -> None:
    from sojourn.register.oversight.yearly import write_year

    whom = person()
    ask_many(whom)
    assert write_year(2027, tmp_path / "one") == write_year(2027, tmp_path / "two")
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    whole = b"".join(files.values()).decode()
    assert not any(each in whole for each in (whom.person_id, whom.stay_id, *whom.markers))
    assert "withdrawn,records,70" in whole
    assert "reviewed,still_open,\n" in whole
    assert "<svg" in whole
    assert "479" in whole  # the simulated rates stand beside the measured ones


def test_nothing_is_overwritten(db: None, tmp_path: Path) -> None:
    from sojourn.register.oversight.yearly import write_year

    with pytest.raises(RegisterError) as refused:
        write_year(2027, tmp_path)
    assert refused.value.code == "report-exists"


def test_a_live_register_reports_a_year_that_is_over(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from django.conf import settings

    from sojourn.register import clock
    from sojourn.register.oversight.yearly import write_year

    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, mode="live"))
    with clock.set_to(clock.start_of(date(2028, 1, 14))), pytest.raises(RegisterError) as refused:
        write_year(2027, tmp_path / "out")
    assert refused.value.code == "report-year-open"
