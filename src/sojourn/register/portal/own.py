"""One's own record, read for the person: stays and what they mean, decisions with reasons, letters. Nobody else's.

INVARIANT: everything is read by the id of the visitor's person; nothing here takes an id that came with a request, but
the reference of a letter, which is looked for among the person's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Case, Event
from sojourn.register.components.days import long_day
from sojourn.register.letters.documents import read_body
from sojourn.register.letters.models import Letter
from sojourn.register.letters.texts import ENQUIRY, NOTICE
from sojourn.register.letters.words import KINDS
from sojourn.register.portal.words import DETERMINED, STATES
from sojourn.register.records.headings import last_day
from sojourn.register.records.person_file import list_stays
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.why import settles_of
from sojourn.register.store.persons import ids_ever

#: The step of every lifecycle that determines, by its beginning.
_DETERMINES = "determine"
_BASES = {"in_status": "status", "authorised": "authorised_only", "removal_barred": "removal_barred"}


@dataclass(frozen=True)
class OwnStayTold:
    """One stay as the person reads it.

    Attributes:
        days: from when to when. says, means, tone: the words of its state.
        until: the last day that is authorised, where it is still to come; days_left: whole days after today.
        window_left: days left in the window that the law counts, where it counts one.
        settles: what would settle the open questions.
        determined: that an officer has decided about this stay; empty where none has.
    """

    stay_id: str
    state: str
    days: str
    says: str
    means: str
    tone: str
    until: date | None
    days_left: int | None
    window_left: int | None
    settles: tuple[str, ...]
    determined: str


@dataclass(frozen=True)
class DecisionTold:
    """One step that was taken in a case: what, when, and the reasons of the closed list."""

    what: str
    on: datetime
    reasons: tuple[str, ...]
    stay_id: str
    step: str


@dataclass(frozen=True)
class LetterTold:
    """One letter to the person.

    Attributes:
        last_day: before which the time to answer does not end; none where the letter sets no time.
        readable: whether it can be read here; what it said may be erased.
    """

    reference: str
    kind: str
    kind_words: str
    made_at: datetime
    last_day: date | None
    readable: bool


@dataclass(frozen=True)
class OwnRecord:
    """What the first page of one's own record shows; stays the latest first."""

    stays: tuple[OwnStayTold, ...]
    decisions: tuple[DecisionTold, ...]
    letters: tuple[LetterTold, ...]

    @property
    def current(self) -> OwnStayTold | None:
        """Give the latest stay."""
        return next(iter(self.stays), None)

    @property
    def open_letters(self) -> list[LetterTold]:
        """Give the letters that ask something: enquiries, and notices before which nothing was decided since."""
        decided = max((each.on for each in self.decisions if each.step.startswith(_DETERMINES)), default=None)
        return [
            each
            for each in self.letters
            if each.kind in (ENQUIRY, NOTICE) and (decided is None or each.made_at > decided)
        ]


def read_own(person_id: str) -> OwnRecord:
    """Read the record of one person."""
    decisions = tuple(list_decisions(person_id))
    decided = {each.stay_id for each in decisions if each.step.startswith(_DETERMINES) and each.stay_id}
    told = [_stay(version, decided) for version in reversed(list_stays(person_id))]
    return OwnRecord(tuple(told), decisions, tuple(list_letters(person_id)))


def list_decisions(person_id: str) -> Iterable[DecisionTold]:
    """List the steps that were taken in the person's cases, the latest first; what was only proposed is none."""
    cases = {each.pk: each for each in Case.objects.filter(person_id__in=ids_ever(person_id), restricted=False)}
    found = []
    for event in Event.objects.filter(case__in=cases, kind="step").order_by("-at", "-pk"):
        case = cases[event.case_id]
        steps = lifecycle_of(case).steps
        title = next((step.title for step in steps if step.id == event.step), event.step.replace("_", " "))
        grounds = {code: said for step in steps for code, said in step.grounds.items()}
        reasons = tuple(gettext(grounds.get(code, code.replace("_", " "))) for code in event.grounds)
        found.append(DecisionTold(gettext(title), event.at, reasons, case.stay_id, event.step))
    return found


def list_letters(person_id: str) -> Iterable[LetterTold]:
    """List the letters to the person, the latest first."""
    rows = (
        Letter.objects.filter(person_id__in=ids_ever(person_id)).select_related("document__body").order_by("-made_at")
    )
    return [_letter(row) for row in rows]


def _letter(row: Letter) -> LetterTold:
    last = row.made_at.date() + timedelta(days=row.answer_days) if row.answer_days else None
    kind = str(KINDS.get(row.kind, row.kind))
    return LetterTold(row.reference, row.kind, kind, row.made_at, last, hasattr(row.document, "body"))


def read_letter(person_id: str, reference: str) -> bytes:
    """Give the PDF of a letter to this person, as it was sent.

    Raises:
        RegisterError: ``letter-missing``: there is none of this reference among the person's own; ``document-gone``.
    """
    letter = Letter.objects.filter(person_id__in=ids_ever(person_id), reference=reference).first()
    if letter is None:
        raise RegisterError(
            "letter-missing",
            "there is no letter of this reference to you. Allowed are the letters that your record lists. "
            "Next: go back to your record.",
        )
    return read_body(letter.document)[1]


def _stay(version: StayVersion, decided: set[str]) -> OwnStayTold:
    answer, state = version.answer, str(version.answer["state"])
    told = STATES.get(state, STATES["unknown"])
    until, today = last_day(version), clock.today()
    day = until if state in _BASES else (answer["departed_on"] or answer["authorised_until"])
    if state in ("unexplained", "awaiting_records"):
        day = answer["authorised_until"]
    left = (until - today).days if until and state in _BASES and until >= today else None
    return OwnStayTold(
        stay_id=version.stay_id,
        state=state,
        days=days_told(answer),
        says=str(told.says) % {"day": long_day(day)} if day else str(told.without),
        means=str(told.means),
        tone=told.tone,
        until=until if left is not None else None,
        days_left=left,
        window_left=_window_left(version.further, state),
        settles=tuple(settles for _missing, settles in settles_of(version)),
        determined=str(DETERMINED) if version.stay_id in decided else "",
    )


def days_told(answer: Mapping[str, Any]) -> str:
    """Say from when to when a stay was, as far as records say."""
    first, last = answer["arrived_on"], answer["departed_on"]
    if not first:
        return gettext("You left on %(day)s") % {"day": long_day(last)}
    if last:
        return gettext("%(first)s to %(last)s") % {"first": long_day(first), "last": long_day(last)}
    return gettext("Since %(first)s") % {"first": long_day(first)}


def _window_left(further: Mapping[str, list[dict[str, Any]]], state: str) -> int | None:
    row = next(iter(further.get("days", [])), None)
    return row["days_left"] if row and state in _BASES and row["days_left"] is not None else None
