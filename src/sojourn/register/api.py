"""The API of the register: every router is mounted here."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from sojourn.errors import SojournError
from sojourn.register.away import AWAY, find_away
from sojourn.register.door.acting import Refused
from sojourn.register.door.throttle import TooMany
from sojourn.register.intake.routes import router as intake
from sojourn.register.operate.pressure import QueueFull

api = NinjaAPI(
    title="Sojourn",
    version="1",
    description="Records in. There is no route that lists persons, and none that acts against one.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", intake)

#: Errors with a status of their own; every other that a sender can meet is 400.
_STATUS = {"too-many-rows": 413, "message-too-large": 413, "media-type": 415}


@api.exception_handler(SojournError)
def _tell_error(request: HttpRequest, error: SojournError) -> HttpResponse:
    status = 403 if isinstance(error, Refused) else _STATUS.get(error.code, 400)
    return _problem(request, status, error.code, error.message)


@api.exception_handler(TooMany)
def _tell_too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    response = _problem(request, 429, error.code, error.message)
    response["Retry-After"] = str(error.retry_after)
    return response


@api.exception_handler(QueueFull)
def _tell_full(request: HttpRequest, error: QueueFull) -> HttpResponse:
    response = _problem(request, 503, error.code, error.message)
    response["Retry-After"] = str(error.retry_after)
    return response


def _tell_away(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    away = find_away(error) if isinstance(error, Exception) else None
    assert away is not None  # every kind for which this is called has one
    response = _problem(request, away.status, away.code, away.message)
    response["Retry-After"] = str(away.retry_after)
    return response


for _kind in AWAY:
    api.add_exception_handler(_kind, _tell_away)


@api.exception_handler(AuthenticationError)
def _tell_no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    message = (
        "the request has no key that is in force. Allowed: `Authorization: Bearer sjk_...`. "
        "Next: ask an administrator of the register for a key of your feed."
    )
    response = _problem(request, 401, "no-key", message)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _tell_bad_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(sorted({f"`{each['loc'][-1]}`" for each in error.errors}))
    message = f"the parameter {names} has not the form that is allowed. Next: see the description of the API."
    return _problem(request, 400, "bad-parameter", message)


@api.exception_handler(RequestDataTooBig)
def _tell_too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    message = (
        "the message is larger than 64 MB. Allowed are at most 10,000 rows in one message. "
        "Next: send them in several messages, or upload the file on the page for uploads."
    )
    return _problem(request, 413, "message-too-large", message)


def _problem(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """Answer with what was wrong and, apart, what to do next."""
    said, _, step = text.partition("Next: ")
    body = {"code": code, "message": said.strip(), "next": step.strip()}
    return api.create_response(request, body, status=status)
