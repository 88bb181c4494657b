"""How tests say that something is missing: plainly on a small machine, as a failure under CI."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def small_suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, repo: Path) -> pytest.Pytester:
    """Lay out a suite with this project's conftest, on a machine with no Java, no Chromium and no real records."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)
    pytester.makeini("[pytest]\nmarkers =\n  spark: Spark\n  browser: a browser\n  shared: real records\n")
    text = (repo / "tests" / "conftest.py").read_text().replace('pytest_plugins = ["pytester"]', "")
    (pytester.path / "tests").mkdir()
    (pytester.path / "tests" / "conftest.py").write_text(text)
    (pytester.path / "tests" / "test_needs.py").write_text(
        "import pytest\n"
        "@pytest.mark.spark\ndef test_spark(spark_engine): pass\n"
        "@pytest.mark.browser\ndef test_browser(chromium): pass\n"
        "@pytest.mark.shared\ndef test_shared(shared_data): pass\n"
        "@pytest.mark.xfail\ndef test_known(): assert False\n"
        "def test_plain(): pass\n"
    )
    return pytester


def test_missing_programs_and_records_are_skipped_with_a_plain_word(small_suite: pytest.Pytester) -> None:
    result = small_suite.runpytest_inprocess("-rs")
    result.assert_outcomes(passed=1, skipped=3, xfailed=1)
    said = [".*(Java|pyspark) is not installed.*", ".*Chromium is not installed.*", ".*real records.*"]
    result.stdout.re_match_lines_random(said)


def test_nothing_is_skipped_under_ci(small_suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = small_suite.runpytest_inprocess()
    result.assert_outcomes(passed=1, errors=3, xfailed=1)
    result.stdout.fnmatch_lines_random(["*nothing may be skipped under CI=true*Chromium is not installed*"])


def test_a_module_is_not_skipped_under_ci(small_suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    module = small_suite.path / "tests" / "test_module.py"
    module.write_text("import pytest\npytest.importorskip('no_such_module_anywhere')\n")
    result = small_suite.runpytest_inprocess(str(module))
    result.assert_outcomes(errors=1)
