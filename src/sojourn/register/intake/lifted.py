"""What was set apart because its feed was stopped is taken in when the stop is lifted, some rows at a time."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import transaction

from sojourn.register import clock
from sojourn.register.controls.in_force import FEED, stopped_feeds
from sojourn.register.controls.models import Spread
from sojourn.register.controls.spreading import next_spread
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.checking import Terms, check_lines
from sojourn.register.intake.lines import Line
from sojourn.register.intake.stopped import STOPPED
from sojourn.register.store.models import Quarantined
from sojourn.register.store.quarantine import read_row, record_outcome
from sojourn.register.store.reading import get_record
from sojourn.register.store.row_shape import Source
from sojourn.register.store.statements import select

#: Rows taken in in one part at most.
MOST_AT_ONCE = 200

_APART = """
SELECT q.quarantined_id FROM store_quarantined q
WHERE q.feed = %s AND q.codes @> %s AND q.quarantined_id > %s
  AND NOT EXISTS (SELECT FROM store_quarantine_outcome o WHERE o.quarantined_id = q.quarantined_id)
ORDER BY q.quarantined_id LIMIT %s
"""


def take_in_part() -> bool:
    """Take in some rows of a feed whose stop was lifted; says whether more wait.

    A row that cannot be taken in any more (its name is taken by now) stays in quarantine, for whoever runs the feed.
    """
    with transaction.atomic():
        spread = next_spread(FEED)
        if spread is None:
            return False
        if spread.event.target in stopped_feeds() or not take_in_lifted(SERVICE, spread):
            spread.delete()  # stopped again: the end of that stop takes them in
        return True


@action(Verb.RECORDS_TAKEN_IN, "take_in")
def take_in_lifted(acting: Acting, spread: Spread) -> Done[int]:
    """Take in the next rows of a feed; gives how many were looked at."""
    feed = spread.event.target
    after = spread.reached.int if spread.reached else 0
    ids = [number for (number,) in select(_APART, [feed, [STOPPED], after, MOST_AT_ONCE])]
    rows = {row.quarantined_id: row for row in Quarantined.objects.filter(quarantined_id__in=ids)}
    taken = sum(_take_in(acting, rows[number]) for number in ids)
    if ids:
        spread.reached = UUID(int=ids[-1])
        spread.save()
    return Done(len(ids), (feed,), {"stop": spread.event.stop_id, "rows": len(ids), "taken": taken})


def _take_in(acting: Acting, row: Quarantined) -> bool:
    from sojourn.register.intake.take_in import Origin, append_rows

    now = clock.now()
    value = json.loads(read_row(row.quarantined_id))
    digest = bytes(row.message_digest) if row.message_digest is not None else None
    terms = Terms(row.feed, now, message=digest.hex() if digest else "")
    source: Source = "fact" if row.source == "fact" else "movement"
    good, _ = check_lines(source, [Line(row.line, json.dumps(value), value)], terms)
    if not good:
        return False
    taken = append_rows(source, good, [], Origin(UUID(str(row.batch_id)), row.feed, digest, acting.actor, now))
    (outcome,) = taken.outcomes[0]
    if outcome.record is None or outcome.fate == "quarantined":
        return False
    number = get_record(outcome.record).record_id
    record_outcome(row.quarantined_id, "repaired", acting.actor, STOPPED, now, number)
    return True
