"""Records come in: kept as they came, checked, appended, answered; one outcome for each row, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sojourn.register import clock
from sojourn.register.answering.recompute import answer_subjects
from sojourn.register.answering.rights import standing_rights
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.checking import Bad, Good
from sojourn.register.intake.on_file import hold_against_file
from sojourn.register.store.messages import keep_message
from sojourn.register.store.quarantine import NewQuarantined, set_apart
from sojourn.register.store.records import NewRecord, append_records
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


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the batch, the kept message, who sent them and when they reached us."""

    batch_id: UUID
    feed: str
    digest: bytes | None
    actor: str
    received_at: datetime


@action(Verb.RECORDS_TAKEN_IN, "take_in")
def take_in(acting: Acting, message: Message) -> Done[list[Outcome]]:
    """Take one message in, and give the outcome of each row in the order of their lines."""
    at = clock.now()
    digest = keep_message(message.body, message.feed, message.media, at)
    origin = Origin(uuid4(), message.feed, digest, acting.actor, at)
    outcomes = take_rows(acting, message.source, message.good, message.bad, origin)
    fates = Counter(outcome.fate for outcome in outcomes)
    return Done(outcomes, (message.feed,), {"batch": str(origin.batch_id), **dict(sorted(fates.items()))})


def take_rows(
    acting: Acting, source: Source, good: Sequence[Good], bad: Sequence[Bad], origin: Origin
) -> list[Outcome]:
    """Append rows, set others apart, and answer for whom they concern; inside a transaction of the caller."""
    usable, refused = hold_against_file(source, good, standing_rights())
    appended = append_records(
        [NewRecord(source, row.values, origin.digest) for row in usable],
        batch_id=origin.batch_id,
        actor=origin.actor,
        received_at=origin.received_at,
    )
    apart = sorted([*bad, *refused], key=lambda each: each.line.number)
    set_apart([_set_apart_row(source, each, origin) for each in apart])
    new = [record for record in appended if record.fate != "duplicate"]
    answer_subjects({record.subject_id for record in new}, "records", [record.name for record in new], acting)
    named = {row.line.number: f"{row.values['feed']}/{row.values[ID_COLUMN[source]]}" for row in good}
    outcomes = [Outcome(row.line.number, done.fate, done.name) for row, done in zip(usable, appended, strict=True)]
    outcomes += [
        Outcome(each.line.number, QUARANTINED, named.get(each.line.number), each.codes[0], each.reason)
        for each in apart
    ]
    return sorted(outcomes, key=lambda outcome: outcome.line)


def _set_apart_row(source: Source, each: Bad, origin: Origin) -> NewQuarantined:
    return NewQuarantined(
        feed=origin.feed,
        batch_id=origin.batch_id,
        line=each.line.number,
        source=source,
        codes=each.codes,
        reason=each.reason,
        raw=each.line.raw,
        received_at=origin.received_at,
        message_digest=origin.digest,
    )
