"""Sessions: how long, how many, what ends them, and that nobody reads them in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

Clients = Callable[..., Any]
NINE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Give a function that sets the register's clock to nine o'clock and some time."""
    from sojourn.register import clock

    def put(after: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NINE + after)

    return put


def is_in(browser: Any) -> bool:
    return bool(browser.get("/statistics/", follow=False).status_code != 302)


def test_half_an_hour_without_a_page_ends_the_session(client: Clients, at: Callable[[timedelta], None]) -> None:
    browser = client("analyst")
    at(timedelta(0))
    assert is_in(browser)
    at(timedelta(minutes=29))
    assert is_in(browser)
    at(timedelta(minutes=60))
    assert not is_in(browser)


def test_eight_hours_end_the_session_however_busy(client: Clients, at: Callable[[timedelta], None]) -> None:
    browser = client("analyst")
    stayed = []
    for minutes in range(0, 8 * 60 + 21, 20):
        at(timedelta(minutes=minutes))
        stayed.append(is_in(browser))
    assert stayed == [True] * 25 + [False]


def sign_in_again(user: Any) -> Any:
    """Sign in as the adapter does after the last factor; give the session."""
    from django.contrib.sessions.backends.base import SessionBase
    from django.utils.module_loading import import_string

    from sojourn.register.accounts.signed_in import note_session

    made: SessionBase = import_string("sojourn.register.accounts.sealed_sessions.SessionStore")()
    made["_auth_user_id"] = str(user.pk)
    note_session(made, user)
    return made


@pytest.fixture
def user(acting: Callable[..., Any]) -> Any:
    from sojourn.register.accounts.models import User

    return User.objects.get(pk=acting("analyst").user_id)


def test_of_more_sessions_than_three_the_oldest_ends(user: Any) -> None:
    first, *others = [sign_in_again(user) for _ in range(4)]
    assert not first.exists(first.session_key)
    assert all(each.exists(each.session_key) for each in others)


def test_closing_an_account_ends_its_sessions(user: Any, acting: Callable[..., Any]) -> None:
    from sojourn.register.accounts.opening import close_account

    session = sign_in_again(user)
    close_account(acting("administrator"), user.pk)
    assert not session.exists(session.session_key)


def test_the_end_of_a_role_ends_the_sessions(user: Any, acting: Callable[..., Any]) -> None:
    from sojourn.register.accounts.grants import end_grant
    from sojourn.register.accounts.models import Grant

    session = sign_in_again(user)
    end_grant(acting("administrator"), Grant.objects.get(user=user).pk)
    assert not session.exists(session.session_key)


def test_signing_in_gives_a_new_session(db: None) -> None:
    from django.core.cache import cache
    from django.test import Client, override_settings

    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.accounts.models import SignedIn

    cache.clear()
    user = make_user("anna", "correct horse battery staple", roles=["analyst"], office="hq")
    browser = Client(SERVER_NAME="localhost")
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    with override_settings(SECOND_FACTOR=False):
        browser.cookies["sessionid"] = session.session_key
        browser.post("/account/login/", {"login": "anna", "password": "correct horse battery staple"})
    kept = SignedIn.objects.get(user=user)
    assert kept.session_key == browser.cookies["sessionid"].value != session.session_key


def test_a_session_in_the_database_shows_nothing_of_what_was_typed(db: None) -> None:
    from django.db import connection

    from sojourn.register.accounts.sealed_sessions import SessionStore

    session = SessionStore()
    session["case_step_typed"] = {"typed": "reason=QUILLFEATHER"}
    session.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session WHERE session_key = %s", [session.session_key])
        ((kept,),) = cursor.fetchall()
    import base64

    assert "QUILLFEATHER" not in kept
    assert b"QUILLFEATHER" not in base64.urlsafe_b64decode(kept)
    assert SessionStore(session.session_key)["case_step_typed"] == {"typed": "reason=QUILLFEATHER"}


def test_a_session_of_another_key_is_empty(db: None) -> None:
    from django.test import override_settings

    from sojourn.register.accounts.sealed_sessions import SessionStore

    session = SessionStore()
    session["typed"] = "something"
    session.save()
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert SessionStore(session.session_key).load() == {}
