"""Who reviewed a person's records decides nothing against them: wherever the review was done."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.cases.gates import Desk
from sojourn.register.door.acting import Acting
from sojourn.register.review.models import PairDecision, QuestionReview


def require_not_reviewer(acting: Acting, desk: Desk) -> None:
    """Refuse whoever settled a question about the person, or decided whose their records are.

    Raises:
        RegisterError: ``step-reviewer``.
    """
    persons = {desk.file.person_id, desk.case.person_id}
    names = [*(fact.name for fact in desk.file.facts), *(crossed.name for crossed in desk.file.crossings)]
    asked = QuestionReview.objects.filter(question__person_id__in=persons, reviewed_by_id=acting.user_id)
    paired = PairDecision.objects.filter(pair__record_a__in=names, decided_by_id=acting.user_id)
    if asked.exists() or paired.exists():
        raise RegisterError(
            "step-reviewer",
            "you reviewed this person's records, so somebody else decides. Allowed is an officer who did not. "
            "Next: hand the case over.",
        )
