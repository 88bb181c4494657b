"""Looks that are shown to the person later: on a cited ground, once, ninety days at most, approved by oversight.

Until oversight has approved, the look is shown. That some looks may be shown later is said to everybody, always, so
that the page of a person says nothing by saying it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.controls.grounds import find_ground, list_grounds
from sojourn.register.controls.models import DelayNote, LookDelay, LookDelayDecision
from sojourn.register.controls.writing import append_row
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, resolved_person
from sojourn.register.door.verbs import Purpose, Verb
from sojourn.register.review.who import user_of
from sojourn.register.store.statements import select

#: From the look to the day on which it is shown, at most.
MOST_DAYS = 90
NOTE_LENGTH = 500
#: What can be shown later: that somebody searched, asked or opened, with the purpose stated for it. Nothing that was
#: done about the person is among them, and no opening in an emergency.
LOOKING = (
    Verb.PURPOSE_STATED,
    Verb.SEARCHED,
    Verb.PERSON_OPENED,
    Verb.STAY_OPENED,
    Verb.RECORD_OPENED,
    Verb.RAW_OPENED,
    Verb.LOOKS_OPENED,
    Verb.DESK_ASKED,
    Verb.CASE_OPENED,
    Verb.LETTER_OPENED,
    Verb.DOCUMENT_OPENED,
    Verb.PAIR_OPENED,
    Verb.QUESTION_OPENED,
    Verb.DISCLOSURES_OPENED,
    Verb.COURT_MESSAGE_OPENED,
    Verb.REQUEST_OPENED,
)
_LOOK = """
SELECT e.at FROM door_event e WHERE e.event_id = %(event)s AND e.verb = ANY(%(looking)s)
  AND e.purpose <> %(emergency)s AND e.subject IN (
  SELECT unnest(%(persons)s::text[]) UNION SELECT stay_id FROM store_answer WHERE person_id = ANY(%(persons)s))
"""
_HIDDEN = """
WITH running AS (
  SELECT d.id, d.event_id, n.approved FROM controls_lookdelay d
  LEFT JOIN controls_lookdelaydecision n ON n.delay_id = d.id AND n.at <= %(now)s
  WHERE d.person_id = ANY(%(persons)s) AND d.shown_from > %(now)s AND n.approved IS DISTINCT FROM false
)
SELECT event_id FROM running WHERE approved
UNION
SELECT e.event_id FROM running r JOIN door_event e ON e.subject = ANY(%(persons)s)
  AND e.verb IN ('look_delay_proposed', 'look_delay_decided') AND (e.about->>'delay')::bigint = r.id
