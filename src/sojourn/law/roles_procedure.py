"""Roles of rules about procedure: what a person is told, who approves, what forbids a step, and the law's periods.

What every pack must have of these, and how much, is the floor (``floor.py``).
"""

from __future__ import annotations

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.clock_words import ACTS, CLOCKS, COUNTS, NEEDS, PAUSES, SERVED, TIMES, WHOSE, clock_problems
from sojourn.law.role import Field, Role

CONTENTS = ("facts_relied_on", "how_to_answer", "deadline", "where_to_get_help", "language_help", "who_decides")
STEPS = ("determination", "custody", "charge", "order", "removal")

PROCEDURE_ROLES: tuple[Role, ...] = (
    Role(
        "notice",
        "the notice that a person gets before a determination, and the time to answer it",
        (
            Field("answer_days", "int", "days from the notice in which the person may answer", low=1, high=366),
            Field("content", "texts", "what the notice must say", allowed=CONTENTS),
        ),
    ),
    Role(
        "second_person",
        "steps that a second person must approve",
        (Field("steps", "texts", "steps", allowed=STEPS),),
    ),
    Role(
        "blockers",
        "what is looked at before every step against a person, and forbids it while it is not resolved",
        (Field("codes", "texts", "codes of blockers, from the closed list of the core", allowed=BLOCKER_CODES),),
    ),
    Role(
        "clock",
        "a period that the law sets in the procedure",
        (
            Field("clock", "text", "the period, from the closed list of the core", allowed=tuple(CLOCKS)),
            Field("days", "int", "how many days; these or `hours`", required=False, low=1),
            Field("hours", "int", "how many hours; these or `days`", required=False, low=1, high=24 * 3660),
            Field("counts", "text", "what is counted", allowed=COUNTS),
            Field("from", "text", "the act from which it runs", allowed=tuple(ACTS)),
            Field("at", "texts", "the times of the act, the first that it has is taken", allowed=TIMES),
            Field("at_by_service", "texts_by_name", "how it was served -> its time", required=False, allowed=TIMES),
            Field("served", "text", "what is served, where it runs from a service", required=False, allowed=SERVED),
            Field("types", "texts", "types of the act that start it; left out: every type", required=False),
            Field("not_types", "texts", "types of the act that do not start it", required=False),
            Field("benefits", "texts", "benefits whose refusal is such a decision too", required=False),
            Field("given", "bool", "the act itself may say how long; `days` is for one that does not", required=False),
            Field("rolls", "bool", "a last day on which offices are closed moves to the next business day"),
            Field("whose", "text", "`theirs`: the person's time to act; `ours`: the authority's", allowed=WHOSE),
            Field("liberty", "bool", "the person is in custody while it runs"),
            Field("needs", "texts", "what has to be on file for it to be kept", required=False, allowed=NEEDS),
            Field("may_pause", "texts", "for what it pauses", allowed=tuple(PAUSES)),
            Field("exceptions", "texts", "reasons for which an officer may set a later end", required=False),
            Field(
                "exception_hours", "int", "hours from the act to the latest such end", required=False, high=24 * 3660
            ),
        ),
        several=True,
        also=clock_problems,
    ),
    Role(
        "offences",
        "which offence type a statute is, as the courts of the country cite it",
        (Field("statutes", "texts_by_name", "statute -> offence type, from the closed list of the core"),),
    ),
)
