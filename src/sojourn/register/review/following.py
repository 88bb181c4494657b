"""What follows a micro-batch at once: questions and work about its stays, and notices of what was disclosed of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from sojourn.register.live.batch import Batch
from sojourn.register.review.syncing import Scope, sync_work

#: States in which an answer asks something; the second is a departure without an arrival.
_ASKING = frozenset({"unexplained", "orphan_departure"})
#: What somebody may be working at or have been told: most batches touch none of it, and one look says so. Questions
#: about persons of whom records came in are among it, because what is on file about them orders the work.
_TOUCHED = """
WITH names AS MATERIALIZED (
  SELECT name FROM store_membership WHERE person_id = ANY(%(persons)s) UNION SELECT unnest(%(names)s::text[])
)
SELECT 'question', q.stay_id FROM review_question q WHERE q.state = 'open' AND q.stay_id = ANY(%(stays)s)
UNION ALL
SELECT 'question', q.stay_id FROM store_membership m JOIN review_question q USING (person_id)
WHERE m.name = ANY(%(names)s) AND q.state = 'open'
UNION ALL
SELECT 'disclosed', d.stay_id FROM door_disclosure d
WHERE d.stay_id = ANY(%(stays)s) AND d.confirmed_at IS NOT NULL
UNION ALL
SELECT 'pair', name FROM names WHERE EXISTS (
  SELECT FROM answering_reviewpair p WHERE p.record_ids @> ARRAY[names.name]
) OR EXISTS (
  SELECT FROM review_reviewpair p WHERE p.record_a = names.name
) OR EXISTS (
  SELECT FROM review_reviewpair p WHERE p.record_b = names.name
)
"""


def follow(batch: Batch) -> None:
    """Bring questions, pairs and pieces of work about the stays of a batch in line, in the batch's transaction.

    A question that is asked no more is withdrawn, and says which record withdrew it; everybody who was told an answer
    that has changed is listed for notice.
    """
    stays = sorted({each.stay_id for each in batch.changed})
    persons = sorted({each.person_id for each in batch.changed})
    if not stays and not batch.names:
        return
    touched = _touched({"stays": stays, "persons": persons, "names": sorted(set(batch.names))})
    asking = {each.stay_id for each in batch.changed if _ASKING & {each.before, each.after}}
    scope = Scope(
        stays=sorted(asking | touched["question"]),
        names=sorted(touched["pair"]),
        disclosed=sorted(touched["disclosed"]),
    )
    if scope.stays or scope.names or scope.disclosed:
        sync_work(scope)


def _touched(given: Mapping[str, list[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"question": set(), "disclosed": set(), "pair": set()}
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    for what, name in rows:
        found[what].add(name)
    return found
