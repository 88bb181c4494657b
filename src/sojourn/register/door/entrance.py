"""The entrance: every page asks for a sign-in with two factors, but those that are the entrance itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from sojourn.register.accounts.second_factor import SecondFactor, second_factor_of

#: Open to everybody: the first step and signing in.
OPEN = frozenset(
    {
        "start",
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "set_language",
    }
)
#: Open to whoever has signed in and has not yet set up or shown the second factor.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
API = "api"
ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])


def open_to_all(view: ViewT) -> ViewT:
    """Let a view answer whoever asks; for pages without personal data, such as the gallery."""
    view.open_to_all = True  # type: ignore[attr-defined]  # read by the door before the view runs
    return view


def sent_back(request: HttpRequest, view: Callable[..., HttpResponseBase]) -> HttpResponseBase | None:
    """Give where whoever asks has to go first; nothing where they may come in.

    The API is not sent anywhere: its keys are asked for by its own routes.
    """
    match = request.resolver_match
    name = match.url_name if match else None
    if name in OPEN or getattr(view, "open_to_all", False) or (match and API in match.namespaces):
        return None
    if not request.user.is_authenticated:
        return _sent(request, resolve_url(settings.LOGIN_URL))
    state = second_factor_of(request)
    if state is SecondFactor.PASSED or name in BEFORE_SECOND_FACTOR:
        return None
    if state is SecondFactor.NOT_SET:
        return redirect("mfa_index")
    return _sent(request, resolve_url("mfa_reauthenticate"))


def _sent(request: HttpRequest, address: str) -> HttpResponseBase:
    here = request.get_full_path() if request.method == "GET" else "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect_to_login(here, address)
