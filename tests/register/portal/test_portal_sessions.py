"""A session of one's own record: when it ends, and that nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from portal_door import portal_settings

Enter = Callable[..., Any]


@pytest.fixture(autouse=True)
def at_once(django_ready: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.portal import entrance

    monkeypatch.setattr(entrance, "ANSWER_SECONDS", 0.0)


@pytest.fixture
def inside(small_country: Any, portal_session: Enter) -> Any:
    client = portal_session(small_country.persons["in_status"])
    client.person_id = small_country.persons["in_status"]
    return client


def is_in(client: Any) -> bool:
    return bool(client.get("/mine/").status_code == 200)


def test_a_session_ends_after_twenty_idle_minutes_and_after_two_hours_in_any_case(inside: Any) -> None:
    from sojourn.register import clock

    start = clock.now()
    for minutes in range(19, 119, 19):
        with clock.set_to(start + timedelta(minutes=minutes)):
            assert is_in(inside)
    with clock.set_to(start + timedelta(minutes=121)):
        assert not is_in(inside)
    assert not is_in(inside)


def test_an_idle_session_is_over(inside: Any) -> None:
    from sojourn.register import clock

    with clock.set_to(clock.now() + timedelta(minutes=20, seconds=1)):
        assert not is_in(inside)


def test_ending_a_code_ends_the_session_that_it_began(inside: Any, acting: Enter) -> None:
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.portal.giving import end_code
    from sojourn.register.portal.models import PortalCode

    staff = acting("caseworker")
    state_purpose(staff, inside.person_id, "application", "the code was lost")
    assert is_in(inside)
    end_code(staff, PortalCode.objects.latest("pk").pk)
    assert not is_in(inside)


def test_a_record_that_becomes_restricted_closes_at_once(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.portal import codes

    assert is_in(inside)
    monkeypatch.setattr(codes, "list_restricted", set)
    assert not is_in(inside)


def test_leaving_ends_the_session_and_has_the_browser_forget(inside: Any) -> None:
    left = inside.get("/leave/")
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert left.headers["Location"] == "/away/"
    assert "sojourn" not in inside.get("/away/").content.decode().lower()
    assert not is_in(inside)


def test_the_cookie_is_no_scripts_and_no_other_sites(inside: Any) -> None:
    cookie = inside.cookies["sojourn_portal"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"


def test_a_session_of_the_door_is_nothing_to_the_staffs_service_nor_the_other_way(
    inside: Any, client: Enter, db: None
) -> None:
    from django.conf import settings
    from django.contrib.sessions.backends.base import SessionBase
    from django.test import Client, override_settings

    from sojourn.register import settings as staff_settings

    key = inside.cookies["sojourn_portal"].value
    names = ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "SECRET_KEY", "SECRET_KEY_FALLBACKS")
    staffs = {name: getattr(staff_settings, name) for name in names} | {"SESSION_COOKIE_NAME": "sessionid"}
    assert settings.SESSION_COOKIE_NAME == "sojourn_portal"
    with override_settings(**staffs):
        staff = Client(SERVER_NAME="localhost")
        staff.cookies["sessionid"] = key
        assert staff.get("/work/").status_code == 302
        worker = client("caseworker")
        session: SessionBase = worker.session
    with portal_settings():
        other = Client(SERVER_NAME="localhost")
        other.cookies["sojourn_portal"] = session.session_key
        assert not is_in(other)
