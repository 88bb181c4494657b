"""The pages beside the work list: who is away and who covers, and the mapping of statutes that everybody may read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.register.accounts.roles import name_of
from sojourn.register.cases.absences import Away, end_absence, list_absences, note_absence
from sojourn.register.cases.offence_mapping import read_mapping, sign_mapping
from sojourn.register.cases.work_forms import AbsenceForm
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: RegisterRequest) -> HttpResponse:
    """Show who is away and who covers, and note an absence."""
    acting = request.acting
    if not acting.may("work_cases"):
        refuse(acting, "work_cases")
    form = AbsenceForm(acting, request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        away = Away(given.get("user") or acting.user_id or 0, given["cover"], given["from_on"], given["to_on"])
        try:
            note_absence(acting, away)
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, gettext("The absence is noted. Whoever covers sees the cases in My work."))
            return redirect("work_absences")
    own = {acting.user_id}
    rows = [
        {
            "number": each.pk,
            "who": name_of(each.user),
            "cover": name_of(each.cover),
            "from_on": each.from_on,
            "to_on": each.to_on,
            "may_end": each.user_id in own or acting.may("assign_cases"),
        }
        for each in list_absences(acting)
    ]
    return render(request, "cases/work_absences.html", {"form": form, "rows": rows, "problem": problem})


@require_POST
def absence_end(request: RegisterRequest, absence_id: int) -> HttpResponse:
    """End an absence."""
    end_absence(request.acting, absence_id)
    messages.success(request, gettext("The absence is over."))
    return redirect("work_absences")


@require_GET
def offence_mapping(request: RegisterRequest) -> HttpResponse:
    """Show which statutes are which offence types, to everybody who has signed in."""
    mapped = read_mapping()
    rows = [
        [
            line.statute,
            gettext(OFFENCE_TYPES[line.offence_type]),
            line.decided_from,
            line.decided_to or "",
            line.rule_id,
        ]
        for line in mapped.mapping.lines
    ]
    head = [gettext("Statute"), gettext("Offence type"), gettext("Convictions from"), gettext("To"), gettext("Rule")]
    context = {
        "rows": rows,
        "head": head,
        "types": [gettext(text) for text in OFFENCE_TYPES.values()],
        "pack": mapped.mapping.pack,
        "digest": mapped.mapping.digest,
        "signature": mapped.signature,
        "may_sign": request.acting.may("sign_mapping") and mapped.signature is None,
    }
    return render(request, "cases/work_offences.html", context)


@require_POST
def sign_offence_mapping(request: RegisterRequest) -> HttpResponse:
    """Sign the mapping as it was read."""
    if not request.acting.may("sign_mapping"):
        refuse(request.acting, "sign_mapping")
    sign_mapping(request.acting, request.POST.get("digest", ""))
    messages.success(request, gettext("The mapping is signed. It orders determined cases from now on."))
    return redirect("offence_mapping")
