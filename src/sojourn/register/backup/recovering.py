"""Playing PostgreSQL's log over a base, in a cluster's folder that nobody uses yet, up to its end or to a moment."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.cluster import Cluster
from sojourn.register.postgres.launching import launch
from sojourn.register.postgres.liveness import answers, find_postmaster
from sojourn.register.postgres.secrets_file import get_secrets
from sojourn.register.postgres.stopping import stop_process

_PAUSE, _WORD_EVERY = 0.05, 5.0
_PAST_END = "recovery ended before configured recovery target was reached"
_LAST = re.compile(r"last completed transaction was at log time (\S+ \S+)")
_REDO = re.compile(r"redo in progress, elapsed time: \S+ \S+ current LSN: (\S+)")


def recover(
    cluster: Cluster, wal: Path, until: datetime | None, say: Callable[[str], None], *, durable: bool = True
) -> str:
    """Play the log files in ``wal`` over the data of a cluster, then stop it; gives the last moment that it holds.

    Nobody can sign in before it is done. ``wal`` is removed.

    Raises:
        RegisterError: ``restore-past-end``, ``restore-failed``.
    """
    auto, asked = cluster.data / "postgresql.auto.conf", cluster.data / "recovery.signal"
    before = auto.read_text(encoding="utf-8")
    auto.write_text(before + _settings(wal, until), encoding="utf-8")
    asked.touch()
    give_to_server(cluster, asked)
    process = launch(cluster, loopback=False, durable=durable)
    try:
        _wait(cluster, process, until, say)
    finally:
        stop_process(cluster, process)
    auto.write_text(before, encoding="utf-8")
    shutil.rmtree(wal)
    last = _LAST.findall(_log(cluster))
    return str(last[-1]) if last else ""


def give_to_server(cluster: Cluster, path: Path) -> None:
    """Give a file or folder to the account that the server runs as."""
    if cluster.account.dropped:
        shutil.chown(path, cluster.account.uid, cluster.account.gid)


def _settings(wal: Path, until: datetime | None) -> str:
    copy = f"cp {shlex.quote(str(wal).replace('%', '%%'))}/%f %p"
    told = {
        "restore_command": copy,
        "hot_standby": "off",  # nobody signs in before the end
        "recovery_target_action": "promote",
        "recovery_target_timeline": "current",
    }
    if until is not None:
        told["recovery_target_time"] = until.astimezone(UTC).isoformat(sep=" ")
    return "".join("{} = '{}'\n".format(name, value.replace("'", "''")) for name, value in told.items())


def _wait(
    cluster: Cluster, process: subprocess.Popen[bytes], until: datetime | None, say: Callable[[str], None]
) -> None:
    secret, next_word = get_secrets(cluster.secrets).superuser, time.monotonic() + _WORD_EVERY
    while process.poll() is None:
        found = find_postmaster(cluster.data)
        if found is not None and found.ready and answers(cluster.data, str(found.socket_folder), found.port, secret):
            return
        if time.monotonic() > next_word:
            reached = _REDO.findall(_log(cluster))
            say(f"playing the log{f', at {reached[-1]}' if reached else ''}")
            next_word = time.monotonic() + _WORD_EVERY
        time.sleep(_PAUSE)
    if until is not None and _PAST_END in _log(cluster):
        raise RegisterError(
            "restore-past-end",
            f"nothing in this backup is later than {until.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC. Nothing was "
            "restored. "
            "Next: leave --until out to have everything, or name an earlier moment.",
        )
    raise RegisterError(
        "restore-failed",
        f"PostgreSQL could not play its log over the base. Its last words:\n{_log(cluster)[-1500:]}\n"
        "Next: mend what it names, or try an older base.",
    )


def _log(cluster: Cluster) -> str:
    return cluster.log.read_text(encoding="utf-8", errors="replace") if cluster.log.exists() else ""
