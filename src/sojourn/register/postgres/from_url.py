"""Another PostgreSQL, which ``DATABASE_URL`` names: checked before anything is done in it.

What the register promises about records that nobody can rewrite rests on the rights of the service's role. So a role
that could do more than it should is refused, rather than trusted.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

from sojourn.errors import RegisterError
from sojourn.register.postgres.connections import Connections

OLDEST = 16

# A power that the service's role must not have, in words, and the question whether it has it. Each is asked of every
# role that the service could become, and of the role that signed in, whatever the URL then changes to.
_POWERS = {
    "is a superuser, or can become one": "select bool_or(rolsuper) from mine",
    "may create roles": "select bool_or(rolcreaterole) from mine",
    "passes row security": "select bool_or(rolbypassrls) from mine",
    "may replicate the database": "select bool_or(rolreplication) from mine",
    "is a member of one of PostgreSQL's own roles, such as pg_write_all_data": (
        "select bool_or(starts_with(rolname, 'pg_')) from mine"
    ),
    "owns the database, or can become its owner": (
        "select exists (select from pg_database join mine on mine.oid = datdba where datname = current_database())"
    ),
    "owns a schema, or can become its owner": "select exists (select from schemas join mine on mine.oid = nspowner)",
    "owns tables, or can become their owner": (
        "select exists (select from pg_class t join schemas s on s.oid = relnamespace join mine on mine.oid = relowner)"
    ),
    "may create schemas": "select has_database_privilege(session_user, current_database(), 'create')",
    "may create tables in a schema": (
        "select coalesce(bool_or(has_schema_privilege(session_user, schemas.oid, 'create')), false) from schemas"
    ),
}
_ASKED_OF = """
with mine as (select * from pg_roles where pg_has_role(session_user, oid, 'member')),
schemas as (select * from pg_namespace where not starts_with(nspname, 'pg_') and nspname <> 'information_schema')
"""
_CAN_BECOME = "select pg_has_role(session_user, %s::name, 'member')"


def read_connections(environ: Mapping[str, str]) -> Connections | None:
    """Read ``DATABASE_URL`` and ``SOJOURN_OWNER_URL`` and check the service's role; None when none is set.

    Raises:
        RegisterError: ``database-unreachable``, ``postgres-too-old``, ``service-role-too-strong``.
    """
    url = environ.get("DATABASE_URL")
    if not url:
        return None
    connections = Connections(service_url=url, owner_url=environ.get("SOJOURN_OWNER_URL") or None)
    check_service_role(connections)
    return connections


def check_service_role(connections: Connections) -> None:
    """Refuse a server that is too old, and a service role that could rewrite what is append-only."""
    with _connect(connections.service_url, "DATABASE_URL") as service:
        _check_version(service)
        powers = [words for words, question in _POWERS.items() if _is_true(service, _ASKED_OF + question)]
        if connections.owner_url is not None and _is_true(service, _CAN_BECOME, _get_role(connections.owner_url)):
            powers.append("is the role of SOJOURN_OWNER_URL, or can become it")
    if powers:
        listed = "\n".join(f"  - it {power}" for power in powers)
        raise RegisterError(
            "service-role-too-strong",
            f"the role of DATABASE_URL has more rights than the service may have:\n{listed}\n"
            "Allowed is a role that may connect and use the schema, and owns nothing. Next: make such a role, put it "
            "into DATABASE_URL, and name the role that owns the tables in SOJOURN_OWNER_URL.",
        )


def _get_role(owner_url: str) -> str:
    """Get the role that the owner's URL signs in as."""
    with _connect(owner_url, "SOJOURN_OWNER_URL") as owner:
        row = owner.execute("select session_user").fetchone()
    return str(row[0]) if row else ""


def _connect(url: str, variable: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(url, connect_timeout=10, autocommit=True)
    except (psycopg.Error, UnicodeError) as error:
        raise RegisterError(
            "database-unreachable",
            f"the database that {variable} names does not let us in ({type(error).__name__}). "
            "Allowed is `postgresql://role:password@host:port/database`. "
            f"Next: try the same URL with `psql`, and set {variable} anew.",
        ) from None  # the driver's own words may quote the URL with its password


def _check_version(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    version = connection.info.server_version // 10000
    if version < OLDEST:
        raise RegisterError(
            "postgres-too-old",
            f"the database of DATABASE_URL is PostgreSQL {version}; Sojourn needs {OLDEST} or later. "
            "Next: name a later server, or leave DATABASE_URL unset to use Sojourn's own.",
        )


def _is_true(connection: psycopg.Connection[tuple[object, ...]], question: str, *values: str) -> bool:
    row = connection.execute(question.encode(), values or None).fetchone()  # bytes: none of it comes from outside
    return bool(row and row[0])
