"""Count current answers by group, way of arrival and state: numbers only, restricted records like any other."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from sojourn.statistics.published.layout import Layout, load_layout
from sojourn.statistics.published.period import Period
from sojourn.statistics.published.shapes import PART_STATES, PARTS, Leaf

# A stay counts where its last authorised day lies in the period. Whether its records are restricted is not asked, so
# that nothing about it can be worked out from any number.
_COUNT = """
SELECT upper(replace(replace(coalesce(r.body->>'admitted_class', ''), '-', ''), ' ', '')) AS class,
  coalesce(r.body->>'mode', '') AS way, c.state, count(*)
FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
LEFT JOIN LATERAL (
  SELECT body FROM store_record WHERE name = a.body->>'arrival_id' ORDER BY recorded_at, record_id LIMIT 1) r ON true
WHERE NOT c.orphan AND c.state = ANY(%(states)s)
  AND (a.body->>'authorised_until')::date BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2, 3
"""

OTHER = "out_of_scope"
NO_CLASS = "no_class"
WAYS = ("air", "sea", "land")
NOT_KNOWN = "not_known"
_PART = {state: part for part, states in PART_STATES.items() for state in states}


def count_leaves(period: Period) -> list[Leaf]:
    """Count by group (a family of classes, or the class itself) and way of arrival."""
    layout = load_layout(settings.CONFIGURATION.law)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"states": list(_PART), "first": period.first, "last": period.last})
        rows = cursor.fetchall()
    parts: dict[tuple[str, str], dict[str, int]] = {}
    for given, way, state, number in rows:
        key = (_group(layout, given), way if way in WAYS else NOT_KNOWN)
        found = parts.setdefault(key, dict.fromkeys(PARTS, 0))
        found[_PART[state]] += int(number)
    return [Leaf(group, way, found) for (group, way), found in sorted(parts.items())]


def _group(layout: Layout, given: str) -> str:
    if layout.classes:
        return layout.classes.get(given, OTHER if given else NO_CLASS)
    return given if given.isascii() and given.isalnum() and len(given) <= 8 else NO_CLASS
