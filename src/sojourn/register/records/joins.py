"""Why records are held to be one person's, and what became of persons that were joined or parted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.store.models import LinkDecision

BASES: dict[str, Promise] = {
    "document": _("its own document"),
    "reference": _("its own reference, or one that joins two documents"),
    "document_fact": _("an issuer's statement that one document replaces another"),
    "model": _("names, birth date and other values that agree"),
    "reviewer": _("a reviewer's decision"),
    "unsure": _("nothing yet: a doubt keeps it apart"),
    "alone": _("nothing else: it names no document"),
}
_LAST = """
SELECT DISTINCT ON (name) name, person_id, basis, link_id, known_at FROM store_membership
WHERE name = ANY(%s) ORDER BY name, membership_id DESC
"""
_ONCE = """
SELECT DISTINCT m.name FROM store_membership m WHERE m.person_id = %s
"""


@dataclass(frozen=True)
class Held:
    """Whose a record is held to be, by what, and since when that is known."""

    name: str
    person_id: str
    basis: str
    link_id: str | None
    known_at: datetime

    @property
    def basis_words(self) -> str:
        """Say by what the record is held to its person."""
        return str(BASES.get(self.basis, self.basis))


@dataclass(frozen=True)
class Parted:
    """Records that were shown with this person once, and are another's now."""

    person_id: str
    names: tuple[str, ...]
    since: datetime


def list_held(names: Iterable[str]) -> dict[str, Held]:
    """Say for each record whose it is held to be now."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(names)])
        return {row[0]: Held(*row) for row in cursor.fetchall()}


def list_names_ever(person_id: str) -> set[str]:
    """List the records that were ever shown under an id."""
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, [person_id])
        return {str(row[0]) for row in cursor.fetchall()}


def list_parted(person_id: str, held: dict[str, Held]) -> list[Parted]:
    """List the persons who now hold records that were once shown with this one."""
    others: dict[str, list[Held]] = {}
    for each in held.values():
        if each.person_id != person_id:
            others.setdefault(each.person_id, []).append(each)
    return [
        Parted(other, tuple(sorted(each.name for each in found)), max(each.known_at for each in found))
        for other, found in sorted(others.items())
    ]


def list_decisions(names: Collection[str], known_at: datetime | None = None) -> list[LinkDecision]:
    """List the link decisions between some records that stand, or stood at a time, the first one first."""
    asked = list(names)
    found = LinkDecision.objects.filter(record_a__in=asked, record_b__in=asked)
    standing = Q(linkwithdrawal__isnull=True)
    if known_at is not None:
        found = found.filter(recorded_at__lte=known_at)
        standing |= Q(linkwithdrawal__withdrawn_at__gt=known_at)
    found = found.filter(standing)
    return list(found.order_by("recorded_at", "link_id"))
