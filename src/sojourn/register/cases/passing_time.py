"""What time brings to cases: a clock that ran out opens or closes a gate with no new record; an answer asked lapses."""

from __future__ import annotations

from django.db import transaction

from sojourn.register import clock
from sojourn.register.cases.following import look_again
from sojourn.register.cases.models import Case


def look_at_due(most: int = 100) -> int:
    """Look again at the cases whose time has come (``Case.look_again_at``); gives how many."""
    with transaction.atomic():
        due = Case.objects.select_for_update(skip_locked=True).filter(closed_at__isnull=True)
        cases = list(due.filter(look_again_at__lte=clock.now()).order_by("look_again_at", "case_id")[:most])
        look_again(cases)
    return len(cases)
