"""Open a question: the stay it is about, whose records these are, and what the register holds for each check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.review.assigned import get_own
from sojourn.register.review.held import OnFile, look_up
from sojourn.register.review.models import Assignment, Kind, Question
from sojourn.register.store.models import Answer, CurrentAnswer

QUESTION_KINDS = (Kind.QUESTION, Kind.ORPHAN)


@dataclass(frozen=True)
class OpenedQuestion:
    """A question as its reviewer sees it.

    Attributes:
        piece, question: the piece of work and what it asks.
        answer: the row of ``answers`` that asks it.
        record: the name of the record that it starts from (the arrival's, or the departure's).
        who: the values of that record.
        on_file: what the register holds for each check.
    """

    piece: Assignment
    question: Question
    answer: Mapping[str, object]
    record: str
    who: Mapping[str, object]
    on_file: OnFile


@action(Verb.QUESTION_OPENED, "review_questions")
def open_question(acting: Acting, piece_id: int) -> Done[OpenedQuestion]:
    """Open the question of a piece of one's own work.

    Raises:
        RegisterError: ``work-not-yours``, ``question-settled``.
        Restricted: the person has become restricted since.
    """
    opened = read_question(acting, piece_id)
    about = {"piece": opened.piece.id, "question": opened.question.pk}
    return Done(opened, (opened.question.person_id,), about)


def read_question(acting: Acting, piece_id: int) -> OpenedQuestion:
    """Read the question of a piece of one's own work, locked; the action that asked for it writes the event."""
    from sojourn.register.store.records import get_record

    piece = get_own(acting, piece_id, QUESTION_KINDS)
    question = Question.objects.select_for_update().get(id=int(piece.subject))
    require_unrestricted(acting, question.person_id)
    if not is_asked(question):
        raise RegisterError(
            "question-settled",
            "the answer for this stay has changed, and nothing is asked any more; the piece of work is withdrawn when "
            "work is next brought up to date. Next: go to My work.",
        )
    answer = Answer.objects.get(stay_id=question.stay_id, answer_id=current_of(question.stay_id).answer_id).body
    name = start_of(answer)
    return OpenedQuestion(piece, question, answer, name, get_record(name).values, look_up(question, [name]))


def is_asked(question: Question) -> bool:
    """Say whether the current answer still asks the question."""
    rows = CurrentAnswer.objects.filter(stay_id=question.stay_id)
    if question.code == Question.Code.ORPHAN_DEPARTURE:
        return rows.filter(orphan=True).exists()
    return rows.filter(orphan=False, state="unexplained").exists()


def current_of(stay_id: str) -> CurrentAnswer:
    """Give the current answer for a stay that is asked about."""
    return CurrentAnswer.objects.get(stay_id=stay_id)


def start_of(answer: Mapping[str, object]) -> str:
    """Give the record that a question starts from: the arrival's, or the first of the departure's."""
    records = answer.get("record_ids")
    return str(records[0]) if isinstance(records, list) and records else str(answer["arrival_id"])
