"""People for the tests of the door."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from door_people import Invented, invent
from portal_door import portal, portal_session

__all__ = ["person", "portal", "portal_session"]


@pytest.fixture
def person(db: None) -> Callable[..., Invented]:
    """Give a maker of persons with one arrival and one answer."""
    numbers = count(1)

    def make(state: str = "in_status", restricted: bool = False) -> Invented:
        return invent(next(numbers), state, restricted)

    return make
