"""A process of its own that uses a cluster's folder: it prints what it got, and stops when its input ends.

``--plain`` makes it give up the rights of root first, so that the server runs as the same account as the program.
"""

from __future__ import annotations

import encodings.idna  # loaded now: a plain account may not reach the files of this Python
import os
import pwd
import sys
from pathlib import Path

import psycopg

from sojourn.register.postgres import running_server


def become_nobody() -> None:
    """Give up the rights of root for good."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def main() -> None:
    """Start or join, print process, whether joined and the account, and wait."""
    folder = Path(sys.argv[1])
    if "--plain" in sys.argv and os.geteuid() == 0:
        become_nobody()
    with running_server(folder, durable=False) as running:
        with psycopg.connect(running.connections.service_url) as connection:
            row = connection.execute("select current_user").fetchone()
        print(running.pid, "joined" if running.joined else "started", row and row[0], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    assert encodings.idna
    main()
