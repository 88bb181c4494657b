"""An adverse step needs somebody at the screen, with a second factor shown a few minutes ago. Nothing else makes one.

INVARIANT: ``Interactive`` is made of a request with a session only. The API, the command line and the worker have none,
so what takes one as an argument cannot be reached from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.second_factor import demanded

#: How long ago the second factor may have been shown.
FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class Interactive:
    """Somebody is at the screen: since when this session has its second factor, and whose session it is."""

    user_id: int
    shown_at: datetime


def interactive_of(request: HttpRequest) -> Interactive:
    """Give the proof that somebody is at the screen.

    Where a training register was started without second factors, signing in counts as one.

    Raises:
        RegisterError: ``second-factor-stale``: it was shown too long ago, or not at all; ``session-needed``.
    """
    if not request.user.is_authenticated or not request.session.session_key:
        raise RegisterError(
            "session-needed",
            "a step against a person is taken by somebody at the screen. Allowed is a session in the browser. "
            "Next: sign in and open the case.",
        )
    wanted = {"mfa"} if demanded() else {"mfa", "password"}
    shown = [
        datetime.fromtimestamp(float(record["at"]), UTC)
        for record in get_authentication_records(request, request.user)
        if record.get("method") in wanted and "at" in record
    ]
    if not shown or clock.now() - max(shown) > FRESH:
        raise RegisterError(
            "second-factor-stale",
            f"a step against a person needs a second factor shown in the last {FRESH.seconds // 60} minutes. "
            "Next: show it again; what you wrote is kept.",
        )
    return Interactive(int(request.user.pk), max(shown))
