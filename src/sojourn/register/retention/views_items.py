"""The items of a batch: rows that name nobody, and a page of one item with its ids, which is a look at that person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from sojourn.register.components.days import long_day
from sojourn.register.door.actions import acting_with
from sojourn.register.retention.models import Item
from sojourn.register.retention.overview import open_item
from sojourn.register.retention.words import reason_words, what_words

Cell = dict[str, object] | str


@require_GET
def batch_item(request: HttpRequest, batch_id: int, item_id: int) -> HttpResponse:
    """Show the ids of one item of a batch."""
    acting = acting_with(request, "propose_disposal")
    item = open_item(acting, get_object_or_404(Item, id=item_id, batch_id=batch_id))
    ids = [
        (gettext("Person"), [item.person_id]),
        (gettext("Stays"), item.stays),
        (gettext("Cases"), item.cases),
        (gettext("Records"), item.names),
    ]
    context = {"item": item, "what": what_words(item.what), "ids": ids}
    return render(request, "retention/item.html", context)


def items_head() -> list[Cell]:
    """Give the heads of the table of items."""
    return [
        gettext("Item"),
        gettext("What"),
        {"text": gettext("Records"), "numeric": True},
        gettext("Due since"),
        gettext("What became of it"),
    ]


def item_row(item: Item) -> list[Cell]:
    """Give the row of an item: its number, what it is, how many records, since when it is due; nobody's id."""
    outcome = getattr(item, "outcome", None)
    if outcome is None:
        became: Cell = gettext("Not yet")
    elif outcome.outcome == "destroyed":
        became = {"text": "", "tag": gettext("Destroyed"), "tone": "ok"}
    else:
        why = "; ".join(reason_words(code) for code in outcome.reasons)
        became = {"text": "", "tag": gettext("Kept"), "tone": "ask", "note": why}
    named: Cell = {
        "text": gettext("Item %(number)s") % {"number": item.pk},
        "url": reverse("retention_item", args=[item.batch_id, item.pk]),
    }
    return [named, what_words(item.what), number_cell(len(item.names)), long_day(item.due_on), became]


def number_cell(value: int) -> Cell:
    """Give a number as a cell."""
    return {"text": f"{value:,}", "numeric": True}
