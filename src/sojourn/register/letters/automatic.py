"""Letters that the service makes by itself: the reminder, and the enquiry "have you left?". No legal effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from sojourn.law.procedure.own_word import is_own_word
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.composing import Composed, compose
from sojourn.register.letters.contacts import find_contact, find_counsel
from sojourn.register.letters.file_told import rows_of, stay_told
from sojourn.register.letters.keeping import keep_letter
from sojourn.register.letters.models import Letter
from sojourn.register.letters.references import new_reference
from sojourn.register.letters.service_told import ServiceTold, service_told
from sojourn.register.letters.texts import ENQUIRY, REMINDER
from sojourn.register.store.statements import select

#: Stays looked at in one go.
_AT_ONCE = 500
#: In these states a stay has a last day to be reminded of, and in this one the waiting time for late records is over.
_REMINDED, _ASKED = ("in_status", "authorised"), ("unexplained",)

# Only people with a contact fact, never restricted ones, and nobody whose case about the stay is open.
_DUE = """
SELECT c.stay_id, c.person_id FROM store_current_answer c
WHERE c.stay_id > %(after)s AND NOT c.restricted AND NOT c.orphan AND c.state = ANY(%(states)s)
  AND (%(by)s::date IS NULL OR c.next_change_on <= %(by)s)
  AND EXISTS (SELECT FROM store_current_person p JOIN store_history h USING (subject_id)
              WHERE p.person_id = c.person_id AND h.body->>'kind' = 'contact')
  AND NOT EXISTS (SELECT FROM letters_letter l WHERE l.stay_id = c.stay_id AND l.kind = %(kind)s
                  AND %(kind)s = 'enquiry')
  AND NOT EXISTS (SELECT FROM cases_case k WHERE k.stay_id = c.stay_id AND k.closed_at IS NULL)
ORDER BY c.stay_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Due:
    """An automatic letter that is due: about which stay of whom."""

    kind: str
    stay_id: str
    person_id: str


def make_due(today: date) -> int:
    """Make the reminders and enquiries that are due; gives how many. Safe to repeat: each is made once.

    A reminder is made once for a stay and a last day: a stay that is extended is reminded of its new end. An enquiry is
    made once for a stay.

    Raises:
        RegisterError: ``letter-service-unset``.
    """
    service = service_told()
    by = today + timedelta(days=service.reminder_days + 1)
    due = [(REMINDER, _REMINDED, by), (ENQUIRY, _ASKED, None)]
    return sum(
        make_one(SERVICE, each, today, service)
        for kind, states, until in due
        for each in _iter_due(kind, states, until)
    )


def _iter_due(kind: str, states: tuple[str, ...], by: date | None) -> Iterator[Due]:
    after = ""
    while True:
        asked = {"after": after, "states": list(states), "by": by, "kind": kind, "most": _AT_ONCE}
        rows = select(_DUE, asked)
        yield from (Due(kind, stay_id, person_id) for stay_id, person_id in rows)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def make_one(acting: Acting, due: Due, today: date, service: ServiceTold) -> int:
    """Make one automatic letter where it is due after all; 1 if it was made, 0 if not."""
    composed = _composed(due, today, service)
    if composed is None:
        return 0
    try:
        with transaction.atomic():
            make_automatic(acting, due, composed)
    except IntegrityError:
        return 0  # another process has just made it
    return 1


@action(Verb.LETTER_MADE, "work_cases")
def make_automatic(acting: Acting, due: Due, composed: Composed) -> Done[Letter]:
    """Make a reminder or an enquiry, and write it down as what the service did."""
    letter = keep_letter(acting, compose(composed), composed, due.person_id, stay_id=due.stay_id)
    return Done(letter, (due.person_id,), {"letter": letter.reference, "kind": due.kind})


def _composed(due: Due, today: date, service: ServiceTold) -> Composed | None:
    stay = stay_told(due.stay_id)
    if stay is None or stay.until is None or not _is_time(due.kind, stay.until, today, service):
        return None
    if Letter.objects.filter(stay_id=due.stay_id, kind=due.kind, about_on=stay.until).exists():
        return None
    rows = rows_of(due.person_id)
    contact = find_contact(rows, today)
    if contact is None:
        return None
    return Composed(
        kind=due.kind,
        language=contact.language,
        reference=new_reference(due.kind),
        made_on=today,
        rows=rows,
        records=tuple(name for name in stay.records if not is_own_word(name)),
        contact=contact,
        counsel=find_counsel(rows, today),
        service=service,
        arrived=stay.arrived,
        until=stay.until,
        rules=stay.rules,
    )


def _is_time(kind: str, until: date, today: date, service: ServiceTold) -> bool:
    if kind == ENQUIRY:
        return until < today
    return today <= until <= today + timedelta(days=service.reminder_days)
