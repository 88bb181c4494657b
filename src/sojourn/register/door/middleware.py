"""Who acts on every request, and what the door answers when something may not be opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from sojourn.register.accounts.roles import acting_of
from sojourn.register.accounts.second_factor import SecondFactor, second_factor_of
from sojourn.register.door import answers, entrance
from sojourn.register.door.acting import NOBODY, Acting, RegisterRequest
from sojourn.register.door.in_force import purpose_in_force
from sojourn.register.door.verbs import PURPOSES, Purpose

Answer = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]


class ActingMiddleware:
    """Set ``request.acting``, keep the entrance, and turn the door's refusals into pages."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; nothing of it is kept by a browser or a proxy."""
        cast(RegisterRequest, request).acting = _acting(request)
        response = self.get_response(request)
        patch_cache_control(response, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> HttpResponseBase | None:
        """Send whoever may not come in to the entrance; name the purpose of the record in hand."""
        sent = entrance.sent_back(request, view)
        if sent is None:
            register = cast(RegisterRequest, request)
            register.acting = _with_purpose(register.acting, kwargs)
        return sent

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Give the page of a refusal; anything else is not the door's."""
        return answers.answer_of(cast(RegisterRequest, request), problem)


def _acting(request: HttpRequest) -> Acting:
    """Give who acts; without the second factor nobody has a role, whatever the address."""
    if not request.user.is_authenticated:
        return NOBODY
    acting = acting_of(request.user)
    passed = second_factor_of(request) is SecondFactor.PASSED
    return acting if passed else replace(acting, roles=frozenset())


def _with_purpose(acting: Acting, kwargs: Mapping[str, object]) -> Acting:
    subject = kwargs.get("person_id") or kwargs.get("stay_id")
    code = purpose_in_force(acting, str(subject)) if subject else ""
    return replace(acting, purpose_label=str(PURPOSES[Purpose(code)])) if code else acting
