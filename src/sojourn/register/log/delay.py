"""For how long entries wait: until one is in the tree, whoever has the database could take it away with its row.

Usually that is a second. It is longer where the process that appends is stopped or cannot go on, or where somebody
holds its lock, so that it is measured by the clock of the database, and said.
"""

from __future__ import annotations

from django.db import transaction

from sojourn.register.cases.alerts import raise_alert
from sojourn.register.store.statements import select

#: Seconds after which an entry that still waits is named.
LONGEST = 60
#: What oversight is told.
HALTED = "log_halted"
_LATE = "FROM log_waiting WHERE now() - noted_at > make_interval(secs => %s)"
_UNSEEN = "SELECT 1 FROM cases_alert WHERE kind = %s AND seen_at IS NULL"


def oldest_seconds() -> float:
    """Give for how long the oldest entry has waited, in seconds; 0: none waits."""
    ((waited,),) = select("SELECT extract(epoch FROM clock_timestamp() - min(noted_at)) FROM log_waiting")
    return max(float(waited or 0), 0.0)


def list_late() -> list[tuple[str, str]]:
    """List the entries that have waited too long: source and key of each."""
    return [(source, key) for source, key in select(f"SELECT source, key {_LATE} ORDER BY waiting_id", [LONGEST])]


def tell_of_late(before: int | None) -> int | None:
    """Tell oversight where an entry that was late at the look before still waits, unless an alert of that is unseen.

    An entry of one long transaction is late when it is first seen: one look says nothing yet.

    Args:
        before: what the look before gave.

    Returns:
        the number of the first entry that is late now; None: none is.
    """
    ((first, count),) = select(f"SELECT min(waiting_id), count(*) {_LATE}", [LONGEST])
    if first is not None and first == before and not select(_UNSEEN, [HALTED]):
        with transaction.atomic():
            raise_alert(HALTED, code="log-waits", entries=count)
    return None if first is None else int(first)
