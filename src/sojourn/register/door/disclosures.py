"""An answer leaves the register only as a disclosure: to somebody, on a legal basis, for a purpose, by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.grants import number_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.disclosed_text import AnswerTold, is_question, text_of
from sojourn.register.door.models import Disclosure
from sojourn.register.door.notices import tell_by_correction
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.store.models import Answer, CurrentAnswer


@dataclass(frozen=True)
class Told:
    """To whom an answer goes, on which legal basis, and what for."""

    recipient: str
    contact: str
    legal_basis: str
    purpose: str


@dataclass(frozen=True)
class Recipient:
    """Somebody who was told an answer for a stay.

    Attributes:
        disclosure_id: the disclosure.
        recipient, contact: who, and where a correction reaches them.
        told_at: when.
        outdated: the answer has changed since, and no correction was sent.
    """

    disclosure_id: int
    recipient: str
    contact: str
    told_at: datetime
    outdated: bool


@action(Verb.DISCLOSURE_PROPOSED, "propose_disclosure")
def propose_disclosure(acting: Acting, stay_id: str, told: Told, corrects: int | None = None) -> Done[Disclosure]:
    """Propose to tell somebody the current answer for a stay, or to correct what they were told.

    Raises:
        RegisterError: ``stay-missing``, ``disclosure-incomplete``, ``disclosure-undetermined``, ``disclosure-stopped``,
            ``disclosure-missing``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    current = current_answer(stay_id)
    require_open(acting, current.person_id)
    missing = [name for name in ("recipient", "contact", "legal_basis", "purpose") if not getattr(told, name).strip()]
    if missing:
        raise RegisterError(
            "disclosure-incomplete",
            f"the disclosure cannot be proposed: {', '.join(f'`{name}`' for name in missing)} missing. "
            "Allowed is a disclosure with all four. Next: complete it.",
        )
    _require_determined(current.state, current.stay_id)
    correcting = _corrected(corrects, stay_id)
    _require_not_stopped(current, correcting)
    disclosure = Disclosure.objects.create(
        stay_id=stay_id, person_id=current.person_id, answer_id=current.answer_id, text=text_of(answer_told(current)),
        recipient=told.recipient.strip(), contact=told.contact.strip(), legal_basis=told.legal_basis.strip(),
        purpose=told.purpose.strip(), corrects=correcting, proposed_by_id=number_of(acting),
        proposed_at=clock.now(),
    )  # fmt: skip
    return Done(disclosure, subjects=(current.person_id,), about={"disclosure": disclosure.pk, "stay": stay_id})


@action(Verb.DISCLOSED, "confirm_disclosure")
def confirm_disclosure(acting: Acting, disclosure_id: int) -> Done[Disclosure]:
    """Disclose, as the second person; the answer must still be the one that was proposed.

    Raises:
        RegisterError: ``disclosure-missing``, ``disclosure-second-person``, ``disclosure-outdated``,
            ``disclosure-undetermined``, ``disclosure-stopped``.
    """
    disclosure = _waiting(acting, disclosure_id)
    if disclosure.proposed_by_id == number_of(acting):
        raise RegisterError(
            "disclosure-second-person",
            "you proposed this disclosure, so you cannot confirm it. Allowed is another person. Next: ask a colleague.",
        )
    current = _held_answer(disclosure.stay_id)
    if current.answer_id != disclosure.answer_id:
        raise RegisterError(
            "disclosure-outdated",
            "the answer has changed since the disclosure was proposed. Next: decline it and propose it anew.",
        )
    _require_determined(current.state, current.stay_id)
    _require_not_stopped(current, disclosure.corrects)
    disclosure.confirmed_by_id, disclosure.confirmed_at = number_of(acting), clock.now()
    disclosure.save(update_fields=["confirmed_by", "confirmed_at"])
    if disclosure.corrects_id is not None:
        tell_by_correction(disclosure, number_of(acting), disclosure.confirmed_at)
    about = {"disclosure": disclosure.pk, "stay": disclosure.stay_id}
    return Done(disclosure, subjects=(disclosure.person_id,), about=about)


@action(Verb.DISCLOSURE_DECLINED, "confirm_disclosure")
def decline_disclosure(acting: Acting, disclosure_id: int) -> Done[Disclosure]:
    """Decline a disclosure; nothing leaves the register.

    Raises:
        RegisterError: ``disclosure-missing``.
    """
    disclosure = _waiting(acting, disclosure_id)
    disclosure.declined_by_id, disclosure.declined_at = number_of(acting), clock.now()
    disclosure.save(update_fields=["declined_by", "declined_at"])
    return Done(disclosure, subjects=(disclosure.person_id,), about={"disclosure": disclosure.pk})


