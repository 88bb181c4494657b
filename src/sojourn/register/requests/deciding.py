"""Answering a request: a named officer, an outcome, reasons; of a correction the records that were made."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.requests.colleagues import PERMISSION
from sojourn.register.requests.events import write_event
from sojourn.register.requests.models import Kind, Request, State
from sojourn.register.requests.opening import find_shown, is_mine
from sojourn.register.requests.texts import REPLY, keep_text
from sojourn.register.requests.words import CHANGED, OUTCOMES
from sojourn.register.store.persons import resolve_person, subjects_of
from sojourn.register.store.statements import select

MOST_WORDS = 6_000
#: Records and decisions about a person that came in since a moment, the first one first.
_SINCE = """
SELECT name FROM store_record WHERE subject_id = ANY(%(subjects)s) AND received_at > %(since)s
  AND feed <> 'declared' ORDER BY received_at, record_id
"""


@dataclass(frozen=True)
class Decided:
    """What an officer decides: the outcome as a code, the reasons in words, and the records that were made."""

    outcome: str
    reasons: str
    records: tuple[str, ...] = ()


@action(Verb.REQUEST_DECIDED, PERMISSION)
def decide(acting: Acting, reference: str, decided: Decided) -> Done[Request]:
    """Answer a request that is with oneself; the person reads it at their door at once.

    Raises:
        RegisterError: ``request-missing``, ``request-not-yours``, ``request-reasons``, ``request-outcome``,
            ``request-records``.
        Restricted, PurposeNeeded: as with opening it.
    """
    request = find_shown(acting, reference, locked=True)
    person = resolve_person(request.person_id)
    if not is_mine(acting, request):
        raise RegisterError(
            "request-not-yours",
            "this request is not with you, or it is answered. Allowed are open requests that were given to you. "
            "Next: go back to the list.",
        )
    _require_sound(request, decided)
    request.state, request.outcome, request.records = State.DECIDED, decided.outcome, list(decided.records)
    request.decided_by_id, request.decided_at = acting.user_id, clock.now()
    request.save(update_fields=["state", "outcome", "records", "decided_by", "decided_at"])
    keep_text(request, REPLY, decided.reasons.strip())
    about = {"outcome": decided.outcome, "records": list(decided.records)}
    write_event(acting, request, "decided", about)
    return Done(request, (person,), {"request": reference, **about})


def records_since(request: Request) -> list[str]:
    """Name the records about the person that reached the register since a request was received."""
    subjects = sorted(subjects_of(resolve_person(request.person_id)))
    return [name for (name,) in select(_SINCE, {"subjects": subjects, "since": request.received_at})]


def _require_sound(request: Request, decided: Decided) -> None:
    allowed = OUTCOMES.get(request.kind, {})
    if decided.outcome not in allowed:
        named = ", ".join(f"`{code}`" for code in allowed)
        raise RegisterError(
            "request-outcome", f"this is no outcome of such a request. Allowed: {named}. Next: choose one of them."
        )
    if not 0 < len(decided.reasons.strip()) <= MOST_WORDS:
        raise RegisterError(
            "request-reasons",
            f"a request is answered with reasons. Allowed are from 1 to {MOST_WORDS:,} characters that the person "
            "understands. Next: say why, and what they can do.",
        )
    unknown = set(decided.records) - set(records_since(request))
    needs = request.kind == Kind.CORRECTION and decided.outcome in CHANGED and request.topic != "not_me"
    if unknown or (needs and not decided.records):
        raise RegisterError(
            "request-records",
            "the answer says that the record was corrected, and names no record that was made for it, or one that was "
            "not. Allowed are records of this person that came in since the request. Next: record the correction "
            "first, at the desk or in the case, then name it here.",
        )
