"""The process that looks into the register's database: makes the keys, waits for the queue, holds all to account.

It reads one question as JSON from each line and answers with one. It finds the database as it stands, and neither
starts it nor keeps it alive: that is what is on trial.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.faults.world import Message

#: Seconds that the queue may take to become empty once all blows are over.
_QUEUE = 120.0


class Inside:
    """The other end: asks the process that looks inside."""

    def __init__(self, home: Path) -> None:
        """Start it; the register must run."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.faults.inside", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
            env={name: value for name, value in os.environ.items() if not name.startswith(("SOJOURN_", "DJANGO_"))},
        )

    def ask(self, question: str, **told: object) -> Any:
        """Ask one question.

        Raises:
            RuntimeError: the process ended; what it printed last tells why.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"question": question, **told}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that looks inside ended")
        return json.loads(line)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def _keys(feeds: Sequence[str]) -> dict[str, str]:
    """Make a key with the right ``replay`` for each feed."""
    from sojourn.register.door.acting import Acting
    from sojourn.register.intake.keys import make_feed_key

    acting = Acting("service", "Trial", "", frozenset({"administrator"}))
    return {feed: make_feed_key(acting, feed, "trial", frozenset({"replay"})) for feed in feeds}


def _wait() -> float:
    """Wait until nobody waits for an answer; gives the seconds, or -1 where that does not come to pass."""
    from sojourn.register.store.statements import select

    begun = time.monotonic()
    while time.monotonic() - begun < _QUEUE:
        if not select("SELECT 1 FROM live_pending LIMIT 1"):
            return time.monotonic() - begun
        time.sleep(0.1)
    return -1.0


def _check(file: str) -> dict[str, object]:
    """Hold the register against what was sent and acknowledged."""
    from benchmarks.faults.checks import check

    with Path(file).open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    return check([(Message(**each["message"]), each["outcomes"]) for each in told])


def _busy() -> list[int]:
    """Give the database's processes that work for the service just now, those that copy rows first."""
    from sojourn.register.store.statements import select

    rows = select(
        "SELECT pid FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
        " AND state IN ('active', 'idle in transaction') ORDER BY query ILIKE 'COPY%%' DESC, query ILIKE 'LISTEN%%'"
    )
    return [pid for (pid,) in rows]


_QUESTIONS: dict[str, Callable[..., object]] = {"keys": _keys, "wait": _wait, "check": _check, "busy": _busy}


def _connect(home: Path) -> None:
    """Set Django up as the service's role, on the socket where the database listens now."""
    from sojourn.register.home import served_before, service_secrets
    from sojourn.register.postgres.liveness import find_postmaster
    from sojourn.register.postgres.roles import connections_at
    from sojourn.register.postgres.secrets_file import get_secrets

    secrets, served = service_secrets(home), served_before(home)
    until = time.monotonic() + 60
    while (found := find_postmaster(home / "postgres" / "data")) is None or not found.ready:
        if time.monotonic() > until:
            raise RuntimeError("the database does not run")
        time.sleep(0.05)
    url = connections_at(str(found.socket_folder), found.port, get_secrets(home / "postgres" / "secrets.json"))
    told: Mapping[str, str] = {
        "DJANGO_SETTINGS_MODULE": "sojourn.register.settings",
        "SOJOURN_MODE": served["mode"],
        "SOJOURN_LAW": served["law"],
        "SOJOURN_SECRET_KEY": secrets.secret_key,
        "SOJOURN_INDEX_KEY": secrets.index_key,
        "SOJOURN_SIGNING_KEY": secrets.signing_key,
        "SOJOURN_DATABASE": url.service_url,
        "SOJOURN_TRAINING_CLOCK_SKEW": str(home / "skew"),
    }
    if "SOJOURN_DATABASE" not in os.environ:
        os.environ.update(told)
        import django

        django.setup()
    from django.db import connection

    connection.close()
    connection.settings_dict["HOST"] = str(found.socket_folder)


def main() -> None:
    """Answer questions until there are no more."""
    home = Path(sys.argv[1])
    for line in sys.stdin:
        told = json.loads(line)
        _connect(home)
        answer = _QUESTIONS[told.pop("question")](**told)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
