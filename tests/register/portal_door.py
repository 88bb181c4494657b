"""The person's door in tests: its settings in the place of the staff's, a real code, and a session that it opens.

Import the fixtures where they are needed: ``from portal_door import portal, portal_session``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client


@contextmanager
def portal_settings() -> Iterator[None]:
    """Put the settings of the person's door in the place of the staff's inside the block."""
    from django.test import override_settings
    from django.urls import clear_url_caches, set_urlconf
    from django.utils import translation

    from sojourn.register.portal import settings

    with override_settings(**{name: getattr(settings, name) for name in settings.NARROWED}):
        clear_url_caches()
        yield
    set_urlconf(None)
    clear_url_caches()
    translation.activate("en")


@pytest.fixture
def portal(db: None) -> Iterator[Client]:
    """Give a client of the person's door, with nobody inside."""
    from django.test import Client

    with portal_settings():
        yield Client(SERVER_NAME="localhost")


@pytest.fixture
def portal_session(portal: Client, acting: Callable[..., object]) -> Callable[..., Client]:
    """Give a maker of sessions: ``portal_session(person_id)`` gives a code to the person and enters with it.

    A client of one's own may be told; the document's number and the birth date are those on record.
    """
    from django.test import Client

    def enter(person_id: str, client: Client | None = None, how: str = "post") -> Client:
        return entered(client or Client(SERVER_NAME="localhost"), give(person_id, how), person_id)

    def give(person_id: str, how: str) -> str:
        return given(acting("caseworker"), person_id, how)

    return enter


def given(acting: object, person_id: str, how: str = "post") -> str:
    """Give a code to a person, as a caseworker does who said why the record is needed."""
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.portal.giving import give_code

    state_purpose(acting, person_id, "application", "the person asked for a code")  # type: ignore[arg-type]
    return give_code(acting, person_id, how, "M-1" if how == "representative" else "").code  # type: ignore[arg-type]


def shown_of(person_id: str) -> tuple[str, str]:
    """Give a document's number and a birth date of a person as they are on record."""
    from sojourn.register.records.person_file import get_person

    values = [record.values for record in get_person(person_id).records.values()]
    number = next(str(each["document_number"]) for each in values if each.get("document_number"))
    return number, next(str(each["birth_date"]) for each in values if each.get("birth_date"))


def typed(code: str, number: str, birth_date: str) -> dict[str, str]:
    """Give what is typed at the entrance."""
    parts = [*birth_date.split("-"), "", ""][:3]
    return {
        "code": code,
        "document": number,
        "born_0": parts[2],
        "born_1": parts[1],
        "born_2": parts[0],
    }


def entered(client: Client, code: str, person_id: str) -> Client:
    """Come in with a code, as the person does."""
    answer = client.post("/enter/", typed(code, *shown_of(person_id)))
    assert answer.status_code == 302, answer.content.decode()
    return client
