"""Who looked at the person's records, in which role and why; and to whom answers were told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from sojourn.register.accounts.words import ROLE_WORDS
from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead, Staff
from sojourn.register.bundle.words import FOR_THE_PERSON
from sojourn.register.controls.delays import delayed_looks
from sojourn.register.controls.models import LookDelay
from sojourn.register.door.log import sentence
from sojourn.register.door.looks import EVERYBODY, NOT_LOOKS, purpose_words
from sojourn.register.door.models import Disclosure, DisclosureNotice
from sojourn.register.store.statements import select

_LOOKS = """
SELECT event_id, at, verb, actor, office, purpose FROM door_event
WHERE subject = ANY(%s) AND verb <> ALL(%s) AND at <= %s ORDER BY at, event_id
"""


class _Look(NamedTuple):
    event_id: int
    at: datetime
    verb: str
    actor: str
    office: str
    purpose: str


def tell_looks(read: CaseRead, draft: Draft, reason: str) -> None:
    """Tell the looks and the disclosures.

    A court is told on which ground a look is shown later, and from when. What is made for the person or their counsel
    says nothing of it, but in every bundle alike that there may be such looks: like the person's own page.
    """
    looks = list(_own_looks(read, draft) if reason in FOR_THE_PERSON else _looks(read, draft))
    draft.section(
        "accesses",
        _("Who looked, and who was told"),
        Part(
            text=_(
                "Every look is logged with the role and office of whoever looked, and with the purpose that they gave. "
                "No purpose has to be given for a piece of work that was assigned."
            )
        ),
        shown(_looks_table(looks)),
        shown(_disclosures_table(read)),
        shown(_notices_table(read)),
    )
    for look in looks:
        draft.prove("event", look.event_id, _("Look %(number)s") % {"number": look.event_id})


def _own_looks(read: CaseRead, draft: Draft) -> list[_Look]:
    """Give the looks that the person may be shown."""
    hidden = delayed_looks(read.person_id, read.known_at)
    draft.withhold(_("Looks that oversight decided to show later"), "later_looks")
    draft.withhold(_("The names of those who looked"), "looker")
    return [row for row in _read_looks(read) if row.event_id not in hidden]


def _read_looks(read: CaseRead) -> list[_Look]:
    stays = sorted({version.stay_id for version in read.versions} | {read.case.stay_id} - {""})
    subjects = [*read.ids, *stays, EVERYBODY]
    return [_Look(*row) for row in select(_LOOKS, [subjects, list(NOT_LOOKS), read.known_at])]


def _looks(read: CaseRead, draft: Draft) -> Iterator[_Look]:
    rows = _read_looks(read)
    later = _delayed(read, [row.event_id for row in rows])
    for row in rows:
        delay = later.get(row.event_id)
        if delay is None:
            yield row
        else:
            shown_from = _("To be shown from %(day)s.") % {"day": delay.shown_from.date().isoformat()}
            draft.withhold(_("A look"), "delayed_look", f"{delay.ground}. {shown_from}")
    if rows:
        draft.withhold(_("The names of those who looked"), "looker")


def _delayed(read: CaseRead, event_ids: list[int]) -> dict[int, LookDelay]:
    approved = LookDelay.objects.filter(
        event_id__in=event_ids, decision__approved=True, decision__at__lte=read.known_at, shown_from__gt=read.known_at
    )
    return {each.event_id: each for each in approved}


def _looks_table(looks: list[_Look]) -> Table:
    staff = Staff(look.actor for look in looks)
    columns = (
        ("event_id", _("number of the event in the log")),
        ("at", _("when")),
        ("what", _("what was done")),
        ("role", _("the roles of whoever looked, at that time")),
        ("office", _("where they work")),
        ("purpose", _("why")),
    )
    rows = [
        (each.event_id, each.at, _said(each, staff), _roles(each, staff), each.office, purpose_words(each.purpose))
        for each in looks
    ]
    says = _("Every look and every change about the person, the first one first.")
    return make_table("accesses", _("Accesses"), says, columns, rows, ("at", "what", "role", "office", "purpose"))


def _said(look: _Look, staff: Staff) -> str:
    return sentence(look.verb, _("Somebody") if look.actor.startswith("user:") else staff.name(look.actor))


def _roles(look: _Look, staff: Staff) -> list[str]:
    return [str(ROLE_WORDS.get(role, role)) for role in staff.roles(look.actor, look.at)]


def _disclosures(read: CaseRead) -> list[Disclosure]:
    stays = {version.stay_id for version in read.versions}
    told = Disclosure.objects.filter(stay_id__in=stays, confirmed_at__isnull=False, confirmed_at__lte=read.known_at)
    return list(told.order_by("confirmed_at", "pk"))


def _disclosures_table(read: CaseRead) -> Table:
    columns = (
        ("disclosure", _("number of the disclosure")),
        ("stay_id", _("the stay")),
        ("answer_id", _("the version of the answer that was told")),
        ("recipient", _("who was told")),
        ("legal_basis", _("on which legal basis")),
        ("purpose", _("what for")),
        ("confirmed_at", _("when, by a second person")),
        ("corrects", _("the disclosure that it corrects")),
        ("text", _("what was told")),
    )
    rows = [
        (
            each.pk, each.stay_id, each.answer_id, each.recipient, each.legal_basis, each.purpose, each.confirmed_at,
            each.corrects_id, each.text,
        )
        for each in _disclosures(read)
    ]  # fmt: skip
    says = _("To whom an answer was told, on which legal basis and what for.")
    on_paper = ("recipient", "answer_id", "legal_basis", "purpose", "confirmed_at")
    return make_table("disclosures", _("Disclosures"), says, columns, rows, on_paper)


def _notices_table(read: CaseRead) -> Table:
    columns = (
        ("disclosure", _("number of the disclosure")),
        ("answer_id", _("the version that says something else")),
        ("changed", _("what of the answer is another")),
        ("listed_at", _("since when the recipient is to be told")),
        ("told_at", _("when they were told; empty: they were not")),
        ("lapsed_at", _("when the answer came to say again what they were told")),
    )
    found = DisclosureNotice.objects.filter(disclosure__in=_disclosures(read), listed_at__lte=read.known_at)
    rows = [
        (each.disclosure_id, each.answer_id, each.changed, each.listed_at, each.told_at, each.lapsed_at)
        for each in found.order_by("listed_at", "pk")
    ]
    says = _("Recipients who are to be told that an answer has changed, and whether they were.")
    on_paper = ("disclosure", "changed", "listed_at", "told_at", "lapsed_at")
    return make_table("notices", _("Notices to recipients"), says, columns, rows, on_paper)
