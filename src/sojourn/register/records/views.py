"""The pages of a person and of a stay."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.errors import LawError
from sojourn.register.cases.opening import list_case_ids
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.records import actions, person_page, stay_page
from sojourn.register.records.identity import identity_of
from sojourn.register.records.past import PastForm
from sojourn.register.requests.opening import list_of_person
from sojourn.register.requests.page import person_rows

#: What a question about the past is made of.
_ASKED = [f"{name}_{part}" for name in ("as_of", "known_on") for part in range(3)]


@require_GET
def person(request: RegisterRequest, person_id: str) -> HttpResponse:
    """Show a person; an id of before leads to the one that holds its records now."""
    current = actions.current_person(request.acting, person_id)
    if current != person_id:
        return redirect(f"{reverse('person', args=[current])}?{urlencode({'asked': person_id})}")
    opened = actions.open_person(request.acting, person_id)
    page = person_page.lay_out(opened, request.GET.get("kind", ""), request.GET.get("asked", ""))
    may_see_cases = request.acting.may("see_cases")
    cases = list_case_ids(person_id) if may_see_cases else []
    context = {
        "page": page,
        "may_see_cases": may_see_cases,
        "may_give_code": request.acting.may("give_code"),
        "cases": cases,
    }
    context["requests"] = person_rows(list_of_person(request.acting, person_id))
    return render(request, "records/person.html", context)


@require_GET
def stay(request: RegisterRequest, stay_id: str) -> HttpResponse:
    """Show a stay: now, in an earlier version, or with what was known on a day."""
    form = PastForm(request.GET) if "as_of_0" in request.GET else PastForm()
    asked = form.asked() if form.is_bound and form.is_valid() else None
    try:
        opened = actions.open_stay(request.acting, stay_id, _number(request.GET.get("version", "")), asked)
    except LawError as problem:
        form.add_error("as_of", problem.message)
        opened = actions.open_stay(request.acting, stay_id)
    compared = request.GET.get("compare") == "1"
    context: dict[str, object] = {"form": form, "opened": opened, "stay_id": stay_id, "compared": compared}
    context["asked_query"] = urlencode({key: value for key, value in request.GET.items() if key in _ASKED})
    if opened.shown is None:
        context["bar"] = person_page.bar_of(
            opened.file.person_id, identity_of(opened.file.records.values()), erased=opened.file.erased
        )
        context["others"] = [(other.stay_id, person_page.days_of(other)) for other in opened.others]
        return render(request, "records/stay_not_known.html", context)
    context["may_begin"] = request.acting.may("work_cases")
    context["page"] = stay_page.lay_out(opened, opened.shown, compared=compared)
    template = "records/stay_print.html" if request.GET.get("print") == "1" else "records/stay.html"
    return render(request, template, context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
