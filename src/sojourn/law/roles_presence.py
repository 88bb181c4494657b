"""Roles of rules about unlawful presence, and about what a departure does in law: answers beside the answer."""

from __future__ import annotations

from sojourn.law.role import Field, Role
from sojourn.tables import FACT_KINDS, OUTCOMES

#: What a stay and its case may be on the day of departure, a closed list.
CASE_STATES = (
    "in_authorised_stay",
    "after_end_no_proceedings",
    "charge_issued_not_filed",
    "proceedings_pending",
    "appeal_pending",
    "motion_pending",
    "asylum_pending",
    "in_voluntary_departure",
    "voluntary_departure_ended",
    "after_voluntary_departure",
    "order_outstanding",
)

_KINDS = Field("kinds", "texts", "kinds of fact whose days it is", allowed=FACT_KINDS)
_TYPES = Field("types", "texts", "types of the fact; left out: every type", required=False)
_BENEFITS = Field("benefits", "texts", "benefits as the facts name them")

PRESENCE_ROLES: tuple[Role, ...] = (
    Role("presence_after_date", "unlawful presence: admitted until a day, days count from the day after it"),
    Role(
        "presence_after_days",
        "unlawful presence: the days of a class, where the record has no last day; days count after them",
        (
            Field("classes", "ints_by_name", "class of admission -> days", low=1, high=366),
            Field("counts_arrival_day", "bool", "true: the day of arrival is day 1"),
        ),
        several=True,
    ),
    Role(
        "presence_after_parole",
        "unlawful presence: let in without admission, days count from the day after that ends",
        (
            Field("outcomes", "texts", "outcomes of an inspection to which it applies", allowed=OUTCOMES),
            Field("ended_by", "texts", "types of a `cancellation` that end it earlier"),
        ),
    ),
    Role(
        "presence_duration",
        "unlawful presence: admitted for as long as a programme lasts, no day counts by the calendar",
        (Field("letters", "texts", "letters of classes that are so admitted where the record has no last day"),),
    ),
    Role(
        "presence_after_finding",
        "unlawful presence: days count from the day after a formal finding that status was not kept",
        (
            Field("outcomes", "texts", "outcomes of a `decision` that can hold one"),
            Field("types", "texts", "types of that decision which say that it holds one"),
            Field("may_hold", "texts", "benefits whose refusal, with no type on record, may or may not hold one"),
        ),
    ),
    Role(
        "presence_after_order",
        "unlawful presence: days count from the day after an order",
        (Field("types", "texts", "types of the order"),),
    ),
    Role(
        "presence_status",
        "unlawful presence: no day counts while this lasts; a formal finding or an order ends it",
        (_KINDS,),
        several=True,
    ),
    Role(
        "presence_approval",
        "unlawful presence: no day counts in the period that a decision gave",
        (_BENEFITS, Field("outcomes", "texts", "outcomes of the decision that give the period")),
    ),
    Role(
        "presence_pause",
        "unlawful presence: no day counts while this lasts",
        (_KINDS, _TYPES),
        several=True,
    ),
    Role(
        "presence_possible",
        "unlawful presence: a record that may have made the stay lawful; its days count at the upper end only",
        (_KINDS, Field("days", "int", "days after its last day that may not count either", high=366)),
    ),
    Role(
        "presence_timely",
        "unlawful presence: no day counts while an application filed in time waits for its decision",
        (
            _BENEFITS,
            Field(
                "never_for", "texts", "types of a refusal after which the application never kept a day from counting"
            ),
            Field("not_classes", "texts", "classes of admission that cannot ask for it"),
        ),
    ),
    Role(
        "presence_pending",
        "unlawful presence: no day counts while an application waits for its decision, whenever it was filed",
        (
            _BENEFITS,
            Field("settled", "bool", "true: the days do not count; false: that depends on the decision"),
            Field("open_after", "texts", "outcomes of a decision that leave it open", required=False),
            Field(
                "never_for", "texts", "types of a refusal after which it never kept a day from counting", required=False
            ),
            Field(
                "review_days",
                "int",
                "an appeal filed within this many days of the refusal keeps it open; left out: no appeal does",
                required=False,
                high=366,
            ),
        ),
        several=True,
    ),
    Role(
        "presence_minor",
        "unlawful presence: no day counts below an age",
        (Field("years", "int", "the age from which days count", low=1, high=99),),
    ),
    Role("presence_exception", "unlawful presence: exceptions whose records are closed and are never shown"),
    Role(
        "presence_three_years",
        "unlawful presence: from how many days a later application for admission may be refused for three years",
        (
            Field("from_days", "int", "days in one stay"),
            Field("before_proceedings", "bool", "only for who left before proceedings began"),
        ),
    ),
    Role(
        "presence_ten_years",
        "unlawful presence: from how many days a later application for admission may be refused for ten years",
        (Field("from_days", "int", "days in one stay"),),
    ),
    Role(
        "presence_visa",
        "what a stay past its end does to the visa that it was made on",
        (Field("from_days", "int", "days in one stay", low=1),),
    ),
    Role(
        "departure_effect",
        "what a departure does in law, by the state of the case on that day",
        (Field("states", "texts", "states of the case", allowed=CASE_STATES),),
        several=True,
    ),
)
