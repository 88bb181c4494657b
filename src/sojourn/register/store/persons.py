"""Persons: what the link decisions hold together, found again under every id that was ever shown.

An id of a person is made of the name of the record that it hangs on (``design.md``, Identity of ids), so the
record that an id belongs to is found without a table of redirects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sojourn.errors import RegisterError
from sojourn.register.store.logged import COVERED, note_rows
from sojourn.register.store.statements import array_of, array_of_words, copy_rows, run, select

_LATEST = "SELECT DISTINCT ON (name) name, person_id FROM store_membership WHERE {} ORDER BY name, membership_id DESC"
_EVER = """
WITH latest AS (
  SELECT DISTINCT ON (name) name, person_id FROM store_membership
  WHERE subject_id IN (SELECT subject_id FROM store_current_person WHERE person_id = %(person)s)
  ORDER BY name, membership_id DESC
)
SELECT DISTINCT m.name, m.person_id FROM latest JOIN store_membership m USING (name)
WHERE latest.person_id = %(person)s
"""


@dataclass(frozen=True)
class NewMembership:
    """Whose a record is, as just worked out; columns as in the engine's ``people``."""

    name: str
    subject_id: UUID
    person_id: str
    basis: str
    link_id: str | None


def append_memberships(rows: Sequence[NewMembership], known_at: datetime) -> None:
    """Append whose records are whose; the last row of a name counts."""
    ids = select("SELECT nextval('store_membership_id') FROM generate_series(1, %s)", [len(rows)])
    told = [
        (number, m.name, m.subject_id, m.person_id, m.basis, m.link_id, known_at)
        for m, (number,) in zip(rows, ids, strict=True)
    ]
    columns = COVERED["membership"].columns
    copy_rows("store_membership", columns, told)
    note_rows("membership", (dict(zip(columns, row, strict=True)) for row in told))


def set_current_persons(subject_ids: Sequence[UUID], pairs: Sequence[tuple[str, UUID]]) -> None:
    """Say which persons the records of these subjects now belong to: pairs of a person and a subject."""
    if not subject_ids:
        return
    run("DELETE FROM store_current_person WHERE subject_id = ANY(%s::uuid[])", [array_of(subject_ids)])
    distinct = sorted(set(pairs))
    run(
        "INSERT INTO store_current_person (person_id, subject_id) SELECT * FROM unnest(%s::text[], %s::uuid[]) "
        "ON CONFLICT DO NOTHING",
        [array_of_words(person for person, _ in distinct), array_of(subject for _, subject in distinct)],
    )


def resolve_person(any_person_id: str) -> str:
    """Give the person that now holds the line which an id was made of.

    Raises:
        RegisterError: ``person-missing``.
    """
    if _is_current(any_person_id):
        return any_person_id
    names = [n for (n,) in select("SELECT DISTINCT name FROM store_membership WHERE person_id = %s", [any_person_id])]
    now: dict[str, str] = dict(select(_LATEST.format("name = ANY(%s)"), [names]))
    # The record that the id is made of comes first; where its line was retracted, the others that it held.
    for name in sorted(names, key=lambda name: (person_id_of(name) != any_person_id, name)):
        if _is_current(now[name]):
            return now[name]
    raise RegisterError(
        "person-missing",
        f"no person has or had the id `{any_person_id[:40]}`, or all records of that person were retracted. "
        "Next: search for the person by a document, a reference, or a name with the birth year.",
    )


def subjects_of(person_id: str) -> set[UUID]:
    """Give the subjects that hold records of a person."""
    rows = select("SELECT subject_id FROM store_current_person WHERE person_id = %s", [person_id])
    return {subject_id for (subject_id,) in rows}


def persons_of(subject_ids: Sequence[UUID]) -> set[str]:
    """Give the persons that have records held by these subjects."""
    rows = select("SELECT DISTINCT person_id FROM store_current_person WHERE subject_id = ANY(%s)", [list(subject_ids)])
    return {person_id for (person_id,) in rows}


def members_of(subject_ids: Sequence[UUID]) -> dict[str, str]:
    """Give the person of each record that these subjects hold, by the record's name."""
    return dict(select(_LATEST.format("subject_id = ANY(%s)"), [list(subject_ids)]))


def list_record_names(person_id: str) -> list[str]:
    """List the names of a person's records, in their order."""
    return sorted(name for name, whose in members_of(list(subjects_of(person_id))).items() if whose == person_id)


def ids_ever(person_id: str) -> list[str]:
    """List every id under which records of this person were shown and that now leads here; the id itself first."""
    rows = select(_EVER, {"person": person_id})
    made_of, shown = {person_id_of(name) for name, _shown in rows}, {shown for _name, shown in rows}
    return [person_id, *sorted((shown & made_of) - {person_id})]


def _is_current(person_id: str) -> bool:
    return bool(select("SELECT 1 FROM store_current_person WHERE person_id = %s LIMIT 1", [person_id]))


def person_id_of(name: str) -> str:
    """Give the id of a person that hangs on a record (``design.md``, Identity of ids)."""
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:20]
