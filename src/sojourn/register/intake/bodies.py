"""What an upload holds, sealed under a key of its own and gone for good once it is decided on."""

from __future__ import annotations

from typing import Literal

from sojourn.errors import RegisterError
from sojourn.register.intake.models import Changeset, ChangesetBody
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key

Part = Literal["file", "preview"]


def keep_body(changeset: Changeset, part: Part, body: bytes) -> None:
    """Keep a part of an upload, in the place of what was kept before."""
    key, about = new_key(), _about(changeset, part)
    sealed = {"key": seal_key(key, about), "sealed": seal(key, body, about)}
    ChangesetBody.objects.update_or_create(changeset=changeset, part=part, defaults=sealed)


def read_body(changeset: Changeset, part: Part) -> bytes:
    """Read a part of an upload.

    Raises:
        RegisterError: ``upload-gone``.
    """
    kept = ChangesetBody.objects.filter(changeset=changeset, part=part).first()
    if kept is None:
        raise RegisterError("upload-gone", "what the upload held is not kept any more. Next: upload the file again.")
    about = _about(changeset, part)
    return unseal(unseal_key(bytes(kept.key), about), bytes(kept.sealed), about)


def forget_bodies(changeset: Changeset) -> None:
    """Forget all that an upload held."""
    ChangesetBody.objects.filter(changeset=changeset).delete()


def _about(changeset: Changeset, part: Part) -> bytes:
    return b"changeset" + changeset.changeset_id.bytes + part.encode()
