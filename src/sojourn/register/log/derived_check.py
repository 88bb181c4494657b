"""Tables that repeat what is in covered ones, or point into them, held against those: each that disagrees is named.

Roles and holds are held against the events that tell of them."""

from __future__ import annotations

from sojourn.register.log.found import Found
from sojourn.register.store.statements import select

#: What is asked of each table; every row that comes back disagrees.
_CHECKS = {
    "store_history": """
SELECT coalesce(r.record_id, h.record_id)::text FROM store_record r FULL JOIN store_history h USING (record_id)
WHERE r.record_id IS NULL OR h.record_id IS NULL
  OR (r.subject_id, r.source, r.name, r.body) IS DISTINCT FROM (h.subject_id, h.source, h.name, h.body)""",
    "store_record_key": """
SELECT coalesce(r.record_id, k.record_id)::text FROM store_record r FULL JOIN store_record_key k USING (record_id)
WHERE ((r.record_id IS NULL AND NOT {destroyed}) OR k.record_id IS NULL
  OR (r.record_id IS NOT NULL AND (r.feed, r.name, r.subject_id) IS DISTINCT FROM
    (k.feed, k.feed || '/' || k.id, k.subject_id)))""",
    "store_current_answer": """
SELECT coalesce(a.stay_id, c.stay_id) FROM (
  SELECT DISTINCT ON (stay_id) stay_id, answer_id, person_id, gone, state, body FROM store_answer
  ORDER BY stay_id, answer_id DESC) a FULL JOIN store_current_answer c USING (stay_id)
WHERE a.stay_id IS NULL OR (c.stay_id IS NULL) <> a.gone OR (NOT a.gone AND
  (a.answer_id, a.person_id, a.state, a.body->>'unknown_code', a.body->>'next_change_on') IS DISTINCT FROM
  (c.answer_id, c.person_id, c.state, c.unknown_code, c.next_change_on::text))""",
    "store_current_person": """
SELECT coalesce(m.person_id, p.person_id) FROM (
  SELECT DISTINCT person_id, subject_id FROM (
    SELECT DISTINCT ON (name) name, person_id, subject_id FROM store_membership ORDER BY name, membership_id DESC) l) m
FULL JOIN store_current_person p USING (person_id, subject_id)
WHERE m.person_id IS NULL OR (p.person_id IS NULL AND NOT EXISTS (
  SELECT FROM store_current_person o WHERE o.subject_id = m.subject_id))""",
}
# Roles and holds change in their rows; the events that changed them are covered, and tell what must stand there now.
_CHECKS_OF_EVENTS = {
    "accounts_grant": """
WITH told AS MATERIALIZED (
  SELECT verb, (about->>'grant')::bigint AS id, about->>'role' AS role, subject FROM door_event
  WHERE verb IN ('granted', 'grant_ended') AND about ? 'grant')
SELECT t.id::text FROM told t LEFT JOIN accounts_grant g USING (id)
WHERE g.id IS NULL OR (g.role, 'user:' || g.user_id) IS DISTINCT FROM (t.role, t.subject)
  OR (t.verb = 'grant_ended' AND g.ended_at IS NULL)""",
    "retention_hold": """
WITH told AS MATERIALIZED (
  SELECT verb, (about->>'hold')::bigint AS id, about->>'until' AS until FROM door_event
  WHERE verb IN ('hold_set', 'hold_ended') AND about ? 'hold')
SELECT t.id::text FROM told t LEFT JOIN retention_hold h USING (id)
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM told o WHERE o.id = t.id AND o.verb = 'hold_ended')) e (ended)
WHERE t.verb = 'hold_set' AND CASE WHEN h.id IS NULL THEN NOT e.ended AND t.until >= now()::date::text
  ELSE h.until::text <> t.until OR (h.ended_at IS NULL) = e.ended END""",
}
_ROLES = """
SELECT id FROM accounts_grant g WHERE confirmed_at IS NOT NULL AND ended_at IS NULL AND NOT EXISTS (
  SELECT FROM door_event e WHERE e.subject = 'user:' || g.user_id AND e.verb = 'granted'
    AND (e.about->>'grant')::bigint = g.id)
ORDER BY id
"""
_DESTROYED = "EXISTS (SELECT FROM retention_destroyed d WHERE d.source = 'record' AND d.key = k.record_id::text)"


def check_derived(found: Found) -> None:
    """Name every row of a derived table that disagrees with the covered one."""
    there = select("SELECT to_regclass('retention_destroyed') IS NOT NULL")[0][0]
    for table, statement in _CHECKS.items():
        rows = select(statement.format(destroyed=_DESTROYED if there else "false"))
        found.note_all("table disagrees", sorted({f"{table}/{name}" for (name,) in rows}))
    for table, statement in _CHECKS_OF_EVENTS.items():
        found.note_all("table disagrees", sorted({f"{table}/{name}" for (name,) in select(statement)}))
    found.roles += [number for (number,) in select(_ROLES)]
