"""How long a piece of work may wait. The service sets these clocks itself where no law sets one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sojourn.register.review.models import Kind

#: Days from opening to the last day of the clock. A pair holds an answer at "unknown", so its clock is the shorter one.
DAYS: dict[str, int] = {Kind.PAIR: 10, Kind.QUESTION: 30, Kind.ORPHAN: 30, Kind.SECOND_LOOK: 20}


def due_on(kind: str, opened_at: datetime) -> date:
    """Give the last day of the clock of a piece of work."""
    return opened_at.date() + timedelta(days=DAYS[kind])
