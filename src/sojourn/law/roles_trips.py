"""Roles of rules about short trips within one admission, and about people whose status follows another person's."""

from __future__ import annotations

from sojourn.law.role import Field, Role
from sojourn.tables import MODES

#: Kinds of fact whose last day is the last day of a period; only these can last as long as a principal's record.
FOLLOWING = ("programme", "extension", "decision", "residence", "exemption", "protection")

TRIPS_ROLES: tuple[Role, ...] = (
    Role(
        "excursion",
        "a trip to a neighbouring country within one admission: the stay goes on, and its days do not begin again",
        (
            Field("classes", "texts", "classes of admission to which it applies"),
            Field("countries", "texts", "alpha-3 codes of the countries and islands that a trip may go to"),
            Field("modes", "texts", "modes of crossing that lead to such a country only", allowed=MODES),
            Field(
                "days",
                "int",
                "the return is at the latest on this day of the first admission, its day of arrival being day 1; "
                "where the record of the arrival has a last day, that day counts instead",
                low=1,
                high=366,
            ),
        ),
    ),
    Role(
        "dependant",
        "a record that names the principal whose status it follows: without an end of its own it lasts as long as the "
        "principal's record, and an end that comes only through the principal is `unknown (principal_ended)`",
        (
            Field("kinds", "texts", "kinds of fact that may follow a principal", allowed=FOLLOWING),
            Field(
                "ended_early",
                "texts",
                "end reasons of the principal's record after which the dependant's own later end is in doubt",
            ),
        ),
    ),
)
