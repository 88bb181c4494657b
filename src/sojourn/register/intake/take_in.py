"""Records come in: kept as they came, checked, appended, queued for answers; one outcome for each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from sojourn.register.answering.recompute import answer_and_follow
from sojourn.register.answering.rights import standing_rights
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.checking import Bad, Good
from sojourn.register.intake.lines import Line
from sojourn.register.intake.on_file import DigestOf, hold_against_file
from sojourn.register.intake.stopped import apart_of_stopped, text_of
from sojourn.register.live.queue import Waiting, enqueue
from sojourn.register.operate.metrics import count_rows
from sojourn.register.store.messages import keep_messages
from sojourn.register.store.moments import catch_up
from sojourn.register.store.quarantine import NewQuarantined, set_apart
from sojourn.register.store.records import Appended, append_records
from sojourn.register.store.row_shape import ID_COLUMN, Source

QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Outcome:
    """What became of one row: ``accepted``, ``duplicate``, ``corrected`` or ``quarantined`` with code and reason."""

    line: int
    fate: str
    record: str | None
    code: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Message:
    """A message whose rows were checked.

    Attributes:
        source: which of the two tables its rows belong to.
        feed: who sent it.
        body: the message as it came.
        media: its media type.
        good: the rows that can be records.
        bad: those that cannot.
    """

    source: Source
    feed: str
    body: bytes
    media: str
    good: Sequence[Good]
    bad: Sequence[Bad]

    @property
    def lines(self) -> list[Line]:
        """Give the lines of all rows."""
        return [*(row.line for row in self.good), *(row.line for row in self.bad)]


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the batch, the message where it is one for all, who sent them and when they reached us."""

    batch_id: UUID
    feed: str
    digest: bytes | None
    actor: str
    received_at: datetime


@dataclass(frozen=True)
class Taken:
    """Messages that are on file.

    Attributes:
        outcomes: for each message the outcome of each row, in the order of their lines.
        pending: the rows of the queue that stand for their answers.
    """

    outcomes: list[list[Outcome]]
    pending: list[int]


@action(Verb.RECORDS_TAKEN_IN, "take_in")
def append_messages(acting: Acting, messages: Sequence[Message]) -> Done[Taken]:
    """Put messages of one feed and one table on file, and those whom they concern into the queue, in one transaction.

    Several messages cost hardly more than one. A message is kept in the transaction of its rows; so one that is kept
    need not be read again.
    """
    at, feed, source = catch_up(), messages[0].feed, messages[0].source
    digests = keep_messages([(message.body, message.media) for message in messages], feed, at)
    of_line = {id(line): number for number, message in enumerate(messages) for line in message.lines}
    origin = Origin(uuid4(), feed, None, acting.actor, at)
    good = [row for message in messages for row in message.good]
    bad = [row for message in messages for row in message.bad]
    told, new = _append(source, good, bad, origin, lambda line: digests[of_line[id(line)]])
    pending = enqueue([Waiting(record.subject_id, record.name) for record in new])
    outcomes: list[list[Outcome]] = [[] for _ in messages]
    for line, outcome in told:
        outcomes[of_line[id(line)]].append(outcome)
    fates = Counter(outcome.fate for _, outcome in told)
    transaction.on_commit(lambda: count_rows(fates))
    about = {"batch": str(origin.batch_id), "messages": len(messages), **dict(sorted(fates.items()))}
    return Done(Taken(outcomes, pending), (feed,), about)


def append_rows(source: Source, good: Sequence[Good], bad: Sequence[Bad], origin: Origin) -> Taken:
    """Put rows of a file on file, and those whom they concern into the queue; inside a transaction of the caller."""
    told, new = _append(source, good, bad, origin, lambda _: origin.digest)
    pending = enqueue([Waiting(record.subject_id, record.name) for record in new])
    return Taken([[outcome for _, outcome in told]], pending)


def take_rows(
    acting: Acting, source: Source, good: Sequence[Good], bad: Sequence[Bad], origin: Origin
) -> list[Outcome]:
    """Append rows, set others apart, and answer for whom they concern; inside a transaction of the caller."""
    told, new = _append(source, good, bad, origin, lambda _: origin.digest)
    answer_and_follow({record.subject_id for record in new}, "records", [record.name for record in new], acting)
    return [outcome for _, outcome in told]


def _append(
    source: Source, good: Sequence[Good], bad: Sequence[Bad], origin: Origin, digest_of: DigestOf
) -> tuple[list[tuple[Line, Outcome]], list[Appended]]:
    """Append rows and set others apart; gives the outcome of each row by line, and the records new on file."""
    taken, stopped = apart_of_stopped(good)
    usable, refused = hold_against_file(source, taken, standing_rights(), digest_of)
    appended = append_records(
        [row.record for row in usable],
        batch_id=origin.batch_id,
        actor=origin.actor,
        received_at=origin.received_at,
    )
    apart = sorted([*bad, *refused, *stopped], key=lambda each: each.line.number)
    set_apart([_set_apart_row(source, each, origin, digest_of(each.line)) for each in apart])
    named = {id(row.line): f"{row.values['feed']}/{row.values[ID_COLUMN[source]]}" for row in good}
    told = [
        (row.line, Outcome(row.line.number, done.fate, done.name)) for row, done in zip(usable, appended, strict=True)
    ]
    told += [
        (each.line, Outcome(each.line.number, QUARANTINED, named.get(id(each.line)), each.codes[0], each.reason))
        for each in apart
    ]
    new = [record for record in appended if record.fate != "duplicate"]
    return sorted(told, key=lambda each: each[1].line), new


def _set_apart_row(source: Source, each: Bad, origin: Origin, digest: bytes | None) -> NewQuarantined:
    return NewQuarantined(
        feed=origin.feed,
        batch_id=origin.batch_id,
        line=each.line.number,
        source=source,
        codes=each.codes,
        reason=each.reason,
        raw=text_of(each),
        received_at=origin.received_at,
        message_digest=digest,
    )
