"""Signing in: a password, then a second factor; no sign-up, no e-mail."""

from __future__ import annotations

import time

import pytest
from django.test import Client

PASSWORD, SECRET = "correct horse battery staple", "JBSWY3DPEHPK3PXP"


def code_now(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def visitor(db: None) -> Client:
    from django.core.cache import cache

    cache.clear()  # codes are good for one use, and failed attempts are counted
    return Client(SERVER_NAME="localhost")


def make(**kwargs: object) -> object:
    from sojourn.register.accounts.make_user import make_user

    return make_user("officer", PASSWORD, roles=["oversight"], office="jfk", **kwargs)


def test_a_password_and_a_code_open_the_register(visitor: Client) -> None:
    from sojourn.register.store.models import Event

    user = make(totp_secret=SECRET)
    answer = visitor.post("/account/login/", {"login": "officer", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/second-factor/authenticate/"
    assert visitor.get("/log/").status_code == 302
    visitor.post("/account/second-factor/authenticate/", {"code": code_now(SECRET)})
    assert visitor.get("/log/").status_code == 200
    assert Event.objects.filter(verb="signed_in", actor=f"user:{user.pk}").count() == 1


def test_a_wrong_code_opens_nothing_and_the_page_says_so(visitor: Client) -> None:
    make(totp_secret=SECRET)
    visitor.post("/account/login/", {"login": "officer", "password": PASSWORD})
    answer = visitor.post("/account/second-factor/authenticate/", {"code": "000000"})
    assert b"There is a problem" in answer.content
    assert visitor.get("/log/").status_code == 302


def test_the_first_sign_in_sets_a_second_factor_up_and_shows_recovery_codes(visitor: Client) -> None:
    make()
    visitor.post("/account/login/", {"login": "officer", "password": PASSWORD})
    assert visitor.get("/log/").headers["Location"] == "/account/second-factor/"
    page = visitor.get("/account/second-factor/totp/activate/")
    assert page.status_code == 200
    secret = visitor.session["mfa.totp.secret"]
    answer = visitor.post("/account/second-factor/totp/activate/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/account/second-factor/recovery-codes/"
    assert visitor.get("/log/").headers["Location"].startswith("/account/second-factor/reauthenticate/")
    again = visitor.post("/account/second-factor/reauthenticate/?next=/log/", {"code": code_now(secret)})
    assert again.status_code == 302
    assert visitor.get("/log/").status_code == 200


def test_the_secret_of_a_second_factor_lies_sealed(visitor: Client) -> None:
    from allauth.mfa.models import Authenticator

    user = make(totp_secret=SECRET)
    assert SECRET not in str(Authenticator.objects.get(user=user, type="totp").data)


@pytest.mark.parametrize("path", ["/account/signup/", "/account/email/", "/account/password/reset/"])
def test_there_is_no_sign_up_and_no_e_mail(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


PAGES = (
    "", "totp/activate/", "totp/deactivate/", "webauthn/", "webauthn/add/",
    "recovery-codes/generate/", "reauthenticate/", "webauthn/reauthenticate/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_second_factor_is_ours(visitor: Client, page: str) -> None:
    make()
    visitor.post("/account/login/", {"login": "officer", "password": PASSWORD})
    answer = visitor.get(f"/account/second-factor/{page}", follow=True)
    assert answer.status_code == 200
    assert b"sj-page--quiet" in answer.content
    assert b"style=" not in answer.content


@pytest.mark.parametrize("path", ["/account/login/", "/account/logout/", "/account/password/change/"])
def test_the_pages_of_the_account_are_ours(visitor: Client, path: str) -> None:
    make()
    if path != "/account/login/":
        visitor.post("/account/login/", {"login": "officer", "password": PASSWORD})
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert b"<label" in answer.content or path == "/account/logout/"
    assert b"placeholder" not in answer.content
