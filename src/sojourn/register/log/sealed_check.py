"""The sealed values of records: each covered record has them, unless an event tells that the person was erased.

Records that were destroyed are gone themselves (``retention_destroyed``); of those that are there, values may be
missing only where an event ``erased`` names whoever held the record at that time. That event and whose record is whose
are covered, so that nobody can make values go and explain it afterwards.
"""

from __future__ import annotations

import hashlib
from hmac import compare_digest

from sojourn.errors import RegisterError
from sojourn.register.door.verbs import Verb
from sojourn.register.log.found import Found
from sojourn.register.store.statements import select
from sojourn.register.store.subjects import opened

# Whoever held the record when the event was written; a record that nobody of today held went with its subject.
_MISSING = """
SELECT r.record_id FROM store_record r
LEFT JOIN store_personal p USING (subject_id, record_id) LEFT JOIN store_subject s USING (subject_id)
WHERE (p.record_id IS NULL OR s.subject_id IS NULL) AND NOT EXISTS (
  SELECT FROM store_membership m JOIN door_event e ON e.subject = m.person_id
  WHERE m.subject_id = r.subject_id AND e.verb = %s AND e.at >= r.received_at AND NOT EXISTS (
    SELECT FROM (
      SELECT n.person_id FROM store_membership n WHERE n.name = r.name AND n.known_at <= e.at
      ORDER BY n.membership_id DESC LIMIT 1) held
    JOIN store_current_person c ON c.person_id = held.person_id AND c.subject_id = r.subject_id
    WHERE held.person_id <> e.subject))
ORDER BY r.record_id
"""
_CHOSEN = """
SELECT r.record_id, r.personal_digest, r.subject_id, s.key, s.salt, p.sealed FROM (
  SELECT record_id, subject_id, personal_digest FROM store_record ORDER BY random() LIMIT %s) r
JOIN store_personal p USING (subject_id, record_id) JOIN store_subject s USING (subject_id)
"""


def check_sealed(found: Found) -> None:
    """Name every record whose sealed values or whose key are missing and that no erasure explains."""
    rows = select(_MISSING, [Verb.ERASED.value])
    found.note_all("sealed values missing", (f"record/{number}" for (number,) in rows))


def check_values(found: Found, count: int) -> None:
    """Open the sealed values of so many records, chosen at random, and hold them against their digests."""
    if not count:
        return
    for number, digest, subject_id, key, salt, sealed in select(_CHOSEN, [count]):
        try:
            subject = opened(subject_id, key, salt)
            told = hashlib.sha256(subject.salt + subject.open_values(number, bytes(sealed))).digest()
        except RegisterError:
            told = b""
        found.opened += 1
        if not compare_digest(told, bytes(digest)):
            found.note("sealed values differ", f"record/{number}")
