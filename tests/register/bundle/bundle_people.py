"""One case for the tests of bundles: a question about records, a notice that was served, an answer, a third person."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parent.parent / "letters"))
from letter_people import PDF, Noticed

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting

#: Stands in the row of the other passenger of a manifest, and nowhere else.
THIRD = "THIRDPERSONNAME"
#: What the officer wrote with the step.
WRITTEN = "I looked at both records."
FORMULA = '=HYPERLINK("http://example.org")'


@dataclass
class World:
    """A case with everything that a bundle tells of.

    Attributes:
        officer: who made the notice, with a purpose stated. departure: the record that came in a manifest of two.
        other: the record of the other passenger. privileged: a document that counsel's privilege covers.
    """

    officer: Acting
    noticed: Noticed
    departure: str
    other: str
    quarantined: int
    privileged: int

    @property
    def case_id(self) -> str:
        """Give the number of the case."""
        return self.noticed.case.case_id


def make_world() -> World:
    """Make the case, in the transaction that is open."""
    noticed = Noticed.make(make_acting)
    departure, other, quarantined = take_manifest(noticed)
    decide_different(departure, other)
    take_step(noticed)
    letter = noticed.notice()
    noticed.served(letter)
    keep(noticed, "answer", FORMULA.encode())
    privileged = keep(noticed, "evidence", b"Dear client, this is advice.")
    enter_in_log()
    return World(noticed.officer, noticed, departure, other, quarantined, privileged)


def enter_in_log() -> None:
    """Let the log take in what waits."""
    from sojourn.proof.merkle import Frontier
    from sojourn.register.log.sequencing import Entry, append_leaves
    from sojourn.register.log.tree import find_head
    from sojourn.register.store.statements import select

    rows = select("DELETE FROM log_waiting RETURNING waiting_id, source, key, salt, digest, mac")
    entries = [Entry(each[1], each[2], *map(bytes, each[3:])) for each in sorted(rows, key=lambda row: row[0])]
    head = find_head()
    append_leaves(head.frontier if head else Frontier(), entries)


def make_acting(*roles: str, office: str = "centre") -> Acting:
    """Make somebody who works here."""
    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.accounts.roles import acting_of

    username = f"{'-'.join(roles)}-{uuid4().hex[:8]}".replace("_", "-")
    return acting_of(make_user(username, None, roles=roles, name=username.title(), office=office))


def take_step(noticed: Noticed) -> None:
    """Let a step have been proposed, approved and taken, with the gate as it stood."""
    from sojourn.register import clock
    from sojourn.register.cases.events import write_event
    from sojourn.register.cases.models import Proposal

    second = make_acting("supervisor")
    case, grounds, records = noticed.case, ["no_departure_found"], [noticed.made.arrival]
    gate = {
        "findings": [["B5", "clear", "nothing_found", records], ["B2", "unknown", "never_asked", []]],
        "missing": ["second_person"], "waits": [["answer_to_notice", None]],
    }  # fmt: skip
    proposal = Proposal.objects.create(
        case=case, step="review", state="executed", grounds=grounds, records=records, gate=gate,
        proposed_by_id=noticed.officer.user_id, proposed_at=clock.now(), approved_by_id=second.user_id,
        approved_at=clock.now(),
    )  # fmt: skip
    write_event(
        noticed.officer, case, "step", step="review", approved_by=second.actor, grounds=grounds, records=records,
        note=WRITTEN, about={"proposal": proposal.pk},
    )  # fmt: skip


def take_manifest(noticed: Noticed) -> tuple[str, str, int]:
    """Take in a manifest of two people, this one reported not aboard, with a row that cannot be used."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_and_follow
    from sojourn.register.store.messages import keep_message
    from sojourn.register.store.quarantine import NewQuarantined, set_apart
    from sojourn.register.store.records import NewRecord, append_records

    day = clock.today() - timedelta(days=125)
    voyage = {
        "feed": "carrier:KL", "kind": "manifest", "direction": "departure", "local_date": day, "port": "JFK",
        "mode": "air", "transport": "KL642", "recorded_at": clock.now(), "boarded": False,
    }  # fmt: skip
    own = {**noticed.made.who, **voyage, "movement_id": "seat-1a"}
    theirs = {
        "surname": THIRD, "given_names": "PAT", "birth_date": "1970-01-02", "sex": "X", "nationality": "FRA",
        "document_type": "P", "document_number": "Z9Y8X7", "document_issuer": "FRA", **voyage, "movement_id": "seat-1b",
    }  # fmt: skip
    body = json.dumps({"movements": [own, theirs]}, default=str).encode()
    digest = keep_message(body, "carrier:KL", "application/json", clock.now())
    rows = [NewRecord("movement", row, digest) for row in (own, theirs)]
    taken = append_records(rows, batch_id=uuid4(), actor="feed:carrier:KL", received_at=clock.now())
    answer_and_follow({each.subject_id for each in taken}, "records", [each.name for each in taken])
    raw = f"{noticed.made.who['document_number']},{FORMULA}"
    apart = NewQuarantined(
        "carrier:KL", uuid4(), 3, "movement", ("bad-value",), "a day cannot be read", raw, clock.now(), digest
    )
    (number,) = set_apart([apart])
    return "carrier:KL/seat-1a", "carrier:KL/seat-1b", number


def decide_different(record: str, other: str) -> None:
    """Let a reviewer have decided that two records are of different persons."""
    from sojourn.register import clock
    from sojourn.register.store.links import record_decision

    reviewer = make_acting("reviewer")
    record_decision(record, other, "different", reviewer.actor, "clear_contradiction", None, clock.now())


def keep(noticed: Noticed, about: str, content: bytes) -> int:
    """Keep a document in the case."""
    from sojourn.register import clock
    from sojourn.register.letters.documents import Sent, upload_document

    media = "application/pdf" if content == PDF else "text/plain"
    sent = Sent("paper.txt", media, content)
    return int(upload_document(noticed.officer, noticed.case.case_id, sent, about, clock.today()).pk)


def files_in(archive: bytes) -> dict[str, bytes]:
    """Read the files of a bundle."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows_of(files: dict[str, bytes], table: str) -> list[dict[str, str]]:
    """Read a table of a bundle."""
    import csv
    import io

    return list(csv.DictReader(io.StringIO(files[f"tables/{table}.csv"].decode(), newline="")))


def made_of(world: World, **more: Any) -> Any:
    """Say how a bundle is made."""
    from sojourn.register import clock
    from sojourn.register.bundle.content import Made

    told = {
        "reference": "B-000000000000", "reason": "court_ordered", "note": "", "office": "centre",
        "known_at": clock.now(), "privileged": frozenset({world.privileged}),
    }  # fmt: skip
    return Made(**{**told, **more})
