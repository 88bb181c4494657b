"""The receipt: what was recorded at the desk, when and by which office, for the person to take along."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.register.desk.recording import feed_of, person_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.store.messages import read_message
from sojourn.register.store.records import find_record

_KINDS = ("inspection", "attested")


@dataclass(frozen=True)
class Receipt:
    """What a receipt says.

    Attributes:
        reference: the name of the record.
        recorded_at: when it was recorded.
        office: which office recorded it.
        values: the columns of the movement.
        shown: codes of what the person showed; empty for a crossing that was keyed.
    """

    reference: str
    recorded_at: datetime
    office: str
    values: Mapping[str, object]
    shown: tuple[str, ...]


@action(Verb.RECEIPT_PRINTED, "ask_desk")
def make_receipt(acting: Acting, reference: str) -> Done[Receipt]:
    """Make the receipt of a record that the officer's own office made at its desk.

    Raises:
        RegisterError: ``receipt-missing``: another office's record, another source's, one that was erased, or none.
    """
    record = find_record(reference)
    kept = None if record is None or record.erased or record.feed != feed_of(acting) else record
    if kept is None or kept.values.get("kind") not in _KINDS:
        raise RegisterError(
            "receipt-missing",
            f"your office made no record `{reference}` at its desk. Allowed are the references of your own office's "
            "receipts. Next: check the reference, or ask the office that it names.",
        )
    shown = _shown(kept.message_digest) if kept.values["kind"] == "attested" else ()
    office = kept.feed.removeprefix("post:")
    receipt = Receipt(reference, kept.recorded_at, office, kept.values, shown)
    return Done(receipt, (person_of(kept),), {"record": reference})


def _shown(digest: bytes | None) -> tuple[str, ...]:
    return tuple(json.loads(read_message(digest)).get("shown", ())) if digest else ()
