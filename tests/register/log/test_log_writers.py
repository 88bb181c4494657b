"""Two processes that append, and one that is killed in the midst: each entry becomes one leaf. Rows are committed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sojourn.register.postgres import Connections


@pytest.fixture
def waiting(django_ready: Connections) -> int:
    """Commit entries that wait; gives how many there are of the log then."""
    from log_world import write_events

    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.store.statements import select

    sequence_all()
    write_events(600)
    return int(select("SELECT (SELECT count(*) FROM log_leaf) + (SELECT count(*) FROM log_waiting)")[0][0])


def leaves() -> tuple[int, int, int]:
    """Give how many leaves there are, how many of different entries, and the size that the head signs."""
    from sojourn.register.log.tree import get_head
    from sojourn.register.store.statements import select

    (row,) = select("SELECT count(*), count(DISTINCT (source, key)) FROM log_leaf")
    return (*row, get_head().checkpoint.size)


def test_two_that_append_at_once_take_each_entry_once(waiting: int) -> None:
    from django.db import connection

    from sojourn.register.log.sequencing import sequence_batch

    def work() -> None:
        while sequence_batch(100)[0]:
            pass
        connection.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert leaves() == (waiting, waiting, waiting)


def test_one_that_is_killed_leaves_nothing_half_done(waiting: int) -> None:
    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.log.tree import get_head, root_of

    process = subprocess.Popen([sys.executable, "-m", "sojourn.register.log.process"])
    until = time.monotonic() + 30
    start = get_head().frontier.size
    while get_head().frontier.size == start and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait()
    sequence_all()
    counted, entries, size = leaves()
    assert counted == entries == size
    assert size - waiting in (0, 1)  # the process may have closed the day, which is an event
    assert root_of(size) == get_head().checkpoint.root
