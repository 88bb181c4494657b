"""What the tests of the register share: one real PostgreSQL for each test process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from register_serving import FLAGS, in_thread, served

from sojourn.register.postgres import Connections, running_server

if TYPE_CHECKING:
    from country_rows import SmallCountry
    from django.test import Client
    from playwright.sync_api import Browser, Page

    from sojourn.register.door.acting import Acting


@pytest.fixture(scope="session")
def register_database() -> Iterator[Connections]:
    """Run a cluster of this process's own, with the empty database `sojourn` and its two roles; gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder,
        running_server(Path(folder), durable=False) as running,
    ):
        yield running.connections


@pytest.fixture(scope="session")
def django_ready(register_database: Connections) -> Connections:
    """Migrate as the owner, in a process of its own, and set Django up in this one as the service's role."""
    told = {
        "DJANGO_SETTINGS_MODULE": "sojourn.register.settings",
        "SOJOURN_SECRET_KEY": "for tests only",
        "SOJOURN_INDEX_KEY": "5a" * 32,
        "SOJOURN_SIGNING_KEY": "7e" * 32,
        "SOJOURN_MODE": "training",
    }
    as_owner = {**os.environ, **told, "SOJOURN_DATABASE": register_database.url("owner")}
    command = [sys.executable, "-m", "django", "prepare_register"]
    done = subprocess.run(command, env=as_owner, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    os.environ.update({**told, "SOJOURN_DATABASE": register_database.url("service")})
    import django

    django.setup()
    return register_database


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test's moments hold the clock of those after it: it never runs back in one process, and tests set it."""
    from sojourn.register import clock

    monkeypatch.setattr(clock, "_REACHED", clock._Reached())


@pytest.fixture
def db(django_ready: Connections) -> Iterator[None]:
    """Give a transaction of the service's role that is rolled back at the end."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def acting(db: None) -> Callable[..., Acting]:
    """Give a maker of who acts: a real user with the roles in force, each granted by two people."""
    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.accounts.roles import acting_of

    made = count(1)

    def make(*roles: str, office: str = "jfk") -> Acting:
        username = f"{'-'.join(roles) or 'nobody'}-{next(made)}".replace("_", "-")
        return acting_of(make_user(username, None, roles=roles, name=username.title(), office=office))

    return make


@pytest.fixture
def client(acting: Callable[..., Acting]) -> Callable[..., Client]:
    """Give a maker of clients: signed in with the roles, past the second factor."""
    from django.test import Client

    def make(*roles: str, office: str = "jfk") -> Client:
        return sign_in(Client(SERVER_NAME="localhost"), acting(*roles, office=office))

    return make


def sign_in(client: Client, acting: Acting) -> Client:
    """Sign a client in as a user, as if password and code had been given."""
    import time

    from allauth.account.internal.flows import login

    from sojourn.register.accounts.models import User

    client.force_login(User.objects.get(pk=acting.user_id), "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(acting.user_id)
    session.save()
    client.acting = acting  # type: ignore[attr-defined]  # so that a test knows whom it signed in
    return client


@pytest.fixture(scope="session")
def site(django_ready: Connections) -> Iterator[str]:
    """Serve the pages on loopback over the database of the tests; give the address. Whoever needs people commits them
    (`small_country`) first: what a test leaves uncommitted is not seen."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def open_browser(chromium: str) -> Iterator[Browser]:
    """Open the system's Chromium for one module; the tests of it use the database by `in_thread` only."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(site: str, open_browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give a maker of browser pages: signed in with a role, at a width, with JavaScript or without."""
    contexts = []

    def make(role: str, *, width: int = 1240, javascript: bool = True) -> Page:
        name, value = in_thread(lambda: signed_in_cookie(role))
        context = open_browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="en-GB"
        )
        contexts.append(context)
        context.add_cookies([{"name": name, "value": value, "url": site}])
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def signed_in_cookie(role: str) -> tuple[str, str]:
    """Sign a user of a role in, committed, and give the cookie of the session."""
    from django.conf import settings
    from django.test import Client

    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.accounts.roles import acting_of

    user = make_user(f"browser-{role}".replace("_", "-"), None, roles=(role,), name="A. Officer", office="jfk")
    client = sign_in(Client(SERVER_NAME="localhost"), acting_of(user))
    return settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="session")
def small_country(django_ready: Connections) -> SmallCountry:
    """Commit about sixty people with their answers; see ``country_rows`` for whom to ask about."""
    from uuid import uuid4

    from country_rows import SmallCountry, country_rows

    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.persons import list_record_names
    from sojourn.register.store.records import NewRecord, append_records
    from sojourn.register.store.statements import select

    rows, names = country_rows(clock.today())
    records = [NewRecord(source, row) for source, row in rows]  # type: ignore[arg-type]  # one of the two words
    taken = append_records(records, batch_id=uuid4(), actor="service", received_at=clock.now())
    answer_subjects({each.subject_id for each in taken}, "first")
    latest = "SELECT DISTINCT ON (name) name, person_id FROM store_membership ORDER BY name, membership_id DESC"
    whose = dict(select(latest))
    persons = {word: next(whose[name] for name in reversed(own) if name in whose) for word, own in names.items()}
    stay_of = dict(select("SELECT person_id, min(stay_id) FROM store_current_answer GROUP BY person_id"))
    stays = {word: stay_of[person] for word, person in persons.items() if person in stay_of}
    records_of = {word: sorted(list_record_names(person)) for word, person in persons.items()}
    return SmallCountry(persons, stays, records_of, clock.today())
