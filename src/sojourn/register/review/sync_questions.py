"""Questions and their pieces of work, made from the current answers: of all stays, or of those that have just changed.

A row that a reviewer holds at this moment is passed over, so that nobody waits for anybody; the next look at all stays
finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from sojourn.register import clock
from sojourn.register.review.clocks import DAYS
from sojourn.register.review.models import Kind

# Whatever is asked about now: a stay whose answer is `unexplained`, a departure without an arrival.
_ASKED = """
WITH asked AS MATERIALIZED (
  SELECT c.stay_id, CASE WHEN c.orphan THEN 'orphan_departure' ELSE 'unexplained' END AS code, c.person_id,
    c.answer_id, a.digest, c.arrived_on, c.restricted,
    CASE jsonb_typeof(a.body->'questions') WHEN 'array' THEN jsonb_array_length(a.body->'questions') ELSE 0 END
      AS open
  FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
  WHERE (c.orphan OR c.state = 'unexplained') {of_answers}
)
"""
# What withdrew a question is told by the first version after the one that asked it.
_WITHDRAW = (
    _ASKED
    + """,
gone AS (
  SELECT q.id FROM review_question q
  WHERE q.state = 'open' {of_questions}
    AND NOT EXISTS (SELECT 1 FROM asked WHERE asked.stay_id = q.stay_id AND asked.code = q.code)
  FOR UPDATE SKIP LOCKED
)
UPDATE review_question q SET state = 'withdrawn', closed_at = %(now)s,
  withdrawn_why = coalesce((SELECT a.cause->>'why' FROM store_answer a
    WHERE a.stay_id = q.stay_id AND a.answer_id > q.answer_id ORDER BY a.answer_id LIMIT 1), ''),
  withdrawn_by = coalesce((SELECT ARRAY(SELECT jsonb_array_elements_text(a.cause->'names')) FROM store_answer a
    WHERE a.stay_id = q.stay_id AND a.answer_id > q.answer_id ORDER BY a.answer_id LIMIT 1), '{{}}')
FROM gone WHERE gone.id = q.id RETURNING q.id
"""
)
_REFRESH = (
    _ASKED
    + """,
behind AS (
  SELECT q.id, asked.person_id, asked.answer_id, asked.digest
  FROM review_question q JOIN asked ON asked.stay_id = q.stay_id AND asked.code = q.code
  WHERE q.state = 'open' AND (q.basis <> asked.digest OR q.answer_id <> asked.answer_id)
  FOR UPDATE OF q SKIP LOCKED
)
UPDATE review_question q SET person_id = behind.person_id, answer_id = behind.answer_id, basis = behind.digest
FROM behind WHERE behind.id = q.id RETURNING q.id
"""
)
# A question that was answered comes back only when the answer for its stay has changed.
_OPEN = (
    _ASKED
    + """
INSERT INTO review_question (stay_id, code, person_id, answer_id, basis, happened_on, state, opened_at, withdrawn_why,
  withdrawn_by)
SELECT stay_id, code, person_id, answer_id, digest, arrived_on, 'open', %(now)s, '', '{{}}' FROM asked
WHERE NOT EXISTS (
  SELECT 1 FROM review_question q WHERE q.stay_id = asked.stay_id AND q.code = asked.code
    AND (q.state = 'open' OR (q.basis = asked.digest AND q.state <> 'withdrawn')))
ON CONFLICT DO NOTHING RETURNING id
"""
)
_WANTED = (
    _ASKED
    + """,
wanted AS MATERIALIZED (
  SELECT CASE q.code WHEN 'unexplained' THEN 'question' ELSE 'orphan' END AS kind, q.id::text AS subject,
    ARRAY[q.person_id] AS person_ids, asked.restricted,
    (q.opened_at AT TIME ZONE 'UTC')::date + CASE q.code WHEN 'unexplained' THEN %(question)s ELSE %(orphan)s END
      AS due_on, asked.open AS open_questions, q.opened_at
  FROM review_question q JOIN asked ON asked.stay_id = q.stay_id AND asked.code = q.code
  WHERE q.state = 'open'
)
"""
)
_MEND = (
    _WANTED
    + """,
behind AS (
  SELECT p.id, w.person_ids, w.restricted, w.open_questions
  FROM wanted w JOIN review_assignment p ON p.kind = w.kind AND p.subject = w.subject
  WHERE p.state IN ('waiting', 'assigned') AND (p.person_ids, p.restricted, p.open_questions)
    <> (w.person_ids, w.restricted, w.open_questions)
  FOR UPDATE OF p SKIP LOCKED
)
UPDATE review_assignment p SET person_ids = behind.person_ids, restricted = behind.restricted,
  open_questions = behind.open_questions
FROM behind WHERE behind.id = p.id RETURNING p.id
"""
)
_PIECES = (
    _WANTED
    + """
INSERT INTO review_assignment (kind, subject, person_ids, restricted, due_on, final_conviction, open_questions,
  waiting_since, state, office, score_seen)
SELECT kind, subject, person_ids, restricted, due_on, false, open_questions, opened_at, 'waiting', '', false
FROM wanted w
WHERE NOT EXISTS (
  SELECT 1 FROM review_assignment p
  WHERE p.kind = w.kind AND p.subject = w.subject AND p.state IN ('waiting', 'assigned'))
ON CONFLICT DO NOTHING RETURNING id
"""
)


def sync_questions(stays: Collection[str] | None = None) -> int:
    """Withdraw, refresh and open questions and their pieces; gives how many pieces are new.

    Args:
        stays: only the questions about these stays; None: about all.
    """
    given: dict[str, Any] = {
        "now": clock.now(),
        "question": DAYS[Kind.QUESTION],
        "orphan": DAYS[Kind.ORPHAN],
        "stays": None,
    }
    only = {"of_answers": "", "of_questions": ""}
    if stays is not None:
        given["stays"] = sorted(stays)
        only = {"of_answers": "AND c.stay_id = ANY(%(stays)s)", "of_questions": "AND q.stay_id = ANY(%(stays)s)"}
    for statement in (_WITHDRAW, _REFRESH, _OPEN, _MEND):
        _run(statement.format(**only), given)
    return len(_run(_PIECES.format(**only), given))


def _run(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
