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
    "bundle_made",
    "controls_stopevent",
    "controls_glassopening",
    "controls_glassreview",
    "controls_lookdelay",
    "controls_lookdelaydecision",
    "requests_event",
    "log_refused",
    "log_tile",
    "log_checkpoint",
    "log_key",
    "log_adopted",
    "retention_batch",
    "retention_item",
    "retention_decision",
    "retention_outcome",
    "retention_certificate",
    "retention_destroyed",  # written by the owner's function alone: read only for the service, below
)
#: What can be forgotten: rows are added, read and removed, never changed.
DELETABLE = (
    "store_subject",
    "store_personal",
    "store_blind",
    "store_message_body",
    "store_message_subject",
    "store_quarantined_body",
    "log_waiting",
)
#: Rows are added and read; of what is in them the salt can be forgotten, and nothing else (``log/sql``).
FORGETTING = {"log_leaf": "SELECT, INSERT, UPDATE (salt)"}
#: Read only: which migrations ran, what the log covers, and what is or was destroyed are the owner's to say.
READ_ONLY = ("django_migrations", "retention_covered", "retention_running", "retention_destroyed")

_FUNCTIONS = (
    "store_refuse()",
    "store_guard(regclass)",
    "store_ensure_month(date)",
    "retention_delete(regclass, text, retention_scope)",
    "retention_delete_records(retention_scope)",
    "retention_forbidden(retention_item)",
    "retention_destroy(bigint)",
)
#: What the service may call: each runs as the owner, and looks for itself whether it may.
_ALLOWED = ("store_ensure_month(date)", "retention_destroy(bigint)")
_ORDINARY = "SELECT, INSERT, UPDATE, DELETE"
_RIGHTS = {
    **dict.fromkeys(APPEND_ONLY, "SELECT, INSERT"),
    **dict.fromkeys(DELETABLE, "SELECT, INSERT, DELETE"),
    **dict.fromkeys(READ_ONLY, "SELECT"),
    **FORGETTING,
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
        for allowed in _ALLOWED:
            cursor.execute(
                sql.SQL("GRANT EXECUTE ON FUNCTION {function} TO {role}").format(function=sql.SQL(allowed), role=named)
            )
