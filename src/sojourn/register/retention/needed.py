"""What somebody else's answer rests on: it stays as long as they are on file.

A dependant's answer rests on the facts of the principal. The link is read as the engine reads it, from the dependant to
the principal, for all at once; what comes out is held in memory while a batch is destroyed, and is written nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from sojourn.register.answering.memberships import persons_of
from sojourn.register.answering.recompute import answer_subjects, together
from sojourn.register.store.answers import PASSING
from sojourn.register.store.connected import principal_subjects
from sojourn.register.store.persons import members_of
from sojourn.register.store.row_shape import canonical_json
from sojourn.register.store.statements import array_of_words, select
from sojourn.register.store.subjects import open_subjects

#: What causes the versions of an answer that a disposal makes (another id of the person, and nothing else).
WHY = "retention"
_AT_ONCE = 5_000
_FACTS = """
SELECT h.subject_id, h.record_id, p.sealed FROM store_history h JOIN store_personal p USING (subject_id, record_id)
WHERE h.source = 'fact' AND h.subject_id > %s ORDER BY h.subject_id LIMIT %s
"""
_ANSWERS = """
SELECT c.stay_id, c.state, c.unknown_code, c.restricted, a.body, a.periods, a.crossings, a.further
FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id) WHERE c.person_id = ANY(%s::text[])
"""
#: Told in every answer, and no part of what it says: whose it is, and when it was worked out.
_BESIDE = frozenset({"person_id", *PASSING})


@dataclass(frozen=True)
class Standing:
    """What the answers of some persons say, and which of their records belong together."""

    answers: dict[str, tuple[object, ...]]
    groups: frozenset[frozenset[str]]


class Needed(Exception):  # noqa: N818 - it says what it is
    """Something that stays would not be as it was; what was begun is taken back."""


def principals_followed() -> set[UUID]:
    """Give the subjects whose facts the answers of dependants rest on."""
    references: set[str] = set()
    for sealed in _facts():
        told = orjson.loads(sealed).get("principal_reference")
        if told:
            references.add(told)
    return principal_subjects(references) if references else set()


def standing_beside(
    subjects: Collection[UUID], stays: Collection[str], names: Collection[str]
) -> tuple[set[UUID], Standing]:
    """Give all subjects that hang together with some, and what stands of them beside these stays and records."""
    near = together(subjects)
    return near, _standing(near, stays, names)


def hold_to(near: Collection[UUID], before: Standing) -> None:
    """Answer anew for those who hang together with what is gone, and hold it against what stood before.

    Raises:
        Needed: an answer, or what belongs together, came out otherwise.
    """
    if not before.groups:
        return
    answer_subjects(near, WHY)
    if _standing(near, (), ()) != before:
        raise Needed


def _standing(near: Collection[UUID], stays: Collection[str], names: Collection[str]) -> Standing:
    persons = sorted(persons_of(near))
    rows = select(_ANSWERS, [array_of_words(persons)])
    answers = {
        stay_id: (state, code, restricted, *map(_said, told))
        for stay_id, state, code, restricted, *told in rows
        if stay_id not in stays
    }
    groups: dict[str, set[str]] = {}
    for name, person in members_of(list(near)).items():
        if name not in names and person in persons:
            groups.setdefault(person, set()).add(name)
    return Standing(answers, frozenset(frozenset(group) for group in groups.values()))


def _facts() -> Iterator[bytes]:
    """Give the personal values of every fact, some subjects at a time."""
    after = UUID(int=0)
    while True:
        rows = select(_FACTS, [after, _AT_ONCE])
        whole = len(rows) < _AT_ONCE
        last = rows[-1][0] if rows else after
        taken = rows if whole else [row for row in rows if row[0] != last] or rows
        opened = open_subjects({subject for subject, _, _ in taken})
        for subject, record_id, sealed in taken:
            if subject in opened:
                yield opened[subject].read_values(record_id, bytes(sealed)).encode()
        if whole:
            return
        after = taken[-1][0]


def _said(told: Any) -> str:
    """Write what a column of an answer says."""
    return canonical_json(_plain(orjson.loads(told) if isinstance(told, str) else told))


def _plain(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _plain(value) for key, value in told.items() if key not in _BESIDE}
    return [_plain(each) for each in told] if isinstance(told, list) else told
