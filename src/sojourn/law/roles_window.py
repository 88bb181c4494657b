"""The role of a rule that counts the days of a moving window: so many days in any period of so many."""

from __future__ import annotations

from sojourn.law.role import Field, Role

WINDOW_ROLES: tuple[Role, ...] = (
    Role(
        "entry_window",
        "the days that a window of days leaves: the days of presence in the window that ends on each day of the stay",
        (
            Field("days", "int", "most days of presence in the window, that day included", low=1, high=366),
            Field("within", "int", "length of the window in days, its last day included", low=1, high=3660),
        ),
        basis="must",
    ),
)
