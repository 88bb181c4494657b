"""The law of a case: its lifecycle as it was on the day it began, and the rules as they are known now."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sojourn.law.pack import Pack
from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.law.procedure.lifecycle_reading import lifecycle_on
from sojourn.law.rule import Law
from sojourn.register import clock
from sojourn.register.answering.engine import law_pack
from sojourn.register.cases.models import Case
from sojourn.register.controls.suspended_law import law_as_known


def pack_of_register() -> Pack:
    """Give the law pack that the register was started with."""
    return law_pack()


def law_now() -> Law:
    """Give the rules as they are known now: a rule that was suspended or stopped this morning carries no step."""
    return law_as_known(law_pack(), clock.now())


def lifecycle_of(case: Case) -> Lifecycle:
    """Give the lifecycle of a case, as it stood on the day the case began and as known on that day."""
    known_at = datetime.combine(case.law_known_at, time.max, UTC)
    return lifecycle_on(law_pack(), case.lifecycle, case.law_known_at, known_at)
