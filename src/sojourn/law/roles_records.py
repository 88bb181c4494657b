"""Roles of rules that say how records are read, and what their silence may mean."""

from __future__ import annotations

from sojourn.law.role import Field, Role
from sojourn.tables import MODES, MOVEMENT_KINDS

STRENGTHS = (*MOVEMENT_KINDS, "inspection_biometric", "neighbour_land", "returned")
IN_PERSON = ("hearing", "custody_start", "custody_end")

RECORDS_ROLES: tuple[Role, ...] = (
    Role(
        "proof",
        "how much each kind of record proves about a crossing",
        (
            Field(
                "strength",
                "texts",
                "kinds of record, the strongest first; the strongest gives the time (`inspection_biometric`: an "
                "inspection verified so); a kind that is not named reports no crossing on such a day",
                allowed=STRENGTHS,
            ),
            Field(
                "confirmed",
                "texts",
                "kinds that settle a crossing (`neighbour_land`: at a shared land border)",
                allowed=STRENGTHS,
            ),
            Field("likely", "texts", "kinds that make a crossing likely", allowed=STRENGTHS),
            Field("out_by", "texts", "kinds that prove only that the person was out by then", allowed=STRENGTHS),
        ),
    ),
    Role(
        "merge",
        "when two records of one direction are one crossing",
        (
            Field(
                "hours",
                "int",
                "two records at most this many hours apart are one crossing, if none of the other way lies between",
                low=1,
                high=24,
            ),
        ),
    ),
    Role(
        "turn_back",
        "a departure whose flight or voyage came back: the person never left",
        (
            Field(
                "hours",
                "int",
                "the return on the same voyage is at most this many hours after the departure",
                low=1,
                high=72,
            ),
        ),
    ),
    Role(
        "coverage",
        "from which day departures are recorded well enough that silence may raise a question",
        (
            Field("departures", "dates_by_name", "mode of the arrival -> first day; null: never", allowed=MODES),
            Field(
                "least_recorded",
                "int",
                "per cent; where fewer departures than this are measured to be recorded, silence raises no question",
                required=False,
                high=100,
            ),
            Field(
                "not_from",
                "texts",
                "alpha-3 codes of countries; departures to them are not recorded, so the silence about a person who "
                "came from one raises no question",
                required=False,
            ),
        ),
    ),
    Role("returned", "a later arrival proves that the person had left"),
    Role(
        "contradiction",
        "a sign of presence after a departure",
        (
            Field(
                "signs",
                "texts",
                "kinds of facts that are acts in person before an officer or a court",
                allowed=IN_PERSON,
            ),
            Field("not_outcomes", "texts", "outcomes of such a fact that say the person was not there", required=False),
        ),
    ),
    Role("death", "a death on record ends every question about the stay"),
    Role(
        "declared",
        "how long a declared departure alone turns a question into `unknown (declared)`",
        (Field("days", "int", "days after the declared day of departure", low=1, high=366),),
    ),
    Role(
        "waiting_time",
        "days after the last authorised day in which late records are awaited, and no question is raised",
        (Field("days", "int", "days", high=366),),
    ),
)
