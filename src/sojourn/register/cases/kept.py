"""What somebody typed is kept while they show their second factor again, in their own session, and used once."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from sojourn.register.accounts.second_factor import demanded

_KEY = "case_step_typed"
STALE = "second-factor-stale"


def go_and_come_back(request: HttpRequest, address: str) -> HttpResponse:
    """Keep what was typed, ask for the second factor, and come back to an address."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    request.session[_KEY] = {"address": address, "typed": typed.urlencode()}
    page = "mfa_reauthenticate" if demanded() else "account_reauthenticate"
    return redirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: address})}")


def take_kept(request: HttpRequest, address: str) -> QueryDict | None:
    """Give what was typed at an address before, once; nothing where nothing was."""
    kept = request.session.get(_KEY)
    if not kept or kept["address"] != address:
        return None
    del request.session[_KEY]
    return QueryDict(kept["typed"])
