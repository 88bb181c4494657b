"""Search: by a document, a reference, or a name with the birth year; nothing else finds a person.

Only keyed digests are compared. At most twenty persons come back, in the order of their ids, which says nothing about
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sojourn.register.store.blind import BlindKey, blind, name_key, number_key
from sojourn.register.store.name_words import readings
from sojourn.register.store.person_keys import plain_number, reference_key
from sojourn.register.store.statements import select

MOST = 20
Why = Literal["document", "reference", "name"]


@dataclass(frozen=True)
class Found:
    """A person who matches.

    Attributes:
        why: what was found.
        matched: the texts of the question that match, as they were typed.
    """

    person_id: str
    why: Why
    matched: list[str]


class Matches(list[Found]):
    """The persons found, twenty at most.

    Attributes:
        more: whether there are more, which are not shown.
    """

    def __init__(self, rows: Iterable[Found], *, more: bool) -> None:
        """Keep the rows and whether there are more."""
        super().__init__(rows)
        self.more = more


BY_ONE = """
SELECT DISTINCT p.person_id FROM store_blind b JOIN store_current_person p USING (subject_id)
WHERE b.kind = %s AND b.digest = %s ORDER BY p.person_id LIMIT %s
"""
BY_WORDS = """
SELECT DISTINCT p.person_id FROM (
  SELECT subject_id FROM store_blind WHERE kind = 'name' AND digest = ANY(%s) GROUP BY subject_id HAVING count(*) = %s
) AS s JOIN store_current_person p USING (subject_id) ORDER BY p.person_id LIMIT %s
"""


def find_by_document(number: str, issuer: str | None = None) -> Matches:
    """Find by a document's number, of any type; with its issuer where that is known."""
    plain = plain_number(number)
    if not plain:
        return Matches([], more=False)
    key = number_key(plain, issuer)
    return _told(_by_one(key), "document", [number, issuer] if issuer else [number])


def find_by_reference(reference: str) -> Matches:
    """Find by a reference that names one person, such as ``a-number:...``; by another kind nobody is found."""
    plain = reference_key(reference)
    return (
        Matches([], more=False)
        if plain is None
        else _told(_by_one(blind("reference", plain)), "reference", [reference])
    )


def find_by_name(name: str, birth_year: int) -> Matches:
    """Find by a name with the birth year: every word of the question must be one of the person's names.

    The script, the order of the words and the spelling do not matter; a word counts whole.
    """
    persons: set[str] = set()
    for words in readings(name):
        digests = [name_key(word, birth_year).digest for word in words]
        persons |= {person for (person,) in select(BY_WORDS, [digests, len(digests), MOST + 1])}
    return _told(sorted(persons), "name", [name, str(birth_year)])


def _by_one(key: BlindKey) -> list[str]:
    return [person for (person,) in select(BY_ONE, [key.kind, key.digest, MOST + 1])]


def _told(persons: Sequence[str], why: Why, matched: list[str]) -> Matches:
    return Matches([Found(person, why, matched) for person in persons[:MOST]], more=len(persons) > MOST)
