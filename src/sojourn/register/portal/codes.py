"""Codes for one's own record: how they are made, kept and found. Giving and ending them is in ``giving``."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.restricted import list_restricted
from sojourn.register.portal.models import PortalCode

#: No letter that is taken for another one or for a digit (B 8, I 1, L 1, O 0, S 5, U V, Z 2), nor 0 and 1.
LETTERS = "23456789ACDEFGHJKMNPQRTVWXY"
#: Four groups of four: 27 ** 16, which is 76 bits.
GROUPS, IN_GROUP = 4, 4
LENGTH = GROUPS * IN_GROUP
#: How long a code opens the record.
LASTS = timedelta(days=90)
#: Where a code is given.
HOW = ("post", "consulate", "letter", "representative")
#: What is typed for a letter that no code has.
_MEANT = str.maketrans({"B": "8", "S": "5", "Z": "2"})


@dataclass(frozen=True)
class OpenCode:
    """A code that opens a record now.

    Attributes:
        code_id: its number.
        person_id: the person that now holds the records.
        given_how: where it was given.
    """

    code_id: int
    person_id: str
    given_how: str


def make_code() -> str:
    """Make a code at random, without its hyphens."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """Write a code as it is printed: ``7KQ4-M3XA-9TCE-W2HD``."""
    return "-".join(code[at : at + IN_GROUP] for at in range(0, LENGTH, IN_GROUP))


def plain_code(typed: str) -> str:
    """Give what was typed without spaces and hyphens, in capitals, as a code would have it."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: LENGTH + 1].translate(_MEANT)


def digest_of(code: str) -> bytes:
    """Give the keyed digest under which a code is kept."""
    told = b"portal code\n" + plain_code(code).encode(errors="replace")
    return hmac.digest(settings.CONFIGURATION.index_key, told, hashlib.sha256)


def find_code(typed: str) -> OpenCode | None:
    """Find the code that was typed, where it opens a record now."""
    found = PortalCode.objects.filter(digest=digest_of(typed)).values_list("pk", flat=True).first()
    return find_open(found if found is not None else 0)


def find_open(code_id: int) -> OpenCode | None:
    """Give a code by its number; nothing where it is ended or expired, or its person is gone or restricted."""
    code = PortalCode.objects.filter(pk=code_id, ended_at__isnull=True, expires_at__gt=clock.now()).first()
    if code is None:
        return None
    from sojourn.register.store.persons import resolve_person

    try:
        person_id = resolve_person(code.person_id)
    except RegisterError:  # every record of the person was retracted
        return None
    return None if list_restricted([person_id]) else OpenCode(code.pk, person_id, code.given_how)
