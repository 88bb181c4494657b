"""The pages on which an act of a court or an authority is recorded: which kind, then its form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sojourn.errors import RegisterError
from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.register.cases.opening import OpenedCase, open_case
from sojourn.register.components.days import long_day
from sojourn.register.court.record_form import RecordForm
from sojourn.register.court.record_words import GROUPS
from sojourn.register.court.recording import PERMISSION, Recorded, record_procedure, require_kind
from sojourn.register.court.words import kind_words
from sojourn.register.desk.recording import new_token
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.letters.models import Document


@require_http_methods(["GET", "HEAD"])
def choose(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Choose what to record."""
    opened = _open(request, case_id)
    groups = [
        {"title": title, "kinds": [{"url": _url(case_id, kind), **_said(kind)} for kind in kinds]}
        for title, kinds in GROUPS
    ]
    hear = reverse("hear", args=[opened.file.person_id]) if request.acting.may("attest") else ""
    return render(request, "court/choose.html", {"case": opened.case, "groups": groups, "hear_url": hear})


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: RegisterRequest, case_id: str, kind: str) -> HttpResponse:
    """Record an act of one kind."""
    if not request.acting.may(PERMISSION):
        refuse(request.acting, PERMISSION)
    require_kind(kind)
    opened = _open(request, case_id)
    form = RecordForm(fact_kinds()[kind], _documents(opened), request.POST or None, initial={"token": new_token()})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            recorded = _record(request, case_id, kind, form)
        except RegisterError as error:
            problem = error.message
        else:
            said = (
                _("It was already recorded as %(name)s. Nothing was added.")
                if recorded.again
                else _("It is on file as %(name)s, and the case was looked at anew.")
            )
            messages.success(request, said % {"name": recorded.name})
            return redirect("case", case_id)
    context = {"case": opened.case, "form": form, "problem": problem, "adverse": form.kind.about == "adverse"}
    context |= {"title": kind_words(kind), "parts": _parts(form), **_said(kind)}
    return render(request, "court/record.html", context, status=422 if form.errors or problem else 200)


def _open(request: RegisterRequest, case_id: str) -> OpenedCase:
    if not request.acting.may(PERMISSION):
        refuse(request.acting, PERMISSION)
    return open_case(request.acting, case_id)


def _record(request: RegisterRequest, case_id: str, kind: str, form: RecordForm) -> Recorded:
    given = form.cleaned_data
    return record_procedure(
        request.acting,
        case_id,
        kind,
        form.values,
        given["token"],
        form.source,
        given.get("stated", ()),
        form.on_paper,
    )


def _documents(opened: OpenedCase) -> list[tuple[str, str]]:
    """Name the documents of the case by number and day; what they are called lies sealed."""
    kept = Document.objects.filter(case=opened.case).order_by("-received_on", "-id")
    said = _("Document %(number)s, received %(day)s")
    return [(each.digest, said % {"number": each.pk, "day": long_day(each.received_on)}) for each in kept]


def _parts(form: RecordForm) -> list[dict[str, object]]:
    """Group the boxes: when it was received, what it is taken from, what it says."""
    received = ["received_at_day", "received_at_time"]
    source = [name for name in ("on_paper", "document", "reference", "paper") if name in form.fields]
    rest = [name for name in form.fields if name not in {*received, *source, "token"}]
    order = ((_("When it was received"), received), (_("What it is taken from"), source), (_("What it says"), rest))
    return [{"title": title, "fields": [form[name] for name in names]} for title, names in order]


def _said(kind: str) -> dict[str, str]:
    return {"text": kind_words(kind), "says": _(fact_kinds()[kind].title)}


def _url(case_id: str, kind: str) -> str:
    return reverse("case_record_kind", args=[case_id, kind])
