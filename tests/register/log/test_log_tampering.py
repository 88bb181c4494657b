"""Ten thousand ways to change what is on file, by the owner of the tables: each is named, and nothing else is."""

from __future__ import annotations

from random import Random

import pytest

pytestmark = pytest.mark.usefixtures("world")
#: Tries of one run of the verifier; each touches another row.
TRIES = 1000


def names_of(problems: object) -> set[str]:
    """Give the names of rows and leaves; roots and full parts differ besides, and pointers to what was changed."""
    beside = ("root differs", "full part changed")
    return {
        each.name
        for each in problems
        if each.kind not in beside and not each.name.startswith(("store_current_answer/", "store_current_person/"))
    }


def test_what_was_written_verifies() -> None:
    from sojourn.register.log.verifying import verify_log

    found = verify_log()
    assert found.problems == []
    assert (found.leaves, found.rows) == (2951, 2951)


@pytest.mark.parametrize("seed", range(10))
def test_every_one_of_a_thousand_changes_is_named_and_nothing_else(seed: int) -> None:
    from log_world import undone
    from tampering import tamper

    from sojourn.register.log.verifying import verify_log

    with undone():
        done = tamper(TRIES, Random(seed))
        found = verify_log()
        names = names_of(found.problems)
    assert done.missed(names) == []
    assert done.wrongly(names) == set()
    assert len(done.wanted) > TRIES - 30  # an odd one of a pair is left alone
