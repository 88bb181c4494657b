"""Trying often: searches, keys, passwords; and what is tried from outside to get in by a form or an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

Clients = Callable[..., Any]
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> Iterator[None]:
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


def search(browser: Any, document: str = "ZQ7654321") -> Any:
    return browser.post("/search/", {"purpose": "application", "document": document})


def test_a_user_who_searches_without_pause_is_stopped_and_others_are_not(
    client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.desk import search_views
    from sojourn.register.door.throttle import Limit

    monkeypatch.setattr(search_views, "SEARCHES_OF_USER", Limit("search-user", 2, 300))
    one, other = client("post_officer"), client("post_officer")
    assert [search(one).status_code for _ in range(3)] == [200, 200, 429]
    assert search(other).status_code == 200


def test_an_address_from_which_many_search_is_stopped(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.desk import search_views
    from sojourn.register.door.throttle import Limit

    monkeypatch.setattr(search_views, "SEARCHES_FROM_ADDRESS", Limit("search-address", 2, 300))
    answers = [search(client("post_officer")).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def ask_api(token: str) -> Any:
    from django.test import Client

    headers = {"Authorization": f"Bearer {token}"}
    return Client(SERVER_NAME="localhost").post("/api/v1/facts", "[]", content_type="application/json", headers=headers)


def test_wrong_keys_are_refused_more_shortly_after_a_while_and_right_ones_are_not(acting: Clients) -> None:
    from sojourn.register.door.throttle import WRONG_KEYS
    from sojourn.register.intake.keys import make_feed_key

    key = make_feed_key(acting("administrator"), "carrier:KL", "test")
    answers = [ask_api("sjk_wrong") for _ in range(WRONG_KEYS.most + 1)]
    assert {each.status_code for each in answers[:-1]} == {401}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")
    assert ask_api(key).status_code == 200


def test_a_feed_has_two_keys_at_once_while_it_changes_them(acting: Clients) -> None:
    from sojourn.register.intake.keys import make_feed_key, revoke_feed_key

    keys = [make_feed_key(acting("administrator"), "carrier:KL", name) for name in ("old", "new")]
    assert [ask_api(key).status_code for key in keys] == [200, 200]
    revoke_feed_key(acting("administrator"), keys[0].split("_")[1])
    assert [ask_api(key).status_code for key in keys] == [401, 200]


def test_wrong_passwords_lock_a_name_for_a_while_even_to_the_right_one(db: None) -> None:
    from django.test import Client

    from sojourn.register.accounts.make_user import make_user

    make_user("anna", PASSWORD, roles=["analyst"], office="hq")
    browser = Client(SERVER_NAME="localhost")
    for _ in range(5):
        browser.post("/account/login/", {"login": "anna", "password": "wrong"})
    browser.post("/account/login/", {"login": "anna", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


NASTY = [
    "'; DROP TABLE store_record; --",
    "' OR '1'='1",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    '=HYPERLINK("http://example.org")',
    "x\r\nSet-Cookie: planted=1",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_what_is_typed_into_the_search_is_text_and_nothing_else(client: Clients, nasty: str) -> None:
    from django.db import connection

    answers = [
        search(client("post_officer"), nasty),
        client("post_officer").post("/search/", {"purpose": "application", "name": nasty, "birth_year": "1961"}),
        client("post_officer").post("/search/", {"purpose": nasty, "reference": nasty}),
    ]
    assert {each.status_code for each in answers} <= {200, 422}
    bodies = b"".join(each.content for each in answers).decode()
    assert "<script>alert" not in bodies
    assert "for tests only" not in bodies, "the secret key of the tests"
    assert [each.cookies.get("planted") for each in answers] == [None] * 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_record")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static/..%2f..%2fhome.py",
        "/static//etc/passwd",
        "/record/..%2f..%2f/etc/passwd/",
    ],
)
def test_no_path_leads_out_of_the_folder_of_static_files(client: Clients, path: str) -> None:
    answer = client("supervisor").get(path)
    assert answer.status_code in (301, 302, 400, 404)


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_host_after_signing_in(db: None, address: str) -> None:
    from django.test import Client, override_settings

    from sojourn.register.accounts.make_user import make_user

    make_user("anna", PASSWORD, roles=["analyst"], office="hq")
    with override_settings(SECOND_FACTOR=False):
        answer = Client(SERVER_NAME="localhost").post(
            "/account/login/", {"login": "anna", "password": PASSWORD, "next": address}
        )
    assert answer.headers["Location"] == "/"


def test_a_form_of_another_host_changes_nothing(client: Clients) -> None:
    from django.test import Client

    signed_in = client("post_officer")
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    assert search(strict).status_code == 403
