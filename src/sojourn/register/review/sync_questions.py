"""Questions and their pieces of work, made from the current answers in a few statements over whole tables."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from sojourn.register import clock
from sojourn.register.review.clocks import DAYS
from sojourn.register.review.models import Kind
from sojourn.register.review.whose import CONVICTED

# Whatever is asked about now: a stay whose answer is `unexplained`, a departure without an arrival.
_ASKED = """
WITH asked AS (
  SELECT c.stay_id, CASE WHEN c.orphan THEN 'orphan_departure' ELSE 'unexplained' END AS code, c.person_id,
    c.answer_id, a.digest, c.arrived_on, c.restricted,
    CASE jsonb_typeof(a.body->'questions') WHEN 'array' THEN jsonb_array_length(a.body->'questions') ELSE 0 END
      AS open
  FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
  WHERE c.orphan OR c.state = 'unexplained'
)
"""
_WITHDRAW = (
    _ASKED
    + """
UPDATE review_question q SET state = 'withdrawn', closed_at = %(now)s
WHERE q.state = 'open' AND NOT EXISTS (SELECT 1 FROM asked WHERE asked.stay_id = q.stay_id AND asked.code = q.code)
"""
)
_REFRESH = (
    _ASKED
    + """
UPDATE review_question q SET person_id = asked.person_id, answer_id = asked.answer_id, basis = asked.digest
FROM asked WHERE q.state = 'open' AND asked.stay_id = q.stay_id AND asked.code = q.code AND q.basis <> asked.digest
"""
)
# A question that was answered comes back only when the answer for its stay has changed.
_OPEN = (
    _ASKED
    + """
INSERT INTO review_question (stay_id, code, person_id, answer_id, basis, happened_on, state, opened_at)
SELECT stay_id, code, person_id, answer_id, digest, arrived_on, 'open', %(now)s FROM asked
WHERE NOT EXISTS (
  SELECT 1 FROM review_question q WHERE q.stay_id = asked.stay_id AND q.code = asked.code
    AND (q.state = 'open' OR (q.basis = asked.digest AND q.state <> 'withdrawn')))
"""
)
_PIECES = (
    _ASKED
    + """
INSERT INTO review_assignment (kind, subject, person_ids, restricted, due_on, final_conviction, open_questions,
  waiting_since, state, office, score_seen)
SELECT CASE q.code WHEN 'unexplained' THEN 'question' ELSE 'orphan' END, q.id::text, ARRAY[q.person_id],
  asked.restricted, (q.opened_at AT TIME ZONE 'UTC')::date + CASE q.code WHEN 'unexplained' THEN %(question)s ELSE
  %(orphan)s END, """
    + CONVICTED.format(person="q.person_id")
    + """,
  asked.open, q.opened_at, 'waiting', '', false
FROM review_question q JOIN asked ON asked.stay_id = q.stay_id AND asked.code = q.code
WHERE q.state = 'open'
ON CONFLICT (kind, subject) WHERE state IN ('waiting', 'assigned') DO UPDATE
  SET person_ids = EXCLUDED.person_ids, restricted = EXCLUDED.restricted, open_questions = EXCLUDED.open_questions,
    final_conviction = EXCLUDED.final_conviction
  WHERE (review_assignment.person_ids, review_assignment.restricted, review_assignment.open_questions,
    review_assignment.final_conviction)
    <> (EXCLUDED.person_ids, EXCLUDED.restricted, EXCLUDED.open_questions, EXCLUDED.final_conviction)
RETURNING xmax = 0
"""
)


def sync_questions() -> int:
    """Withdraw, refresh and open questions and their pieces; gives how many pieces are new."""
    given: dict[str, datetime | int] = {
        "now": clock.now(),
        "question": DAYS[Kind.QUESTION],
        "orphan": DAYS[Kind.ORPHAN],
    }
    with connection.cursor() as cursor:
        for statement in (_WITHDRAW, _REFRESH, _OPEN):
            cursor.execute(statement, given)
        cursor.execute(_PIECES, given)
        return sum(bool(new) for (new,) in cursor.fetchall())
