"""Who is at the door: the visitor whom a code let in, for as long as the code is in force and the session lasts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from sojourn.register import clock
from sojourn.register.portal import codes

P = ParamSpec("P")
#: After that long a session is over, however busy.
LONGEST = timedelta(hours=2)
_CODE, _SINCE, _SEEN = "portal_code", "portal_since", "portal_seen"
_VISITOR = "_portal_visitor"


@dataclass(frozen=True)
class Visitor:
    """Somebody whom a code let in: the person, or who acts for them.

    Attributes:
        person_id: the person that now holds the records of the code's person; nobody else's are shown.
        code_id: the number of the code.
        given_how: where the code was given: ``post``, ``consulate``, ``letter`` or ``representative``.
        since: when they came in.
    """

    person_id: str
    code_id: int
    given_how: str
    since: datetime


def let_in(request: HttpRequest, code_id: int) -> None:
    """Begin a session of a code under a new key, with nothing of what was there before."""
    now = clock.now().isoformat()
    request.session.flush()
    request.session.update({_CODE: code_id, _SINCE: now, _SEEN: now})


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Give who is in; nobody where no code let them in, time is over, or the code or the record is closed since.

    Asked anew on every page: a code that is ended, or a record that becomes restricted, ends the session at once.
    """
    known: Visitor | None = getattr(request, _VISITOR, None)
    if known is not None:
        return known
    session = request.session
    code_id, since, seen = (session.get(name) for name in (_CODE, _SINCE, _SEEN))
    if not (isinstance(code_id, int) and isinstance(since, str) and isinstance(seen, str)):
        return None
    now, began = clock.now(), datetime.fromisoformat(since)
    idle = timedelta(minutes=settings.SESSION_COOKIE_AGE / 60)
    over = now - datetime.fromisoformat(seen) > idle or now - began > LONGEST
    opened = None if over else codes.find_open(code_id)
    if opened is None:
        session.flush()
        return None
    session[_SEEN] = now.isoformat()
    visitor = Visitor(opened.person_id, code_id, opened.given_how, began)
    setattr(request, _VISITOR, visitor)  # asked once in a request
    return visitor


def let_out(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()
    setattr(request, _VISITOR, None)


def own_record(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a view answer only whom a code let in; others are sent to the entrance.

    The view asks ``visitor_of(request)``, which is there then; it takes no id of a person from the request.
    """

    @functools.wraps(view)
    def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if visitor_of(request) is None:
            return redirect("portal_enter")
        return view(request, *args, **kwargs)

    return run
