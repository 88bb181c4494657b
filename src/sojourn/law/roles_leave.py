"""Roles of rules about leave: how an arrival, a visa or a decision gives it, and what prolongs or ends it."""

from __future__ import annotations

from sojourn.law.role import Field, Role
from sojourn.tables import BASES

COUNTED_FROM = ("notice", "decision")

LEAVE_ROLES: tuple[Role, ...] = (
    Role(
        "entry_months",
        "calendar months that the law gives a class, used where the record has no last day: the last day has the "
        "number of the day of arrival, or is the last of a shorter month",
        (Field("classes", "ints_by_name", "class of admission -> months", low=1, high=120),),
        several=True,
        basis="must",
    ),
    Role(
        "entry_clearance",
        "leave that a visa gives to whoever arrives while it is valid, on a `visa` fact with a class and a last day",
        (
            Field(
                "visit_classes",
                "ints_by_name",
                "class of a visa for visits -> months that one arrival on it gives at most; other classes: to its end",
                low=1,
                high=120,
            ),
        ),
        basis="must",
    ),
    Role(
        "lasting_leave",
        "leave given on a `decision` before the arrival, which goes on when the person leaves and comes back",
        (
            Field("benefits", "texts", "benefits of the application"),
            Field("outcomes", "texts", "outcomes of a decision that give leave"),
            Field("over_months", "int", "only leave given for more than so many months goes on", high=120),
        ),
        basis="must",
    ),
    Role(
        "cancelled_leave",
        "leave ended before its last day, on a `cancellation` fact: on `valid_from`, and never before notice; while no "
        "notice is on file the days after it are `unknown`",
        (Field("types", "texts_by_name", "type of the fact -> basis of the periods that it ends", allowed=BASES),),
    ),
    Role(
        "appeal_window",
        "time to challenge a refusal, and the challenge itself, after an application that kept presence lawful",
        (
            Field("benefits", "texts", "benefits of the application that was refused"),
            Field("refused", "texts", "outcomes of a decision on the application that open the window"),
            Field("days", "int", "days in which an appeal or a review may be asked for", low=1, high=366),
            Field(
                "counted_from",
                "text",
                "`notice`: from the day of notice, and while none is on file the window has not begun to run; "
                "`decision`: from the day of the decision",
                allowed=COUNTED_FROM,
            ),
            Field(
                "to_working_day",
                "bool",
                "true: a window that would end on a Saturday or Sunday ends on the Monday after it",
                required=False,
            ),
            Field("ended_by", "texts", "outcomes of a decision that end a pending appeal on the day of the decision"),
            Field("further_days", "int", "days in which a further appeal may be brought", required=False, high=366),
            Field(
                "further_after",
                "texts",
                "outcomes under `ended_by` after which those days run",
                required=False,
            ),
            Field(
                "admitted_by",
                "texts",
                "outcomes of a decision that let a late appeal in; it then counts as brought in time",
                required=False,
            ),
        ),
        several=True,
        basis="must",
    ),
)
