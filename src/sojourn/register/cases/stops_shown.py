"""Stopped steps as their page and the banner show them: which step, in which case, and what stopped it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.register.cases.gate_words import Link, blocker_says, blocker_title, record_link
from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Acknowledgement, Proposal


@dataclass(frozen=True)
class StopShown:
    """One stopped step, for somebody who has not acknowledged it."""

    proposal_id: int
    case_id: str
    case_url: str
    step: str
    told_at: datetime
    reasons: tuple[str, ...]
    records: tuple[Link, ...]


def stops_shown(waiting: Iterable[Acknowledgement]) -> list[StopShown]:
    """Lay out stopped steps."""
    return [_stop(each) for each in waiting]


def banner(request: HttpRequest) -> dict[str, object]:
    """Give every page the number of stopped steps that whoever looks has not acknowledged (a context processor)."""
    acting = getattr(request, "acting", None)
    user_id = getattr(acting, "user_id", None)
    if acting is None or user_id is None or not acting.may("see_cases"):
        return {}
    waiting = Acknowledgement.objects.filter(user_id=user_id, acknowledged_at__isnull=True).count()
    return {"stopped_steps": waiting, "stops_url": reverse("stops")} if waiting else {}


def _stop(each: Acknowledgement) -> StopShown:
    proposal = each.proposal
    codes = [code for code in proposal.stopped_by if "/" not in code]
    return StopShown(
        proposal_id=proposal.pk,
        case_id=proposal.case_id,
        case_url=reverse("case", args=[proposal.case_id]),
        step=_title(proposal),
        told_at=each.told_at,
        reasons=tuple(_reason(code) for code in codes),
        records=tuple(record_link(name) for name in proposal.stopped_by if "/" in name),
    )


def _title(proposal: Proposal) -> str:
    titles = {step.id: _(step.title) for step in lifecycle_of(proposal.case).steps}
    return titles.get(proposal.step, proposal.step.replace("_", " "))


def _reason(code: str) -> str:
    if code in BLOCKER_CODES:
        return _("%(title)s: %(says)s") % {"title": blocker_title(code), "says": blocker_says(code)}
    if code == "moved":
        return _("The case moved on, and this step does not lead on from there.")
    return _("Not there any more: %(what)s") % {"what": code.replace("_", " ")}
