"""The pages of one record: what it says, as it was received; and who has looked at a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sojourn.register.controls.delays import delayed_looks
from sojourn.register.controls.grounds import list_grounds
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.records import actions
from sojourn.register.records.fact_words import short_words
from sojourn.register.records.record_fields import SAYS, WHOSE, list_fields
from sojourn.stays.proof import Record


@require_GET
def record(request: RegisterRequest, name: str) -> HttpResponse:
    """Show one record."""
    opened = actions.open_record(request.acting, name)
    values = opened.record.values
    context = {
        "opened": opened,
        "heading": short_words(Record(name, opened.record.source, values, {})),
        "says": list_fields(values, SAYS),
        "whose": list_fields(values, WHOSE),
        "may_raw": request.acting.may("open_raw"),
    }
    return render(request, "records/record.html", context)


@require_GET
def raw(request: RegisterRequest, name: str) -> HttpResponse:
    """Show a record as it was received."""
    return render(request, "records/raw.html", {"opened": actions.open_raw(request.acting, name)})


@require_GET
def looks(request: RegisterRequest, person_id: str) -> HttpResponse:
    """List who has looked at a person."""
    current = actions.current_person(request.acting, person_id)
    context = {
        "looks": actions.open_looks(request.acting, current),
        "person_id": current,
        "later": delayed_looks(current),
        "may_delay": request.acting.may("propose_delay") and bool(list_grounds()),
    }
    return render(request, "records/looks.html", context)
