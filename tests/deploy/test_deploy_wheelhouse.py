"""Sojourn installs from a folder, with no network: the wheelhouse is whole, and its wheel holds every file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.wheelhouse import NEEDED, SUMS, build_wheel, make_wheelhouse, needed_lock

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def wheelhouse() -> Iterator[Path]:
    """Make a wheelhouse as ``make wheelhouse`` does; it is large, and gone at the end."""
    with tempfile.TemporaryDirectory(prefix="sojourn-wheelhouse-") as folder:
        make_wheelhouse(Path(folder))
        yield Path(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a folder to install into, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="sojourn-installed-") as folder:
        yield Path(folder)


def test_the_wheel_holds_every_file_that_git_tracks(tmp_path: Path, repo: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "src"], cwd=repo, capture_output=True, text=True, check=True)
    tracked = {name.removeprefix("src/") for name in listed.stdout.split("\0") if (repo / name).is_file()}
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        assert tracked - set(wheel.namelist()) == set()


def test_a_machine_without_a_network_installs_and_runs_it(wheelhouse: Path, place: Path) -> None:
    uv, cache = str(BIN / "uv"), place / "cache"
    environ = {**os.environ, "PATH": os.defpath, "UV_OFFLINE": "1", "UV_CACHE_DIR": str(cache)}
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(place / "venv")], env=environ, check=True)
    wanted = ["--no-index", "--find-links", str(wheelhouse), "--require-hashes", "-r", str(wheelhouse / NEEDED)]
    python = ["--python", str(place / "venv" / "bin" / "python")]
    subprocess.run([uv, "pip", "install", "--quiet", *python, *wanted], env=environ, check=True)
    ran = subprocess.run(
        [str(place / "venv" / "bin" / "sojourn"), "--version"], capture_output=True, text=True, cwd=place
    )
    helped = subprocess.run(
        [str(place / "venv" / "bin" / "sojourn"), "serve", "--help"], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout.startswith("sojourn, version"), helped.returncode) == (0, True, 0)


def test_the_checksums_are_those_of_the_files(wheelhouse: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=wheelhouse, check=True)
    listed = {line.split()[1] for line in (wheelhouse / SUMS).read_text().splitlines()}
    assert listed == {path.name for path in wheelhouse.iterdir()} - {SUMS}


def test_what_only_developers_need_is_not_in_it(repo: Path) -> None:
    needed = needed_lock((repo / "requirements.lock").read_text(encoding="utf-8"))
    assert "\ndjango==" in needed
    assert not [name for name in ("pytest==", "mypy==", "playwright==", "mkdocs==") if f"\n{name}" in needed]
