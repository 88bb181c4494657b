"""The search as an action: at most 20 rows, each a logged look, with why it matches."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.register.desk.current import read_rows
from sojourn.register.desk.identity import Identity, read_identity
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.restricted import list_restricted
from sojourn.register.door.verbs import Verb
from sojourn.register.store import find


@dataclass(frozen=True)
class Wanted:
    """What is searched for: a document, a reference, or a name with a birth year."""

    purpose: str
    document: str = ""
    issuer: str = ""
    reference: str = ""
    name: str = ""
    birth_year: int = 0


@dataclass(frozen=True)
class Hit:
    """One result, with what matched (and whether the issuer did too); of a restricted one only that it is there."""

    person_id: str
    restricted: bool
    why: str = ""
    whole: bool = False
    identity: Identity | None = None


@dataclass(frozen=True)
class Hits:
    """The results, and whether there are more than may be shown."""

    rows: tuple[Hit, ...]
    more: bool


@action(Verb.SEARCHED, "search")
def search(acting: Acting, wanted: Wanted) -> Done[Hits]:
    """Search; the log has one look for each person among the results."""
    if wanted.document:
        found = find.find_by_document(wanted.document, wanted.issuer or None)
    elif wanted.reference:
        found = find.find_by_reference(wanted.reference)
    else:
        found = find.find_by_name(wanted.name, wanted.birth_year)
    persons = [each.person_id for each in found]
    closed = set() if acting.may("open_restricted") else list_restricted(persons)
    known = read_rows([person for person in persons if person not in closed])
    hits = tuple(
        Hit(each.person_id, True)
        if each.person_id in closed
        else Hit(each.person_id, False, each.why, len(each.matched) > 1, read_identity(known[each.person_id]))
        for each in found
    )
    about: dict[str, object] = {"by": _way(wanted), "found": len(found)}
    return Done(Hits(hits, found.more), tuple(persons), about, wanted.purpose)


def _way(wanted: Wanted) -> str:
    return "document" if wanted.document else "reference" if wanted.reference else "name"
