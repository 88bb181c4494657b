"""What the tests of the pages share: invented people committed once, and a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from records_people import NOW, People, commit_people

from sojourn.register import clock
from sojourn.register.postgres import Connections


@pytest.fixture(scope="session")
def people(django_ready: Connections) -> People:
    """Write the people into the database of the tests."""
    return commit_people()


@pytest.fixture
def standing(db: None) -> Iterator[None]:
    """Let the clock stand at the time of the tests."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def officer(people: People, client: Callable[..., Client], standing: None) -> Callable[..., Client]:
    """Give a maker of clients who have said why they need some persons' records."""

    def make(*whose: str, role: str = "caseworker") -> Client:
        from sojourn.register.door.purposes import state_purpose

        made = client(role)
        for who in whose:
            state_purpose(made.acting, people.persons[who], "application", "An application.")  # type: ignore[attr-defined]
        return made

    return make
