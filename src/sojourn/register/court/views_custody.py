"""The page of a legal exception to a clock of custody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sojourn.errors import LawError, RegisterError
from sojourn.register.cases.kept import STALE, go_and_come_back, take_kept
from sojourn.register.cases.opening import open_case
from sojourn.register.components.days import instant
from sojourn.register.court.exception_form import ExceptionForm
from sojourn.register.court.exceptions import except_custody, find_clock
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.interactive import interactive_of


@require_http_methods(["GET", "HEAD", "POST"])
def exception(request: RegisterRequest, case_id: str, clock_code: str) -> HttpResponse:
    """Give a clock of custody a later end for a reason that the law allows."""
    if not request.acting.may("decide_step"):
        refuse(request.acting, "decide_step")
    opened = open_case(request.acting, case_id)
    start = (request.POST if request.method == "POST" else request.GET).get("start", "")
    deadline, rule = find_clock(opened.clocks, clock_code, start)
    kept = None if request.method == "POST" else take_kept(request, request.get_full_path())
    form = ExceptionForm(deadline, rule, request.POST or kept)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            except_custody(request.acting, interactive_of(request), case_id, form.wanted)
        except LawError as error:
            problem = error.message
        except RegisterError as error:
            if error.code == STALE:
                return go_and_come_back(request, f"{request.path}?{urlencode({'start': start})}")
            problem = error.message
        else:
            messages.success(request, _("The new end is on file, and oversight has been told."))
            return redirect("case", case_id)
    rows = [
        {"term": _("Clock"), "value": _(deadline.title)},
        {"term": _("Rule"), "value": deadline.citation},
        {
            "term": _("Act of detention"),
            "value": instant(deadline.starts_at) if deadline.starts_at else _("not on file"),
        },
        {"term": _("End by the rule"), "value": instant(deadline.ends_at) if deadline.ends_at else _("overdue")},
        {"term": _("Zone of the new end"), "value": deadline.zone},
    ]
    context = {"case": opened.case, "form": form, "rows": rows, "problem": problem, "start": start}
    context["possible"] = bool(rule.exceptions) and deadline.starts_at is not None
    return render(request, "court/exception.html", context, status=422 if form.errors or problem else 200)
