"""An upgrade only adds: the version before can work on the newer tables, rows are kept, and the way back is open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sojourn.register.postgres import running_server


@pytest.fixture(scope="module")
def upgraded() -> Mapping[str, Any]:
    """Make the tables of the first register, take them to this version and back; give what there was."""
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-upgrade-") as folder,
        running_server(Path(folder), durable=False) as running,
    ):
        told = {
            "DJANGO_SETTINGS_MODULE": "sojourn.register.settings",
            "SOJOURN_SECRET_KEY": "for tests only",
            "SOJOURN_INDEX_KEY": "5a" * 32,
            "SOJOURN_SIGNING_KEY": "7e" * 32,
            "SOJOURN_DATABASE": running.connections.url("owner"),
        }
        command = [sys.executable, str(Path(__file__).with_name("upgrade_program.py"))]
        done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))


def test_rows_are_kept_forward_and_back(upgraded: Mapping[str, Any]) -> None:
    assert upgraded["before"]["rows"] == [["carrier:KL", "replay"], [7]]
    assert upgraded["after"]["rows"] == upgraded["back"]["rows"] == upgraded["before"]["rows"]


def test_no_column_is_lost_or_of_another_type(upgraded: Mapping[str, Any]) -> None:
    before, after = upgraded["before"]["columns"], upgraded["after"]["columns"]
    assert {name: after.get(name) for name in before} == before


def test_what_is_new_in_an_old_table_may_be_left_out_by_the_version_before(upgraded: Mapping[str, Any]) -> None:
    before, after = upgraded["before"]["columns"], upgraded["after"]["columns"]
    old_tables = {name.partition(".")[0] for name in before}
    new = {name: sort for name, sort in after.items() if name not in before and name.partition(".")[0] in old_tables}
    assert [name for name, sort in new.items() if not sort.endswith("may be left out")] == []


def test_going_back_gives_the_tables_of_before(upgraded: Mapping[str, Any]) -> None:
    assert upgraded["back"]["columns"] == upgraded["before"]["columns"]
