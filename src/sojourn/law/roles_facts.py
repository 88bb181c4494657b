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
        "departure_period",
        "a short period to leave, on an `extension` fact with such a benefit; unknown for a class not listed",
        (
            Field("benefits", "texts", "benefits of the fact"),
            Field("max_days", "int", "days of one grant at most; a longer one on file is cut to this", low=1, high=366),
            Field("classes", "texts", "classes of admission to which it applies, in capitals without a hyphen"),
        ),
        several=True,
        basis="must",
    ),
    Role(
        "work_ended",
        "work that ended before the admission: status goes on for some days, once in a period, and the admission then "
        "keeps presence lawful to its last day, without a status (on a `programme` fact of that class)",
        (
            Field("classes", "texts", "classes of admission to which it applies, in capitals without a hyphen"),
            Field("end_reasons", "texts", "end reasons of the fact that say: the work ended on its last day"),
            Field("days", "int", "days of status after the last day of work", high=366),
        ),
        basis="must",
    ),
    Role(
        "parole_ended",
        "parole that ended before its date, on a `cancellation` fact: on the day of notice",
        (Field("types", "texts", "types of the fact that say: parole"),),
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
            Field(
                "never_filed_by",
                "texts",
                "outcomes of a decision after which it counts as never filed",
                required=False,
            ),
            Field(
                "on_notice",
                "texts",
                "outcomes under `ended_by` that end it on the day of notice; while none is on file it is pending",
                required=False,
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
            Field(
                "lasting",
                "bool",
                "true: from the decision and for good, unless it names one; false: with no last day it is unknown",
                required=False,
            ),
            Field(
                "revoked_by",
                "texts",
                "outcomes of a later decision that take it back, on the day of notice; without notice it is unknown",
                required=False,
            ),
            Field(
                "gives_nothing",
                "texts",
                "outcomes of a decision that give nothing; one that stands in no list is unknown",
                required=False,
            ),
        ),
        several=True,
        basis="must",
    ),
    Role(
        "voluntary_departure",
        "a period to leave by oneself, on a `voluntary_departure` fact",
        (
            Field("max_days", "int", "days after the grant at most", low=1, high=366),
            Field("max_days_by_type", "ints_by_name", "type of the fact -> days at most", required=False, high=366),
            Field("ended_by_motions", "texts", "types of a `motion` filed in the period that end it", required=False),
            Field("ended_by_appeals", "texts", "types of an `appeal` filed in the period that end it", required=False),
        ),
        basis="must",
    ),
    Role("removal_stay", "an order or a rule that stops a removal, on a `removal_stay` fact", basis="must"),
    Role("residence", "a right of residence, on a `residence` fact: the state is `resident` while it lasts"),
    Role(
        "exemption",
        "an exemption from the limits of a short stay, on an `exemption` fact: `not_subject` while it lasts",
        (Field("types", "texts", "types of the fact that exempt; none given: all", required=False),),
    ),
    Role(
        "protection",
        "a protection, on a `protection` fact, by its type; of a type that no rule has, the days are unknown",
        (Field("types", "texts_by_name", "type of the fact -> basis of the period", allowed=BASES),),
        several=True,
        basis="each",
    ),
)
