"""The closed list of roles: what the engine uses a rule for, and which values a rule of that role has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.tables import BASES, MODES, MOVEMENT_KINDS, OUTCOMES

Shape = Literal["int", "bool", "text", "texts", "ints_by_name", "texts_by_name", "dates_by_name"]

STRENGTHS = (*MOVEMENT_KINDS, "neighbour_land", "returned")
IN_PERSON = ("hearing", "custody_start", "custody_end")
BENEFIT = "a benefit as the facts name it (`extension`, `change_of_status`, `adjustment`, `asylum`)"


@dataclass(frozen=True)
class Field:
    """One value that a role has. ``allowed`` closes the list of words; ``low`` and ``high`` bound every number."""

    name: str
    shape: Shape
    says: str
    required: bool = True
    allowed: tuple[str, ...] = ()
    low: int = 0
    high: int = 3660


@dataclass(frozen=True)
class Role:
    """A role: what the engine does with a rule that has it. ``several``: a pack may have more than one such rule.

    ``basis`` says whether the rule names the basis of the period it gives: it must, it must not, or (``each``) its
    values do.
    """

    name: str
    says: str
    fields: tuple[Field, ...] = ()
    several: bool = False
    basis: Literal["must", "none", "each"] = "none"


_CLASSES = Field("not_classes", "texts", "classes of admission to which the rule does not apply", required=False)

ROLES: tuple[Role, ...] = (
    Role(
        "proof",
        "how much each kind of record proves about a crossing",
        (
            Field(
                "strength",
                "texts",
                "kinds of record, the strongest first; the strongest gives the time",
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
        ),
    ),
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
    Role("death", "a death on record ends every question about the stay"),
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

BY_NAME: dict[str, Role] = {role.name: role for role in ROLES}
ORDER: dict[str, int] = {role.name: place for place, role in enumerate(ROLES)}

_CLASS_LETTER = re.compile(r"([A-Z]+)-?[0-9]")


def programme_letter(admitted_class: str | None) -> str | None:
    """The letter under which ``entry_programme`` lists a class: ``F`` for ``F1``, ``F-1``, ``F2``."""
    match = _CLASS_LETTER.match(admitted_class or "")
    return match.group(1) if match else None


def days_after_arrival(values: Mapping[str, Any]) -> dict[str, int]:
    """For each class of an ``entry_days`` rule, how many days after the arrival the last authorised day is."""
    counted = 1 if values["counts_arrival_day"] else 0
    return {name: days - counted for name, days in values["classes"].items()}
