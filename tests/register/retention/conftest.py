"""People whose time is over, and two records officers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from retention_people import People, came_and_left, enter_people, years_ago

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting


@pytest.fixture
def people(db: None) -> People:
    """Give people of a rolled-back transaction: ``gone`` and ``other`` are due, ``back`` with an old stay alone."""
    from sojourn.register import clock

    today = clock.today()

    def ago(years: float) -> Any:
        return years_ago(today, years)

    return enter_people(
        {
            "gone": came_and_left("gone", ago(4.2), ago(4), ago(3.9)),
            "other": came_and_left("other", ago(4.1), ago(3.8), ago(3.7)),
            "soon": came_and_left("soon", ago(3.1), ago(2.9), ago(2.8)),
            "staying": came_and_left("staying", ago(6.5), None, ago(6)),
            "back": [
                *came_and_left("back", ago(4.5), ago(4.3), ago(4.2)),
                *came_and_left("back", ago(0.6), ago(0.4), ago(0.2), turn=2),
            ],
            "lately": came_and_left("lately", ago(0.5), ago(0.3), ago(0.1)),
        }
    )


@pytest.fixture
def officers(acting: Callable[..., Acting]) -> tuple[Acting, Acting]:
    """Give two records officers."""
    return acting("records_officer", office="archive"), acting("records_officer", office="archive")


@pytest.fixture
def destroyed_of(officers: tuple[Acting, Acting]) -> Callable[[str], Any]:
    """Give what lists, proposes, confirms and destroys what is due under a rule, and gives the batch."""
    from sojourn.register.retention.batches import decide, propose
    from sojourn.register.retention.destroying import destroy_confirmed
    from sojourn.register.retention.listing import list_due
    from sojourn.register.retention.models import Decision

    def run(rule: str) -> Any:
        list_due()
        batch = propose(officers[0], rule, "time is over")
        decide(officers[1], batch.pk, Decision.Verdict.CONFIRMED, "looked at each")
        destroy_confirmed()
        return batch

    return run


@pytest.fixture
def destroyed(people: People, destroyed_of: Callable[[str], Any]) -> Callable[..., Any]:
    """Give the same for ``people``; the rule is that of the file, where none is named."""
    return lambda rule="us.retention_file": destroyed_of(rule)
