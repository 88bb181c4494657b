"""What the door answers: why do you need it, not allowed, restricted, or what was wrong."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sojourn.errors import RegisterError, SojournError
from sojourn.register import clock
from sojourn.register.door.acting import InquiryNeeded, PurposeNeeded, Refused, RegisterRequest, Restricted
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.throttle import TooMany
from sojourn.register.door.verbs import Verb

MISSING = "-missing"
API_PATH = "/api/"


def answer_of(request: RegisterRequest, problem: Exception) -> HttpResponse | None:
    """Give the answer to a refusal or to a problem that the user can act on; nothing for a fault of ours."""
    if isinstance(problem, PurposeNeeded):
        return _ask_why(request, problem)
    if isinstance(problem, Restricted):
        _write_refusal(request, problem.subject)
        return _page(request, problem, "door/restricted.html", 403)
    if isinstance(problem, Refused):
        return _page(request, problem, "door/refused.html", 403)
    if isinstance(problem, TooMany):
        return _page(request, problem, "door/problem.html", 429)
    if isinstance(problem, RegisterError):
        return _page(request, problem, "door/problem.html", 404 if problem.code.endswith(MISSING) else 400)
    return None


def safe_next(request: HttpRequest, address: str, otherwise: str = "/") -> str:
    """Give an address of our own to go on to; ``otherwise`` where the one asked for is elsewhere."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and address.startswith("/") else otherwise


def _ask_why(request: RegisterRequest, problem: PurposeNeeded) -> HttpResponse:
    if request.path.startswith(API_PATH):
        return JsonResponse({"code": problem.code, "message": problem.message}, status=403)
    back = (
        request.get_full_path() if request.method == "GET" else urlsplit(request.headers.get("Referer", "")).path or "/"
    )
    address = _where_to_say(problem, back)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _where_to_say(problem: PurposeNeeded, back: str) -> str:
    if isinstance(problem, InquiryNeeded):
        return f"{reverse('inquiry_new')}?{urlencode({'named_by': 'person', 'named': problem.subject, 'next': back})}"
    return f"{reverse('why', args=[problem.subject])}?{urlencode({'next': back})}"


def _page(request: RegisterRequest, problem: SojournError, template: str, status: int) -> HttpResponse:
    if request.path.startswith(API_PATH):
        return JsonResponse({"code": problem.code, "message": problem.message}, status=status)
    context = {"problem": problem, "emergency": request.acting.may("break_glass")}
    return render(request, template, context, status=status)


def _write_refusal(request: RegisterRequest, subject: str) -> None:
    """Write down that a restricted record was asked for; whoever asked is told nothing of it."""
    acting = request.acting
    write_events(
        [
            NewEvent(
                clock.now(), Verb.REFUSED, acting.actor, acting.office, "", subject, {"permission": "open_restricted"}
            )
        ]
    )
