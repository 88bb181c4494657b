"""What the tests of the server share: a cluster made once, and a copy of it for each test that harms it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sojourn.register.postgres import Running, running_server


@pytest.fixture(scope="session")
def made_cluster() -> Iterator[Path]:
    """Make a cluster once, stopped; a test that starts it stops it again."""
    with tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder:
        with running_server(Path(folder), durable=False):
            pass
        yield Path(folder)


@pytest.fixture
def cluster_folder(made_cluster: Path) -> Iterator[Path]:
    """Give a stopped cluster that a test may harm; a folder of pytest would be closed to the server's account."""
    with tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder:
        subprocess.run(["cp", "-a", f"{made_cluster}/.", folder], check=True)
        yield Path(folder)


@pytest.fixture(scope="session")
def on_loopback() -> Iterator[Running]:
    """Run a server that listens on loopback as well."""
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder,
        running_server(Path(folder), loopback=True, durable=False) as running,
    ):
        yield running
