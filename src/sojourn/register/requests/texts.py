"""What people wrote, sealed under a key of its own for each text; deleted with the person's values."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sojourn.register.requests.models import DepartureReceipt, Request, Text
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key

ASKED, REPLY, DETAILS = "asked", "reply", "details"


def keep_text(request: Request, role: str, text: str) -> None:
    """Seal a text of a request."""
    key, about = new_key(), _about(request.reference, role)
    Text.objects.create(
        request=request,
        role=role,
        person_id=request.person_id,
        key=seal_key(key, about),
        sealed=seal(key, text.encode(), about),
    )


def read_text(request: Request, role: str) -> str:
    """Read a text of a request; empty where there is none, or it was erased with the person's values.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    kept = Text.objects.filter(request=request, role=role).first()
    if kept is None:
        return ""
    about = _about(request.reference, role)
    return unseal(unseal_key(bytes(kept.key), about), bytes(kept.sealed), about).decode()


def read_details(request: Request) -> Mapping[str, str]:
    """Read the details of a declared departure."""
    told = read_text(request, DETAILS)
    return {str(name): str(value) for name, value in json.loads(told).items()} if told else {}


def forget_texts(person_ids: Collection[str]) -> int:
    """Delete what was written by and to these persons, and what their receipts say; gives how many texts."""
    known = sorted(person_ids)
    DepartureReceipt.objects.filter(person_id__in=known).update(key=None, sealed=None)
    return Text.objects.filter(person_id__in=known).delete()[0]


def _about(reference: str, role: str) -> bytes:
    return f"request\n{reference}\n{role}".encode()
