"""Roles of rules about an area of several countries without checks between them, and about its visas."""

from __future__ import annotations

from sojourn.law.role import Field, Role

_TYPES = Field("types", "texts", "types of a `visa` fact to which the rule applies")

AREA_ROLES: tuple[Role, ...] = (
    Role(
        "area",
        "the countries of the area, each from its first day: only days in the area count, and only its outer border",
        (
            Field("countries", "dates_by_name", "alpha-3 code -> first day in the area"),
            Field(
                "inside_checks",
                "dates_by_name",
                "alpha-3 code -> last day of checks at its land border with the area; until then a departure by land "
                "and an arrival by land in another country of the area, on that day or the next, ended no stay",
                required=False,
            ),
        ),
    ),
    Role(
        "long_stay_visa",
        "a long-stay visa: a period of its own, whose days are not counted in the window",
        (_TYPES,),
        basis="must",
    ),
    Role(
        "visa_limit",
        "a visa that gives fewer days than the window, or fewer entries; without one on file the window alone counts",
        (_TYPES,),
        basis="must",
    ),
    Role(
        "limited_visa",
        "a visa for a part of the area, which gives its days there beside the window",
        (_TYPES,),
        basis="must",
    ),
    Role(
        "agreement",
        "days that an agreement between two countries gives its nationals there, beside the window",
        basis="must",
    ),
    Role(
        "retention",
        "how long the record of a stay is kept",
        (
            Field("years_after_exit", "int", "years after the day of exit", low=1, high=30),
            Field(
                "years_without_exit", "int", "years after the last lawful day, where no exit is on file", low=1, high=30
            ),
        ),
    ),
)
