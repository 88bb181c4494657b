"""The process that takes entries into the log: ``python -m sojourn.register.log.process``, watched by the service.

SIGTERM: the batch in hand is finished. Killed at any point it leaves nothing half done; the next one goes on.
"""

from __future__ import annotations

import logging
import os
import signal
import threading

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection

_LOG = logging.getLogger("sojourn.log")
#: Seconds between two looks; and before the next try, where something is wrong that a person has to mend.
_PAUSE, _HINDERED = 0.5, 10.0


class Sequencing:
    """Takes entries in until it is told to stop."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._stopping = threading.Event()
        self._parent = os.getppid()
        self._told = ""

    def stop(self) -> None:
        """Let the batch in hand be the last."""
        self._stopping.set()

    def run(self) -> None:
        """Take entries in until stopped; a database that is away is waited for."""
        while not self._stopping.is_set() and os.getppid() == self._parent:
            self._stopping.wait(self._tick())

    def _tick(self) -> float:
        """Do what is to be done now; gives the seconds until the next time."""
        from sojourn.errors import SojournError
        from sojourn.register.log.sequencing import BATCH, close_day, keep_missing_checkpoints, sequence_batch

        try:
            taken, _ = sequence_batch()
            if close_day() is not None:
                keep_missing_checkpoints()
        except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
            _LOG.warning("the database is away: %s", type(error).__name__)
            connection.close()
            return _PAUSE
        except OSError as error:
            _LOG.warning("the head of the log cannot be written to its file: %s", type(error).__name__)
            return _HINDERED
        except SojournError as error:
            self._tell(error)
            return _HINDERED
        return 0.0 if taken == BATCH else _PAUSE

    def _tell(self, error: Exception) -> None:
        """Tell the operator, and oversight once, that the log cannot go on; the register itself does."""
        from sojourn.errors import SojournError
        from sojourn.register.cases.alerts import raise_alert

        code = error.code if isinstance(error, SojournError) else ""
        _LOG.error("the log takes nothing in: %s", error)
        if self._told != code:
            self._told = code
            raise_alert("log_halted", code=code)


def main() -> None:
    """Take entries in until SIGTERM or SIGINT."""
    import django

    django.setup()
    from sojourn.register.operate.log_lines import watch_process

    watch_process()
    sequencing = Sequencing()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sequencing.stop())
    sequencing.run()
    close_old_connections()


if __name__ == "__main__":
    main()
