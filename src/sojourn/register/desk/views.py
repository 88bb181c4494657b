"""The pages of the desk: the question, and what may be told."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.register import clock
from sojourn.register.components.days import long_day
from sojourn.register.desk.ask_form import AskForm
from sojourn.register.desk.asking import Asked, find_at_desk, show_at_desk
from sojourn.register.desk.current import AtTheDesk
from sojourn.register.desk.given import Given
from sojourn.register.desk.present import is_present, remember
from sojourn.register.desk.told import Row, tell
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse

_REFERENCE = re.compile(r"post:[\w:-]{1,60}/[0-9A-Z]{12}")


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: RegisterRequest) -> HttpResponse:
    """Ask for a document; lead on to the answer, or say that no record was found."""
    acting = request.acting
    if not acting.may("ask_desk"):
        refuse(acting, "ask_desk")
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, acting, form, status=422 if form.errors else 200)
    asked = find_at_desk(acting, form.given())
    if asked.person_id is not None:
        remember(request.session, asked.person_id, clock.now())
        return redirect("desk_answer", asked.person_id)
    return _none_or_several(request, acting, form, asked)


@require_safe
def answer(request: RegisterRequest, person_id: str) -> HttpResponse:
    """Show what may be told of the person's last stay."""
    acting = request.acting
    present = is_present(request.session, person_id, clock.now())
    person = show_at_desk(acting, person_id, present=present)
    recorded = request.GET.get("recorded", "")
    context = {
        "person": person,
        "identity_rows": list_identity_rows(person),
        "prefill": _prefill(person),
        "may_key": acting.may("key_movement"),
        "may_attest": acting.may("attest"),
        "may_open": acting.may("open_person"),
        "recorded": recorded if _REFERENCE.fullmatch(recorded) else "",
        "today": clock.today(),
        "told": None,
    }
    if person.standing is not None:
        told = tell(person.standing, clock.today())
        own_class = (Row(_("Class"), person.admitted_class),) if person.admitted_class else ()
        context |= {"told": told, "rows": (*told.rows, *own_class)}
    return render(request, "desk/answer.html", context)


def list_identity_rows(person: AtTheDesk) -> list[dict[str, object]]:
    """List what the officer compares with the document: birth date, nationality, documents."""
    identity = person.identity
    documents = ", ".join(f"{issuer} {number}".strip() for issuer, number in identity.documents[:2])
    rows = [
        (_("Born"), long_day(identity.birth_date) if identity.birth_date else ""),
        (_("Nationality"), identity.nationality),
        (_("Documents") if len(identity.documents) > 1 else _("Document"), documents),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def _ask(request: RegisterRequest, acting: Acting, form: AskForm, *, status: int = 200, **more: object) -> HttpResponse:
    context = {"form": form, "may_key": acting.may("key_movement"), **more}
    return render(request, "desk/ask.html", context, status=status)


def _none_or_several(request: RegisterRequest, acting: Acting, form: AskForm, asked: Asked) -> HttpResponse:
    if asked.several:
        form.add_error("issuer", _("More than one document has this number. Say which country issued it."))
        return _ask(request, acting, form, status=422)
    return _ask(request, acting, form, not_found=True, hidden=_hidden(form.given()))


def _hidden(given: Given) -> list[dict[str, str]]:
    """Give what the document says, to begin a movement with."""
    names = ("document_type", "surname", "given_names", "birth_date", "nationality")
    known = {"document_number": given.number, "document_issuer": given.issuer}
    known |= {name: given.columns[name] for name in names if name in given.columns}
    return [{"name": name, "value": value} for name, value in known.items() if value]


def _prefill(person: AtTheDesk) -> list[dict[str, str]]:
    """Give what the newest record says of the person, to begin a movement with; the officer compares it."""
    known = {name: str(value) for name, value in person.newest.items() if value}
    return [{"name": name, "value": value} for name, value in known.items()]


def answer_url(person_id: str, recorded: str) -> str:
    """Give the address of the answer after something was recorded."""
    return f"{reverse('desk_answer', args=[person_id])}?recorded={recorded}"
