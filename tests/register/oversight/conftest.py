"""People for the tests of oversight: invented persons as the tests of the door invent them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "door"))


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Give a maker of persons with one arrival and one answer."""
    from door_people import invent

    numbers = count(1)
    return lambda state="in_status", restricted=False: invent(next(numbers), state, restricted)
