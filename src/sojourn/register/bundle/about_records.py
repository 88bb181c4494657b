"""The records of a bundle with the parts of the messages in which they came; no other person's part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from sojourn.errors import RegisterError
from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead, RecordRow
from sojourn.register.records.message_part import find_part, find_position
from sojourn.register.store.messages import read_message
from sojourn.stays.proof import Record
from sojourn.stays.record_sentence import record_step

#: Columns of the two input tables that name a record; they stand in columns of their own.
_NAMED = frozenset({"movement_id", "fact_id", "feed", "recorded_at", "raw"})


def tell_records(read: CaseRead, draft: Draft) -> None:
    """Tell all records of the person, each with its part of the message in which it came."""
    raw = _raw_parts(read, draft)
    relied = {name for version in read.case_versions for name in version.record_names}
    draft.section(
        "records",
        _("Records of the person"),
        Part(
            text=_(
                "A record is what one source said. It is never changed; a later one may correct it or take it back. "
                "Where the message in which it came was kept, the part about this person stands under raw/."
            )
        ),
        shown(_records_table(read, raw, relied)),
        shown(_values_table(read)),
    )
    for row in read.rows:
        draft.prove("record", row.record_id, _("Record %(name)s") % {"name": row.name})


def _raw_parts(read: CaseRead, draft: Draft) -> dict[int, str]:
    """Put the part of each record's message into the bundle, and give the file of each record."""
    bodies: dict[bytes, bytes | None] = {}
    files: dict[int, str] = {}
    for number, row in enumerate(read.rows, start=1):
        digest, record = row.message_digest, read.file.records.get(row.name)
        if record is None:
            draft.withhold(row.name, "erased", _("The values of the record and its message."))
        elif digest is None or _body(digest, bodies) is None:
            draft.withhold(_("The message of record %(name)s") % {"name": row.name}, "not_kept")
        else:
            part = _part(row, record, bodies[digest] or b"")
            if part is None:
                draft.withhold(_("The message of record %(name)s") % {"name": row.name}, "not_told")
                continue
            path = f"raw/{number:04}.txt"
            draft.files[path] = f"{part}\n".encode()
            files[row.record_id] = path
            if len(part.encode()) + 2 < len(bodies[digest] or b""):
                told = _("The rest of the message in which record %(name)s came") % {"name": row.name}
                draft.withhold(told, "third_person", _("Everything in it but the part about this person."))
    return files


def _body(digest: bytes, known: dict[bytes, bytes | None]) -> bytes | None:
    if digest not in known:
        try:
            known[digest] = read_message(digest)
        except RegisterError as error:
            if error.code != "message-missing":
                raise
            known[digest] = None
    return known[digest]


def _part(row: RecordRow, record: Record, body: bytes) -> str | None:
    values = dict(record.values)
    marks = [str(values.get("document_number") or "")]
    return find_part(body, row.name.partition("/")[2], marks, find_position(values))


def _records_table(read: CaseRead, raw: Mapping[int, str], relied: set[str]) -> Table:
    columns = (
        ("record", _("the name of the record: feed and id")),
        ("record_id", _("its number in the register")),
        ("kind", _("what it is")),
        ("says", _("what it says, in words")),
        ("recorded_at", _("when the source told it")),
        ("received_at", _("when it was taken in here")),
        ("sent_by", _("the key or person that sent it")),
        ("held_by", _("by what it is held to be this person's")),
        ("relied_on", _("whether an answer for the stay of this case rests on it")),
        ("corrects", _("the record that it corrects or takes back")),
        ("message_digest", _("keyed digest of the message in which it came")),
        ("raw_file", _("the part of the message about this person")),
    )
    rows = [_record_row(read, row, raw.get(row.record_id, ""), row.name in relied) for row in read.rows]
    on_paper = ("record", "says", "received_at", "held_by", "relied_on", "raw_file")
    says = _("Every record that is held to be this person's, in the order in which they came.")
    return make_table("records", _("Records"), says, columns, rows, on_paper)


def _record_row(read: CaseRead, row: RecordRow, file: str, relied: bool) -> tuple[object, ...]:
    record, held = read.file.records.get(row.name), read.held.get(row.name)
    values: dict[str, Any] = dict(record.values) if record else {}
    return (
        row.name,
        row.record_id,
        values.get("kind") or row.source,
        record_step(record).sentence if record else _("Not on file any more: its values are erased."),
        row.recorded_at,
        row.received_at,
        _sender(row.actor),
        held.basis_words if held else "",
        relied,
        values.get("corrects"),
        row.message_digest.hex() if row.message_digest else "",
        file,
    )


def _sender(actor: str) -> str:
    return actor if actor.startswith("feed:") else actor.partition(":")[0]


def _values_table(read: CaseRead) -> Table:
    columns = (
        ("record", _("the name of the record")),
        ("column", _("the column of the evidence, as the documentation has it")),
        ("value", _("what the source gave")),
    )
    rows = [
        (name, column, value)
        for name, record in read.file.records.items()
        for column, value in record.values.items()
        if column not in _NAMED and value not in (None, "", [])
    ]
    says = _("Every value of every record, as it was read from what the source sent.")
    return make_table("record_values", _("Values"), says, columns, rows, ("record", "column", "value"))
