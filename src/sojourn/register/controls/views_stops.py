"""The pages of stops: what is stopped, since when, by whom and why; setting one, and ending one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.components.days import instant
from sojourn.register.controls import stops as acts
from sojourn.register.controls.ends import Ends, ends_of
from sojourn.register.controls.forms import EndForm, StopForm
from sojourn.register.controls.in_force import Stop, list_in_force
from sojourn.register.controls.words import EFFECTS, names_of, stop_title, who_set
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse


@require_http_methods(["GET", "HEAD"])
def stops(request: RegisterRequest) -> HttpResponse:
    """Show what is stopped for the whole register."""
    acting = request.acting
    if not acting.may("see_stops"):
        refuse(acting, "see_stops")
    found = list_in_force()
    names = names_of({each.by for each in found})
    shown = [{**_shown(each, names), "ends": ends_of(acting, each)} for each in found]
    may = acting.may("set_stop") or acting.may("record_court_stop")
    return render(request, "controls/stops.html", {"stops": shown, "may": may})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: RegisterRequest) -> HttpResponse:
    """Set a stop, or record a court's."""
    acting = request.acting
    court = not acting.may("set_stop")
    if court and not acting.may("record_court_stop"):
        refuse(acting, "set_stop")
    form, problem = StopForm(request.POST or None, court=court), ""
    if request.method == "POST" and form.is_valid():
        try:
            if court:
                acts.record_court_stop(acting, form.wanted, form.cleaned_data["order"].strip())
            else:
                acts.set_stop(acting, form.wanted)
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("It is stopped, from this moment on."))
            return redirect("controls_stops")
    context = {"form": form, "problem": problem, "court": court}
    return render(request, "controls/stop_new.html", context, status=422 if form.errors or problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: RegisterRequest, stop_id: int) -> HttpResponse:
    """End a stop, ask for its end, or say as a second person what the order says."""
    acting = request.acting
    if not (acting.may("set_stop") or acting.may("record_court_stop")):
        refuse(acting, "set_stop")
    stop = next((each for each in list_in_force() if each.number == stop_id), None)
    if stop is None:
        raise RegisterError("register-stop-missing", "no stop of this number is in force. Next: open the list again.")
    ends = ends_of(acting, stop)
    if ends is Ends.NOTHING and request.method == "POST":
        refuse(acting, "set_stop")
    form, problem = EndForm(request.POST or None, order=ends is Ends.ASK), ""
    if request.method == "POST" and form.is_valid():
        try:
            _end(request, stop, ends, form)
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("It is noted, and it holds from this moment on."))
            return redirect("controls_stops")
    context = {
        "form": form, "problem": problem, "stop": _shown(stop, names_of({stop.by})), "ends": ends.value,
        "order_url": reverse("record", args=[stop.court_order]) if stop.court_order else "",
    }  # fmt: skip
    return render(request, "controls/stop_end.html", context, status=422 if form.errors or problem else 200)


def _end(request: RegisterRequest, stop: Stop, ends: Ends, form: EndForm) -> None:
    acting, why, is_so = request.acting, form.cleaned_data["why"], request.POST.get("do") == "yes"
    order = form.cleaned_data.get("order", "").strip()
    doing: dict[Ends, Callable[[], object]] = {
        Ends.LIFT: lambda: acts.lift_stop(acting, stop.number, why),
        Ends.CONFIRM: lambda: acts.confirm_court_stop(acting, stop.number, why, is_so=is_so),
        Ends.ASK: lambda: acts.ask_court_lift(acting, stop.number, order, why),
        Ends.CONFIRM_LIFT: lambda: acts.confirm_court_lift(acting, stop.number, why, is_so=is_so),
    }
    doing[ends]()


def _shown(stop: Stop, names: dict[int, str]) -> dict[str, object]:
    rows: list[dict[str, object]] = [
        {"term": _("Since"), "value": instant(stop.set_at)},
        {"term": _("By"), "value": who_set(stop, names)},
        {"term": _("Why"), "value": stop.why},
        {"term": _("First day not relied on"), "value": stop.since},
        {"term": _("Order of the court"), "value": stop.court_order},
        {"term": _("What that means"), "value": str(EFFECTS[stop.kind])},
    ]
    return {"number": stop.number, "title": stop_title(stop), "rows": [row for row in rows if row["value"]]}
