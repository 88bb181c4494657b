"""Whether a removal is near in a case: then every message of a court has the short timer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Case, Clock, Proposal
from sojourn.register.court.timers import NEAR

#: What a step that removes somebody is in the floor's words, and the stage of a case that such a step has led to.
REMOVAL = "removal"
_OPEN = (Proposal.State.PENDING, Proposal.State.APPROVED)
#: Clocks at whose end somebody is to leave, or may be made to.
_DEPARTURES = ("voluntary_departure", "notice_of_removal")


def pressing_among(case_ids: Iterable[str], now: datetime) -> set[str]:
    """Give those of the cases in which a removal is proposed or ordered to be carried out, or a departure is near."""
    asked = set(case_ids)
    if not asked:
        return set()
    near = Clock.objects.filter(case__in=asked, clock__in=_DEPARTURES, met_at__isnull=True)
    found = set(near.filter(ends_at__gt=now, ends_at__lte=now + NEAR).values_list("case_id", flat=True))
    found |= set(Case.objects.filter(pk__in=asked, stage=REMOVAL, closed_at__isnull=True).values_list("pk", flat=True))
    for proposal in Proposal.objects.filter(case__in=asked - found, state__in=_OPEN).select_related("case"):
        if proposal.step in _removal_steps(proposal.case):
            found.add(proposal.case_id)
    return found


def _removal_steps(case: Case) -> frozenset[str]:
    key = (case.lifecycle, case.law_known_at)
    if key not in _STEPS:
        _STEPS[key] = frozenset(step.id for step in lifecycle_of(case).steps if step.kind == REMOVAL)
    return _STEPS[key]


#: The steps that remove somebody, by lifecycle and the day on which it was known; published law does not change.
_STEPS: dict[tuple[str, date], frozenset[str]] = {}
