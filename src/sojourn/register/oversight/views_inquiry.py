"""The pages of inquiries: one's own, a new one, and one with what it opens."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.accounts.roles import actor_of, name_of
from sojourn.register.cases.models import Case
from sojourn.register.components.days import instant
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.answers import safe_next
from sojourn.register.oversight import inquiries as inquiring
from sojourn.register.oversight.inquiry_form import InquiryForm, ResultForm
from sojourn.register.oversight.models import Inquiry
from sojourn.register.oversight.words import GROUNDS, NAMED_BY, RESULTS, say
from sojourn.register.store.models import CurrentAnswer

Row = dict[str, object]


@require_GET
def inquiries(request: RegisterRequest) -> HttpResponse:
    """Show one's own inquiries: the references by which they were named, never about whom."""
    found = inquiring.list_inquiries(request.acting)
    head = [_("Inquiry"), _("Named by"), _("Ground"), _("Opened"), _("State")]
    rows = [
        [
            {"text": _("Inquiry %(number)s") % {"number": each.pk}, "url": reverse("inquiry", args=[each.pk])},
            say(NAMED_BY, each.named_by),
            say(GROUNDS, each.ground),
            instant(each.opened_at),
            _state(each),
        ]
        for each in found
    ]
    return render(request, "oversight/inquiries.html", {"head": head, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: RegisterRequest) -> HttpResponse:
    """Open an inquiry, and go on to what was asked for."""
    if not request.acting.may(inquiring.PERMISSION):
        refuse(request.acting, inquiring.PERMISSION)
    told = request.POST if request.method == "POST" else request.GET
    onward = safe_next(request, told.get("next", ""), "")
    form = InquiryForm(request.POST) if request.method == "POST" else InquiryForm(initial=_named(request))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = inquiring.open_inquiry(request.acting, form.asked)
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("The inquiry is open for seven days. It is logged."))
            return redirect(onward or reverse("inquiry", args=[made.pk]))
    context = {"form": form, "problem": problem, "next": onward}
    return render(request, "oversight/inquiry_new.html", context, status=422 if form.errors or problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: RegisterRequest, inquiry_id: int) -> HttpResponse:
    """Show one's own inquiry with links to what it opens, and close it."""
    form = ResultForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        inquiring.close_inquiry(request.acting, inquiry_id, given["result"], given["note"])
        messages.success(request, _("The inquiry is closed, with what came of it."))
        return redirect("inquiries")
    found = inquiring.get_inquiry(request.acting, inquiry_id)
    opened = inquiring.is_open(found)
    context = {
        "inquiry": found,
        "rows": [row for row in _rows(found) if row["value"]],
        "links": _links(found) if opened else [],
        "open": opened,
        "form": form,
    }
    return render(request, "oversight/inquiry.html", context, status=422 if form.errors else 200)


def _named(request: RegisterRequest) -> dict[str, str]:
    """Give what the address that led here names, as the door does for a person."""
    return {name: request.GET[name] for name in ("named_by", "named") if request.GET.get(name)}


def _state(each: Inquiry) -> str:
    if each.closed_at is not None:
        return say(RESULTS, each.result)
    return _("Open until %(when)s") % {"when": instant(each.lapses_at)} if inquiring.is_open(each) else _("Lapsed")


def _rows(found: Inquiry) -> list[Row]:
    return [
        {"term": _("Named by"), "value": say(NAMED_BY, found.named_by)},
        {"term": _("Reference"), "value": found.named},
        {"term": _("Ground"), "value": say(GROUNDS, found.ground)},
        {"term": _("Why it is needed"), "value": found.reason},
        {"term": _("Opened"), "value": instant(found.opened_at)},
        {"term": _("Lapses"), "value": instant(found.lapses_at)},
        {"term": _("Closed"), "value": instant(found.closed_at) if found.closed_at else ""},
        {"term": _("What came of it"), "value": say(RESULTS, found.result) if found.result else ""},
        {"term": _("Note"), "value": found.result_note},
    ]


def _links(found: Inquiry) -> list[Row]:
    """List what an open inquiry opens: the pages of one person, or the log of one officer."""
    if found.about_user is not None:
        words = _("The log of %(name)s") % {"name": name_of(found.about_user)}
        return [{"text": words, "url": f"{reverse('log')}?{urlencode({'actor': actor_of(found.about_user.pk)})}"}]
    person = found.person_id
    stays = CurrentAnswer.objects.filter(person_id=person).order_by("arrived_on").values_list("stay_id", flat=True)
    cases = Case.objects.filter(person_id=person).order_by("opened_at").values_list("case_id", flat=True)
    found_stays = [(_("Stay %(id)s") % {"id": stay}, reverse("stay", args=[stay])) for stay in stays]
    found_cases = [(_("Case %(id)s") % {"id": case}, reverse("case", args=[case])) for case in cases]
    whole = (_("The person’s records"), reverse("person", args=[person]))
    looks = (_("Who has looked"), reverse("looks", args=[person]))
    return [{"text": text, "url": url} for text, url in (whole, *found_stays, *found_cases, looks)]
