"""What a departure on file does in law, for the officer; and the receipt that tells the person that it is on file.

The effects were worked out with the answer (``stays/departure_effects.py``). They end nothing by themselves: an officer
decides, and a departure that did not take place harms as much as a stay that did not last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.matter import Matter, find_version
from sojourn.register.cases.opening import OpenedCase, get_case
from sojourn.register.cases.reading import person_of
from sojourn.register.cases.timeline import records_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.records.proofs import proof_of
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.why import FurtherShown, show_further
from sojourn.stays.explain_further import EFFECTS_HEADING, further_told


@dataclass(frozen=True)
class DepartureShown:
    """A departure on file: by which kind of record it is known, how sure it is, and what it does in law.

    Attributes:
        departed_on: the day; none where only a span of days is known, which stands in ``between``.
        effect: what it does in law; none where the law of this register has no rule for it.
    """

    departed_on: date | None
    between: tuple[date, date] | None
    basis: str
    certainty: str
    record: str
    record_url: str
    effect: FurtherShown | None
    receipt_url: str


@dataclass(frozen=True)
class DepartureReceipt:
    """What the person takes away: that the departure is on file, since when, and by which kind of record."""

    case_id: str
    record: str
    recorded_at: datetime
    office: str
    arrived_on: date | None
    departed_on: date | None
    between: tuple[date, date] | None
    basis: str
    certainty: str


def departure_shown(opened: OpenedCase, matter: Matter) -> DepartureShown | None:
    """Lay out the departure that ended the stay of a case; none where none is on file."""
    version = matter.version
    if version is None or not has_departure(version):
        return None
    answer, record = version.answer, str(version.answer["departure_id"] or "")
    return DepartureShown(
        departed_on=answer["departed_on"],
        between=_between(version),
        basis=answer["departure_basis"] or "none",
        certainty=answer["certainty"] or "open",
        record=record,
        record_url=reverse("record", args=[record]) if record else "",
        effect=_effect(opened, version),
        receipt_url=reverse("case_receipt", args=[opened.case.case_id]),
    )


def has_departure(version: StayVersion) -> bool:
    """Say whether a departure is on file: a record or a proof of one, not what the person says alone."""
    return bool(version.answer["departed_on"] or version.answer["left_between"])


@action(Verb.RECEIPT_PRINTED, "see_cases")
def make_departure_receipt(acting: Acting, case_id: str) -> Done[DepartureReceipt]:
    """Make the receipt for a departure that is on file in the stay of a case.

    Raises:
        RegisterError: ``case-missing``; ``receipt-missing``: no departure is on file.
        PurposeNeeded, Restricted.
    """
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    version = find_version(case)
    if version is None or not has_departure(version):
        raise RegisterError(
            "receipt-missing",
            "no departure is on file in the stay of this case. Allowed is a receipt for one that is. "
            "Next: record what the person shows, then come back.",
        )
    answer = version.answer
    receipt = DepartureReceipt(
        case_id=case_id,
        record=str(answer["departure_id"] or ""),
        recorded_at=clock.now(),
        office=acting.office,
        arrived_on=answer["arrived_on"],
        departed_on=answer["departed_on"],
        between=_between(version),
        basis=answer["departure_basis"] or "none",
        certainty=answer["certainty"] or "open",
    )
    return Done(receipt, (person,), {"case": case_id, "record": receipt.record})


def _between(version: StayVersion) -> tuple[date, date] | None:
    between = version.answer["left_between"]
    return (between[0], between[1]) if between else None


def _effect(opened: OpenedCase, version: StayVersion) -> FurtherShown | None:
    effects = version.further.get("departure_effects")
    if not effects:
        return None
    records = {record.name: record for record in records_of(opened.file)}
    told = further_told(proof_of(replace(version, further={"departure_effects": effects}), records))
    own = set(records) | set(version.record_names)
    return next((show_further(each, own) for each in told if each.heading == EFFECTS_HEADING), None)
