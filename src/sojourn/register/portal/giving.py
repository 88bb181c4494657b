"""Giving a code for a person's own record, and ending one: shown once, kept as a keyed digest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting, Restricted
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, resolved_person
from sojourn.register.door.restricted import list_restricted
from sojourn.register.door.verbs import Verb
from sojourn.register.portal.codes import HOW, LASTS, digest_of, grouped, make_code
from sojourn.register.portal.models import PortalCode, PortalMandate
from sojourn.register.review.who import user_of
from sojourn.register.store.persons import ids_ever
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key

REPRESENTATIVE = "representative"
MANDATE_LENGTH = 200


@dataclass(frozen=True)
class GivenCode:
    """A code just given: as it is printed, once, and when it ends."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class ListedCode:
    """A code as staff see it: never the code itself.

    Attributes:
        mandate: reference of the representative's mandate; empty where there is none, or it was erased.
        open: whether it opens the record now.
    """

    row: PortalCode
    mandate: str
    open: bool


@action(Verb.CODE_GIVEN, "give_code")
def give_code(acting: Acting, person_id: str, how: str, mandate: str = "") -> Done[GivenCode]:
    """Give a code to a person, or to who acts for them; it is told this once.

    Raises:
        RegisterError: ``code-given-how``, ``code-mandate``, ``person-missing``.
        Restricted: where the person is: such a record is asked for at the duty desk, whoever gives codes.
        PurposeNeeded: where it is not one's own work and no purpose is in force.
    """
    person = _openable(acting, person_id)
    _check(acting, how, mandate.strip())
    now = clock.now()
    code = make_code()
    row = PortalCode.objects.create(
        digest=digest_of(code),
        person_id=person,
        given_how=how,
        given_by_id=user_of(acting),
        office=acting.office,
        given_at=now,
        expires_at=now + LASTS,
    )
    if how == REPRESENTATIVE:
        _seal_mandate(row, mandate.strip())
    return Done(GivenCode(grouped(code), row.expires_at), (person,), {"code": row.pk, "given_how": how})


@action(Verb.CODE_ENDED, "give_code")
def end_code(acting: Acting, code_id: int) -> Done[str]:
    """End a code, and with it every session that it began; give whose it was.

    Raises:
        RegisterError: ``code-missing``: numbers can be guessed, so a code that may not be ended is as if not there.
        PurposeNeeded: where it is not one's own work and no purpose is in force.
    """
    row = PortalCode.objects.select_for_update().filter(pk=code_id).first()
    if row is None or list_restricted([resolved_person(row.person_id)]):
        raise RegisterError(
            "code-missing",
            "there is no code of this number. Allowed are the codes that a person's page lists. "
            "Next: open the person and choose one.",
        )
    person = _openable(acting, row.person_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = clock.now(), acting.user_id
        row.save(update_fields=["ended_at", "ended_by"])
    return Done(person, (person,), {"code": code_id})


@action(Verb.CODES_OPENED, "give_code")
def open_codes(acting: Acting, person_id: str) -> Done[list[ListedCode]]:
    """List the codes that were given for a person's record, the latest first.

    Raises:
        RegisterError: ``person-missing``.
        Restricted, PurposeNeeded: as ``give_code``.
    """
    person = _openable(acting, person_id)
    now = clock.now()
    found = PortalCode.objects.filter(person_id__in=ids_ever(person)).select_related("mandate").order_by("-given_at")
    listed = [ListedCode(row, _mandate_of(row), row.ended_at is None and row.expires_at > now) for row in found]
    return Done(listed, (person,), {"codes": len(listed)})


def forget_mandates(person_ids: Collection[str]) -> int:
    """Delete the mandates of persons whose values are erased; their codes open nothing, for no birth date is left."""
    return PortalMandate.objects.filter(code__person_id__in=list(person_ids)).delete()[0]


def _openable(acting: Acting, person_id: str) -> str:
    """Give the person, where codes may be given for them; a restricted one has none, whoever asks."""
    person = resolved_person(person_id)
    if list_restricted([person]):
        raise Restricted(person)
    require_open(acting, person)
    return person


def _check(acting: Acting, how: str, mandate: str) -> None:
    if acting.user_id is None or how not in HOW:
        raise RegisterError(
            "code-given-how",
            f"a code is not given so: `{how[:40]}`. Allowed, by somebody who signed in: "
            f"{', '.join(f'`{each}`' for each in HOW)}. Next: say where it is given.",
        )
    if (how == REPRESENTATIVE) != bool(mandate) or len(mandate) > MANDATE_LENGTH:
        raise RegisterError(
            "code-mandate",
            "the reference of a mandate is needed for a representative and for nobody else. Allowed are from 1 to "
            f"{MANDATE_LENGTH} characters. Next: write how the mandate is filed, or say that no representative asks.",
        )


def _seal_mandate(row: PortalCode, mandate: str) -> None:
    key, about = new_key(), _about(row)
    PortalMandate.objects.create(code=row, key=seal_key(key, about), sealed=seal(key, mandate.encode(), about))


def _mandate_of(row: PortalCode) -> str:
    kept: PortalMandate | None = getattr(row, "mandate", None)
    if kept is None:
        return ""
    return unseal(unseal_key(bytes(kept.key), _about(row)), bytes(kept.sealed), _about(row)).decode()


def _about(row: PortalCode) -> bytes:
    return b"portal mandate\n" + row.pk.to_bytes(8) + bytes(row.digest)
