"""Change the quarantine of a feed: one person proposes, with a reason, and another confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.feeds.models import FeedDay, FeedOverride
from sojourn.register.feeds.touching import noting_changes
from sojourn.register.review.who import user_of

#: Days that one decision may be about; the engine takes no more.
LONGEST = 3_660


@dataclass(frozen=True)
class Proposed:
    """What is proposed: which days of a feed (at one port, or all where it is empty) are released or quarantined."""

    feed: str
    first: date
    last: date
    status: str
    reason: str
    port: str = ""


@action(Verb.QUARANTINE_PROPOSED, "propose_quarantine")
def propose(acting: Acting, said: Proposed) -> Done[FeedOverride]:
    """Propose to release days of a feed, or to set them in quarantine; nothing changes yet.

    Raises:
        RegisterError: ``bad-quarantine-days``.
    """
    if not 0 <= (said.last - said.first).days < LONGEST:
        raise RegisterError(
            "bad-quarantine-days",
            "the last day lies before the first, or too far after it. Allowed are up to ten years. Next: correct them.",
        )
    row = FeedOverride.objects.create(
        feed=said.feed,
        port=said.port,
        first=said.first,
        last=said.last,
        status=said.status,
        reason=said.reason,
        proposed_by_id=user_of(acting),
        proposed_at=clock.now(),
    )
    return Done(row, (said.feed,), {"override": row.id, "status": said.status})


@action(Verb.QUARANTINE_CHANGED, "confirm_quarantine")
def confirm(acting: Acting, override_id: int) -> Done[FeedOverride]:
    """Confirm what another person proposed; from now on it is in force.

    Raises:
        RegisterError: ``proposal-missing`` or ``second-person-needed``.
    """
    row = _waiting(override_id)
    if row.proposed_by_id == acting.user_id:
        raise RegisterError(
            "second-person-needed",
            "you proposed this yourself, and the quarantine of a feed takes two people. Next: ask somebody else to "
            "confirm it.",
        )
    row.confirmed_by_id, row.confirmed_at = acting.user_id, clock.now()
    row.save()
    _apply(row)
    return Done(row, (row.feed,), {"override": row.id, "status": row.status})


@action(Verb.QUARANTINE_CHANGED, "confirm_quarantine")
def decline(acting: Acting, override_id: int) -> Done[FeedOverride]:
    """Decline a proposal, one's own too; nothing changes.

    Raises:
        RegisterError: ``proposal-missing``.
    """
    row = _waiting(override_id)
    row.declined_by_id, row.declined_at = acting.user_id, clock.now()
    row.save()
    return Done(row, (row.feed,), {"override": row.id, "declined": True})


def list_proposals(feed: str = "") -> list[FeedOverride]:
    """List what waits for a second person."""
    rows = FeedOverride.objects.filter(confirmed_at=None, declined_at=None).select_related("proposed_by").order_by("id")
    return list(rows.filter(feed=feed) if feed else rows)


def _waiting(override_id: int) -> FeedOverride:
    rows = FeedOverride.objects.select_for_update().filter(id=override_id, confirmed_at=None, declined_at=None)
    found = rows.first()
    if found is None:
        raise RegisterError(
            "proposal-missing", "this proposal was confirmed or declined already. Next: open the feed's page anew."
        )
    return found


def _apply(row: FeedOverride) -> None:
    """Show the decision at once; the next judgement of the feeds says the same with its full reason.

    Answers that rest on these days follow in parts (``touching``).
    """
    days = FeedDay.objects.filter(feed=row.feed, day__range=(row.first, row.last))
    days = days.filter(port=row.port) if row.port else days
    if row.status == FeedOverride.Status.RELEASED:
        days = days.filter(status=FeedOverride.Status.QUARANTINED)
    with noting_changes():
        days.update(status=row.status, reason=row.reason)