@action(Verb.DISCLOSURES_OPENED, "see_disclosures")
def open_disclosure(acting: Acting, disclosure_id: int) -> Done[Disclosure]:
    """Open one disclosure with its text.

    Raises:
        RegisterError: ``disclosure-missing``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    disclosure = Disclosure.objects.filter(pk=disclosure_id).select_related("proposed_by", "confirmed_by").first()
    if disclosure is None:
        raise _missing()
    require_open(acting, disclosure.person_id)
    return Done(disclosure, subjects=(disclosure.person_id,), about={"disclosure": disclosure.pk})


@action(Verb.DISCLOSURES_OPENED, "see_disclosures")
def open_recipients(acting: Acting, stay_id: str) -> Done[list[Recipient]]:
    """Open the list of who was told an answer for a stay.

    Raises:
        RegisterError: ``stay-missing``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    person_id = current_answer(stay_id).person_id
    require_open(acting, person_id)
    return Done(list_recipients(stay_id), subjects=(person_id,), about={"stay": stay_id})


def list_recipients(stay_id: str) -> list[Recipient]:
    """List who was told an answer for a stay, so that a later correction reaches them."""
    current = CurrentAnswer.objects.filter(stay_id=stay_id).first()
    known = Disclosure.objects.filter(stay_id=stay_id, confirmed_at__isnull=False).order_by("confirmed_at")
    corrected = {one.corrects_id for one in known}
    return [
        Recipient(
            one.pk, one.recipient, one.contact, one.confirmed_at or one.proposed_at,
            one.pk not in corrected and (current is None or current.answer_id != one.answer_id),
        )
        for one in known
    ]  # fmt: skip


def list_waiting(acting: Acting) -> QuerySet[Disclosure]:
    """List the proposals that wait for a second person: those whom they would be told, never about whom.

    Oversight sees those about the persons of their open inquiries.
    """
    from sojourn.register.door.restricted import closed_among
    from sojourn.register.oversight.inquiries import list_open_persons
    from sojourn.register.oversight.overseers import is_overseer

    waiting = Disclosure.objects.filter(confirmed_at__isnull=True, declined_at__isnull=True)
    if is_overseer(acting):
        waiting = waiting.filter(person_id__in=list_open_persons(acting))
    if not acting.may("open_restricted"):
        waiting = waiting.exclude(person_id__in=closed_among(set(waiting.values_list("person_id", flat=True))))
    return waiting.select_related("proposed_by").order_by("proposed_at")[:50]


def current_answer(stay_id: str) -> CurrentAnswer:
    """Give the pointer to the current answer for a stay.

    Raises:
        RegisterError: ``stay-missing``.
    """
    current = CurrentAnswer.objects.filter(stay_id=stay_id).first()
    if current is None:
        raise RegisterError("stay-missing", "there is no such stay. Next: open the person and choose a stay there.")
    return current


def _held_answer(stay_id: str) -> CurrentAnswer:
    """Give the pointer to the current answer, held: an answer that changes meanwhile finds the disclosure confirmed."""
    CurrentAnswer.objects.select_for_update().filter(stay_id=stay_id).first()
    return current_answer(stay_id)


def answer_told(current: CurrentAnswer) -> AnswerTold:
    """Give what a disclosure repeats of the current answer."""
    answer = Answer.objects.get(stay_id=current.stay_id, answer_id=current.answer_id)
    until = answer.body.get("authorised_until")
    return AnswerTold(
        current.stay_id, current.state, current.unknown_code, str(answer.body.get("certainty", "")),
        date.fromisoformat(until[:10]) if until else None, answer.as_of,
        _determined_on(current.stay_id) if is_question(current.state) else None,
    )  # fmt: skip


def _determined_on(stay_id: str) -> date | None:
    from sojourn.register.cases.determined import find_determined_on  # cases stand on the door

    return find_determined_on(stay_id)


def _require_determined(state: str, stay_id: str) -> None:
    if is_question(state) and _determined_on(stay_id) is None:
        raise RegisterError(
            "disclosure-undetermined",
            "this answer is a question about records. Allowed is to disclose it after a determination: an officer's "
            "reasoned decision, after notice to the person and time to answer. Next: have the question reviewed.",
        )


def _require_not_stopped(current: CurrentAnswer, corrects: Disclosure | None) -> None:
    """Let no determination be told while a stop is in its way; who was told before is told of a change always."""
    from sojourn.register.controls.disclosing import require_may_tell  # controls stand on the door

    if is_question(current.state) and corrects is None:
        require_may_tell(current.stay_id)


def _corrected(disclosure_id: int | None, stay_id: str) -> Disclosure | None:
    if disclosure_id is None:
        return None
    found = Disclosure.objects.filter(pk=disclosure_id, stay_id=stay_id, confirmed_at__isnull=False).first()
    if found is None:
        raise _missing()
    return found


def _waiting(acting: Acting, disclosure_id: int) -> Disclosure:
    """Give a proposal, locked; who may not open the person may not decide about it either."""
    waiting = Disclosure.objects.select_for_update(of=("self",)).filter(
        pk=disclosure_id, confirmed_at__isnull=True, declined_at__isnull=True
    )
    found = waiting.first()
    if found is None:
        raise _missing()
    require_open(acting, found.person_id)
    return found


def _missing() -> RegisterError:
    return RegisterError(
        "disclosure-missing", "there is no such disclosure, or it is decided already. Next: go back to the list."
    )
