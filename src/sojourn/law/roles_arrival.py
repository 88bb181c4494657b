"""Roles of rules that say who is subject at all, and which period an arrival itself gives."""

from __future__ import annotations

from sojourn.law.role import Field, Role
from sojourn.tables import OUTCOMES

ARRIVAL_ROLES: tuple[Role, ...] = (
    Role(
        "not_subject",
        "arrivals that open no limited stay",
        (
            Field("outcomes", "texts", "outcomes of an inspection", allowed=OUTCOMES),
            Field("crew_without_limit", "bool", "crew landed without a last day are left out"),
        ),
    ),
    Role("nationals", "nationals of the pack's country need no permission to stay"),
    Role(
        "citizenship",
        "a decision that the person is a citizen, and a claim that is not decided yet",
        (Field("granted", "texts", "outcomes of a `citizenship_decision` that say: citizen"),),
    ),
    Role(
        "entry_until",
        "the last day given at the border, as the record has it",
        (
            Field(
                "outcomes",
                "texts",
                "outcomes of an inspection to which it applies; no outcome counts as `admitted`",
                allowed=OUTCOMES,
            ),
        ),
        basis="must",
    ),
    Role(
        "entry_days",
        "days that the law gives a class, used where the record has no last day",
        (
            Field("classes", "ints_by_name", "class of admission -> days", low=1, high=366),
            Field(
                "counts_arrival_day", "bool", "true: the day of arrival is day 1, so the last day is arrival + days - 1"
            ),
        ),
        several=True,
        basis="must",
    ),
    Role(
        "entry_programme",
        "admission for as long as a programme lasts (duration of status)",
        (
            Field(
                "grace_days",
                "ints_by_name",
                "letter of the class -> days after the programme's last day (`F` covers F1, F-1, F2)",
                high=366,
            ),
            Field(
                "date_certain",
                "texts",
                "letters of classes that also have a last day on the record; the later day counts",
                required=False,
            ),
        ),
        several=True,
        basis="must",
    ),
    Role(
        "entry_parole",
        "a person let in without admission",
        (Field("outcomes", "texts", "outcomes of an inspection to which it applies", allowed=OUTCOMES),),
        basis="must",
    ),
)
