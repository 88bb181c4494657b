"""Whose answers a stop touches: found part by part, and put into the queue like all others.

A feed's stop goes the way of a feed's quarantine (``feeds/touching``). Of a rule these are stays of which a version of
the answer rests on it, and of a model persons whose records its decisions join. What was answered while a stop held is
answered again when it ends. Safe to be killed at any time: how far it came stands in one transaction with the queue.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from sojourn.register import clock
from sojourn.register.controls.in_force import AT, FEED, MODEL, RULE
from sojourn.register.controls.models import Spread, StopEvent
from sojourn.register.store.statements import select

#: The cause of the new versions.
STOP = "stop"
#: Subjects put into the queue in one part at most.
MOST_AT_ONCE = 500

_OF_A_RULE = """
SELECT DISTINCT p.subject_id FROM store_current_person p
JOIN store_current_answer c ON c.person_id = p.person_id
JOIN store_answer a ON a.stay_id = c.stay_id
WHERE p.subject_id > %(after)s AND (
  a.body->'reasons' @> %(cites)s::jsonb OR (a.answer_id = c.answer_id AND a.known_at >= %(set_at)s AND %(ended)s))
ORDER BY p.subject_id LIMIT %(most)s
"""
_OF_A_MODEL = """
SELECT DISTINCT p.subject_id FROM store_link_decision d
JOIN store_membership m ON m.name IN (d.record_a, d.record_b)
JOIN store_current_person p ON p.subject_id = m.subject_id
WHERE d.by = 'model' AND d.version = %(target)s AND p.subject_id > %(after)s
ORDER BY p.subject_id LIMIT %(most)s
"""
_SPREADING = """
SELECT EXISTS (SELECT FROM controls_spread) OR EXISTS (
  SELECT FROM feeds_changedday d JOIN controls_stopevent s ON s.kind = 'feed' AND s.target = d.feed
) OR EXISTS (
  SELECT FROM live_pending w JOIN store_current_person p ON p.subject_id = ANY(w.subject_ids)
  WHERE p.person_id = %s AND w.why IN ('stop', 'feed'))
"""


def begin_spread(event: StopEvent) -> None:
    """Let those be looked for whom a stop touches that was just set or just ended."""
    if event.kind in (RULE, MODEL):
        Spread.objects.create(event=event)
    elif event.kind == FEED:
        _note_days(event)
        if event.stop_id is not None:
            Spread.objects.create(event=event)  # what was set apart meanwhile is taken in (``intake/lifted``)


def touch_part() -> bool:
    """Put some of those into the queue whom a stop touches; says whether more wait."""
    from sojourn.register.live.queue import Waiting, enqueue

    with transaction.atomic():
        spread = next_spread(RULE, MODEL)
        if spread is None:
            return False
        touched = _touched(spread)
        enqueue([Waiting(subject, f"stop:{spread.event.stop_id or spread.event_id}") for subject in touched], STOP)
        if len(touched) < MOST_AT_ONCE:
            spread.delete()
        else:
            spread.reached = touched[-1]
            spread.save()
        return True


def next_spread(*kinds: str) -> Spread | None:
    """Take the first stop of these kinds of which some are still to be found; one that another process has is left."""
    own = Spread.objects.select_for_update(of=("self",), skip_locked=True).select_related("event__stop")
    return own.filter(event__kind__in=kinds).order_by("event_id").first()


def is_spreading(person_id: str) -> bool:
    """Say whether a person waits to be answered again because of a stop, or whether that is still being found out."""
    ((found,),) = select(_SPREADING, [person_id])
    return bool(found)


def _touched(spread: Spread) -> list[UUID]:
    event = spread.event
    began = event.stop or event
    asked = {
        "after": spread.reached or UUID(int=0),
        "target": event.target,
        "cites": f'[{{"rule": "{event.target.partition(AT)[0]}"}}]',
        "set_at": began.at,
        "ended": event.stop_id is not None,
        "most": MOST_AT_ONCE,
    }
    return [subject for (subject,) in select(_OF_A_RULE if event.kind == RULE else _OF_A_MODEL, asked)]


def _note_days(event: StopEvent) -> None:
    """Note the days of a feed that are doubted from now on, or no longer: the answers that rest on them follow."""
    from sojourn.register.feeds.touching import note_changes

    first = event.since or clock.today()
    days = (clock.today() - first).days + 2
    note_changes({(event.target, _day(first, number)): None for number in range(days)})


def _day(first: date, number: int) -> date:
    return first + timedelta(days=number)
