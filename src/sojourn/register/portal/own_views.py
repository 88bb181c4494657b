"""The pages of one's own record; each reads by the visitor's person alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.register import clock
from sojourn.register.letters.service_told import service_told
from sojourn.register.letters.texts import LANGUAGES
from sojourn.register.portal import own, taking
from sojourn.register.portal.context import find_address
from sojourn.register.portal.entrance import Typed, come_in
from sojourn.register.portal.forms import EnterForm
from sojourn.register.portal.looked import list_own_looks
from sojourn.register.portal.own_records import own_rows, records_told
from sojourn.register.portal.rights_told import list_rights
from sojourn.register.portal.sessions import Visitor, let_in, own_record, visitor_of
from sojourn.register.requests import words
from sojourn.register.requests.models import OPEN_STATES
from sojourn.register.requests.own import list_own_requests

PDF = "application/pdf"
#: What can be asked from one's own record, by the names of the pages.
WAYS = ("ask_answer", "ask_correction", "ask_complaint", "declare_departure", "receipts")


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code, a document's number and a birth date; one answer for every cause of failure."""
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        address = str(request.META.get("REMOTE_ADDR", ""))
        tried = come_in(Typed(told["code"], told["document"], told["born"], address))
        if tried.opened is not None:
            let_in(request, tried.opened.code_id)
            return redirect("portal_mine")
        if tried.closed_until is None:
            form.add_error(None, gettext("These three do not open a record. Look at each of them again."))
        else:
            minutes = max(1, -int((clock.now() - tried.closed_until).total_seconds() // 60))
            form.add_error(None, _closed(minutes))
    return render(
        request, "portal/enter.html", {"form": form, "desk": desk_lines()}, status=400 if form.errors else 200
    )


@require_GET
@own_record
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own record."""
    record = own.read_own(_visitor(request).person_id)
    asked = [
        {"reference": each.reference, "kind": words.KINDS[each.kind], "on": each.received_at, "due": each.last_day}
        for each in list_own_requests(_visitor(request).person_id)
        if each.state in OPEN_STATES
    ]
    return render(request, "portal/mine.html", {"record": record, "ways": _ways(), "requests": asked})


@require_GET
@own_record
def on_file(request: HttpRequest) -> HttpResponse:
    """Show what is on file, record by record, in the words of the letters."""
    told = records_told(own_rows(_visitor(request).person_id), _language())
    return render(request, "portal/file.html", {"records": told, "ways": _ways()})


@require_GET
@own_record
def looks(request: HttpRequest) -> HttpResponse:
    """Show who has looked: role, office, purpose."""
    told = {"looks": list_own_looks(_visitor(request).person_id), "ways": _ways()}
    return render(request, "portal/looks.html", told)


@require_GET
@own_record
def rights(request: HttpRequest) -> HttpResponse:
    """Show the person's rights and clocks."""
    help_told = service_told().help[_language()]
    return render(request, "portal/rights.html", {"rights": list_rights(), "ways": _ways(), "help": help_told})


@require_GET
@own_record
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out one's own letter as it was sent."""
    return _file(own.read_letter(_visitor(request).person_id, reference), "letter.pdf", PDF)


@require_GET
@own_record
def take(request: HttpRequest) -> HttpResponse:
    """Offer everything to take along."""
    return render(request, "portal/take.html")


@require_POST
@own_record
def take_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give everything along, as JSON or PDF."""
    person_id = _visitor(request).person_id
    if kind == "pdf":
        return _file(taking.take_pdf(request.acting, person_id, _language()), "my-record.pdf", PDF)  # type: ignore[attr-defined]
    return _file(taking.take_json(request.acting, person_id), "my-record.json", "application/json")  # type: ignore[attr-defined]


def _visitor(request: HttpRequest) -> Visitor:
    visitor = visitor_of(request)
    assert visitor is not None, "own_record has let nobody else in"
    return visitor


def desk_lines() -> tuple[str, ...]:
    """Give where the duty desk is."""
    told = service_told()
    return (told.name, *told.address)


def _ways() -> dict[str, str]:
    """Give the addresses of what can be asked, by their names; empty where there is no such page."""
    return {name: find_address(f"portal_{name}") for name in WAYS}


def _language() -> str:
    language = get_language() or LANGUAGES[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def _file(content: bytes, name: str, media: str) -> HttpResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media, headers=told)


def _closed(minutes: int) -> str:
    return ngettext(
        "There were several wrong tries, so no other is looked at now. Wait %(count)s minute, and try once more. "
        "Nobody has to be asked, and nothing is held against you.",
        "There were several wrong tries, so no other is looked at now. Wait %(count)s minutes, and try once more. "
        "Nobody has to be asked, and nothing is held against you.",
        minutes,
    ) % {"count": minutes}
