"""Figures of several processes add up, those of ended processes stay for a while, and a full disk ends nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from sojourn.register.operate import figures_folder
from sojourn.register.operate.figures_folder import FOLDER, empty_folder, share_figures

COUNT = """
from datetime import UTC, datetime
from sojourn.register.operate.metrics import SHARED, chore_done, count_rows
assert SHARED
count_rows({"accepted": 3})
chore_done("daily", datetime(2026, 3, 1, tzinfo=UTC))
"""


def count_in_a_process(folder: Path) -> None:
    """Count three rows and one chore in a process of its own."""
    subprocess.run([sys.executable, "-c", COUNT], env={**os.environ, FOLDER: str(folder)}, check=True)


def text_of(folder: Path) -> str:
    shared = CollectorRegistry()
    MultiProcessCollector(shared, str(folder))
    return generate_latest(shared).decode()


def test_what_two_processes_counted_adds_up(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path)
    count_in_a_process(folder)
    count_in_a_process(folder)
    text = text_of(folder)
    assert 'sojourn_rows_total{fate="accepted"} 6.0' in text
    assert 'sojourn_chore_last_success_timestamp_seconds{chore="daily"} 1.772323' in text


def test_a_new_start_begins_without_the_figures_of_processes_that_ended(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path)
    (folder / "counter_999999999.db").write_bytes(b"")
    (folder / f"counter_{os.getppid()}.db").write_bytes(b"")
    assert [path.name for path in empty_folder(tmp_path).iterdir()] == [f"counter_{os.getppid()}.db"]


def test_the_figures_of_a_worker_that_fails_again_and_again_do_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = empty_folder(tmp_path)
    for number in range(200):
        (folder / f"counter_{999_000_000 + number}.db").write_bytes(b"")
    monkeypatch.setenv(FOLDER, str(folder))
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    assert share_figures()
    assert len(list(folder.iterdir())) == 63


def test_a_process_that_finds_no_room_keeps_its_figures_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figures_folder, "_make_whole", full)
    monkeypatch.setenv(FOLDER, str(empty_folder(tmp_path)))
    assert not share_figures()
    assert list((tmp_path / "metrics").iterdir()) == []


def test_a_file_of_figures_takes_its_whole_room_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = empty_folder(tmp_path)
    count_in_a_process(folder)
    sizes = {(path.stat().st_size, path.stat().st_blocks * 512 >= path.stat().st_size) for path in folder.iterdir()}
    assert sizes == {(256 * 1024, True)}
