"""What the service's role may do with each sort of table; given anew after every migration, by the owner.

INVARIANT: a role that is not named here has no right at all, and nobody has one on a partition: rows go in and come out
through the parent.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg import sql

#: Rows are added and read, never changed or removed; triggers refuse it as well (``guards.sql``).
APPEND_ONLY = (
    "store_record",
    "store_record_key",
    "store_history",
    "store_link_decision",
    "store_link_withdrawal",
    "store_membership",
    "store_answer",
    "store_message",
    "store_quarantined",
    "store_quarantine_outcome",
    "door_event",
    "cases_event",
)
#: What can be forgotten: rows are added, read and removed, never changed.
DELETABLE = (
    "store_subject",
    "store_personal",
    "store_blind",
    "store_message_body",
    "store_message_subject",
    "store_quarantined_body",
)
#: Read only: which migrations ran is the owner's to say.
READ_ONLY = ("django_migrations",)

_FUNCTIONS = ("store_refuse()", "store_guard(regclass)", "store_ensure_month(date)")
_ORDINARY = "SELECT, INSERT, UPDATE, DELETE"
_RIGHTS = {
    **dict.fromkeys(APPEND_ONLY, "SELECT, INSERT"),
    **dict.fromkeys(DELETABLE, "SELECT, INSERT, DELETE"),
    **dict.fromkeys(READ_ONLY, "SELECT"),
}
_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname
"""


def grant_rights(role: str) -> None:
    """Give the service's role exactly its rights, and take every other away; safe to repeat."""
    named = sql.Identifier(role)
    with transaction.atomic(), connection.cursor() as cursor:
        for kind in ("TABLES", "SEQUENCES"):
            cursor.execute(
                sql.SQL("REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC, {role}").format(
                    kind=sql.SQL(kind), role=named
                )
            )
        for function in _FUNCTIONS:
            cursor.execute(
                sql.SQL("REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {role}").format(
                    function=sql.SQL(function), role=named
                )
            )
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(
                sql.SQL("GRANT {rights} ON {table} TO {role}").format(
                    rights=sql.SQL(_RIGHTS.get(table, _ORDINARY)), table=sql.Identifier(table), role=named
                )
            )
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}").format(role=named))
        cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION store_ensure_month(date) TO {role}").format(role=named))
