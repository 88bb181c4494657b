"""What somebody typed is kept while they show their second factor again, in their own session, and used once.

It may hold reasons about a person, so it is kept for ``KEPT`` at most, and goes as soon as a step is taken. What is
older is neither shown nor left in the session: the next page of a case or of work that is opened takes it away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from sojourn.register import clock
from sojourn.register.accounts.second_factor import demanded

_KEY = "case_step_typed"
STALE = "second-factor-stale"
#: So long what was typed is kept at most.
KEPT = timedelta(minutes=15)


def go_and_come_back(request: HttpRequest, address: str) -> HttpResponse:
    """Keep what was typed, ask for the second factor, and come back to an address."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    until = (clock.now() + KEPT).isoformat()
    request.session[_KEY] = {"address": address, "typed": typed.urlencode(), "until": until}
    page = "mfa_reauthenticate" if demanded() else "account_reauthenticate"
    return redirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: address})}")


def take_kept(request: HttpRequest, address: str) -> QueryDict | None:
    """Give what was typed at an address before, once; nothing where nothing was, or where it is too old."""
    drop_old(request)
    kept = request.session.get(_KEY)
    if not kept or kept["address"] != address:
        return None
    forget_kept(request)
    return QueryDict(kept["typed"])


def drop_old(request: HttpRequest) -> None:
    """Take away what was typed longer ago than ``KEPT``."""
    kept = request.session.get(_KEY)
    if kept and ("until" not in kept or datetime.fromisoformat(kept["until"]) < clock.now()):
        forget_kept(request)


def forget_kept(request: HttpRequest) -> None:
    """Take away what was kept: the step was taken or proposed."""
    if _KEY in request.session:
        del request.session[_KEY]
