"""Roles of rules that give a period on a fact: extensions, applications, residence, protection."""

from __future__ import annotations

from sojourn.law.role import Field, Role
from sojourn.tables import BASES

BENEFIT = "a benefit as the facts name it (`extension`, `change_of_status`, `adjustment`, `asylum`)"

_CLASSES = Field("not_classes", "texts", "classes of admission to which the rule does not apply", required=False)

FACTS_ROLES: tuple[Role, ...] = (
    Role(
        "extension",
        "a period given without an application, on an `extension` fact",
        (Field("except_benefits", "texts", "benefits that another rule of the pack handles", required=False),),
        basis="must",
    ),
    Role(
        "satisfactory_departure",
        "a short period to leave after an emergency, on an `extension` fact with this benefit",
        (
            Field("benefit", "text", "the benefit of the fact"),
            Field("max_days", "int", "days of one grant at most; a longer one on file is cut to this", low=1, high=366),
            Field("classes", "texts", "classes of admission to which it applies"),
        ),
        basis="must",
    ),
    Role(
        "pending_application",
        "an application that keeps presence lawful until it is decided",
        (
            Field("benefits", "texts", BENEFIT),
            Field(
                "timely",
                "bool",
                "true: only if filed by the last authorised day, and from the day after it; false: from the filing",
            ),
            Field(
                "ended_by",
                "texts",
                "outcomes of a decision that end it on the day of the decision; others leave it pending",
            ),
            _CLASSES,
        ),
        several=True,
        basis="must",
    ),
    Role(
        "approved_application",
        "a decision that gives a period, counted from its first day whenever it was taken",
        (
            Field("benefits", "texts", BENEFIT),
            Field("outcomes", "texts", "outcomes of a decision that give the period"),
            _CLASSES,
        ),
        several=True,
        basis="must",
    ),
    Role("residence", "a right of residence, on a `residence` fact: the state is `resident` while it lasts"),
    Role(
        "exemption",
        "an exemption from the limits of a short stay, on an `exemption` fact: `not_subject` while it lasts",
    ),
    Role(
        "protection",
        "a protection, on a `protection` fact, by its type",
        (Field("types", "texts_by_name", "type of the fact -> basis of the period", allowed=BASES),),
        several=True,
        basis="each",
    ),
)
