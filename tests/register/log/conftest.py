"""A world that the tests of the log share: written once, sequenced, read and tampered with by the owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sojourn.register.postgres import Connections


@pytest.fixture(scope="module")
def world(django_ready: Connections) -> Iterator[None]:
    """Give a register with rows in every table of the store, in the log, in a transaction of the owner.

    What other tests committed is not there, and nothing refuses the owner a change.
    """
    from log_world import as_owner, write_events, write_others, write_people
    from tampering import empty_tables, open_tables

    from sojourn.register.log.sequencing import sequence_all

    with as_owner(django_ready):
        open_tables()
        empty_tables()
        write_people(300)
        write_events(700)
        write_others(150)
        sequence_all()
        yield