"""


@dataclass(frozen=True)
class Delaying:
    """A delay as somebody wants it: which look, on which ground, how many days from the look, and why in words."""

    event_id: int
    ground: str
    days: int
    note: str


@action(Verb.LOOK_DELAY_PROPOSED, "propose_delay")
def propose_delay(acting: Acting, person_id: str, wanted: Delaying) -> Done[LookDelay]:
    """Propose to show one look to the person later; until oversight approves, it is shown.

    Raises:
        RegisterError: ``delay-look-missing``, ``delay-ground``, ``delay-days``, ``delay-again``, ``person-missing``.
        PurposeNeeded, Restricted: as with every look at a person.
    """
    from sojourn.register.store.persons import ids_ever

    person = resolved_person(person_id)
    require_open(acting, person)
    asked = {"event": wanted.event_id, "persons": sorted({person, *ids_ever(person)}), "looking": list(LOOKING)}
    found = select(_LOOK, {**asked, "emergency": Purpose.EMERGENCY})
    if not found:
        raise RegisterError(
            "delay-look-missing",
            "this is no look at this person that can be shown later. Allowed are looks of the list: that somebody "
            "searched, asked or opened, and not in an emergency. Next: open the list and choose one.",
        )
    ((looked_at,),) = found
    _check(wanted)
    shown_from = looked_at + timedelta(days=wanted.days)
    if shown_from <= clock.now():
        raise _days()
    if LookDelay.objects.filter(event_id=wanted.event_id).exists():
        raise RegisterError(
            "delay-again",
            "a delay of this look was proposed before, and there is no second one. Next: leave it as it is.",
        )
    row = LookDelay(
        event_id=wanted.event_id, looked_at=looked_at, person_id=person, ground=wanted.ground, shown_from=shown_from,
        by_id=user_of(acting), at=clock.now(),
    )  # fmt: skip
    append_row("look_delay", row)
    DelayNote.objects.create(delay=row, text=wanted.note.strip())
    return Done(row, (person,), {"delay": row.pk, "event": wanted.event_id, "ground": wanted.ground})


@action(Verb.LOOK_DELAY_DECIDED, "decide_delay")
def decide_delay(acting: Acting, delay_id: int, *, approved: bool) -> Done[LookDelayDecision]:
    """Approve or decline a delay; an approved one hides the look until its day, a declined one never.

    Raises:
        RegisterError: ``delay-missing``, ``delay-decided``, ``delay-needs-two``.
    """
    row = LookDelay.objects.filter(pk=delay_id).first()
    if row is None:
        raise RegisterError("delay-missing", "there is no delay of this number. Next: open the list again.")
    if row.by_id == user_of(acting):
        raise RegisterError(
            "delay-needs-two", "you proposed this yourself. Allowed is somebody else of oversight. Next: ask them."
        )
    if LookDelayDecision.objects.filter(delay=row).exists() or row.shown_from <= clock.now():
        raise RegisterError("delay-decided", "this was decided, or its time is over. Next: open the list again.")
    made = LookDelayDecision(delay=row, approved=approved, by_id=user_of(acting), at=clock.now())
    append_row("look_delay_decision", made)
    return Done(made, (row.person_id,), {"delay": row.pk, "event": row.event_id, "approved": approved})


@action(Verb.LOOK_DELAY_DECIDED, "decide_delay")
def list_delays(acting: Acting) -> Done[list[LookDelay]]:
    """List delays for oversight: those to be decided first."""
    rows = LookDelay.objects.select_related("by", "decision__by", "note").order_by("-id")
    waiting = list(rows.filter(decision=None, shown_from__gt=clock.now())[:200])
    return Done([*waiting, *rows.filter(decision__isnull=False)[:100]], (), {"waiting": len(waiting)})


def delayed_looks(person_id: str, at: datetime | None = None) -> set[int]:
    """Give the events (numbers of the log) that the person is not shown yet; ``at``: as of then, none: now.

    These are the looks whose delay was approved and whose day has not come. What was proposed and decided about a delay
    would tell of the look itself: it is shown when the look is, or when the delay was declined.
    """
    from sojourn.register.store.persons import ids_ever

    persons = sorted({person_id, *ids_ever(person_id)})
    return {int(event) for (event,) in select(_HIDDEN, {"persons": persons, "now": at or clock.now()})}


def forget_delay_notes(person_ids: list[str]) -> int:
    """Delete what was written about persons whose values are erased; grounds and days stay, as codes."""
    return DelayNote.objects.filter(delay__person_id__in=person_ids).delete()[0]


def _check(wanted: Delaying) -> None:
    if find_ground(wanted.ground) is None or not 0 < len(wanted.note.strip()) <= NOTE_LENGTH:
        allowed = ", ".join(f"`{each.code}`" for each in list_grounds()) or "none: this law knows no ground"
        raise RegisterError(
            "delay-ground",
            f"a look is shown later only on a ground of the law, with a note of 1 to {NOTE_LENGTH} characters. "
            f"Allowed: {allowed}. Next: choose the ground and say why it holds here.",
        )
    if not 1 <= wanted.days <= MOST_DAYS:
        raise _days()


def _days() -> RegisterError:
    return RegisterError(
        "delay-days",
        f"a look is shown {MOST_DAYS} days after it at the latest. Allowed are days from the look that are still to "
        "come. Next: give fewer days, or leave it as it is.",
    )
