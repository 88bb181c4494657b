"""Answer a question: a record settles it, another record is compared, or it stays open. Nobody is accused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review import settling
from sojourn.register.review.asking import OpenedQuestion, is_asked, read_question
from sojourn.register.review.assigned import finish
from sojourn.register.review.basis import basis_of
from sojourn.register.review.checklist import CODES, FOUND, Checked, as_json
from sojourn.register.review.found_pairs import FoundPair
from sojourn.register.review.models import OPEN_STATES, Assignment, Kind, QuestionReview, ReviewPair
from sojourn.register.review.pieces import open_piece
from sojourn.register.review.sync_pairs import ASKED, open_pair
from sojourn.register.review.who import user_of


@dataclass(frozen=True)
class Concluded:
    """What a reviewer says of a question: the checks, the outcome, and what goes with it."""

    checked: Mapping[str, Checked]
    outcome: str
    note: str = ""
    given: settling.Given | None = None
    other_record: str = ""


@action(Verb.QUESTION_REVIEWED, "review_questions")
def conclude(acting: Acting, piece_id: int, said: Concluded) -> Done[QuestionReview]:
    """Close the question of a piece of one's own work.

    Raises:
        RegisterError: ``checks-missing``, ``question-not-settled``, ``settler-incomplete``, ``record-missing``,
            ``pair-decided``, ``work-not-yours`` or ``question-settled``.
        Refused: recording what settles it takes another role.
    """
    opened = read_question(acting, piece_id)
    _require_checks(said.checked)
    records: list[str] = []
    if said.outcome == "settled":
        records = settling.record(acting, opened.question, opened.who, said.given or settling.Given(settling.ON_FILE))
        _require_settled(opened)
    elif said.outcome == "sent_to_match":
        records = [_send(opened, said.other_record)]
    question, now = opened.question, clock.now()
    review = QuestionReview.objects.create(
        question=question,
        outcome=said.outcome,
        checks=as_json(said.checked),
        records=records,
        note=said.note,
        reviewed_by_id=user_of(acting),
        reviewed_at=now,
    )
    question.state, question.closed_at = said.outcome, now
    question.save()
    finish(opened.piece)
    about = {"question": question.pk, "outcome": said.outcome, "records": records}
    return Done(review, (question.person_id,), about)


def _require_checks(checked: Mapping[str, Checked]) -> None:
    open_checks = [code for code in CODES if code not in checked]
    bare = [code for code, each in checked.items() if each.result == FOUND and not each.records]
    if open_checks or bare:
        raise RegisterError(
            "checks-missing",
            "every check needs a result, and where something was found the records that show it. Next: complete "
            f"{', '.join(f'`{code}`' for code in (*open_checks, *bare))}.",
        )


def _require_settled(opened: OpenedQuestion) -> None:
    """Let the engine say whether the question is settled; if it is not, nothing of this is kept."""
    if is_asked(opened.question):
        raise RegisterError(
            "question-not-settled",
            "with this record the answer is the same as before, so the question is not settled; nothing was recorded. "
            "Next: check the days you gave, or choose another outcome.",
        )


def _send(opened: OpenedQuestion, other: str) -> str:
    """Make a review pair of the question's record and another one."""
    from sojourn.register.store.records import find_record

    if find_record(other) is None or other == opened.record:
        raise RegisterError(
            "record-missing",
            "there is no other record of this name. Allowed is the name of one on file, such as `carrier:KL/8a12`. "
            "Next: copy it from the record's page.",
        )
    first, second = sorted((opened.record, other))
    pair = ReviewPair.objects.filter(record_a=first, record_b=second).first()
    if pair is not None and pair.state == ReviewPair.State.DECIDED and bytes(pair.basis) == basis_of(first, second):
        raise RegisterError(
            "pair-decided",
            "a reviewer has decided about these two records, and neither has changed since. Next: choose another "
            "outcome, or ask a supervisor to have the pair looked at anew.",
        )
    _open(pair, first, second)
    return other


def _open(pair: ReviewPair | None, first: str, second: str) -> None:
    if pair is None:
        digest = hashlib.sha256(f"{ASKED}\n{first}\n{second}".encode()).hexdigest()[:20]
        pair = open_pair(FoundPair(f"r{digest}", ASKED, first, second, ASKED, ASKED))
    elif pair.state != ReviewPair.State.OPEN:
        pair.state, pair.kind, pair.basis = ReviewPair.State.OPEN, ASKED, basis_of(first, second)
        pair.features = pair.weight = None
        pair.opened_at = clock.now()
        pair.save()
    have = Assignment.objects.filter(kind=Kind.PAIR, subject=pair.review_id, state__in=OPEN_STATES)
    if not have.exists():
        open_piece(Kind.PAIR, pair.review_id, pair)
