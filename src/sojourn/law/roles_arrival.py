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
    Role(
        "nationals",
        "nationals of the pack's country need no permission to stay",
        (
            Field(
                "countries",
                "texts",
                "alpha-3 codes of all countries whose nationals need none, by the day of arrival; "
                "none given: the pack's country",
                required=False,
            ),
        ),
    ),
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
            Field("early_days", "int", "days before the programme starts that still belong to it", high=366),
            Field("finished", "texts", "end reasons that say: finished; so does none"),
            Field("withdrawn", "texts", "end reasons that say: ended early with leave", required=False),
            Field(
                "withdrawn_days",
                "ints_by_name",
                "letter of the class -> days after such an end; a letter left out has its days of grace",
                required=False,
                high=366,
            ),
            Field(
                "needs_notice",
                "texts",
                "end reasons that end the status with the record, without grace, once the person was told; until then "
                "what holds after the record is unknown",
                required=False,
            ),
            Field(
                "goes_on",
                "texts",
                "end reasons that end the record and not the status: another record goes on, and without one what "
                "holds is unknown",
                required=False,
            ),
            Field(
                "next_within_months",
                "ints_by_name",
                "letter of the class -> months within which the next programme starts, so that the status goes on "
                "between the two",
                required=False,
                high=24,
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
