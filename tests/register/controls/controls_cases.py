"""A case whose warrant may be proposed at once: what a stop has to forbid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.register.cases.case_pages import on_file
from tests.register.cases.case_people import ask_all, at_the_screen, begin, make_person, put, see
from tests.register.door.door_people import invent

__all__ = ["Ready", "invent"]

Maker = Callable[..., Any]


class Ready:
    """A case in the removal period with everything on file, and its two officers."""

    def __init__(self, acting: Maker) -> None:
        from sojourn.register import clock

        self.officer, self.second = acting("officer", office="centre"), acting("officer", office="centre")
        self.made = make_person("stopped", facts=on_file(clock.now() - timedelta(days=200)))
        self.records = (self.made.arrival, "agency:TEST/order-1")
        self.case = begin(self.officer, self.made, "us.overstay")
        put(self.case, "removal_period", ("determine", "user:0", "user:1"), ("note_finality", "user:0", "user:1"))
        ask_all(self.case, acting("caseworker", office="centre").user_id)
        see(self.officer, self.made, *self.records)

    def propose(self) -> Any:
        from sojourn.register.cases.steps import propose
        from sojourn.register.cases.wanted import Wanted

        wanted = Wanted(
            step="issue_warrant", grounds=("order_final",), destination="NLD", document="ORD-1", records=self.records
        )
        return propose(self.officer, at_the_screen(self.officer), self.case.case_id, wanted)

    def approve(self, proposal: Any) -> Any:
        from sojourn.register.cases.steps import approve

        see(self.second, self.made)
        return approve(self.second, at_the_screen(self.second), proposal.pk)

    def execute(self, proposal: Any) -> Any:
        from sojourn.register.cases.steps import execute

        return execute(self.officer, at_the_screen(self.officer), proposal.pk)
