"""What the person can answer: the questions about their stays that are open, and the letters that went to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Case
from sojourn.register.letters.models import Letter
from sojourn.register.letters.texts import DECISION, ENQUIRY, NOTICE, REMINDER
from sojourn.register.review.models import Question
from sojourn.register.store.persons import ids_ever

#: Kinds of letters that somebody may answer at their door.
ANSWERED = (NOTICE, DECISION, REMINDER, ENQUIRY)


@dataclass(frozen=True)
class Target:
    """One thing that can be answered.

    Attributes:
        code: what the form sends: ``question:12`` or ``letter:N-...``.
        day: of the stay's arrival, or on which the letter was made.
        letter, case: of a letter; the case only where it is open: the answer becomes part of it.
    """

    code: str
    day: date
    stay_id: str
    question: int | None = None
    letter: Letter | None = None
    case: Case | None = None


def list_targets(person_id: str) -> list[Target]:
    """List what a person can answer: letters first, the last one first."""
    own = ids_ever(person_id)
    letters = Letter.objects.filter(person_id__in=own, kind__in=ANSWERED).select_related("case")
    found = [_of_letter(each) for each in letters.order_by("-made_at")]
    questions = Question.objects.filter(
        person_id__in=own, state=Question.State.OPEN, code=Question.Code.UNEXPLAINED
    ).order_by("happened_on")
    return [*found, *(Target(f"question:{q.pk}", q.happened_on, q.stay_id, question=q.pk) for q in questions)]


def find_target(person_id: str, code: str) -> Target:
    """Find what a person answers, among what is theirs.

    Raises:
        RegisterError: ``request-target-missing``: nothing of that code is theirs.
    """
    found = next((each for each in list_targets(person_id) if each.code == code), None)
    if found is None:
        raise RegisterError(
            "request-target-missing",
            "it is not said which question or letter is answered, or it is answered already. Allowed are those that "
            "the page offers. Next: choose one of them, or ask for a correction.",
        )
    return found


def _of_letter(letter: Letter) -> Target:
    case = letter.case if letter.case is not None and letter.case.closed_at is None else None
    return Target(f"letter:{letter.reference}", clock.day_of(letter.made_at), letter.stay_id, letter=letter, case=case)
