"""Whose case it is: whoever it is assigned to, and whoever stands in for them today."""

from __future__ import annotations

from django.db.models import Q

from sojourn.register import clock
from sojourn.register.cases.models import Absence, Case, Proposal


def is_own_case(user_id: int, person_id: str) -> bool:
    """Say whether an open case about a person is somebody's own work.

    It is for whoever has it or stands in for them, and for whoever proposed a step in it that is still open.
    """
    mine = Q(assigned_to_id__in=stands_in_for(user_id)) | Q(
        proposals__proposed_by_id=user_id, proposals__state__in=(Proposal.State.PENDING, Proposal.State.APPROVED)
    )
    return Case.objects.filter(mine, person_id=person_id, closed_at__isnull=True).exists()


def stands_in_for(user_id: int) -> list[int]:
    """Give the users whose cases are somebody's own today: their own, and those of whom they cover."""
    today = clock.today()
    away = Absence.objects.filter(cover_id=user_id, from_on__lte=today, to_on__gte=today)
    return [user_id, *away.values_list("user_id", flat=True)]
