"""The moments on file: the register's time never runs backwards, whichever process gives it and whenever it started.

Every moment that the register gives (when a record reached it, what was known when an answer was worked out) is
followed in its transaction by an event, and events are never removed. So the latest event tells the latest moment, and
no table beside is needed, for which all writers would have to wait.
"""

from __future__ import annotations

from datetime import datetime

from sojourn.register import clock
from sojourn.register.store.statements import select

#: Only the months from the given moment on are looked into: the newest one, as a rule.
_LATEST_AFTER = "SELECT max(at) FROM door_event WHERE at > %s"


def catch_up() -> datetime:
    """Hold this process's clock to the latest moment on file, and give the time now: never earlier than that.

    For whoever takes records in or works answers out, inside the transaction and before the first moment that is
    written; a fraction of a millisecond. Answers must be worked out with what it gives, or with a later moment, as what
    was known: then every record on file counts, also when the machine's clock was put back after it came.
    """
    asked = clock.now()
    ((latest,),) = select(_LATEST_AFTER, [asked])
    if latest is not None:
        clock.never_before(latest)
    return clock.now()
