"""Counts of a month or a year: each table parts what happened into codes that exclude each other. Numbers only.

Restricted records are counted like all others, so that no number tells of them. Nothing here is by officer or office,
and nothing is by a trait of a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sojourn.register.cases.figures import PUT_RIGHT
from sojourn.register.cases.opening import lifecycles
from sojourn.register.oversight.accesses import count_accesses
from sojourn.register.oversight.months import Span
from sojourn.register.store.statements import select

#: The tables in the order in which they are shown.
TABLES = (
    "questions_opened",
    "questions_ended",
    "notices",
    "determinations",
    "reversals",
    "corrections",
    "clocks",
    "accesses",
)
#: The counts of each line by column; a table that is not parted further has one line, without a name.
Lines = Mapping[str, Mapping[str, int]]

_OPENED = "SELECT code, count(*) FROM review_question WHERE opened_at >= %(first)s AND opened_at < %(after)s GROUP BY 1"
_ENDED = """
SELECT CASE WHEN state = 'withdrawn' THEN 'withdrawn/' || coalesce(nullif(withdrawn_why, ''), 'other')
  ELSE 'reviewed/' || state END, count(*)
FROM review_question WHERE closed_at >= %(first)s AND closed_at < %(after)s AND state <> 'open' GROUP BY 1
"""
# A case whose notice had reached the person came to its first end in the month: was there an answer before it?
_NOTICES = """
WITH ends AS (
  SELECT DISTINCT ON (e.case_id) e.case_id, e.id, e.at,
    CASE WHEN c.lifecycle || '/' || e.step = ANY(%(determining)s) THEN 'determined' ELSE 'favour' END AS how
  FROM cases_event e JOIN cases_case c USING (case_id)
  WHERE e.kind = 'step'
    AND (c.lifecycle || '/' || e.step = ANY(%(determining)s) OR c.lifecycle || '/' || e.to_state = ANY(%(favour)s))
  ORDER BY e.case_id, e.id)
SELECT CASE WHEN EXISTS (SELECT FROM cases_event a WHERE a.case_id = ends.case_id AND a.kind = 'step'
    AND a.to_state = 'answer_received' AND a.id < ends.id) THEN 'answered/' ELSE 'unanswered/' END || how, count(*)
FROM ends
WHERE at >= %(first)s AND at < %(after)s AND EXISTS (SELECT FROM cases_event n WHERE n.case_id = ends.case_id
  AND n.kind = 'step' AND n.to_state IN ('notice_sent', 'notified') AND n.id < ends.id)
GROUP BY 1
"""
_STEPS = """
SELECT c.lifecycle || '/' || e.step, count(*) FROM cases_event e JOIN cases_case c USING (case_id)
WHERE e.kind = 'step' AND e.at >= %(first)s AND e.at < %(after)s GROUP BY 1
"""
_CORRECTIONS = """
SELECT CASE WHEN took <= interval '7 days' THEN 'days_7' WHEN took <= interval '30 days' THEN 'days_30'
  WHEN took <= interval '45 days' THEN 'days_45' ELSE 'longer' END, count(*)
FROM (SELECT decided_at - received_at AS took FROM requests_request
  WHERE kind = 'correction' AND decided_at >= %(first)s AND decided_at < %(after)s) decided GROUP BY 1
"""
# Clocks that this service has to keep: those of cases, and those of what people asked. A case that closed before its
# clock ended has kept it.
_CLOCKS = """
SELECT code || CASE WHEN kept THEN '/kept' ELSE '/missed' END, count(*) FROM (
  SELECT k.clock AS code, coalesce(k.met_at <= k.ends_at, false) OR coalesce(c.closed_at <= k.ends_at, false) AS kept
  FROM cases_clock k JOIN cases_case c USING (case_id)
  WHERE NOT k.theirs AND k.ends_at >= %(first)s AND k.ends_at < %(after)s
  UNION ALL
  SELECT 'request_' || kind, coalesce(decided_at <= due_at, false) FROM requests_request
  WHERE due_at >= %(first)s AND due_at < %(after)s) ended
GROUP BY 1
"""


def count_span(span: Span) -> dict[str, Lines]:
    """Count every table of a span."""
    determining = determining_steps()
    told = {**span.bounds(), "determining": determining, "favour": favourable_states()}
    steps = _counted(_STEPS, told)
    determined = {name.partition("/")[0]: number for name, number in steps.items() if name in determining}
    return {
        "questions_opened": {"": _counted(_OPENED, told)},
        "questions_ended": _parted(_counted(_ENDED, told)),
        "notices": _parted(_counted(_NOTICES, told)),
        "determinations": {"": determined},
        "reversals": {"": _reversals(steps)},
        "corrections": {"": _counted(_CORRECTIONS, told)},
        "clocks": _parted(_counted(_CLOCKS, told)),
        "accesses": _parted(count_accesses(span)),
    }


def determining_steps() -> list[str]:
    """List the steps that determine, as ``lifecycle/step``."""
    return [f"{each.id}/{step.id}" for each in lifecycles() for step in each.steps if step.kind == "determination"]


def favourable_states() -> list[str]:
    """List the states in which a case has ended in the person's favour, as ``lifecycle/state``."""
    return [f"{each.id}/{state.id}" for each in lifecycles() for state in each.states if state.favourable]


def _reversals(steps: Mapping[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, number in steps.items():
        step = name.partition("/")[2]
        found[step] += number if step in PUT_RIGHT else 0
    return {step: number for step, number in sorted(found.items()) if number}


def _parted(counts: Mapping[str, int]) -> Lines:
    """Part codes of the form ``line/column``."""
    lines: dict[str, dict[str, int]] = {}
    for code, number in counts.items():
        line, _slash, column = code.partition("/")
        lines.setdefault(line, {})[column] = number
    return lines


def _counted(sql: str, told: Mapping[str, object]) -> dict[str, int]:
    return {str(code): int(number) for code, number in sorted(select(sql, told))}
