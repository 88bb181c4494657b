"""What oversight sees of the log: its head, its key, the checkpoints of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sojourn.errors import RegisterError
from sojourn.proof.key_change import write_key
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.log.adopting import list_adopted
from sojourn.register.signing import public_key
from sojourn.register.store.statements import select

#: Days that are shown; every checkpoint is in the register's folder and in the export.
DAYS = 30


@dataclass(frozen=True)
class Day:
    """The checkpoint of a day."""

    day: date
    size: int


@dataclass(frozen=True)
class LogShown:
    """What the page tells.

    Attributes:
        size, note, signed_at: of the last head; nothing before the first entry.
        waiting: entries that are not in the tree yet.
        refused: entries that nobody with the key wrote.
        adopted: rows that were on file before the log began.
        key: the public key, as one line.
        days: the last checkpoints, the newest first.
    """

    size: int
    note: str
    signed_at: datetime | None
    waiting: int
    refused: int
    adopted: int
    key: str
    days: list[Day]


@action(Verb.LOG_OPENED, "see_log")
def show_log(acting: Acting) -> Done[LogShown]:
    """Show the head of the log and its checkpoints."""
    rows = select("SELECT size, note, signed_at FROM log_head")
    size, note, signed_at = rows[0] if rows else (0, "", None)
    days = select("SELECT day, size FROM log_checkpoint ORDER BY day DESC LIMIT %s", [DAYS])
    ((waiting, refused),) = select("SELECT (SELECT count(*) FROM log_waiting), (SELECT count(*) FROM log_refused)")
    adopted = sum(count for _, count in list_adopted())
    key = write_key(public_key())
    return Done(LogShown(size, note, signed_at, waiting, refused, adopted, key, [Day(*row) for row in days]))


@action(Verb.LOG_OPENED, "see_log")
def read_checkpoint(acting: Acting, day: str) -> Done[str]:
    """Give the signed note of a day, or, without one, of the last head.

    Raises:
        RegisterError: ``log-no-checkpoint``.
    """
    if day:
        rows = select("SELECT note FROM log_checkpoint WHERE day::text = %s", [day])
    else:
        rows = select("SELECT note FROM log_head")
    if not rows:
        raise RegisterError(
            "log-no-checkpoint",
            "there is no checkpoint of this day. Allowed are the days of the list. Next: open the page again.",
        )
    return Done(str(rows[0][0]), (), {"checkpoint": day[:10]})
