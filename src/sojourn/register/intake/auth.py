"""Who sends: a feed's key as a bearer token."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from sojourn.register.door.acting import Acting
from sojourn.register.door.throttle import WRONG_KEYS, count_try
from sojourn.register.intake.keys import feed_acting, find_key


class FeedKeyAuth(HttpBearer):
    """``Authorization: Bearer sjk_...``, a key in force."""

    openapi_description = "A key of one feed; an administrator makes it on the page for keys, where it is shown once."

    def authenticate(self, request: HttpRequest, token: str) -> Acting | None:
        """Give who acts, or nobody.

        Raises:
            TooMany: keys that are none came too often from this address; those that are some are taken at any time.
        """
        key = find_key(token)
        if key is None:
            count_try(WRONG_KEYS, str(request.META.get("REMOTE_ADDR", "")))
        return None if key is None else feed_acting(key)
