"""Roles of rules about procedure: what a person is told, who approves, what forbids a step, and the law's periods.

What every pack must have of these, and how much, is the floor (``floor.py``).
"""

from __future__ import annotations

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.role import Field, Role

CONTENTS = ("facts_relied_on", "how_to_answer", "deadline", "where_to_get_help", "language_help", "who_decides")
STEPS = ("determination", "custody", "charge", "order", "removal")
COUNTS = ("calendar", "business")
ACTS = ("filing", "service", "notice", "decision", "order")

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
            Field("clock", "text", "name of the period"),
            Field("days", "int", "days", low=1, high=3660),
            Field("counts", "text", "which days are counted", allowed=COUNTS),
            Field("from", "text", "the act from which it runs", allowed=ACTS),
        ),
        several=True,
    ),
    Role(
        "offences",
        "which offence type a statute is, as the courts of the country cite it",
        (Field("statutes", "texts_by_name", "statute -> offence type, from the closed list of the core"),),
    ),
)
