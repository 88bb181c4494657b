"""What the tests of requests share: the clock stands, somebody is on file, and staff who answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asking_world import NOW, Somebody, somebody

sys.path.append(str(Path(__file__).parent.parent / "portal"))  # for ``portal_door``
from portal_door import portal, portal_session

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting

__all__ = ["portal", "portal_session"]


@pytest.fixture
def asked_at(db: None) -> Iterator[None]:
    """Let the clock stand."""
    from sojourn.register import clock

    with clock.set_to(NOW):
        yield


@pytest.fixture
def ada(asked_at: None) -> Somebody:
    """Have somebody on file whose authorised stay ended twenty days ago."""
    return somebody()


@pytest.fixture
def supervisor(acting: Callable[..., Acting]) -> Acting:
    """Have somebody of the centre who gives requests out."""
    return acting("supervisor", office="centre")


@pytest.fixture
def caseworker(acting: Callable[..., Acting]) -> Acting:
    """Have somebody of the centre who answers requests."""
    return acting("caseworker", office="centre")
