"""Rows and letters made of nothing but values, for tests of what a letter tells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sojourn.register.letters.composing import Composed

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def row_of(own: str, **told: Any) -> dict[str, Any]:
    """Give a fact as the register reads it."""
    return {"fact_id": own, "feed": "agency:TEST", "surname": "Kim", "recorded_at": AT, "decided_at": AT, **told}


def composed_of(rows: list[dict[str, Any]]) -> Composed:
    """Give what a decision is made of that relies on every one of some facts."""
    from sojourn.register.cases.standing_rows import name_of
    from sojourn.register.letters.composing import Composed
    from sojourn.register.letters.service_told import service_told

    return Composed(
        kind="decision",
        language="en",
        reference="D-7F3K9X2QH4TB",
        made_on=date(2026, 11, 23),
        rows=tuple(rows),
        records=tuple(name_of(row) for row in rows),
        contact=None,
        counsel=None,
        service=service_told(),
    )
