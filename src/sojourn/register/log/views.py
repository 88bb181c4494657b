"""The page of the log's proof, for oversight."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from sojourn.register.components.days import instant
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.log.shown import LogShown, read_checkpoint, show_log


@require_safe
def proof(request: RegisterRequest) -> HttpResponse:
    """Show how far the log is, who signs it, and how it is checked."""
    shown = show_log(request.acting)
    days = [{"day": each.day, "size": _number(each.size)} for each in shown.days]
    return render(request, "log/proof.html", {"rows": _rows(shown), "text": shown.note, "days": days})


@require_safe
def checkpoint(request: RegisterRequest) -> HttpResponse:
    """Give a checkpoint as a file."""
    day = request.GET.get("day", "")
    note = read_checkpoint(request.acting, day)
    name = f"checkpoint-{day[:10]}.note" if day else "checkpoint.note"
    return HttpResponse(
        note,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rows(shown: LogShown) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"term": gettext("Entries"), "value": _number(shown.size)},
        {
            "term": gettext("Entries that wait"),
            "value": _number(shown.waiting),
            "note": gettext("they are taken in within about a second"),
        },
        {"term": gettext("Public key"), "value": shown.key},
    ]
    if shown.signed_at is not None:
        rows.insert(1, {"term": gettext("Signed last"), "value": instant(shown.signed_at)})
    if shown.adopted:
        rows.append({"term": gettext("Rows from before the log"), "value": _number(shown.adopted)})
    if shown.refused:
        rows.append(
            {
                "term": gettext("Entries that were refused"),
                "value": _number(shown.refused),
                "tag": gettext("Look into this"),
                "tone": "red",
            }
        )
    return rows


def _number(value: int) -> str:
    return str(number_format(value, force_grouping=True))
