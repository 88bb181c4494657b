"""The reader against the folder of real messages: its index, and the pairs of a noisy original and its clean twin."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sojourn.evidence.edifact import read_interchanges
from sojourn.evidence.paxlst import Reading, read_paxlst, summarise

RECEIVED = datetime(2021, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def folder(shared_data: Path) -> Path:
    """Give the folder of PAXLST and CUSRES messages."""
    return shared_data / "paxlst"


def _read(file: Path) -> Reading:
    return read_paxlst(file.read_bytes(), country="USA", recorded_at=RECEIVED)


def _index(folder: Path) -> list[list[str]]:
    return [line.split("\t") for line in (folder / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.shared
def test_every_file_is_summarised_as_the_index_says(folder: Path) -> None:
    found = [[name, *summarise((folder / name).read_bytes()).columns()] for name, *_ in _index(folder)]
    assert found == _index(folder)
    assert len(found) == 37


@pytest.mark.shared
def test_every_person_of_every_file_has_a_fate(folder: Path) -> None:
    readings = {row[0]: _read(folder / row[0]) for row in _index(folder)}
    assert {name: sum(reading.counts.values()) for name, reading in readings.items()} == {
        row[0]: int(row[4]) for row in _index(folder)
    }
    assert [part for reading in readings.values() for part in reading.quarantined] == []


@pytest.mark.shared
def test_every_cusres_is_kept_apart(folder: Path) -> None:
    answers = [row[0] for row in _index(folder) if row[2].startswith("CUSRES")]
    kept = [row[0] for row in _index(folder) for _ in _read(folder / row[0]).kept_apart]
    assert kept == answers
    assert len(kept) == 12


@pytest.mark.shared
@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_noisy_original_and_its_clean_twin_give_the_same_messages(folder: Path, letter: str) -> None:
    noisy = (folder / "ediclean" / f"{letter}_original_with_transport_noise.edi").read_bytes()
    clean = (folder / "ediclean" / f"{letter}_clean_reference.edi").read_bytes()
    first, second = (
        [[(segment.tag, segment.elements) for segment in part.segments] for part in read_interchanges(data)]
        for data in (noisy, clean)
    )
    assert first == second
    rows, others = (
        [row | {"raw": None} for row in read_paxlst(data, country="DEU", recorded_at=RECEIVED).movements]
        for data in (noisy, clean)
    )
    assert rows == others
