"""What stands around the cases of ``benchmarks.work_list``: letters, messages, hearings, looks; ids, codes and days.

One case in four has had an automatic letter and one in four a notice, one in ten a message of a court and a hearing,
and each was looked at. The cases whose page is timed have had more: two dozen events with reasons, six letters that
were tried to be served, messages, hearings, and a hundred looks.
"""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

#: Tables to vacuum afterwards, as a running server would.
TABLES = ("letters_document", "letters_letter", "letters_attempt", "court_message", "court_hearing", "door_event")
_DOCUMENT = """
INSERT INTO letters_document (digest, person_id, about, media, size, received_on, kept_at, kept_by)
SELECT case_id || {mark}, person_id, 'letter', 'application/pdf', 20000, opened_at::date, opened_at, 'service'
FROM cases_case c WHERE {which}
"""
_LETTER = """
INSERT INTO letters_letter (reference, kind, language, person_id, stay_id, case_id, step, about_on, rule_id,
  rule_version, records, grounds, contact, counsel, document_id, made_at, made_by, office)
SELECT 'SJ-' || d.digest, {kind}, 'en', c.person_id, {stay}, {case}, '', {about_on}, '', '', '{{}}', '{{}}', '', '',
  d.id, c.opened_at, 'service', c.office
FROM cases_case c JOIN letters_document d ON d.digest = c.case_id || {mark} WHERE {which}
"""
_ATTEMPT = """
INSERT INTO letters_attempt (letter_id, whom, method, outcome, served_at, served_by, contact, record, token,
  recorded_at, recorded_by)
SELECT reference, 'person', 'post', 'delivered', made_at, office, '', '', reference || '-1', made_at, made_by
FROM letters_letter WHERE case_id IS NOT NULL
"""
_MESSAGE = """
INSERT INTO court_message (record, feed, kind, person_id, case_id, restricted, received_at, acknowledge_by, pressing,
  level, entered_as, acknowledged_by_id, acknowledged_at)
SELECT 'court:A/' || case_id || n, 'court:A', 'hearing', person_id, case_id, false, opened_at, opened_at, false, 0, '',
  {reader}, opened_at
FROM cases_case c, generate_series(1, {number}) AS n WHERE {which}
"""
_HEARING = """
INSERT INTO court_hearing (record, person_id, case_id, feed, on_day, at, type, outcome)
SELECT 'court:A/h' || case_id || n, person_id, case_id, 'court:A', opened_at::date + 60, opened_at + '60 days', '', ''
FROM cases_case c, generate_series(1, {number}) AS n WHERE {which}
"""
_LOOK = """
INSERT INTO door_event (at, verb, actor, office, purpose, subject, about)
SELECT opened_at, 'case_opened', 'user:' || coalesce(assigned_to_id, {reader}), office, '', person_id, '{{}}'
FROM cases_case c, generate_series(1, {number}) AS n WHERE {which}
"""
_MORE_EVENTS = """
INSERT INTO cases_event (case_id, at, kind, step, from_state, to_state, actor, approved_by, office, grounds, records,
  about)
SELECT case_id, opened_at + n * interval '1 hour', (ARRAY['asked', 'proposed', 'withdrawn', 'assigned'])[1 + n % 4],
  next_step, state, state, 'user:' || {reader}, '', office, '{{}}', '{{}}', '{{"blocker": "B3"}}'
FROM cases_case c, generate_series(1, 24) AS n WHERE {which}
"""


def fill_around(session: psycopg.Connection[tuple[object, ...]], reader: int, known: Iterable[str]) -> None:
    """Put everything in by statements.

    Args:
        session: of the owner of the tables.
        reader: number of a user who read the messages.
        known: persons with records, whose cases have had more.
    """
    listed = ", ".join("'" + person + "'" for person in known)
    theirs, others = f"c.person_id IN ({listed or 'NULL'})", f"NOT c.person_id IN ({listed or 'NULL'})"
    part = "abs(hashtext(c.case_id)) % {} = 0 AND " + others
    _letters(session, "a", "reminder", part.format(4))
    _letters(session, "n", "notice", part.replace("c.case_id", "c.case_id || 'n'").format(4))
    for number in range(6):
        _letters(session, f"k{number}", "notice", theirs)
    session.execute(_ATTEMPT)
    for statement in (_MESSAGE, _HEARING):
        session.execute(statement.format(number=1, which=part.format(10), reader=reader))
        session.execute(statement.format(number=4, which=theirs, reader=reader))
    session.execute(_LOOK.format(number=1, which="true", reader=reader))
    session.execute(_LOOK.format(number=100, which=theirs, reader=reader))
    session.execute(_MORE_EVENTS.format(which=theirs, reader=reader))


def _letters(session: psycopg.Connection[tuple[object, ...]], mark: str, kind: str, which: str) -> None:
    """Make one letter for each of some cases; an automatic one is about a stay and belongs to no case."""
    stay, case, about_on = "c.stay_id", "c.case_id", "NULL::date"
    if kind == "reminder":
        stay, case, about_on = "'s' || substr(c.case_id, 2)", "NULL", "c.opened_at::date"
    session.execute(_DOCUMENT.format(mark=f"'{mark}'", which=which))
    told = {"kind": f"'{kind}'", "stay": stay, "case": case, "about_on": about_on}
    session.execute(_LETTER.format(mark=f"'{mark}'", which=which, **told))
