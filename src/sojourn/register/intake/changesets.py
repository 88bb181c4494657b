"""Uploads as changesets: made, looked at, accepted or discarded. The work between is done by ``work``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake import worker
from sojourn.register.intake.bodies import forget_bodies, keep_body, read_body
from sojourn.register.intake.models import Changeset, State

#: Bytes of an uploaded file at most.
LARGEST = 200 * 1024 * 1024


@dataclass(frozen=True)
class NewUpload:
    """A file about to be uploaded; without a layout it is found out, without a country each layout's default counts."""

    name: str
    body: bytes
    layout: str = ""
    country: str = ""


@dataclass(frozen=True)
class Preview:
    """What is shown of a file before it is accepted: first rows by sort, problems and remarks."""

    rows: list[dict[str, str]]
    problems: list[dict[str, str]]
    remarks: list[dict[str, str]]


@action(Verb.UPLOAD_MADE, "upload")
def upload_file(acting: Acting, upload: NewUpload) -> Done[UUID]:
    """Keep a file, sealed, and have it read; gives the changeset's id.

    Raises:
        RegisterError: ``upload-empty``, ``upload-too-large``.
    """
    if not upload.body:
        raise RegisterError("upload-empty", "the file is empty. Next: choose another file.")
    if len(upload.body) > LARGEST:
        raise RegisterError(
            "upload-too-large", "the file is larger than 200 MB. Next: cut it into several files, and upload each."
        )
    changeset = Changeset.objects.create(
        file_name=upload.name[-200:],
        size=len(upload.body),
        layout=upload.layout,
        country=upload.country,
        made_by=acting.actor,
        made_at=clock.now(),
    )
    keep_body(changeset, "file", upload.body)
    transaction.on_commit(worker.wake)
    return Done(changeset.changeset_id, (str(changeset.changeset_id),))


@action(Verb.UPLOAD_PREVIEWED, "upload")
def preview_upload(acting: Acting, changeset_id: UUID) -> Done[Preview]:
    """Show the first rows of a file and what is wrong with it.

    Raises:
        RegisterError: ``upload-missing``, ``upload-state``, ``upload-gone``.
    """
    changeset = _in_state(changeset_id, State.PREVIEW)
    told = json.loads(read_body(changeset, "preview"))
    return Done(Preview(**told), (str(changeset_id),))


@action(Verb.UPLOAD_ACCEPTED, "upload")
def accept_upload(acting: Acting, changeset_id: UUID) -> Done[None]:
    """Have the records of a file taken in.

    Raises:
        RegisterError: ``upload-missing``, ``upload-state``.
    """
    changeset = _in_state(changeset_id, State.PREVIEW)
    changeset.state, changeset.attempts = State.ACCEPTING, 0
    changeset.decided_by, changeset.decided_at = acting.actor, clock.now()
    changeset.save()
    transaction.on_commit(worker.wake)
    return Done(None, (str(changeset_id),), {"rows": changeset.rows})


@action(Verb.UPLOAD_DISCARDED, "upload")
def discard_upload(acting: Acting, changeset_id: UUID) -> Done[None]:
    """Forget a file; nothing of it was taken in.

    Raises:
        RegisterError: ``upload-missing``, ``upload-state``.
    """
    changeset = _in_state(changeset_id, State.PREVIEW, State.FAILED, State.UPLOADED)
    changeset.state = State.DISCARDED
    changeset.decided_by, changeset.decided_at = acting.actor, clock.now()
    changeset.save()
    forget_bodies(changeset)
    return Done(None, (str(changeset_id),))


def get_changeset(changeset_id: UUID) -> Changeset:
    """Get an upload as it stands; its own columns name no person.

    Raises:
        RegisterError: ``upload-missing``.
    """
    return _found(Changeset.objects.filter(changeset_id=changeset_id).first())


def _in_state(changeset_id: UUID, *allowed: State) -> Changeset:
    """Get an upload and hold it until the end of the transaction, if it is in one of the states."""
    changeset = _found(Changeset.objects.select_for_update().filter(changeset_id=changeset_id).first())
    if changeset.state not in allowed:
        raise RegisterError(
            "upload-state",
            f"the upload is `{changeset.state}`, and this can be done while it is one of "
            f"{', '.join(f'`{state.value}`' for state in allowed)}. Next: open its page again.",
        )
    return changeset


def _found(changeset: Changeset | None) -> Changeset:
    if changeset is None:
        raise RegisterError("upload-missing", "there is no such upload. Next: choose one from the list.")
    return changeset
