"""Who has looked at a person's records, and why: what the person may be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext

from sojourn.register.door.log import names_of, sentence
from sojourn.register.door.verbs import PURPOSES, Purpose, Verb

MOST = 200
#: The subject of a look at everybody at once (an export): it stands in everybody's list.
EVERYBODY = "*"
#: What is no look of anybody: the service's own work.
NOT_LOOKS = (Verb.ANSWERED,)
_LOOKS = """
WITH stays AS (SELECT DISTINCT stay_id FROM store_answer WHERE person_id = ANY(%(persons)s))
SELECT at, verb, actor, office, purpose FROM door_event
WHERE subject = ANY(%(persons)s || ARRAY(SELECT stay_id FROM stays)) AND verb <> ALL(%(without)s)
ORDER BY at DESC, event_id DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Look:
    """One look or one change: when, from which office, what, and why.

    Attributes:
        at: when.
        office: where whoever looked works.
        sentence: what was done, in words.
        purpose: why, in words; "assigned work" where nothing had to be asked.
    """

    at: datetime
    office: str
    sentence: str
    purpose: str


def list_looks(person_id: str) -> list[Look]:
    """List who has looked at a person under any id ever shown, or at one of their stays; the latest first."""
    from sojourn.register.store.persons import ids_ever

    persons = sorted({person_id, *ids_ever(person_id)})
    without = [verb.value for verb in NOT_LOOKS]
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, {"persons": [*persons, EVERYBODY], "without": without, "most": MOST})
        found = cursor.fetchall()
    names = names_of({row[2] for row in found})
    return [
        Look(at, office, sentence(verb, names.get(actor, actor)), purpose_words(purpose))
        for at, verb, actor, office, purpose in found
    ]


def purpose_words(code: str) -> str:
    """Say a purpose in words; none had to be stated for one's own work."""
    return str(PURPOSES[Purpose(code)]) if code else gettext("Assigned work")
