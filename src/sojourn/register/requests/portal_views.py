"""The pages on which a person asks: an answer, a correction, a complaint; and what became of it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.clock_words import ends_words
from sojourn.register.components.days import long_day
from sojourn.register.desk.recording import new_token
from sojourn.register.door.acting import PERSON
from sojourn.register.portal.rights_told import list_rights
from sojourn.register.portal.sessions import Visitor, own_record, visitor_of
from sojourn.register.requests import confirming
from sojourn.register.requests.complaining import may_name, name_office, offices_of
from sojourn.register.requests.models import OPEN_STATES, Kind, State
from sojourn.register.requests.own import OwnRequest, list_own_requests, open_own
from sojourn.register.requests.portal_forms import AnswerForm, ComplaintForm, CorrectionForm, FilesForm, OfficeForm
from sojourn.register.requests.portal_words import problem_words, target_words
from sojourn.register.requests.receiving import Asked, add_evidence, receive
from sojourn.register.requests.stays import has_departure, list_versions_of
from sojourn.register.requests.targets import list_targets
from sojourn.register.requests.words import EVENTS, KINDS, STATES, outcome_words, topic_words


@require_GET
@own_record
def asked(request: HttpRequest) -> HttpResponse:
    """Show what the person has asked, and the departures of which there can be a receipt."""
    person = visitor_in(request).person_id
    rows = [
        {"request": each, "what": KINDS[each.kind], "state": STATES[each.state]} for each in list_own_requests(person)
    ]
    left = [each for each in list_versions_of(person) if has_departure(each)]
    departures = [{"stay_id": each.stay_id, "days": stay_words(each.answer["arrived_on"])} for each in left]
    told = bool(confirming.list_of_person(person))
    return render(request, "portal_requests/asked.html", {"rows": rows, "departures": departures, "told": told})


@require_http_methods(["GET", "POST"])
@own_record
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a question or a letter, with what proves it."""
    visitor = visitor_in(request)
    targets = [(each.code, target_words(each)) for each in list_targets(visitor.person_id)]
    chosen = request.GET.get("to", "") or (targets[0][0] if len(targets) == 1 else "")
    form = AnswerForm(
        request.POST or None, request.FILES or None, targets=targets, initial={"token": new_token(), "target": chosen}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        sent = Asked(Kind.ANSWER, told["text"], told["token"], files=form.files_sent(), target=told["target"])
        if (gone := _send(request, form, sent)) is not None:
            return gone
    return _page(request, "answer", form, {"targets": targets})


@require_http_methods(["GET", "POST"])
@own_record
def correction(request: HttpRequest) -> HttpResponse:
    """Ask for a correction: what is wrong, and what is right."""
    stays = stay_choices(visitor_in(request).person_id)
    form = CorrectionForm(request.POST or None, request.FILES or None, stays=stays, initial={"token": new_token()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        sent = Asked(
            Kind.CORRECTION,
            told["text"],
            told["token"],
            topic=told["topic"],
            files=form.files_sent(),
            stay_id=told["stay"],
        )
        if (gone := _send(request, form, sent)) is not None:
            return gone
    return _page(request, "correction", form, {"right": right_of("correction")})


@require_http_methods(["GET", "POST"])
@own_record
def complaint(request: HttpRequest) -> HttpResponse:
    """Complain, to another office than the one complained of; the outside authority is named."""
    offices = offices_of(visitor_in(request).person_id)
    form = ComplaintForm(request.POST or None, request.FILES or None, offices=offices, initial={"token": new_token()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        sent = Asked(
            Kind.COMPLAINT,
            told["text"],
            told["token"],
            topic=told["topic"],
            files=form.files_sent(),
            complained_of=told["office"],
        )
        if (gone := _send(request, form, sent)) is not None:
            return gone
    return _page(request, "complaint", form, {"right": right_of("complaint")})


@require_GET
@own_record
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one of one's own requests: reference, clock, and the reasoned reply."""
    opened = open_own(PERSON, visitor_in(request).person_id, reference)
    return show_one(request, opened, FilesForm())


@require_POST
@own_record
def more(request: HttpRequest, reference: str) -> HttpResponse:
    """Add files to a request that is open."""
    visitor = visitor_in(request)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_evidence(PERSON, visitor.person_id, reference, form.files_sent())
            return redirect("portal_request", reference)
        except RegisterError as error:
            form.add_error("file_1", problem_words(error))
    return show_one(request, open_own(PERSON, visitor.person_id, reference), form)


@require_POST
@own_record
def office(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which office a complaint is about."""
    visitor, form = visitor_in(request), OfficeForm(request.POST, offices=offices_of(visitor_in(request).person_id))
    if form.is_valid():
        name_office(PERSON, visitor.person_id, reference, form.cleaned_data["office"])
        return redirect("portal_request", reference)
    return show_one(request, open_own(PERSON, visitor.person_id, reference), FilesForm(), form)


@require_GET
@own_record
def told_of(request: HttpRequest) -> HttpResponse:
    """Show to whom corrections about the person went, and who confirmed them."""
    followed = confirming.list_of_person(visitor_in(request).person_id)
    context = {"followed": followed, "right": right_of("confirmation")}
    return render(request, "portal_requests/told.html", context)


def show_one(
    request: HttpRequest, opened: OwnRequest, form: FilesForm, office_form: OfficeForm | None = None
) -> HttpResponse:
    """Lay out the page of one request."""
    made = opened.request
    if office_form is None and may_name(made):
        office_form = OfficeForm(offices=offices_of(visitor_in(request).person_id))
    events = [{"text": EVENTS[each.kind], "at": each.at} for each in opened.events]
    context = {
        "opened": opened,
        "made": made,
        "form": form,
        "office_form": office_form,
        "what": KINDS[made.kind],
        "topic": topic_words(made.kind, made.topic),
        "state": STATES[made.state],
        "outcome": outcome_words(made.kind, made.outcome),
        "events": events,
        "until": ends_words(opened.deadline, clock.now()) if opened.deadline and not made.decided_at else "",
        "may_add": made.state in OPEN_STATES,
        "may_take_back": made.kind == Kind.DECLARATION and made.state in (State.AHEAD, State.ON_FILE),
        "appeal": right_of("appeal") if made.state == State.DECIDED else None,
        "complain": right_of("complaint") if made.state == State.DECIDED else None,
    }
    wrong = bool(form.errors or (office_form and office_form.errors))
    return render(request, "portal_requests/request.html", context, status=400 if wrong else 200)


def visitor_in(request: HttpRequest) -> Visitor:
    """Give who is in; ``own_record`` has let nobody else in."""
    visitor = visitor_of(request)
    assert visitor is not None, "own_record has let nobody else in"
    return visitor


def right_of(about: str) -> object:
    """Give one right of the law pack, in words."""
    return next(each for each in list_rights() if each.right == about)


def stay_choices(person_id: str) -> list[tuple[str, str]]:
    """Give a person's stays as choices."""
    versions = list_versions_of(person_id)
    return [(each.stay_id, stay_words(each.answer["arrived_on"])) for each in versions if each.answer["arrived_on"]]


def stay_words(arrived_on: object) -> str:
    """Name a stay by its first day."""
    return _("The stay that began on %(day)s") % {"day": long_day(arrived_on)}


def language_of() -> str:
    """Give the language in which the person reads."""
    return get_language() or "en"


def _send(request: HttpRequest, form: forms.Form, sent: Asked) -> HttpResponse | None:
    """Take a request in and lead to its page; a problem is said on the form."""
    visitor = visitor_in(request)
    whole = Asked(**{**sent.__dict__, "language": language_of(), "given_how": visitor.given_how})
    try:
        made = receive(PERSON, visitor.person_id, whole)
    except RegisterError as error:
        form.add_error(None, problem_words(error))
        return None
    return redirect("portal_request", made.reference)


def _page(request: HttpRequest, name: str, form: forms.Form, more: dict[str, object]) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, f"portal_requests/{name}.html", context, status=400 if form.errors else 200)
