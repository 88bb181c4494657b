"""How uploads are shown: rows of the list, the page of one, how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register.components.days import instant
from sojourn.register.intake.models import Changeset, State
from sojourn.register.intake.work import WAITING

_TONES = {
    State.PREVIEW: "ask",
    State.ACCEPTED: "ok",
    State.FAILED: "stop",
}


def list_rows(changesets: Iterable[Changeset]) -> list[list[object]]:
    """Give the rows of the list of uploads."""
    return [
        [
            {"text": changeset.file_name, "url": reverse("upload", args=[changeset.changeset_id])},
            {"text": "", "tag": state_words(changeset), "tone": _TONES.get(State(changeset.state), "know")},
            instant(changeset.made_at),
            {"text": changeset.rows, "numeric": True},
            {"text": changeset.quarantined, "numeric": True},
        ]
        for changeset in changesets
    ]


def page_of(changeset: Changeset, problem: str = "") -> dict[str, Any]:
    """Give what the page of an upload shows."""
    return {
        "changeset": changeset,
        "working": changeset.state in WAITING,
        "state_words": state_words(changeset),
        "state_tone": _TONES.get(State(changeset.state), "know"),
        "facts": _facts(changeset),
        "progress": progress_of(changeset),
        "problem": problem,
        "decidable": changeset.state == State.PREVIEW,
        "failed": changeset.state == State.FAILED,
    }


def progress_of(changeset: Changeset) -> dict[str, Any]:
    """Give how far an upload is."""
    accepting = changeset.state == State.ACCEPTING
    return {
        "label": state_words(changeset),
        "done": changeset.done,
        "total": changeset.rows if accepting else 0,
        "poll_url": reverse("upload_progress", args=[changeset.changeset_id]) if changeset.state in WAITING else "",
    }


def state_words(changeset: Changeset) -> str:
    """Give the state of an upload in words."""
    return str(State(changeset.state).label)


def _facts(changeset: Changeset) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"term": _("Uploaded"), "value": instant(changeset.made_at)},
        {"term": _("Layout"), "value": changeset.layout or _("not known yet")},
        {"term": _("Movements"), "value": changeset.movements},
        {"term": _("Facts"), "value": changeset.facts},
        {"term": _("Rows that cannot be used"), "value": changeset.quarantined},
    ]
    if changeset.state in (State.ACCEPTED, State.ACCEPTING):
        rows += [
            {"term": _("Records taken in"), "value": changeset.accepted},
            {"term": _("Records that were on file"), "value": changeset.duplicates},
        ]
    return rows
