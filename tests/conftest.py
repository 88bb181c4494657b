"""What all tests share: the engines, the folder of real records, and how a test says that something is missing.

A test that needs Java, Chromium or the folder of real records skips with a plain word where they are missing. Under
``CI=true`` nothing may be skipped: a skip is turned into a failure that repeats the reason.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from sojourn.engine import Engine, open_engine

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parent.parent
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def java_missing() -> str | None:
    """Say what Spark lacks on this machine, or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: `SPARK=1 make setup` installs it"
    if shutil.which("java") is None:
        return "Java is not installed: Spark needs Java 17 or later"
    return None


def find_browser() -> str | None:
    """Find the program of a Chromium on this machine."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run; keep the tests on Spark together in one process, and those of each file, so
    that what a file builds once (a run, a database) is built once."""
    no_java = java_missing()
    no_browser = None if find_browser() else "Chromium is not installed"
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))
            if no_java:
                item.add_marker(pytest.mark.skip(reason=no_java))
        elif item.path.parent.name not in ("evidence", "tests"):
            item.add_marker(pytest.mark.xdist_group(_together(item.path)))
        if item.get_closest_marker("browser") and no_browser:
            item.add_marker(pytest.mark.skip(reason=no_browser))


def _together(path: Path) -> str:
    """Name what runs in one process: a file; and all of the register, which share one database."""
    return "register" if "register" in path.parts else path.stem


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI, make a skipped test a failed one."""
    report = yield
    return _not_skipped(report) if not hasattr(report, "wasxfail") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under CI, make a skipped module a failed one."""
    report = yield
    return _not_skipped(report)


def _not_skipped(report: Report) -> Report:
    if report.skipped and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped under CI=true, and this was: {reason}"
    return report


@pytest.fixture(scope="session")
def repo() -> Path:
    """Give the root folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real records that lies beside the clone; tests that use it are marked ``shared``."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real records, `../shared/data`, does not lie beside this clone")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the program of the system's Chromium; tests that use it are marked ``browser``."""
    program = find_browser()
    if program is None:
        pytest.skip("Chromium is not installed")
    return program


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    """Open DuckDB once for all tests of a process; each table it is given gets a name of its own."""
    with open_engine("duckdb", memory="2GB", threads=1) as engine:  # two processes share two cores
        yield engine


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[Engine]:
    """Open Spark once for all tests; tests that use it are marked ``spark``."""
    reason = java_missing()
    if reason:
        pytest.skip(reason)
    small = {"spark.driver.memory": "4g", "spark.sql.shuffle.partitions": "2", "spark.driver.bindAddress": "127.0.0.1"}
    with open_engine("spark", settings=small) as engine:
        yield engine
