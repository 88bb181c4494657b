"""The thread that works on uploads; it starts with the service, or with the first upload, and ends with the process."""

from __future__ import annotations

import threading

from django.db import close_old_connections, transaction

_WAKE = threading.Event()
_START = threading.Lock()
_PAUSE = 5.0


class _Thread(threading.Thread):
    """Does one piece of work after the other, then waits to be woken."""

    def run(self) -> None:
        from sojourn.register.intake.work import work_once

        while True:
            _WAKE.clear()
            while work_once():
                pass
            close_old_connections()
            _WAKE.wait(_PAUSE)


_running: list[_Thread] = []


def wake() -> None:
    """Have the waiting work done soon; begins the thread where it does not run (also where it broke off)."""
    with _START:
        if not any(thread.is_alive() for thread in _running):
            _running[:] = [_Thread(name="sojourn-uploads", daemon=True)]
            _running[0].start()
    _WAKE.set()


def wake_if_waiting() -> None:
    """Wake the thread where work waits that it does not know of: left by a process that ended."""
    from sojourn.register.intake.models import Changeset
    from sojourn.register.intake.work import WAITING

    if Changeset.objects.filter(state__in=WAITING).exists():
        transaction.on_commit(wake)
