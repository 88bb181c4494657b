"""Looks at people by purpose: how many of them something came of, and what is unusual for a role.

A look is one person opened by one user on one day with a stated purpose; own work needs none and is not counted. It is
used where the same user did something about the person from then until so many days later. What is counted are looks,
and nobody is scored: a table of looks asks a question that only an inquiry answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sojourn.register.door.verbs import Verb
from sojourn.register.oversight.months import USE_DAYS, Span
from sojourn.register.oversight.officers import number_of_month
from sojourn.register.store.statements import select
from sojourn.statistics.published.disclosure import SMALL

#: By these a person is opened.
OPENINGS = (Verb.PERSON_OPENED, Verb.STAY_OPENED, Verb.RECORD_OPENED, Verb.RAW_OPENED, Verb.CASE_OPENED)
#: These look or ask, and use nothing; whatever else somebody does about a person is a use.
LOOKING = frozenset(
    {
        *OPENINGS, Verb.PURPOSE_STATED, Verb.SEARCHED, Verb.REFUSED, Verb.LOOKS_OPENED, Verb.DISCLOSURES_OPENED,
        Verb.LETTER_OPENED, Verb.LETTER_PREVIEWED, Verb.DOCUMENT_OPENED, Verb.REQUEST_OPENED, Verb.ANSWERED,
        Verb.INQUIRY_OPENED, Verb.COURT_MESSAGE_OPENED, Verb.CALENDAR_OPENED, Verb.WORK_ASSIGNED,
    }
)  # fmt: skip
#: A role is described where so many of its users opened somebody in the month.
LEAST_USERS = 5

_LOOKS = f"""
WITH looks AS (
  SELECT e.actor, coalesce(c.person_id, e.subject) AS person_id, min(e.at) AS at, min(e.purpose) AS purpose
  FROM door_event e LEFT JOIN store_current_answer c ON c.stay_id = e.subject
  WHERE e.at >= %(first)s AND e.at < %(after)s AND e.verb = ANY(%(openings)s) AND e.purpose <> ''
    AND e.purpose <> 'oversight' AND e.actor LIKE 'user:%%' AND e.subject <> ''
  GROUP BY e.actor, coalesce(c.person_id, e.subject), date_trunc('day', e.at)),
told AS (
  SELECT l.*, EXISTS (
    SELECT FROM door_event u WHERE u.actor = l.actor AND u.at >= l.at AND u.at < l.at + interval '{USE_DAYS} days'
      AND u.verb <> ALL(%(looking)s) AND (u.subject = l.person_id
        OR u.subject IN (SELECT stay_id FROM store_current_answer s WHERE s.person_id = l.person_id))) AS used
  FROM looks l)
"""
_BY_PURPOSE = _LOOKS + (
    "SELECT purpose || CASE WHEN used THEN '/used' ELSE '/unused' END, count(*) FROM told GROUP BY 1 ORDER BY 1"
)
# A user's role is the one that was granted first among those in force at the month's end.
_BY_USER = (
    _LOOKS
    + """
SELECT u.user_id, u.role, u.office, u.persons, u.unused FROM (
  SELECT (substr(t.actor, 6))::bigint AS user_id, count(DISTINCT t.person_id) AS persons,
    count(*) FILTER (WHERE NOT t.used) AS unused, coalesce(max(w.office_id), '') AS office,
    (SELECT g.role FROM accounts_grant g WHERE g.user_id = (substr(t.actor, 6))::bigint
       AND g.confirmed_at < %(after)s AND (g.ended_at IS NULL OR g.ended_at >= %(first)s)
     ORDER BY g.confirmed_at, g.id LIMIT 1) AS role
  FROM told t LEFT JOIN accounts_user w ON w.id = (substr(t.actor, 6))::bigint GROUP BY t.actor) u
WHERE u.role IS NOT NULL ORDER BY u.role, u.persons, u.user_id
"""
)


@dataclass(frozen=True)
class _User:
    user_id: int
    role: str
    office: str
    persons: int
    unused: int


def count_accesses(month: Span) -> dict[str, int]:
    """Count the looks of a month by purpose, with (``purpose/used``) and without a use (``purpose/unused``)."""
    return {str(code): int(number) for code, number in select(_BY_PURPOSE, _told(month))}


def list_unusual(month: Span) -> list[dict[str, object]]:
    """Say for each role how many persons its users opened with a purpose, and who opened far more than is usual.

    Unusual is above nine in ten of the role, and more than twice its median. Such a user stands here under a number of
    the month, with the office; a count of looks without a use from 1 to 10 is not told.
    """
    users = [_User(*row) for row in select(_BY_USER, _told(month))]
    found = []
    for role in sorted({user.role for user in users}):
        own = [user for user in users if user.role == role]
        if len(own) < LEAST_USERS:
            continue
        half, tail = median(user.persons for user in own), own[(9 * len(own) - 1) // 10].persons
        above = [user for user in own if user.persons >= tail and user.persons > max(2 * half, SMALL)]
        rows = [_shown(user, month) for user in reversed(above)]
        found.append({"role": role, "users": len(own), "half": half, "nine_in_ten": tail, "rows": rows})
    return found


def _shown(user: _User, month: Span) -> dict[str, object]:
    unused = None if 1 <= user.unused <= SMALL else user.unused
    number = number_of_month(user.user_id, month.name)
    return {"number": number, "office": user.office, "persons": user.persons, "unused": unused}


def _told(month: Span) -> dict[str, object]:
    return {
        **month.bounds(),
        "openings": [verb.value for verb in OPENINGS],
        "looking": sorted(verb.value for verb in LOOKING),
    }
