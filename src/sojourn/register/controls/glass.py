"""A restricted record opened in an emergency: one person, for half an hour, told to others at once, looked into later.

Why records are restricted is one neutral word by design. So it cannot be told here whether a statute forbids this
disclosure whatever the emergency (8 U.S.C. 1367 and others): that is for whoever opens, and for whoever looks into it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.cases.models import Alert
from sojourn.register.controls.models import GlassNote, GlassOpening, GlassReview
from sojourn.register.controls.writing import append_row
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.interactive import Interactive
from sojourn.register.door.models import StatedPurpose
from sojourn.register.door.purposes import resolved_person
from sojourn.register.door.verbs import Purpose, Verb
from sojourn.register.review.who import user_of

__all__ = ["LASTS", "REASONS", "Emergency", "break_glass", "glass_open", "list_openings", "review_glass"]

LASTS = timedelta(minutes=30)
#: After this time somebody should have looked into an opening; oversight is told where nobody has.
REVIEW_WITHIN = timedelta(days=3)
NOTE_LENGTH = 500
#: Openings shown that were looked into; those that wait are all shown.
MOST = 100
ALERT, ALERT_UNJUSTIFIED, ALERT_UNREVIEWED = "glass_broken", "glass_not_justified", "glass_unreviewed"


class Emergency(StrEnum):
    """What counts as an emergency: a closed list."""

    DANGER_TO_LIFE = "danger_to_life"
    MEDICAL = "medical"
    MISSING_OR_TRAFFICKED = "missing_or_trafficked"
    COURT_NOW = "court_now"
    REMOVAL_UNDER_WAY = "removal_under_way"


REASONS = {
    Emergency.DANGER_TO_LIFE: _("The life or health of the person or of somebody else is in danger now"),
    Emergency.MEDICAL: _("The person is being treated, and cannot speak for themselves"),
    Emergency.MISSING_OR_TRAFFICKED: _("The person may be missing or trafficked, and is looked for to be helped"),
    Emergency.COURT_NOW: _("A court demands the record now, and nobody who may open it can be reached"),
    Emergency.REMOVAL_UNDER_WAY: _("A removal or detention is under way that the record may forbid"),
}  # fmt: skip


@action(Verb.GLASS_BROKEN, "break_glass")
def break_glass(acting: Acting, interactive: Interactive, person_id: str, reason: str, note: str) -> Done[GlassOpening]:
    """Open one restricted person in an emergency, for half an hour; oversight and the office's supervisors are told.

    Whether the person is restricted is not said: for one who is not, this only states a purpose.

    Raises:
        RegisterError: ``glass-incomplete``, ``glass-not-needed``, ``person-missing``.
        Refused: another person's session.
    """
    if interactive.user_id != acting.user_id:
        raise Refused("not-allowed", "this session is somebody else's. Next: sign in as yourself.")
    if acting.may("open_restricted"):
        raise RegisterError(
            "glass-not-needed",
            "your roles open restricted records already. Allowed is this way for those whose roles do not. "
            "Next: open the person, and say why.",
        )
    if reason not in set(Emergency) or not 0 < len(note.strip()) <= NOTE_LENGTH:
        raise _incomplete()
    person, at = resolved_person(person_id), clock.now()
    opening = append_row(
        "glass",
        GlassOpening(
            person_id=person, by_id=user_of(acting), office=acting.office, reason=reason, opened_at=at,
            lapses_at=at + LASTS,
        ),
    )  # fmt: skip
    GlassNote.objects.create(opening=opening, text=note.strip())
    StatedPurpose.objects.create(
        actor=acting.actor, subject=person, purpose=Purpose.EMERGENCY, note=note.strip(), stated_at=at,
        lapses_at=at + LASTS,
    )  # fmt: skip
    raise_alert(ALERT, None, user_of(acting), opening=opening.pk, why=reason)
    return Done(opening, (person,), {"opening": opening.pk, "reason": reason}, Purpose.EMERGENCY)


def glass_open(acting: Acting, person_id: str) -> bool:
    """Say whether somebody opened this one person in an emergency, and the time has not run out."""
    if acting.user_id is None:
        return False
    now = clock.now()
    own = GlassOpening.objects.filter(by_id=acting.user_id, person_id=person_id)
    return own.filter(opened_at__lte=now, lapses_at__gt=now).exists()


@action(Verb.GLASS_REVIEWED, "review_glass")
def list_openings(acting: Acting) -> Done[list[GlassOpening]]:
    """List openings for those who look into them: of one's office, of all for oversight; unreviewed ones first."""
    found = openings_for(acting).select_related("by", "review__by").prefetch_related("notes").order_by("-opened_at")
    unseen = list(found.filter(review=None))
    return Done([*unseen, *found.filter(review__at__isnull=False)[:MOST]], (), {"unreviewed": len(unseen)})


@action(Verb.GLASS_REVIEWED, "review_glass")
def review_glass(acting: Acting, opening_id: int, note: str, *, justified: bool) -> Done[GlassReview]:
    """Say, as somebody else, whether an opening was justified, and why; oversight is told of one that was not.

    Raises:
        RegisterError: ``glass-missing``, ``glass-reviewed``, ``glass-own``, ``glass-incomplete``.
    """
    opening = openings_for(acting).filter(pk=opening_id).first()
    if opening is None:
        raise RegisterError(
            "glass-missing", "there is no opening of this number that is yours to look into. Next: open the list again."
        )
    if opening.by_id == acting.user_id:
        raise RegisterError("glass-own", "you opened it yourself. Allowed is anybody else who may. Next: ask them.")
    if GlassReview.objects.filter(opening=opening).exists():
        raise RegisterError("glass-reviewed", "somebody has looked into it already. Next: open the list again.")
    if not 0 < len(note.strip()) <= NOTE_LENGTH:
        raise _incomplete()
    made = GlassReview(opening=opening, by_id=user_of(acting), at=clock.now(), justified=justified)
    append_row("glass_review", made)
    GlassNote.objects.create(opening=opening, of_review=True, text=note.strip())
    if not justified:
        raise_alert(ALERT_UNJUSTIFIED, None, opening.by_id, opening=opening.pk, why=opening.reason)
    return Done(made, (opening.person_id,), {"opening": opening.pk, "justified": justified})


def openings_for(acting: Acting) -> QuerySet[GlassOpening]:
    """Give the openings that somebody may look into."""
    if not acting.may("review_glass"):
        return GlassOpening.objects.none()
    return GlassOpening.objects.filter(Q() if "oversight" in acting.roles else Q(office=acting.office))


def alert_unreviewed() -> int:
    """Tell oversight, once each, of openings that nobody looked into in time; gives how many."""
    late = GlassOpening.objects.filter(review=None, opened_at__lte=clock.now() - REVIEW_WITHIN)
    told = set(Alert.objects.filter(kind=ALERT_UNREVIEWED).values_list("about__opening", flat=True))
    rows = [row for row in late.order_by("id") if row.pk not in told]
    for row in rows:
        raise_alert(ALERT_UNREVIEWED, None, row.by_id, opening=row.pk, why=row.reason)
    return len(rows)


def _incomplete() -> RegisterError:
    return RegisterError(
        "glass-incomplete",
        f"an opening, and what is found about it, has its reason and a note of 1 to {NOTE_LENGTH} characters. "
        "Next: choose the reason and write the note.",
    )


def forget_glass_notes(person_ids: list[str]) -> int:
    """Delete what was written about persons whose values are erased; who opened whom, and why, stays as codes."""
    return GlassNote.objects.filter(opening__person_id__in=person_ids).delete()[0]
