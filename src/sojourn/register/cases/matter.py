"""What the page of a case shows besides the case itself, read in a fixed number of looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.register.cases.documents_shown import DocumentShown, list_documents
from sojourn.register.cases.models import Case, Event
from sojourn.register.cases.opening import OpenedCase
from sojourn.register.court.listing import HearingShown, MessageShown, list_hearings, list_messages
from sojourn.register.door.acting import Acting
from sojourn.register.door.log import names_of
from sojourn.register.door.looks import Look, read_looks, say_looks
from sojourn.register.letters.listing import LetterShown, list_letters
from sojourn.register.records.identity import name_of
from sojourn.register.records.stay_version import StayVersion, read_stored
from sojourn.register.store.models import Answer

_CURRENT = "SELECT a.* FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id) WHERE stay_id = %s"
#: How many looks the page of a case shows; the list of looks has them all.
LOOKS = 5


@dataclass(frozen=True)
class Matter:
    """What stands around a case.

    Attributes:
        events: what happened in it, the first one first, each with what was written.
        names: of whoever acts in them, by what the log calls them.
        version: the answer for the stay of the case; none where it is about no stay.
        who: the values of the person's newest record, for the bar that says who the page is about.
        looks: who has looked last (``LOOKS`` of them); none where whoever asks may not see that.
        letters, messages, hearings: what the apps of letters and courts list. documents: those kept in the case.
    """

    events: list[Event]
    names: Mapping[str, str]
    version: StayVersion | None
    who: Mapping[str, Any]
    looks: list[Look] | None
    letters: list[LetterShown]
    messages: list[MessageShown]
    hearings: list[HearingShown]
    documents: list[DocumentShown]


def read_matter(acting: Acting, opened: OpenedCase) -> Matter:
    """Read what stands around a case that whoever acts has opened: that look is written down already."""
    case, events = opened.case, list_events(opened.case)
    looks = read_looks(opened.file.person_id, LOOKS) if acting.may("see_looks") else None
    acted = {who for each in events for who in (each.actor, each.approved_by) if who}
    names = names_of(acted | {look.actor for look in looks or ()})
    return Matter(
        events=events,
        names=names,
        version=find_version(case),
        who=read_who(opened),
        looks=None if looks is None else say_looks(looks, names),
        letters=list_letters(case, opened.file),
        messages=list_messages(case.case_id),
        hearings=list_hearings(case.case_id),
        documents=list_documents(case),
    )


def list_events(case: Case) -> list[Event]:
    """List what happened in a case, the first one first."""
    return list(Event.objects.filter(case=case).select_related("text").order_by("id"))


def find_version(case: Case) -> StayVersion | None:
    """Find the answer for the stay of a case; none where there is no stay, or it is no more."""
    if not case.stay_id:
        return None
    row = next(iter(Answer.objects.raw(_CURRENT, [case.stay_id])), None)
    return None if row is None or row.gone else read_stored(row)


def read_who(opened: OpenedCase) -> Mapping[str, Any]:
    """Give the values of the newest record that names the person; none where every value is erased."""
    from sojourn.register.store.records import find_record

    named = [fact for fact in opened.file.facts if name_of(dict(fact.values))]
    if named:
        return max(named, key=lambda fact: (fact.recorded_at, fact.name)).values
    newest = max(opened.file.crossings, key=lambda each: (each.recorded_at, each.name), default=None)
    record = find_record(newest.name) if newest else None
    return {} if record is None or record.erased else record.values
