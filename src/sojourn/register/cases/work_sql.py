"""The work list as SQL: one statement for a page, one for the counts. Both read along the indexes of ``cases_case``.

INVARIANT: the branch of custody cases (``liberty``) knows no filter, so no filter can take one away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sojourn.register.cases.work_query import WorkQuery
from sojourn.register.review.order import SQL, Bounds

#: Groups are counted up to so many; a page says "more than" from there on.
COUNTED = 1_000
_KEYS = ", ".join(f"{SQL[name]} AS {name}_key" for name in SQL)
_ORDER = ", ".join(SQL.values())
_SORTED = ", ".join(f"{name}_key" for name in SQL)
_LIBERTY, _DUE = SQL["liberty"], SQL["due_at"]
_HELD = f"{_LIBERTY} = 0"
_RANGES = {
    "overdue": f"{_DUE} <= %(now)s",
    "due_today": f"{_DUE} > %(now)s AND {_DUE} <= %(today_ends)s",
    "due_soon": f"{_DUE} > %(today_ends)s AND {_DUE} <= %(soon_ends)s",
    "not_due": f"{_DUE} > %(soon_ends)s",
}
#: A review piece with the columns that order it: its clock is a day, it has no custody clock and no offence.
_PIECES = """(SELECT id, kind, state, assigned_to_id, office, false AS liberty, false AS offence, open_questions,
  waiting_since, (due_on + 1)::timestamp AT TIME ZONE %(zone)s AS due_at FROM review_assignment) AS review_assignment"""
_KEY_OF_CASE = f"SELECT {', '.join(f'({each})::text' for each in SQL.values())} FROM cases_case WHERE case_id = %(id)s"
_KEY_OF_PIECE = f"SELECT {', '.join(f'({each})::text' for each in SQL.values())} FROM {_PIECES} WHERE id = %(id)s"
_TYPES = ("int", "timestamptz", "int", "int", "timestamptz")
_PAGE = f"""
WITH found AS ({{branches}}),
page AS (SELECT * FROM found ORDER BY {_SORTED}, what, case_id, number LIMIT %(most)s)
SELECT p.what, p.case_id, p.number, coalesce(c.liberty, false),
  coalesce(c.due_at, (a.due_on + 1)::timestamp AT TIME ZONE %(zone)s),
  coalesce(c.open_questions, a.open_questions), coalesce(c.offence, false),
  coalesce(c.waiting_since, a.waiting_since), a.kind, c.lifecycle, c.law_known_at, c.stage, c.next_step, c.due_clock,
  c.blocked, c.blocked_by, coalesce(c.assigned_to_id, a.assigned_to_id),
  coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username, ''), n.text, n.at
