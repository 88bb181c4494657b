"""What follows when a court or counsel sent something: a message, with its timer and whom it is for, in that instant.

It runs in the transaction that answers the records, before the cases follow, so that a gate looked at next sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sojourn.register import clock
from sojourn.register.cases.models import Case
from sojourn.register.court.hearings import sync_hearings
from sojourn.register.court.models import Level, Message
from sojourn.register.court.placing import find_case, persons_by_record
from sojourn.register.court.pressing import pressing_among
from sojourn.register.court.timers import TIMERS, due_at
from sojourn.register.court.who import named_for
from sojourn.register.door.restricted import list_restricted
from sojourn.register.live.batch import Batch
from sojourn.register.store.statements import select

#: Whose records are messages: courts, and the counsel of persons.
SENDERS = ("court:", "counsel:")
#: A feed that tells itself when it learned a record loads the past; what is older than this is history, no message.
OLDEST = timedelta(days=30)

# What of a batch is of interest here: messages that came in, unread messages of persons whose records may have been
# joined or parted, and hearings. Most batches have none of it, and this one look says so.
_TOUCHED = """
WITH RECURSIVE line AS (
  SELECT unnest(%(names)s::text[]) AS name
  UNION SELECT r.body->>'corrects' FROM line JOIN store_record r USING (name) WHERE r.body->>'corrects' IS NOT NULL
), persons AS MATERIALIZED (
  SELECT unnest(%(persons)s::text[]) AS person_id
  UNION SELECT s.person_id FROM store_membership s JOIN line USING (name)
), held AS MATERIALIZED (
  SELECT s.name FROM store_membership s JOIN persons USING (person_id)
)
SELECT 'new', r.name, r.feed, r.body->>'kind', r.received_at, r.recorded_at, r.body->>'restricted' FROM store_record r
WHERE r.name = ANY(%(sent)s) AND r.source = 'fact' AND r.body->>'kind' = ANY(%(kinds)s)
UNION ALL
SELECT 'waiting', m.record, m.feed, m.kind, m.received_at, NULL, NULL FROM court_message m
WHERE m.acknowledged_at IS NULL AND m.matched_at IS NULL AND m.record IN (SELECT name FROM held)
UNION ALL
SELECT 'hearing', r.name, r.feed, 'hearing', NULL, NULL, NULL FROM store_record r
WHERE r.name = ANY(%(names)s) AND r.source = 'fact' AND r.body->>'kind' = 'hearing'
UNION ALL
SELECT 'hearing', h.record, h.feed, 'hearing', NULL, NULL, NULL FROM court_hearing h
WHERE h.record IN (SELECT name FROM held)
"""


@dataclass(frozen=True)
class Sent:
    """A fact of a court or of counsel as it came in."""

    record: str
    feed: str
    kind: str
    received_at: datetime
    recorded_at: datetime | None = None
    restricted: bool = False


def follow(batch: Batch) -> None:
    """Make a message of every fact of a court or counsel in a batch, once; keep unread ones with their persons' cases.

    A message that fits no case waits with the supervisors until it does.
    """
    persons = sorted({each.person_id for each in batch.changed})
    if not persons and not batch.names:
        return
    names = sorted(set(batch.names))
    sent = [name for name in names if name.startswith(SENDERS)]
    asked = {"persons": persons, "names": names, "sent": sent, "kinds": list(TIMERS)}
    found = select(_TOUCHED, asked)
    if not found:
        return
    take_in([_sent(row) for row in found if row[0] == "new"])
    place_again(row[1] for row in found if row[0] == "waiting")
    hearings = persons_by_record({row[1] for row in found if row[0] == "hearing"})
    sync_hearings({*hearings.values(), *(persons if hearings else ())})


def take_in(sent: Iterable[Sent]) -> list[Message]:
    """Make messages of facts of which there is none yet; those loaded from the past are left out."""
    fresh = [each for each in sent if each.recorded_at is None or each.received_at - each.recorded_at < OLDEST]
    on_file = set(Message.objects.filter(record__in=[each.record for each in fresh]).values_list("record", flat=True))
    new = {each.record: each for each in fresh if each.record not in on_file}
    places = _places(new)
    pressing = pressing_among({case.case_id for case in places.cases.values()}, clock.now())
    made = [_message(each, places, pressing) for each in new.values()]
    return Message.objects.bulk_create(made, ignore_conflicts=True)


def place_again(records: Iterable[str]) -> None:
    """Look again whose unread messages are; those that somebody matched by hand stay where they are."""
    messages = list(
        Message.objects.select_for_update()
        .filter(record__in=list(records), acknowledged_at__isnull=True, matched_at__isnull=True)
        .order_by("id")
    )
    places = _places({each.record: each for each in messages})
    for message in messages:
        case = places.cases.get(message.record)
        person = places.persons.get(message.record, "")
        if (message.person_id, message.case_id) != (person, case.case_id if case else None):
            message.person_id, message.case = person, case
            # What came as restricted stays so, whoever it turns out to be about.
            message.restricted = message.restricted or places.is_restricted(message.record)
            message.named_id = named_for(case, clock.today(), restricted=message.restricted)
            if message.level != Level.OVERSIGHT:
                message.level = Level.SUPERVISORS if message.named_id is None else Level.NAMED
            message.save()


def adopt(case: Case) -> None:
    """Bring unread messages of the person of a case that has just begun into it."""
    held = select("SELECT DISTINCT name FROM store_membership WHERE person_id = %s", [case.person_id])
    place_again(name for (name,) in held)
    sync_hearings({case.person_id})


@dataclass(frozen=True)
class _Places:
    """Whose records are, which cases they belong to, and who of the persons is restricted."""

    persons: Mapping[str, str]
    cases: Mapping[str, Case]
    restricted: frozenset[str]

    def is_restricted(self, record: str) -> bool:
        """Say whether the person of a record is restricted, or the case is."""
        case = self.cases.get(record)
        return self.persons.get(record) in self.restricted or bool(case and case.restricted)


def _places(records: Mapping[str, Any]) -> _Places:
    persons = persons_by_record(set(records))
    by_person = {person: find_case(person) for person in set(persons.values())}
    cases = {name: case for name, person in persons.items() if (case := by_person[person]) is not None}
    return _Places(persons, cases, frozenset(list_restricted(set(persons.values()))) if persons else frozenset())


def _message(sent: Sent, places: _Places, pressing: set[str]) -> Message:
    case = places.cases.get(sent.record)
    restricted = sent.restricted or places.is_restricted(sent.record)
    near = case is not None and case.case_id in pressing
    until = due_at(sent.kind, sent.received_at, pressing=near)
    named = named_for(case, clock.today(), restricted=restricted)
    return Message(
        record=sent.record,
        feed=sent.feed,
        kind=sent.kind,
        person_id=places.persons.get(sent.record, ""),
        case=case,
        restricted=restricted,
        received_at=sent.received_at,
        acknowledge_by=until,
        pressing=near,
        named_id=named,
        level=Level.SUPERVISORS if named is None else Level.NAMED,
        escalate_at=until,
    )


def _sent(row: tuple[Any, ...]) -> Sent:
    _, record, feed, kind, received_at, recorded_at, restricted = row
    return Sent(record, feed, kind, received_at, recorded_at, restricted == "true")
