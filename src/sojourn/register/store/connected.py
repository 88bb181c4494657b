"""Which subjects hang together, so that the engine must read their records together."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sojourn.register.store.blind import CONNECTING, blind
from sojourn.register.store.person_keys import reference_key
from sojourn.register.store.statements import array_of, select
from sojourn.register.store.subjects import find_by_keys

_BY_KEYS = """
SELECT DISTINCT other.subject_id FROM store_blind own JOIN store_blind other USING (kind, digest)
WHERE own.subject_id = ANY(%s::uuid[]) AND own.kind = ANY(%s)
"""
_DECIDED = """
WITH named AS MATERIALIZED (SELECT name FROM store_history WHERE subject_id = ANY(%s::uuid[]))
SELECT d.record_b FROM named JOIN store_link_decision d ON d.record_a = named.name
WHERE NOT EXISTS (SELECT FROM store_link_withdrawal w WHERE w.link_id = d.link_id)
UNION
SELECT d.record_a FROM named JOIN store_link_decision d ON d.record_b = named.name
WHERE NOT EXISTS (SELECT FROM store_link_withdrawal w WHERE w.link_id = d.link_id)
"""


def connected_subjects(subject_ids: Iterable[UUID]) -> set[UUID]:
    """Give all subjects that hang together with some, these included, over any number of steps.

    Subjects hang together when their records name one document or one reference of a person, when a record of one
    corrects a record of the other or bears the same name, and when a link decision that stands names both.
    """
    found = set(subject_ids)
    frontier = set(found)
    while frontier:
        near = _by_keys(frontier) | _by_decisions(frontier)
        frontier = near - found
        found |= frontier
    return found


def principal_subjects(principal_references: Iterable[str]) -> set[UUID]:
    """Give the subjects that these references of facts about dependants name: one step, from dependant to principal.

    There is no way back: nothing lists the dependants of a principal.
    """
    keys = [reference_key(reference) for reference in principal_references]
    found = find_by_keys(blind("reference", key) for key in keys if key is not None)
    return {subject_id for subjects in found.values() for subject_id in subjects}


def _by_keys(subject_ids: set[UUID]) -> set[UUID]:
    return {subject_id for (subject_id,) in select(_BY_KEYS, [array_of(subject_ids), list(CONNECTING)])}


def _by_decisions(subject_ids: set[UUID]) -> set[UUID]:
    names = [name for (name,) in select(_DECIDED, [array_of(subject_ids)])]
    if not names:
        return set()
    found = find_by_keys(blind("record", name) for name in names)
    return {subject_id for subjects in found.values() for subject_id in subjects}
