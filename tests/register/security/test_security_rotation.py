"""A new secret key: nobody is locked out, and after a second rotation the first key opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def user(db: None) -> Any:
    from sojourn.register.accounts.make_user import make_user

    return make_user("anna", "correct horse battery staple", roles=["analyst"], office="hq", totp_secret=SECRET)


def rotated(home: Path) -> tuple[str, str]:
    """Rotate, and give the new key and the one before."""
    from sojourn.register.accounts.rotating import rotate_secret
    from sojourn.register.door.acting import SERVICE
    from sojourn.register.home import service_secrets

    rotate_secret(SERVICE, home)
    kept = service_secrets(home)
    return kept.secret_key, kept.secret_key_fallbacks


def opens(user: Any) -> bool:
    """Say whether the second factor and a recovery code of a user still open."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from cryptography.fernet import InvalidToken

    from sojourn.register.accounts.adapter import SealingAdapter

    kept = {each.type: each for each in Authenticator.objects.filter(user=user)}
    try:
        secret = SealingAdapter().decrypt(kept["totp"].data["secret"])
        return secret == SECRET and len(RecoveryCodes(kept["recovery_codes"]).generate_codes()) > 0
    except InvalidToken:
        return False


def test_what_was_sealed_before_a_rotation_opens_after_it(user: Any, tmp_path: Path) -> None:
    from django.conf import settings
    from django.test import override_settings

    from sojourn.register.accounts.sealed_sessions import SessionStore

    session = SessionStore()
    session["typed"] = "something"
    session.save()
    new, before = rotated(tmp_path)
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert opens(user)
        assert SessionStore(session.session_key)["typed"] == "something"
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[before]):
        assert not opens(user), "the key in the file was never in use here"


def test_after_a_second_rotation_the_first_key_is_needed_no_more(user: Any, tmp_path: Path) -> None:
    from django.conf import settings
    from django.test import override_settings

    first = settings.SECRET_KEY
    second, _before = rotated(tmp_path)
    with override_settings(SECRET_KEY=second, SECRET_KEY_FALLBACKS=[first]):
        third, kept = rotated(tmp_path)
    assert kept == second
    with override_settings(SECRET_KEY=third, SECRET_KEY_FALLBACKS=[second]):
        assert opens(user)


def test_a_rotation_is_logged_without_the_key(user: Any, tmp_path: Path) -> None:
    from sojourn.register.store.statements import select

    new, _before = rotated(tmp_path)
    ((about,),) = select("SELECT about::text FROM door_event WHERE verb = 'key_rotated'")
    assert new not in about


@pytest.mark.parametrize("which", ["index", "signing"])
def test_keys_that_are_rotated_elsewhere_or_never_say_so(django_ready: object, which: str) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.accounts.rotating import refuse_elsewhere

    with pytest.raises(RegisterError, match="Next:"):
        refuse_elsewhere(which)


def test_the_database_s_owner_is_no_help_to_who_has_no_key(user: Any, acting: Callable[..., Any]) -> None:
    from allauth.mfa.models import Authenticator

    kept = Authenticator.objects.get(user=user, type="totp")
    assert SECRET not in str(kept.data)
