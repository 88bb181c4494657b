"""What the person answered: until an officer has weighed it, the records are disputed and nothing goes against them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sojourn.register import clock
from sojourn.register.cases.events import write_event
from sojourn.register.cases.models import Case
from sojourn.register.door.acting import Acting
from sojourn.register.letters.models import Document, Letter, PersonsAnswer
from sojourn.register.store.statements import select

#: The event of a case that says that an answer came in.
ANSWER_RECEIVED = "answer_received"
#: The step of a lifecycle by which an officer, not the reviewer, weighs what the person answered.
WEIGHING = "weigh_answer"
_UNWEIGHED = """
SELECT DISTINCT a.case_id FROM letters_personsanswer a
WHERE a.case_id = ANY(%(cases)s) AND NOT EXISTS (SELECT 1 FROM cases_event e
  WHERE e.case_id = a.case_id AND e.kind = 'step' AND e.step = %(weighing)s AND e.at > a.recorded_at)
"""


def unweighed_among(case_ids: Collection[str]) -> set[str]:
    """Give the cases among some in which an answer of the person waits to be weighed.

    It is weighed by a step with reasons (``WEIGHING``) that was taken after the answer was put into the case.
    """
    return {case_id for (case_id,) in select(_UNWEIGHED, {"cases": list(case_ids), "weighing": WEIGHING})}


def receive_answer(
    acting: Acting, case: Case, document: Document, received_on: date, letter: Letter | None
) -> PersonsAnswer:
    """Put an answer into a case: from this moment it has to be weighed, and steps that it forbids are stopped.

    The caller is an action. The day on which the answer reached us counts, however late it is written down.
    """
    from sojourn.register.cases.following import locked, look_again

    answer, new = PersonsAnswer.objects.get_or_create(
        document=document,
        defaults={
            "case": case,
            "letter": letter,
            "received_on": received_on,
            "recorded_at": clock.now(),
            "recorded_by": acting.actor,
        },
    )
    if new:
        about = {"document": document.pk, "received_on": received_on.isoformat()}
        write_event(acting, case, ANSWER_RECEIVED, about={**about, "letter": letter.reference if letter else ""})
        look_again(locked([case.case_id]))
    return answer
