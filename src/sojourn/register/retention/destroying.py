"""What two people confirmed is destroyed, item by item, each in a transaction of its own: it can be killed and go on.

Before each item everything is looked at once more: a hold set since, a case opened, a record that came in. The function
in the database (``sql/destroying.sql``) looks again, and is the only one that can delete.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sojourn.law.retention import Due as LawDue
from sojourn.register import clock
from sojourn.register.answering.recompute import wait_in_line
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.retention.batches import MOST, digest_of
from sojourn.register.retention.certificates import certify
from sojourn.register.retention.files import OnFile, read_files
from sojourn.register.retention.holds import held
from sojourn.register.retention.listing import kept_by
from sojourn.register.retention.models import AccessDue, Batch, Decision, Due, Item, Outcome
from sojourn.register.retention.needed import Needed, hold_to, principals_followed, standing_beside
from sojourn.register.retention.noting import forget_salts, last_destroyed, note_destroyed
from sojourn.register.retention.schedule import schedule_of
from sojourn.register.retention.scope import list_parts, scope_of
from sojourn.register.retention.vouching import Beyond, entries_of
from sojourn.register.store.erase import erase_records
from sojourn.register.store.statements import run, select

#: Days after its end on which the salts of a batch are looked for once more.
_LATE = timedelta(days=3)
#: What oversight is told where more went than two people had seen.
BEYOND = "disposal_beyond"
_HORIZON = """
INSERT INTO retention_feedhorizon (feed, day)
SELECT body->>'feed', max((body->>'local_date')::date) FROM store_history
WHERE subject_id = ANY(%s) AND record_id = ANY(%s) AND source = 'movement' GROUP BY 1
ON CONFLICT (feed) DO UPDATE SET day = greatest(retention_feedhorizon.day, excluded.day)
"""


def destroy_confirmed(seconds: float = 600.0) -> int:
    """Destroy what was confirmed, for so long at most; gives how many items were dealt with. Safe to repeat."""
    until, dealt = time.monotonic() + seconds, 0
    followed = functools.cache(principals_followed)
    for batch in _unfinished():
        for item in _open_items(batch):
            if time.monotonic() > until:
                return dealt
            destroy_item(SERVICE, item.pk, followed)
            dealt += 1
        finish(SERVICE, batch)
    for batch in Batch.objects.filter(certificate__signed_at__gte=clock.now() - _LATE):
        forget_salts(batch.pk)
    return dealt


@action(Verb.DISPOSED, "dispose")
def destroy_item(acting: Acting, item_id: int, followed: Callable[[], set[UUID]]) -> Done[Outcome]:
    """Destroy one item of a confirmed batch, or write down what keeps it.

    Args:
        acting: the service. item_id: which.
        followed: gives the subjects that dependants follow, once asked.
    """
    wait_in_line()
    item = Item.objects.get(pk=item_id)
    done = Outcome.objects.filter(item=item).first()
    if done is None:
        kept = _kept(item, followed)
        done = _keep(item, kept) if kept else _try(item)
    about = {
        "batch": item.batch_id,
        "item": item.pk,
        "outcome": done.outcome,
        "reasons": done.reasons,
        "rows": done.rows,
    }
    return Done(done, (), about)


@action(Verb.DISPOSED, "dispose")
def finish(acting: Acting, batch: Batch) -> Done[None]:
    """Sign the certificate of a batch whose items are all dealt with."""
    forget_salts(batch.pk)
    certify(batch)
    return Done(None, (), {"batch": batch.pk, "certificate": True})


def _unfinished() -> QuerySet[Batch]:
    confirmed = Batch.objects.filter(decision__verdict=Decision.Verdict.CONFIRMED, certificate__isnull=True)
    return confirmed.order_by("decision__decided_at", "id")


def _open_items(batch: Batch) -> list[Item]:
    return list(batch.items.filter(outcome__isnull=True).order_by("id").only("id")[:MOST])


def _kept(item: Item, followed: Callable[[], set[UUID]]) -> list[str]:
    """Say what keeps an item now; nothing: it may go."""
    if digest_of(item.batch.items.order_by("id")) != item.batch.digest:
        return ["changed"]  # what two people saw is what goes; somebody has changed the rows since
    if item.what == "access":
        return []
    file = read_files([item.person_id])[item.person_id]
    found = kept_by([file])
    if found:
        return found[item.person_id]
    part = _part(file, item)
    if part is None or list(scope_of(file, part).names) != item.names or not part.is_due(clock.today()):
        return ["changed"]
    facts = any("direction" not in record.body for record in file.records if record.name in item.names)
    return ["needed"] if facts and followed() & set(item.subjects) else []


def _part(file: OnFile, item: Item) -> LawDue | None:
    parts = list_parts(file, schedule_of(), clock.today())
    return next((each for each in parts if (each.what, each.of) == (item.what, item.of)), None)


def _keep(item: Item, reasons: list[str]) -> Outcome:
    return Outcome.objects.create(item=item, outcome="kept", reasons=reasons, happened_at=clock.now())


def _try(item: Item) -> Outcome:
    try:
        with transaction.atomic():
            return _destroy(item)
    except Needed:
        return _keep(item, ["needed"])
    except Beyond:
        raise_alert(BEYOND, batch=item.batch_id, item=item.pk)
        return _keep(item, ["beyond"])


def _destroy(item: Item) -> Outcome:
    """Erase the values, delete the rows, answer anew for who hangs together with them; all or nothing.

    Raises:
        Needed: something that stays would not be as it was.
        Beyond: the database let go of more than belongs to the item.
    """
    after, allowed = last_destroyed(), entries_of(item)
    if item.what == "access":
        _delete(item)
        AccessDue.objects.filter(person_id=item.person_id).delete()
    else:
        near, before = standing_beside(item.subjects, item.stays, item.names)
        run(_HORIZON, [item.subjects, item.record_ids])
        erase_records(item.subjects, item.names, lambda persons: bool(held(persons)))
        _delete(item)
        hold_to(near, before)
        _keep_log(item)
    Due.objects.filter(person_id=item.person_id, what=item.what, of=item.of).delete()
    note_destroyed(item.batch_id, after, allowed)
    return Outcome.objects.get(item=item)


def _delete(item: Item) -> int:
    return int(select("SELECT retention_destroy(%s)", [item.pk])[0][0])


def _keep_log(item: Item) -> None:
    """Note from when on the log of who looked at this person goes too; a file that stays keeps its log."""
    if not item.whole:
        return
    rule = schedule_of()["access"]
    AccessDue.objects.update_or_create(
        person_id=item.person_id,
        defaults={
            "about": [*item.about, *item.stays, *item.cases],
            "rule_id": rule.id,
            "rule_version": rule.version,
            "due_on": rule.period.after(clock.today()) + timedelta(days=1),
        },
    )
