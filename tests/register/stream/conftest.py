"""A register of its own for what tests of streams commit, and a message server."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.message_server import MessageServer, running_nats
from sojourn.register.postgres import Connections, running_server

sys.path.append(str(Path(__file__).parent))  # for ``stream_tools``

if TYPE_CHECKING:
    from sojourn.register.stream.plan import Plan


@pytest.fixture(scope="session")
def own_register(django_ready: Connections) -> Iterator[dict[str, str]]:
    """Run a second cluster with the tables; gives the environment of a process that serves it."""
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-stream-") as folder,
        running_server(Path(folder), durable=False) as running,
    ):
        environ = {**os.environ, "SOJOURN_DATABASE": running.connections.url("owner")}
        command = [sys.executable, "-m", "django", "prepare_register"]
        subprocess.run(command, env=environ, capture_output=True, check=True)
        yield environ | {"SOJOURN_DATABASE": running.connections.url("service")}


@pytest.fixture
def committed(own_register: dict[str, str]) -> Iterator[dict[str, str]]:
    """Let this process use the second register, where what a test writes stays; gives its environment."""
    from django.db import connection

    from sojourn.register.configuration import database_of

    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(database_of(own_register["SOJOURN_DATABASE"]))
    yield own_register
    connection.close()
    connection.settings_dict.clear()
    connection.settings_dict.update(before)


@pytest.fixture
def new_key() -> Callable[[str], str]:
    """Give a maker of feeds' keys."""
    from sojourn.register.door.acting import Acting
    from sojourn.register.intake.keys import make_feed_key

    administrator = Acting("user:0", "An administrator", "", frozenset({"administrator"}))
    return lambda feed: make_feed_key(administrator, feed, "test")


@pytest.fixture
def message_server(tmp_path: Path) -> Iterator[MessageServer]:
    """Run a message server."""
    with running_nats(tmp_path / "nats") as server:
        yield server


@pytest.fixture
def plan_of(message_server: MessageServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Plan]:
    """Give a maker of plans: the messages of one subject are movements of the feed of a key; what was not heard of
    comes again after a second."""
    from stream_tools import STREAM, SUBJECT

    from sojourn.register.stream import server
    from sojourn.register.stream.plan import Access, Plan, Route

    monkeypatch.setattr(server, "ACK_WAIT", 1.0)
    access = Access((message_server.url,))
    return lambda secret: Plan(access, STREAM, "sojourn", (Route(SUBJECT, "movement", secret),))
