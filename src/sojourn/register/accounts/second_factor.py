"""Whether whoever has signed in has also shown a second factor in this session."""

from __future__ import annotations

from enum import Enum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest


class SecondFactor(Enum):
    """How far somebody has come."""

    NOT_SET = "not_set"
    NOT_SHOWN = "not_shown"
    PASSED = "passed"


def second_factor_of(request: HttpRequest) -> SecondFactor:
    """Say how far the user of a request has come; it is demanded of everybody who works here."""
    if not demanded():
        return SecondFactor.PASSED
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return SecondFactor.PASSED
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    is_set = Authenticator.objects.filter(user_id=request.user.pk, type__in=kinds).exists()
    return SecondFactor.NOT_SHOWN if is_set else SecondFactor.NOT_SET


def demanded() -> bool:
    """Say whether the second factor is asked for: always, but in training where it was switched off."""
    return bool(settings.SECOND_FACTOR)
