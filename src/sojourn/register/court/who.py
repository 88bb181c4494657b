"""Who answers for a message: whoever has the case, who stands in for them, or the supervisors."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from sojourn.register.accounts.models import Grant, Role, User
from sojourn.register.cases.models import Absence, Case


def named_for(case: Case | None, on: date, *, restricted: bool) -> int | None:
    """Give the number of the officer whom a message is for; none: the supervisors of the office.

    An officer who is away is not asked: who stands in for them is. Restricted records are opened by supervisors alone.
    """
    if case is None or case.assigned_to_id is None or restricted:
        return None
    here = _stand_in(case.assigned_to_id, on) if _is_away(case.assigned_to_id, on) else case.assigned_to_id
    return here if here is not None and User.objects.filter(pk=here, is_active=True).exists() else None


def supervisors_of(office: str) -> list[int]:
    """Give the numbers of the supervisors of an office; of all offices where it has none, or where none is named."""
    every = User.objects.filter(is_active=True, grants__in=_in_force()).order_by("pk").distinct()
    own = list(every.filter(office_id=office).values_list("pk", flat=True)) if office else []
    return own or list(every.values_list("pk", flat=True))


def _in_force() -> QuerySet[Grant]:
    return Grant.objects.filter(role=Role.SUPERVISOR, confirmed_at__isnull=False, ended_at__isnull=True)


def _is_away(user_id: int, on: date) -> bool:
    return Absence.objects.filter(user_id=user_id, from_on__lte=on, to_on__gte=on).exists()


def _stand_in(user_id: int, on: date) -> int | None:
    """Give who stands in and is not away themselves; the one noted last counts."""
    covers = Absence.objects.filter(user_id=user_id, from_on__lte=on, to_on__gte=on).order_by("-noted_at", "-id")
    return next((each.cover_id for each in covers if not _is_away(each.cover_id, on)), None)