FROM page p
LEFT JOIN cases_case c ON c.case_id = p.case_id
LEFT JOIN review_assignment a ON a.id = p.number
LEFT JOIN accounts_user u ON u.id = coalesce(c.assigned_to_id, a.assigned_to_id)
LEFT JOIN LATERAL (
  SELECT t.text, e.at FROM cases_event e JOIN cases_text t ON t.event_id = e.id
  WHERE e.case_id = p.case_id AND e.kind = 'handover' ORDER BY e.id DESC LIMIT 1
) AS n ON true
ORDER BY {_SORTED}, p.what, p.case_id, p.number
"""


@dataclass(frozen=True)
class Scope:
    """Whose work may be shown at all.

    Attributes:
        held: users whose custody cases are always shown. chosen: users whose other work is asked for.
        reviews: users whose review pieces are shown: a piece is done by whom it was given to, nobody covers for them.
        office: only what is with this office, assigned or waiting; empty: no matter which.
        whole_office: everything of the office, whoever has it.
        see_cases: the policies' rule for rows, as SQL.
    """

    held: tuple[int, ...]
    chosen: tuple[int, ...]
    reviews: tuple[int, ...]
    see_cases: str
    office: str = ""
    whole_office: bool = False


def key_statement(after: str, scope: Scope) -> tuple[str, dict[str, Any]]:
    """Give the statement that reads the place of a row in the order; empty where ``after`` names none.

    It reads only what the scope may show: the place of a case tells its clock. A case that was closed, and a piece that
    was done, still have their place.
    """
    what, _colon, ident = after.partition(":")
    office = " AND office = %(office)s" if scope.office else ""
    users, given = ("held", scope.held) if what == "case" else ("reviews", scope.reviews)
    whose = "" if scope.whole_office else f" AND assigned_to_id = ANY(%({users})s)"
    within = {"office": scope.office, users: list(given)}
    if what == "case" and ident:
        return f"{_KEY_OF_CASE} AND {scope.see_cases}{office}{whose}", {"id": ident, **within}
    if what == "piece" and ident.isascii() and ident.isdigit() and len(ident) < 16:
        return f"{_KEY_OF_PIECE}{office}{whose}", {"id": int(ident), **within}
    return "", {}


def page_statement(query: WorkQuery, scope: Scope, key: tuple[str, ...] | None) -> str:
    """Give the statement of one page; ``key``: the place of the row after which it begins."""
    parts = [_cases(scope, "held", _HELD, query, key), *_other_cases(query, scope, key), *_pieces(query, scope, key)]
    return _PAGE.format(branches="\nUNION ALL\n".join(f"({part})" for part in parts))


def count_statement(query: WorkQuery, scope: Scope) -> str:
    """Give the statement that counts each group, up to ``COUNTED`` + 1; the filter on groups does not narrow it."""
    counts = [_count("liberty", [_some_cases(scope, "held", _HELD)])]
    for group, within in _RANGES.items():
        counts.append(_count(group, [*_counted_cases(query, scope, within), *_counted_pieces(query, scope, within)]))
    return "\nUNION ALL\n".join(counts)


def parameters(query: WorkQuery, scope: Scope, bounds: Bounds, key: tuple[str, ...] | None) -> dict[str, Any]:
    """Give the values that stand for the names in the statements."""
    kinds = [each for each in query.kinds if each != "case"]
    return {
        "held": list(scope.held),
        "chosen": list(scope.chosen),
        "reviews": list(scope.reviews),
        "office": scope.office,
        "stages": list(query.stages),
        "piece_kinds": [*kinds, "second_look"] if "pair" in kinds else kinds,
        "now": bounds.now,
        "today_ends": bounds.today_ends,
        "soon_ends": bounds.soon_ends,
        "ident": query.after.partition(":")[2],
        **{f"key_{place}": value for place, value in enumerate(key or ())},
    }


def _cases(scope: Scope, users: str, where: str, query: WorkQuery, key: tuple[str, ...] | None) -> str:
    after = _after("case", "case_id", query, key)
    rows = f"SELECT case_id, {_KEYS} FROM cases_case WHERE closed_at IS NULL AND {scope.see_cases} AND {where} {after}"
    end = f"ORDER BY {_ORDER}, case_id LIMIT %(most)s"
    shown = f"SELECT 'case' AS what, c.case_id, NULL::bigint AS number, {_SORTED} FROM"
    within = " AND office = %(office)s" if scope.office else ""
    if scope.whole_office:
        return f"{shown} ({rows}{within} {end}) AS c"
    # Along the index of each user apart: one look for each, and no sorting of all that they have.
    own = f"{rows} AND assigned_to_id = w.id{within} {end}"
    return f"{shown} unnest(%({users})s::int[]) AS w(id), LATERAL ({own}) AS c"


def _other_cases(query: WorkQuery, scope: Scope, key: tuple[str, ...] | None) -> list[str]:
    if query.kinds and "case" not in query.kinds:
        return []
    where = [f"{_LIBERTY} = 1", *_filters(query)]
    groups = [_RANGES[each] for each in query.due if each in _RANGES]
    if query.due and not groups:
        return []
    return [
        _cases(scope, "chosen", " AND ".join([*where, *([within] if within else [])]), query, key)
        for within in groups or [""]
    ]


def _filters(query: WorkQuery) -> list[str]:
    stage = ["stage = ANY(%(stages)s)"] if query.stages else []
    return stage + {"yes": ["blocked > 0"], "no": ["blocked = 0"]}.get(query.blocked, [])


def _pieces(query: WorkQuery, scope: Scope, key: tuple[str, ...] | None) -> list[str]:
    groups = [f"({_RANGES[each]})" for each in query.due if each in _RANGES]
    if not _wants_pieces(query) or (query.due and not groups):
        return []
    within = f"AND ({' OR '.join(groups)})" if groups else ""
    after = _after("piece", "id", query, key)
    shown = f"SELECT 'piece' AS what, NULL::text AS case_id, id AS number, {_KEYS} FROM {_PIECES}"
    return [f"{shown} WHERE {_whose_pieces(query, scope)} {within} {after} ORDER BY {_ORDER}, id LIMIT %(most)s"]


def _wants_pieces(query: WorkQuery) -> bool:
    """A piece has no stage and nothing blocks it; who asks for either asks for cases."""
    return not query.stages and query.blocked != "yes" and query.kinds != ("case",)


def _whose_pieces(query: WorkQuery, scope: Scope) -> str:
    kinds = " AND kind = ANY(%(piece_kinds)s)" if query.kinds else ""
    office = " AND office = %(office)s" if scope.office else ""
    whose = "" if scope.whole_office else " AND assigned_to_id = ANY(%(reviews)s)"
    return f"state = 'assigned'{office}{whose}{kinds}"


def _after(what: str, ident: str, query: WorkQuery, key: tuple[str, ...] | None) -> str:
    """Give the condition that a row comes after the place of another one; a case stands before a piece of its place."""
    if key is None:
        return ""
    place = ", ".join(f"%(key_{number})s::{kind}" for number, kind in enumerate(_TYPES))
    last = query.after.partition(":")[0]
    if last == what:
        return f"AND ({_ORDER}, {ident}) > ({place}, %(ident)s{'::bigint' if what == 'piece' else ''})"
    return f"AND ({_ORDER}) {'>=' if what == 'piece' else '>'} ({place})"


def _count(group: str, branches: list[str]) -> str:
    counted = " + ".join(f"(SELECT count(*) FROM ({branch} LIMIT {COUNTED + 1}) AS t)" for branch in branches)
    return f"SELECT '{group}', {counted or '0'}"


def _counted_cases(query: WorkQuery, scope: Scope, within: str) -> list[str]:
    if query.kinds and "case" not in query.kinds:
        return []
    return [_some_cases(scope, "chosen", " AND ".join([f"{_LIBERTY} = 1", within, *_filters(query)]))]


def _some_cases(scope: Scope, users: str, where: str) -> str:
    within = " AND office = %(office)s" if scope.office else ""
    whose = "" if scope.whole_office else f" AND assigned_to_id = ANY(%({users})s)"
    return f"SELECT 1 FROM cases_case WHERE closed_at IS NULL AND {scope.see_cases} AND {where}{within}{whose}"


def _counted_pieces(query: WorkQuery, scope: Scope, within: str) -> list[str]:
    if not _wants_pieces(query):
        return []
    return [f"SELECT 1 FROM {_PIECES} WHERE {_whose_pieces(query, scope)} AND {within}"]
