"""Who has looked at a person's records, and why: what the person may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext

from sojourn.register.door.log import names_of, sentence
from sojourn.register.door.verbs import PURPOSES, Purpose, Verb

MOST = 200
#: The subject of a look at everybody at once (an export): it stands in everybody's list.
EVERYBODY = "*"
#: What is no look of anybody: the service's own work.
NOT_LOOKS = (Verb.ANSWERED.value,)
# Along the index of each subject apart: a few looks are found without reading the log of everybody from its end.
_LOOKS = """
SELECT e.at, e.verb, e.actor, e.office, e.purpose, e.event_id
FROM (
  SELECT unnest(%(persons)s::text[]) AS subject
  UNION SELECT stay_id FROM store_answer WHERE person_id = ANY(%(persons)s)
) AS s, LATERAL (
  SELECT at, event_id, verb, actor, office, purpose FROM door_event
  WHERE subject = s.subject AND verb <> ALL(%(without)s) ORDER BY at DESC, event_id DESC LIMIT %(most)s
) AS e
ORDER BY e.at DESC, e.event_id DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Look:
    """One look or one change: when, from which office, what, and why.

    Attributes:
        at: when.
        office: where whoever looked works.
        sentence: what was done, in words.
        purpose: why, in words; "assigned work" where nothing had to be asked.
        event_id: its number in the log.
    """

    at: datetime
    office: str
    sentence: str
    purpose: str
    event_id: int = 0


class LookRow(NamedTuple):
    """One look as the log keeps it: codes, and what it calls whoever looked."""

    at: datetime
    verb: str
    actor: str
    office: str
    purpose: str
    event_id: int


def list_looks(person_id: str) -> list[Look]:
    """List who has looked at a person under any id ever shown, or at one of their stays; the latest first."""
    rows = read_looks(person_id)
    return say_looks(rows, names_of({row.actor for row in rows}))


def read_looks(person_id: str, most: int = MOST) -> list[LookRow]:
    """Read the last looks at a person as the log keeps them, the latest first."""
    from sojourn.register.store.persons import ids_ever

    told = {"persons": [*sorted({person_id, *ids_ever(person_id)}), EVERYBODY], "without": list(NOT_LOOKS)}
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, {**told, "most": most})
        return [LookRow(*row) for row in cursor.fetchall()]


def say_looks(rows: Iterable[LookRow], names: Mapping[str, str]) -> list[Look]:
    """Say looks in words, with the names of whoever looked (``log.names_of``)."""
    return [
        Look(
            row.at,
            row.office,
            sentence(row.verb, names.get(row.actor, row.actor)),
            purpose_words(row.purpose),
            row.event_id,
        )
        for row in rows
    ]


def purpose_words(code: str) -> str:
    """Say a purpose in words; none had to be stated for one's own work."""
    return str(PURPOSES[Purpose(code)]) if code else gettext("Assigned work")
