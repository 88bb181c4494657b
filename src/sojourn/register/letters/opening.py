"""Opening a letter: its state of service in words, and its PDF. Each look is logged."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.register.cases.reading import person_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, resolved_person
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.documents import read_body
from sojourn.register.letters.models import Attempt, Letter
from sojourn.register.letters.service_state import Service, service_of


@dataclass(frozen=True)
class OpenedLetter:
    """A letter with its tries to serve it, the last one first, and where its service stands."""

    letter: Letter
    attempts: list[Attempt]
    service: Service


@action(Verb.LETTER_OPENED, "see_cases")
def open_letter(acting: Acting, reference: str) -> Done[OpenedLetter]:
    """Open a letter.

    Raises:
        RegisterError: ``letter-missing``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    letter = get_letter(reference)
    person = person_of_letter(letter)
    require_open(acting, person)
    attempts = list(letter.attempts.select_related("proof").order_by("-served_at", "-pk"))
    return Done(OpenedLetter(letter, attempts, service_of(letter)), (person,), {"letter": letter.reference})


@action(Verb.LETTER_OPENED, "see_cases")
def open_pdf(acting: Acting, reference: str) -> Done[bytes]:
    """Open the PDF of a letter.

    Raises:
        RegisterError: ``letter-missing``, ``document-gone``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    letter = get_letter(reference)
    person = person_of_letter(letter)
    require_open(acting, person)
    return Done(read_body(letter.document)[1], (person,), {"letter": letter.reference, "pdf": True})


def get_letter(reference: str) -> Letter:
    """Get a letter by its reference.

    Raises:
        RegisterError: ``letter-missing``.
    """
    found = Letter.objects.filter(reference=reference).select_related("case", "document").first()
    if found is None:
        raise RegisterError(
            "letter-missing",
            "there is no letter of this reference. A reference is `L-` and twelve letters and digits. "
            "Next: check it against the letter, or open the case.",
        )
    return found


def person_of_letter(letter: Letter) -> str:
    """Give the person that a letter is now about.

    Raises:
        RegisterError: ``person-missing``.
    """
    return person_of(letter.case) if letter.case is not None else resolved_person(letter.person_id)
