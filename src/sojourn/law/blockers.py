"""The closed list of blockers: facts and doubts that forbid a step against a person until they are resolved.

A law pack names all of them (`floor.py`); none can be left out, and none can be added by data alone. Each is looked at
before every adverse step, and again immediately before it is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Blocker:
    """One blocker: its code, a short name, and what must be resolved before a step."""

    code: str
    name: str
    says: str


BLOCKERS: tuple[Blocker, ...] = (
    Blocker("B1", "citizenship", "the person claims to be a citizen, or a record hints at it, and nobody has decided"),
    Blocker("B2", "identity", "the records may belong to two people"),
    Blocker(
        "B3",
        "lawful stay",
        "a status or an authorised stay may exist: an application, a protection, a parole",
    ),
    Blocker(
        "B4",
        "protected person",
        "the person may be a victim whom the law protects, and a trained officer has not cleared the step",
    ),
    Blocker("B5", "departure", "a record says that the person left, or the person disputes the records"),
    Blocker(
        "B6",
        "removal stay",
        "a removal stay is in effect by order or by law, or a court was promised not to act",
    ),
    Blocker("B7", "appeal", "the time to appeal, or to ask for reopening, has not ended"),
    Blocker("B8", "protection from the destination", "the person may not be sent to that country"),
    Blocker("B9", "service", "no document was served in a language that the person understands, at the right address"),
    Blocker("B10", "capacity", "the person is a minor, unaccompanied, not competent, or in medical care"),
    Blocker("B11", "rule not in force", "the rule that the step rests on is suspended or vacated"),
    Blocker("B12", "automated output", "the decision rests on automated output alone"),
    Blocker("B13", "approval", "an approval is missing, or was given by the person who took the step"),
)

BLOCKER_CODES: tuple[str, ...] = tuple(blocker.code for blocker in BLOCKERS)
