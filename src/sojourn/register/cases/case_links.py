"""Where one can go from the page of a case: to the next one, to hand it over, to record, to letters and documents."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.law.procedure.lifecycle import Step
from sojourn.register.cases.handing_over import may_hand_over, may_transfer
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import OpenedCase
from sojourn.register.cases.work_paging import next_of
from sojourn.register.cases.work_query import read_query
from sojourn.register.cases.work_shown import case_url
from sojourn.register.door.acting import Acting
from sojourn.register.letters.making import letters_from
from sojourn.register.letters.texts import NOTICE
from sojourn.register.letters.words import KINDS

Link = dict[str, str]


@dataclass(frozen=True)
class Ways:
    """The links of a case for whoever looks at it.

    Attributes:
        from_list: it was opened from a list. list_url: that list. next_url: the case after it; empty: it is the last.
        hands: to leave a note, to give it back, to move it. record: to record an act. papers: letters and documents.
    """

    from_list: bool
    list_url: str
    next_url: str
    hands: list[Link]
    record: list[Link]
    papers: list[Link]


def ways_of(acting: Acting, opened: OpenedCase, asked: str | None) -> Ways:
    """Give the links of a case; ``asked``: the list from which it was opened (``?next=``), none where from no list."""
    case = opened.case
    query = read_query(asked or "")
    address = query.address(after="")
    next_id = None if asked is None else next_of(acting, address, case.case_id)
    record = [_link(_("Record what a court or an authority did"), "case_record", case)]
    return Ways(
        from_list=asked is not None,
        list_url=f"{reverse('work')}?{address}" if address else reverse("work"),
        next_url=case_url(next_id, query) if next_id else "",
        hands=_hands(acting, case),
        record=record if acting.may("record_procedure") else [],
        papers=[
            *_to_make(acting, opened),
            _link(_("All letters of this case"), "case_letters", case),
            _link(_("All documents of this case"), "case_documents", case),
            *([_link(_("Bundle for a court"), "case_bundle", case)] if acting.may("make_bundle") else []),
        ],
    )


def preview_of(acting: Acting, opened: OpenedCase, step: Step) -> Link | None:
    """Give the link to the letter that goes with a step; none where there is none to be made now."""
    made_with = letters_from(opened.desk).get(step.letter)
    if made_with is None or made_with.id != step.id or not _may_make(acting, step.letter):
        return None
    return _letter(opened.case, step.letter, _("Look at the letter that goes with this step: %(letter)s"))


def _to_make(acting: Acting, opened: OpenedCase) -> list[Link]:
    kinds = [kind for kind in letters_from(opened.desk) if _may_make(acting, kind)]
    return [_letter(opened.case, kind, _("Look at a letter and make it: %(letter)s")) for kind in kinds]


def _may_make(acting: Acting, kind: str) -> bool:
    return acting.may("decide_step" if kind == NOTICE else "work_cases")


def _letter(case: Case, kind: str, words: str) -> Link:
    return {"text": words % {"letter": KINDS[kind]}, "url": reverse("new_letter", args=[case.case_id, kind])}


def _hands(acting: Acting, case: Case) -> list[Link]:
    if case.closed_at is not None:
        return []
    links = [_link(_("Leave a note for whoever has it next"), "work_handover", case)]
    if not may_hand_over(acting, case):
        links = []
    if case.assigned_to_id is not None and case.assigned_to_id == acting.user_id:
        links.append(_link(_("Give it back"), "work_case_back", case))
    if may_transfer(acting, case):
        links.append(_link(_("Move it to another office"), "work_transfer", case))
    return links


def _link(text: str, route: str, case: Case) -> Link:
    return {"text": text, "url": reverse(route, args=[case.case_id])}
