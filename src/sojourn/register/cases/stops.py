"""Steps that were stopped: whoever proposed or approved one is told, and says that they have read it."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Acknowledgement
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of


def list_stops(acting: Acting) -> list[Acknowledgement]:
    """List the stopped steps that somebody has not acknowledged, the first told standing first."""
    if acting.user_id is None:
        return []
    waiting = Acknowledgement.objects.filter(user_id=acting.user_id, acknowledged_at__isnull=True)
    return list(waiting.select_related("proposal").order_by("told_at", "id"))


@action(Verb.STOP_ACKNOWLEDGED, "see_cases")
def acknowledge(acting: Acting, proposal_id: int) -> Done[None]:
    """Say that one has read that a step was stopped.

    Raises:
        RegisterError: ``stop-missing``.
    """
    mine = Acknowledgement.objects.filter(user_id=user_of(acting), proposal_id=proposal_id)
    waiting = mine.filter(acknowledged_at__isnull=True).select_related("proposal__case").first()
    if waiting is None:
        raise RegisterError(
            "stop-missing",
            "there is nothing here for you to acknowledge. Allowed are stopped steps that you were told of. "
            "Next: go to My work.",
        )
    waiting.acknowledged_at = clock.now()
    waiting.save()
    case = waiting.proposal.case
    return Done(None, (case.person_id,), {"case": case.case_id, "proposal": proposal_id})
