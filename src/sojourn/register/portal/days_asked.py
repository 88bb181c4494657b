"""A traveller's own question, answered from what was typed only: by the engine, with no record read and none kept."""

from __future__ import annotations

import atexit
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cache

from sojourn.engine import Engine, open_engine
from sojourn.errors import EvidenceError, LawError
from sojourn.law.rule import Law
from sojourn.register import clock
from sojourn.register.answering.engine import law_pack
from sojourn.stays.days_file import OwnStay
from sojourn.stays.days_question import answer_days
from sojourn.stays.days_told import DaysAnswer, Question

_LOCK = threading.Lock()


@dataclass(frozen=True)
class DaysTold:
    """What is said of the days.

    Attributes:
        answer: of the engine; none where what was typed does not suffice (``missing``: the code of the error).
        fine: whether the stay that is asked about keeps to the days.
        planned_to: the last day that was planned; none: none was.
    """

    answer: DaysAnswer | None
    fine: bool = False
    planned_to: date | None = None
    missing: str = ""


def counts_window(law: Law | None = None) -> bool:
    """Say whether the law counts the days of a window, so that no class of admission has to be asked."""
    return (law or law_pack().as_known_at(clock.now())).find("entry_window") is not None


def ask_days(stays: list[OwnStay], planned_from: date | None, planned_to: date | None) -> DaysTold:
    """Answer: about a stay that is planned, else about the one of today, else about one that would begin today."""
    law, today = law_pack().as_known_at(clock.now()), clock.today()
    here = any(stay.arrived_on <= today and (stay.departed_on is None or stay.departed_on >= today) for stay in stays)
    entering = planned_from is not None or not here
    named = stays[-1].admitted_class if stays else None
    asked = Question(planned_from or today, entering, named)
    try:
        with _LOCK:
            answer = answer_days(_engine(), tuple(stays), law, asked)
    except (EvidenceError, LawError) as problem:
        return DaysTold(None, missing=problem.code)
    last = planned_to or asked.day
    some = answer.days_left > 0 or not entering  # the last lawful day leaves none, and is lawful
    return DaysTold(answer, some and last <= answer.may_stay_until, planned_to)


@cache
def _engine() -> Engine:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_engine("duckdb", memory="256MB", threads=1))
