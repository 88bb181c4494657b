"""The work on uploads, safe to break off anywhere: read a file for its preview, then take its records in page by page.

INVARIANT: a page of records and the mark that it is done are written in one transaction, and the pages of a file are
the same whenever it is read. So a file that was broken off goes on where it was, and no record comes twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from sojourn.errors import SojournError
from sojourn.register import clock
from sojourn.register.answering.rights import standing_rights
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.bodies import forget_bodies, keep_body, read_body
from sojourn.register.intake.checking import Good
from sojourn.register.intake.file_rows import FileRows, read_rows
from sojourn.register.intake.models import Changeset, OutboxTaken, Right, State
from sojourn.register.intake.take_in import Origin, append_rows
from sojourn.register.live.waiting import wait_answered
from sojourn.register.store.messages import keep_message

WAITING = (State.UPLOADED, State.READING, State.ACCEPTING)
#: How often a piece of work may be begun: one that always breaks off is given up.
MOST_ATTEMPTS = 3
PREVIEWED_ROWS, PREVIEWED_PROBLEMS = 20, 100
_LOCK_CLASS = 0x534A
#: Seconds that a page of an upload waits for its answers, before the next one is put on file.
_LONGEST = 300.0


def work_once() -> bool:
    """Do the next piece of work that nobody else is doing; false where there is none."""
    for changeset in Changeset.objects.filter(state__in=WAITING).order_by("made_at"):
        if _claim(changeset):
            try:
                _do(changeset)
            finally:
                _let_go(changeset)
            return True
    return False


def _do(changeset: Changeset) -> None:
    changeset.refresh_from_db()
    if changeset.state not in WAITING:
        return
    if changeset.attempts >= MOST_ATTEMPTS:
        _fail(changeset, "upload-broke-off", "the work on this file broke off three times. Next: tell the operator.")
        return
    changeset.attempts += 1
    if changeset.state == State.UPLOADED:
        changeset.state = State.READING
    changeset.save(update_fields=["attempts", "state"])
    try:
        with read_rows(
            read_body(changeset, "file"), changeset.file_name, changeset.layout, changeset.country, changeset.made_at
        ) as rows:
            (_take_in if changeset.state == State.ACCEPTING else _preview)(changeset, rows)
    except SojournError as error:
        _fail(changeset, error.code, error.message)


def _preview(changeset: Changeset, rows: FileRows) -> None:
    shown: list[dict[str, str]] = []
    for source, page in rows.iter_pages():
        shown += [_shown(row.values, source) for row in page[: PREVIEWED_ROWS - len(shown)]]
        if len(shown) >= PREVIEWED_ROWS:
            break
    problems = [{"line": str(bad.line.number), "reason": bad.reason} for _, bad in rows.bad[:PREVIEWED_PROBLEMS]]
    remarks = [{"code": code, "text": text, "rows": str(count)} for code, text, count in rows.remarks]
    with transaction.atomic():
        keep_body(changeset, "preview", json.dumps({"rows": shown, "problems": problems, "remarks": remarks}).encode())
        changeset.state, changeset.layout, changeset.attempts = State.PREVIEW, rows.layout, 0
        changeset.movements, changeset.facts = rows.counts.get("movement", 0), rows.counts.get("fact", 0)
        changeset.quarantined, changeset.rows = len(rows.bad), sum(rows.counts.values())
        changeset.save()


def _shown(values: dict[str, object], source: str) -> dict[str, str]:
    told = {name: str(value) for name, value in values.items() if value is not None and name != "raw"}
    return {"source": source, **told}


def _take_in(changeset: Changeset, rows: FileRows) -> None:
    at = changeset.decided_at or clock.now()
    body = read_body(changeset, "file")
    feed = rows.header.feed if rows.header else "upload"
    digest = keep_message(body, feed, "application/octet-stream", at)
    origin = Origin(changeset.changeset_id, feed, digest, changeset.decided_by, at)
    begun, passed = changeset.done, 0
    for source, page in rows.iter_pages():
        passed += len(page)
        if passed <= begun:
            continue
        with transaction.atomic():
            taken = append_rows(source, _dated(page, at), [], origin)
            fates = Counter(outcome.fate for outcome in taken.outcomes[0])
            changeset.done = passed
            changeset.accepted += fates["accepted"] + fates["corrected"]
            changeset.duplicates += fates["duplicate"]
            changeset.quarantined += fates["quarantined"]
            changeset.save()
        wait_answered(taken.pending, _LONGEST)
    _finish(changeset, rows, origin)


def _finish(changeset: Changeset, rows: FileRows, origin: Origin) -> None:
    with transaction.atomic():
        for source in ("movement", "fact"):
            append_rows(source, [], [bad for of, bad in rows.bad if of == source], origin)
        if rows.header is not None:
            _note_outbox(changeset, rows, origin)
        forget_bodies(changeset)
        changeset.state = State.ACCEPTED
        changeset.save()


def _note_outbox(changeset: Changeset, rows: FileRows, origin: Origin) -> None:
    header, at = rows.header, clock.now()
    assert header is not None
    assert origin.digest is not None
    numbers = {"post_id": header.post, "feed": header.feed, "first": header.first, "last": header.last}
    OutboxTaken.objects.get_or_create(digest=origin.digest, defaults={**numbers, "taken_in_at": at})
    about = {"upload": str(changeset.changeset_id), "first": header.first, "last": header.last}
    write_events([NewEvent(at, Verb.OUTBOX_TAKEN_IN, origin.actor, "", "", header.feed, about)])


def _dated(page: Sequence[Good], at: datetime) -> list[Good]:
    """A record reached us when its file was accepted, unless its feed tells itself when it was learned."""
    rights = standing_rights()
    return [
        row
        if Right.REPLAY in rights.get(str(row.values["feed"]), frozenset())
        else Good(row.line, {**row.values, "recorded_at": at})
        for row in page
    ]


def _fail(changeset: Changeset, code: str, message: str) -> None:
    changeset.state, changeset.error_code, changeset.error = State.FAILED, code, message
    changeset.save()


def _claim(changeset: Changeset) -> bool:
    """Hold an upload for this connection; the hold ends with the connection, so a process that dies lets go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK_CLASS, str(changeset.changeset_id)])
        return bool(cursor.fetchone()[0])


def _let_go(changeset: Changeset) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK_CLASS, str(changeset.changeset_id)])
