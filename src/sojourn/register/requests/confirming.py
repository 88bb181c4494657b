"""A correction reaches everybody who was told: who was told of it, how and when, and who confirmed it, or has not yet.

``door.notices`` lists who is to be told; here it is followed until the recipient has confirmed. The time within which
they are to confirm is of the law pack (``rights.yaml``, `confirmation`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from sojourn.errors import RegisterError
from sojourn.law.rights import rights_of
from sojourn.register import clock
from sojourn.register.accounts.grants import number_of
from sojourn.register.cases.law_of_case import pack_of_register
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.models import DisclosureNotice
from sojourn.register.door.notices import note_told
from sojourn.register.door.purposes import require_open
from sojourn.register.door.restricted import closed_among
from sojourn.register.door.verbs import Verb
from sojourn.register.requests.models import Confirmation, Reminder
from sojourn.register.requests.words import TOLD_HOW
from sojourn.register.store.persons import ids_ever

SEES, CHANGES = "see_disclosures", "propose_disclosure"
#: No page is longer; who is to be told longest stands first.
MOST = 100
_REFERENCE_LENGTH = 80


@dataclass(frozen=True)
class Followed:
    """A correction on its way to one recipient.

    Attributes:
        stage: ``to_tell``, ``waiting``, ``overdue`` or ``confirmed``.
        due_on: until when they are to confirm; none while they are not told.
        reminders: how many times they were reminded.
    """

    notice: DisclosureNotice
    stage: str
    due_on: date | None
    confirmation: Confirmation | None
    reminders: int


def confirmation_days() -> int:
    """Give the days within which a recipient is to confirm, by the law pack."""
    right = rights_of(pack_of_register())["confirmation"]
    assert right.days is not None, "the entry `confirmation` of `rights.yaml` has days"
    return right.days


@action(Verb.DISCLOSURES_OPENED, SEES)
def open_followed(acting: Acting) -> Done[list[Followed]]:
    """Open the list of corrections that are not confirmed yet: to whom they go, never about whom."""
    rows = _notices().filter(confirmation__confirmed_at=None, disclosure__confirmed_at__isnull=False)
    if not acting.may("open_restricted"):
        hidden = closed_among(set(rows.values_list("disclosure__person_id", flat=True)))
        rows = rows.exclude(disclosure__person_id__in=hidden)
    followed = follow(rows.order_by("listed_at", "id")[:MOST])
    return Done(followed, (), {"shown": len(followed)})


@action(Verb.DISCLOSURES_OPENED, SEES)
def open_one(acting: Acting, notice_id: int) -> Done[Followed]:
    """Open one correction on its way.

    Raises:
        RegisterError: ``notice-missing``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    notice = _get(notice_id)
    person = notice.disclosure.person_id
    require_open(acting, person)
    return Done(follow([notice])[0], (person,), {"notice": notice.pk, "disclosure": notice.disclosure_id})


def tell(acting: Acting, notice_id: int, how: str) -> DisclosureNotice:
    """Note that a recipient was told, and how; the notice itself is of ``door.notices``.

    Raises:
        RegisterError: ``notice-missing``, ``told-how``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    _require_how(how)
    notice = note_told(acting, notice_id)
    Confirmation.objects.update_or_create(notice=notice, defaults={"told_how": how})
    return notice


@action(Verb.NOTICE_CONFIRMED, CHANGES)
def confirm(acting: Acting, notice_id: int, their_reference: str) -> Done[Confirmation]:
    """Note that a recipient has confirmed a correction, with how they call it.

    Raises:
        RegisterError: ``notice-missing``, ``notice-not-told``, ``notice-confirmed``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    notice = _get_told(acting, notice_id)
    kept, _new = Confirmation.objects.select_for_update().get_or_create(notice=notice)
    if kept.confirmed_at is not None:
        raise RegisterError(
            "notice-confirmed",
            "the recipient's confirmation is noted already. Allowed are corrections that nobody has confirmed. "
            "Next: go back to the list.",
        )
    kept.confirmed_by_id, kept.confirmed_at = number_of(acting), clock.now()
    kept.their_reference = their_reference.strip()[:_REFERENCE_LENGTH]
    kept.save()
    about = {"notice": notice.pk, "disclosure": notice.disclosure_id}
    return Done(kept, (notice.disclosure.person_id,), about)


@action(Verb.NOTICE_GIVEN, CHANGES)
def remind(acting: Acting, notice_id: int, how: str) -> Done[Reminder]:
    """Note that a recipient was reminded to confirm a correction.

    Raises:
        RegisterError: ``notice-missing``, ``notice-not-told``, ``told-how``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    _require_how(how)
    notice = _get_told(acting, notice_id)
    made = Reminder.objects.create(notice=notice, how=how, reminded_at=clock.now(), reminded_by_id=number_of(acting))
    about = {"notice": notice.pk, "disclosure": notice.disclosure_id, "reminder": True}
    return Done(made, (notice.disclosure.person_id,), about)


def list_of_person(person_id: str) -> list[Followed]:
    """List to whom corrections about a person went, and who confirmed; the caller has let them in."""
    rows = _notices().filter(disclosure__person_id__in=ids_ever(person_id), disclosure__confirmed_at__isnull=False)
    return follow(rows.order_by("-listed_at", "-id"))


def follow(notices: Iterable[DisclosureNotice]) -> list[Followed]:
    """Say where each correction stands."""
    listed, today, days = list(notices), clock.today(), confirmation_days()
    kept = {each.notice_id: each for each in Confirmation.objects.filter(notice__in=listed)}
    reminded = Counter(Reminder.objects.filter(notice__in=listed).values_list("notice", flat=True))
    found = []
    for notice in listed:
        due = clock.day_of(notice.told_at) + timedelta(days=days) if notice.told_at else None
        confirmation = kept.get(notice.pk)
        stage = "to_tell" if due is None else "overdue" if due < today else "waiting"
        if confirmation is not None and confirmation.confirmed_at is not None:
            stage = "confirmed"
        found.append(Followed(notice, stage, due, confirmation, reminded[notice.pk]))
    return found


def _notices() -> QuerySet[DisclosureNotice]:
    return DisclosureNotice.objects.filter(lapsed_at=None).select_related("disclosure", "told_by")


def _get(notice_id: int) -> DisclosureNotice:
    notice = _notices().filter(pk=notice_id).first()
    if notice is None:
        raise RegisterError(
            "notice-missing",
            "there is no such notice, or the answer has changed back since. Next: go back to the list.",
        )
    return notice


def _get_told(acting: Acting, notice_id: int) -> DisclosureNotice:
    notice = _get(notice_id)
    require_open(acting, notice.disclosure.person_id)
    if notice.told_at is None:
        raise RegisterError(
            "notice-not-told",
            "the recipient was not told yet, so they can neither confirm nor be reminded. Allowed are corrections of "
            "which the recipient was told. Next: tell them, and note how.",
        )
    return notice


def _require_how(how: str) -> None:
    if how not in TOLD_HOW:
        allowed = ", ".join(f"`{code}`" for code in TOLD_HOW)
        raise RegisterError(
            "told-how", f"this is no way to tell a recipient. Allowed: {allowed}. Next: choose one of them."
        )
