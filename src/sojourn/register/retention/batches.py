"""Batches: one records officer proposes what goes, another confirms or declines; neither reads a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db.models import QuerySet

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.retention.files import read_files
from sojourn.register.retention.listing import kept_by
from sojourn.register.retention.models import AccessDue, Batch, Decision, Due, Item
from sojourn.register.retention.noting import note_made
from sojourn.register.retention.schedule import schedule_of
from sojourn.register.retention.scope import list_parts, scope_of
from sojourn.register.review.who import user_of
from sojourn.register.store.row_shape import canonical_json
from sojourn.register.store.statements import select

#: Items of one batch at most: as many as somebody can look at.
MOST = 200
_FIELDS = ("person_id", "what", "of", "about", "whole", "names", "record_ids", "stays", "cases", "rule_id", "due_on")


@action(Verb.DISPOSAL_PROPOSED, "propose_disposal")
def propose(acting: Acting, rule_id: str, reason: str) -> Done[Batch]:
    """Propose to destroy what is due under a rule, the longest due first; nothing goes yet.

    Each item is worked out anew from what is on file now; what somebody holds is not taken.

    Raises:
        RegisterError: ``disposal-empty``: nothing under this rule is due, or all of it is held or proposed already.
    """
    items = _items(rule_id)
    if not items:
        raise RegisterError(
            "disposal-empty",
            "nothing under this rule can be proposed: none is due, or all of it is held or in a batch already. "
            "Next: look at the list again tomorrow.",
        )
    batch = Batch.objects.create(
        rule_id=rule_id,
        due_by=clock.today(),
        reason=reason,
        digest=digest_of(items),
        proposed_by_id=user_of(acting),
        proposed_at=clock.now(),
    )
    for item in items:
        item.batch = batch
    Item.objects.bulk_create(items)
    note_made(batch)
    return Done(batch, (), {"batch": batch.pk, "rule": rule_id, "items": len(items)})


@action(Verb.DISPOSAL_DECIDED, "confirm_disposal")
def decide(acting: Acting, batch_id: int, verdict: Decision.Verdict, reason: str) -> Done[Decision]:
    """Confirm or decline a batch that another person proposed; what is confirmed is destroyed in the background.

    Raises:
        RegisterError: ``disposal-missing``: it was decided already; ``second-person-needed``: it is one's own;
            ``disposal-changed``: what is in it is not what was proposed.
    """
    select("SELECT pg_advisory_xact_lock(hashtext('retention_decide'))")
    batch = waiting().filter(pk=batch_id).first()
    if batch is None:
        raise RegisterError(
            "disposal-missing", "there is no such batch, or it was decided already. Next: open the list anew."
        )
    if batch.proposed_by_id == acting.user_id and verdict == Decision.Verdict.CONFIRMED:
        raise RegisterError(
            "second-person-needed",
            "you proposed this yourself, and destroying takes two people. Next: ask another records officer.",
        )
    digest = digest_of(batch.items.order_by("id"))
    if digest != batch.digest:
        raise RegisterError(
            "disposal-changed",
            "what is in this batch is not what was proposed: somebody changed the database. Nothing was destroyed. "
            "Next: tell oversight, and decline the batch.",
        )
    row = Decision.objects.create(
        batch=batch,
        verdict=verdict,
        reason=reason,
        digest=digest,
        decided_by_id=user_of(acting),
        decided_at=clock.now(),
    )
    note_made(row)
    return Done(row, (), {"batch": batch.pk, "verdict": verdict.value})


def waiting() -> QuerySet[Batch]:
    """Give the batches that nobody has decided."""
    return Batch.objects.filter(decision__isnull=True).order_by("id")


def digest_of(items: Iterable[Item]) -> str:
    """Give the SHA-256 of all that the items of a batch name."""
    told = sorted(canonical_json({name: getattr(item, name) for name in _FIELDS}) for item in items)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _items(rule_id: str) -> list[Item]:
    # In a batch that nobody declined, and not dealt with: it is on its way already.
    under_way = Item.objects.exclude(batch__decision__verdict="declined").filter(outcome__isnull=True)
    due = Due.objects.filter(rule_id=rule_id, due_on__lte=clock.today(), reasons=[]).order_by("due_on", "id")
    rows = list(due.exclude(person_id__in=under_way.values("person_id"))[:MOST])
    access = [row for row in rows if row.what == "access"]
    return [*_of_files([row for row in rows if row.what != "access"]), *_of_access(access)]


def _of_files(rows: list[Due]) -> list[Item]:
    today, schedule = clock.today(), schedule_of()
    files = read_files({row.person_id for row in rows})
    kept = kept_by(list(files.values()))
    items = []
    for row in rows:
        file = files[row.person_id]
        parts = list_parts(file, schedule, today) if file.person_id not in kept else []
        part = next((each for each in parts if (each.what, each.of) == (row.what, row.of) and each.is_due(today)), None)
        if part is None or part.due_on is None:
            continue
        told = scope_of(file, part)
        items.append(
            Item(
                person_id=row.person_id,
                what=row.what,
                of=row.of,
                about=list(told.about),
                whole=told.whole,
                names=list(told.names),
                record_ids=list(told.record_ids),
                subjects=list(told.subjects),
                stays=list(told.stays),
                cases=list(told.cases),
                rule_id=part.rule.id,
                rule_version=part.rule.version,
                due_on=part.due_on,
            )
        )
    return items


def _of_access(rows: list[Due]) -> list[Item]:
    about = {row.person_id: row for row in AccessDue.objects.filter(person_id__in=[row.person_id for row in rows])}
    return [
        Item(
            person_id=row.person_id,
            what="access",
            about=about[row.person_id].about,
            whole=True,
            rule_id=row.rule_id,
            rule_version=row.rule_version,
            due_on=row.due_on,
        )
        for row in rows
        if row.person_id in about
    ]
