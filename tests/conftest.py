"""What all tests share: the engines, the folder of real records, and how a test says that something is missing.

A test that needs Java, Chromium or the folder of real records skips with a plain word where they are missing. Under
``CI=true`` nothing may be skipped: a skip is turned into a failure that repeats the reason.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings

from sojourn.engine import Engine, open_engine

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parent.parent
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Fixtures of tests that commit what they make.
COMMITTING = frozenset({"site", "page", "open_browser", "small_country", "overseer"})
#: The groups that take longest, the longest first. They begin first, and what takes least comes last: so no process has
#: to wait for another at the end.
LONGEST = (
    "register",
    "spark",
    "test_law_mutations",
    "test_stays_leftovers",
    "test_stays_folder",
    "test_feed_answers",
    "test_stays_scenarios",
    "test_model_scoring",
    "test_model_evaluate",
    "test_reviewed_people",
    "test_deploy_wheelhouse",
    "test_answering",
    "test_coverage_run",
)

gc.set_threshold(50_000, 20, 20)  # to build expressions makes millions of objects, hardly any of them in circles

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
    """Skip what this machine cannot run; the longest groups begin."""
    no_java = java_missing()
    no_browser = None if find_browser() else "Chromium is not installed"
    for item in items:
        if item.get_closest_marker("spark"):
            assert group_of(item.nodeid) == "spark", f"{item.nodeid}: a test on Spark says `spark` in its name"
            if no_java:
                item.add_marker(pytest.mark.skip(reason=no_java))
        if item.get_closest_marker("browser") and no_browser:
            item.add_marker(pytest.mark.skip(reason=no_browser))
    items.sort(key=lambda item: (_turn(group_of(item.nodeid)), _commits(item)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Give each group of tests to one process, in the order collected."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return Groups(config, log)


def group_of(nodeid: str) -> str:
    """Name what runs in one process: the tests on Spark; all of the register, which share one database; those of each
    file, so that what a file builds once (a run, a server) is built once. Of two folders each test is its own."""
    place, _, test = nodeid.partition("::")
    path = PurePosixPath(place)
    if "register" in path.parts:
        return "register"
    if "spark" in test.partition("[")[0]:
        return "spark"
    return nodeid if path.parent.name in ("evidence", "tests") else path.stem


def _commits(item: pytest.Item) -> bool:
    """Say whether a test leaves rows in the database for a served page to read: those that undo theirs go first."""
    return bool(COMMITTING & set(getattr(item, "fixturenames", ())))


def _turn(group: str) -> int:
    """Give the place of a group: the long ones in their order, then the files, then single tests."""
    if group in LONGEST:
        return LONGEST.index(group)
    return len(LONGEST) + ("::" in group)


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
    small = {
        "spark.driver.memory": "4g",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # a short life: quick to compile
    }
    with open_engine("spark", settings=small) as engine:
        yield engine
