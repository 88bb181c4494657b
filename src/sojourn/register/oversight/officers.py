"""Somebody who works here as the figures show them: a number of one month, which an inquiry alone resolves."""

from __future__ import annotations

import hashlib
import hmac
import re

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register.accounts.models import User

_FORM = re.compile(r"o-([0-9a-f]{6})/(\d{4}-\d{2})")


def number_of_month(user_id: int, month: str) -> str:
    """Give the number (``o-3f09ac/2026-10``) under which the figures of a month show somebody.

    It is a keyed digest: the same person has another number each month, so nobody is followed from month to month.
    """
    key = settings.CONFIGURATION.index_key
    digest = hmac.new(key, f"officer of the figures\n{month}\n{user_id}".encode(), hashlib.sha256).hexdigest()
    return f"o-{digest[:6]}/{month}"


def find_officer(number: str) -> int:
    """Find whom a number of the figures shows; asked by an inquiry only.

    Raises:
        RegisterError: ``inquiry-missing``.
    """
    asked = _FORM.fullmatch("".join(number.lower().split()))
    ids = User.objects.values_list("pk", flat=True).order_by("pk") if asked else ()
    found = [each for each in ids if asked and number_of_month(each, asked[2]) == asked[0]]
    if len(found) != 1:
        raise RegisterError(
            "inquiry-missing",
            "nobody has this number in the figures. Allowed is a number as the figures show it, such as "
            "`o-3f09ac/2026-10`. Next: copy it from there.",
        )
    return int(found[0])
