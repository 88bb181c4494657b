"""The basis of a decision about two records: a digest of their lines. A decided pair stays decided until it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import connection

_LINES = """
WITH RECURSIVE line(name) AS (
  SELECT unnest(%(names)s::text[])
  UNION
  SELECT h.name FROM store_history h JOIN line l ON h.body->>'corrects' = l.name
  WHERE h.subject_id IN (SELECT subject_id FROM store_membership WHERE name = ANY(%(names)s))
)
SELECT name FROM line ORDER BY name
"""


def lines_of(names: Sequence[str]) -> list[str]:
    """List the records of the lines that these records begin: themselves, their corrections and retractions."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"names": list(names)})
        return [name for (name,) in cursor.fetchall()]


def basis_of(record_a: str, record_b: str) -> bytes:
    """Give the digest of the two lines: it changes when a correction or a retraction comes in."""
    return hashlib.sha256("\n".join(lines_of([record_a, record_b])).encode()).digest()
