"""Which case a message belongs to, by whose its record is held to be; never by a name."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from sojourn.register.cases.models import Case
from sojourn.register.store.models import CurrentAnswer
from sojourn.register.store.persons import ids_ever
from sojourn.register.store.statements import select

# A record that corrects or retracts another belongs to its line: where nobody holds it, whose it corrects tells.
_LATEST = """
WITH RECURSIVE line AS (
  SELECT asked AS name, asked AS at FROM unnest(%s::text[]) AS asked
  UNION SELECT line.name, r.body->>'corrects' FROM line JOIN store_record r ON r.name = line.at
  WHERE r.body->>'corrects' IS NOT NULL
)
SELECT DISTINCT ON (line.name) line.name, s.person_id FROM line JOIN store_membership s ON s.name = line.at
ORDER BY line.name, s.name = line.name DESC, s.membership_id DESC
"""


def persons_by_record(names: Collection[str]) -> dict[str, str]:
    """Give the person that holds each record now; records that nobody holds are left out."""
    return dict(select(_LATEST, [list(names)])) if names else {}


def find_case(person_id: str) -> Case | None:
    """Find the case about a person: the newest that is open, else the newest of all; none where there is no case."""
    if not person_id:
        return None
    stays = CurrentAnswer.objects.filter(person_id=person_id).values("stay_id")
    own = Q(person_id__in=ids_ever(person_id)) | Q(stay_id__in=stays) & ~Q(stay_id="")
    cases = sorted(Case.objects.filter(own), key=lambda case: (case.closed_at is None, case.opened_at, case.case_id))
    return cases[-1] if cases else None
