"""The pages of emergencies: opening a restricted record for half an hour, and looking into it afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register.cases.kept import STALE, forget_kept, go_and_come_back, take_kept
from sojourn.register.components.days import instant
from sojourn.register.controls.forms import EmergencyForm, ReviewForm
from sojourn.register.controls.glass import LASTS, REASONS, Emergency, break_glass, list_openings, review_glass
from sojourn.register.controls.models import GlassOpening
from sojourn.register.controls.words import names_of
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.interactive import interactive_of


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: RegisterRequest, person_id: str) -> HttpResponse:
    """Open a restricted record in an emergency; the page is the same whoever the person is, and whether they are."""
    if not request.acting.may("break_glass"):
        refuse(request.acting, "break_glass", person_id)
    kept = None if request.method == "POST" else take_kept(request, request.path)
    form, problem = EmergencyForm(request.POST or kept), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            break_glass(request.acting, interactive_of(request), person_id, given["reason"], given["note"])
        except RegisterError as error:
            if error.code == STALE:
                return go_and_come_back(request, request.path)
            problem = error.message
        else:
            forget_kept(request)
            messages.success(request, _("The record is open to you for half an hour. Others have been told."))
            return redirect("person", person_id)
    context = {"form": form, "problem": problem, "minutes": LASTS.seconds // 60}
    return render(request, "controls/emergency.html", context, status=422 if form.errors or problem else 200)


@require_http_methods(["GET", "HEAD"])
def emergencies(request: RegisterRequest) -> HttpResponse:
    """Show who opened a restricted record in an emergency, to those who look into it."""
    found = list_openings(request.acting)
    names = names_of({each.by_id for each in found} | {each.review.by_id for each in found if hasattr(each, "review")})
    shown = [_shown(each, names, request.acting.user_id) for each in found]
    return render(request, "controls/emergencies.html", {"openings": shown})


@require_POST
def review(request: RegisterRequest, opening_id: int) -> HttpResponse:
    """Take down what a second person found."""
    form = ReviewForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        review_glass(request.acting, opening_id, given["note"], justified=given["justified"] == "yes")
        messages.success(request, _("What you found is on file."))
    else:
        if not request.acting.may("review_glass"):
            refuse(request.acting, "review_glass")
        messages.error(request, _("Choose whether it was justified, and write the reasons."))
    return redirect("emergencies")


def _shown(opening: GlassOpening, names: dict[int, str], user_id: int | None) -> dict[str, object]:
    notes = {note.of_review: note.text for note in opening.notes.all()}
    rows = [
        {"term": _("When"), "value": instant(opening.opened_at)},
        {"term": _("Who"), "value": f"{names[opening.by_id]}, {opening.office}"},
        {"term": _("Person"), "value": opening.person_id},
        {"term": _("Emergency"), "value": str(REASONS[Emergency(opening.reason)])},
        {"term": _("Note"), "value": notes.get(False, "")},
    ]
    reviewed = getattr(opening, "review", None)
    if reviewed is not None:
        said = _("Justified") if reviewed.justified else _("Not justified")
        rows.append({"term": said, "value": notes.get(True, ""), "note": names[reviewed.by_id]})
    form = ReviewForm(prefix=None, auto_id=f"id_{opening.pk}_%s") if reviewed is None else None
    own = opening.by_id == user_id
    return {"id": opening.pk, "rows": [row for row in rows if row["value"]], "form": None if own else form, "own": own}
