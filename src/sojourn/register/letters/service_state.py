"""Where the service of a letter stands. Complete: the person has it, and counsel too where somebody represents them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.standing_rows import Row
from sojourn.register.letters.contacts import find_contact, find_counsel
from sojourn.register.letters.file_told import rows_of
from sojourn.register.letters.models import Attempt, Letter


class State(StrEnum):
    """Where the service of a letter stands."""

    NOT_SERVED = "not_served"
    FAILED = "failed"
    COUNSEL_MISSING = "counsel_missing"
    PERSON_MISSING = "person_missing"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Service:
    """Where the service of a letter stands.

    Attributes:
        reached_at: when it reached the person; put on file, it reached nobody.
        counsel_needed: somebody represents the person, so that counsel is served too.
        contact_doubtful: the last try at the address in force failed: another one is asked for.
    """

    state: State
    reached_at: datetime | None
    counsel_needed: bool
    contact_doubtful: bool


def service_of(letter: Letter) -> Service:
    """Say where the service of a letter stands.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    try:
        rows = rows_of(letter.person_id)
    except RegisterError:
        rows = ()
    return _service(letter, list(letter.attempts.order_by("served_at", "pk")), rows)


def states_of(letters: Sequence[Letter], rows: Collection[Row]) -> dict[str, State]:
    """Say where the service of letters to one person stands, by reference; one look, whatever the letters.

    Args:
        letters: the letters.
        rows: the records of the person that stand.
    """
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    found = Attempt.objects.filter(letter__in=[letter.reference for letter in letters]) if letters else None
    for each in found.order_by("served_at", "pk") if found is not None else ():
        attempts[each.letter_id].append(each)
    return {letter.reference: _service(letter, attempts[letter.reference], rows).state for letter in letters}


def _service(letter: Letter, attempts: list[Attempt], rows: Collection[Row]) -> Service:
    today = clock.today()
    needed = bool(letter.counsel) or find_counsel(rows, today) is not None
    contact = find_contact(rows, today)
    person, counsel = _reached(attempts, "person"), _reached(attempts, "counsel")
    at_this = [each for each in attempts if each.whom == "person" and contact and each.contact == contact.record]
    doubtful = bool(at_this) and at_this[-1].outcome == "failed"
    return Service(_state(attempts, person, counsel, needed=needed), person, needed, doubtful)


def is_complete(reference: str) -> bool:
    """Say whether a letter was served on everybody on whom it has to be."""
    letter = Letter.objects.filter(reference=reference).first()
    return letter is not None and service_of(letter).state is State.COMPLETE


def _state(attempts: list[Attempt], person: datetime | None, counsel: datetime | None, *, needed: bool) -> State:
    if person is not None and (counsel is not None or not needed):
        return State.COMPLETE
    if person is not None:
        return State.COUNSEL_MISSING
    if counsel is not None:
        return State.PERSON_MISSING
    return State.FAILED if attempts else State.NOT_SERVED


def _reached(attempts: list[Attempt], whom: str) -> datetime | None:
    """Give when a letter first reached somebody: delivered, by any method but putting it on file."""
    found = [each.served_at for each in attempts if each.whom == whom and each.outcome == "delivered"]
    return min(found, default=None)
