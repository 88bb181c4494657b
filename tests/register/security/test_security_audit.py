"""The audit of packages says what it looked up, and takes silence for no clean result."""

from __future__ import annotations

import json

from tools.audit import read_report

CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
KNOWN = {"name": "click", "version": "1.0", "vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]}
SKIPPED = {"name": "duckdb", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def report(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_an_advisory_is_named_with_its_package() -> None:
    found = read_report(report(CLEAN, KNOWN))
    assert (found.code, found.asked) == (1, 2)
    assert "click 1.0: PYSEC-1, GHSA-2" in found.render()


def test_packages_without_an_advisory_are_clean() -> None:
    assert read_report(report(CLEAN)).code == 0


def test_what_could_not_be_looked_up_is_no_clean_result() -> None:
    assert read_report(report(CLEAN, SKIPPED)).code == 2
    assert "1 packages could not be looked up" in read_report(report(SKIPPED)).render()
    assert read_report("").code == 2
