"""Decisions of two people about feeds in quarantine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from feed_counts import counted, day, decision, judged, others, quarantined

from sojourn.errors import EvidenceError
from sojourn.evidence.feed_overrides import load_overrides

ENTRY = {
    "feed": "carrier:XX",
    "from": day(50),
    "to": day(53),
    "status": "released",
    "decided_by": "officer 17",
    "confirmed_by": "officer 23",
    "reason": "the carrier delivered its lists again",
    "decided_at": datetime(2026, 6, 1, tzinfo=UTC),
}
BAD_DAYS = [counted("carrier:XX", on, 40, 14 if 50 <= on < 54 else 0) for on in range(120)]


def write(folder: Path, *entries: Any) -> Path:
    """Write a file of decisions."""
    (folder / "feed_overrides.yaml").write_text(yaml.safe_dump(list(entries)), encoding="utf-8")
    return folder


def problems_of(folder: Path) -> str:
    """Read a file that is refused; give the message."""
    with pytest.raises(EvidenceError) as error:
        load_overrides(folder)
    assert error.value.code == "bad-overrides"
    return error.value.message


def test_without_the_file_there_is_no_decision(tmp_path: Path) -> None:
    assert load_overrides(tmp_path) == ()


def test_a_decision_is_read_with_its_position_and_without_names(tmp_path: Path) -> None:
    first, second = load_overrides(write(tmp_path, ENTRY, ENTRY | {"status": "quarantined", "port": "IATA:JFK"}))
    assert (first.position, first.port, first.first, first.last) == (1, None, day(50), day(53))
    assert (second.position, second.port) == (2, "IATA:JFK")
    assert first.words == "released by decision 1 of feed_overrides.yaml: the carrier delivered its lists again"
    assert "officer" not in repr((first, second))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    message = problems_of(
        write(
            tmp_path,
            ENTRY | {"confirmed_by": " Officer 17"},
            ENTRY | {"status": "open", "decided_at": "soon"},
            ENTRY | {"reason": "", "why": "x"},
            ENTRY | {"to": day(1)},
            "text",
        )
    )
    for said in (
        "`decision 1: confirmed_by`",
        "`decision 2: status`",
        "`decision 2: decided_at`",
        "`decision 3: reason`",
        "`decision 3: why`",
        "`decision 4: to`",
        "`decision 5`",
    ):
        assert said in message
    assert "fficer 17" not in message


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feed_overrides.yaml").write_text("feed: carrier:XX\n", encoding="utf-8")
    assert "a list of decisions" in problems_of(tmp_path)


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "feed_overrides.yaml").write_text("- feed: [\n", encoding="utf-8")
    assert "line 2" in problems_of(tmp_path)


def test_a_release_ends_a_quarantine_and_tells_what_it_was() -> None:
    rows = judged(others(120) + BAD_DAYS, decision(1, "released", 51, 60))
    assert quarantined(rows, "carrier:XX") == [day(50)]
    (released,) = {row["reason"] for row in rows if row["status"] == "released"}
    assert released.startswith("released by decision 1 of feed_overrides.yaml: the carrier delivered its lists again; ")
    assert "it was in quarantine: departures reported not on board: 56 of 160" in released


def test_a_release_of_days_in_order_changes_nothing() -> None:
    assert judged(others(120), decision(1, "released", 0, 99, feed="carrier:AA")) == judged(others(120))


def test_a_decision_quarantines_days_with_and_without_records() -> None:
    rows = judged(others(60), decision(1, "quarantined", 58, 61, feed="carrier:AA"))
    assert quarantined(rows, "carrier:AA") == [day(58), day(59), day(60), day(61)]
    assert [row["seen"] for row in rows if row["status"] == "quarantined"] == [40, 40, 0, 0]


def test_the_last_decision_about_a_day_counts() -> None:
    later = datetime(2026, 7, 1, tzinfo=UTC)
    both = [decision(2, "quarantined", 10, 12), decision(1, "released", 11, 12, decided_at=later)]
    rows = judged(others(120) + BAD_DAYS, *both)
    assert quarantined(rows, "carrier:XX") == [day(10), *(day(on) for on in range(50, 54))]


def test_a_decision_made_after_the_cut_off_does_not_exist() -> None:
    later = decision(1, "released", 50, 53, decided_at=datetime(2028, 1, 1, tzinfo=UTC))
    assert judged(others(120) + BAD_DAYS, later) == judged(others(120) + BAD_DAYS)
