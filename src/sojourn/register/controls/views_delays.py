"""The pages of looks that are shown later: proposing it, and deciding it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.components.days import instant
from sojourn.register.controls.delays import decide_delay, list_delays, propose_delay
from sojourn.register.controls.forms import DelayForm
from sojourn.register.controls.grounds import find_ground, list_grounds
from sojourn.register.controls.models import LookDelay
from sojourn.register.controls.words import names_of
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.purposes import require_open


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: RegisterRequest, person_id: str, event_id: int) -> HttpResponse:
    """Propose to show one look to the person later."""
    if not request.acting.may("propose_delay"):
        refuse(request.acting, "propose_delay", person_id)
    require_open(request.acting, person_id)
    form, problem = DelayForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            propose_delay(request.acting, person_id, form.wanted(event_id))
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("It is proposed. Until oversight has approved it, the look is shown."))
            return redirect("looks", person_id)
    context = {"form": form, "problem": problem, "person_id": person_id, "possible": bool(list_grounds())}
    return render(request, "controls/delay.html", context, status=422 if form.errors or problem else 200)


@require_http_methods(["GET", "HEAD"])
def delays(request: RegisterRequest) -> HttpResponse:
    """Show oversight what is to be shown later."""
    found = list_delays(request.acting)
    names = names_of({each.by_id for each in found})
    return render(request, "controls/delays.html", {"delays": [_shown(each, names) for each in found]})


@require_POST
def decide(request: RegisterRequest, delay_id: int) -> HttpResponse:
    """Approve or decline a delay."""
    decide_delay(request.acting, delay_id, approved=request.POST.get("do") == "approve")
    messages.success(request, _("Your decision is on file."))
    return redirect("look_delays")


def _shown(delay: LookDelay, names: dict[int, str]) -> dict[str, object]:
    ground = find_ground(delay.ground)
    note = getattr(delay, "note", None)
    decision = getattr(delay, "decision", None)
    rows = [
        {"term": _("Look"), "value": instant(delay.looked_at)},
        {"term": _("Shown from"), "value": instant(delay.shown_from)},
        {"term": _("Ground of law"), "value": f"{ground.says} ({ground.citation})" if ground else delay.ground},
        {"term": _("Why"), "value": note.text if note else ""},
        {"term": _("Proposed by"), "value": names[delay.by_id]},
    ]
    if decision is not None:
        rows.append({"term": _("Decided"), "value": _("Approved") if decision.approved else _("Declined")})
    open_still = decision is None and delay.shown_from > clock.now()
    return {"id": delay.pk, "rows": [row for row in rows if row["value"]], "open": open_still}
