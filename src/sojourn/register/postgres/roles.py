"""The database of the register and its roles.

``sojourn_owner`` owns the database and its schema, and migrates. ``sojourn_service`` does the daily work: it may
connect and use what the owner's migrations grant it, may create nothing, and can never become the owner. So a fault in
the service cannot rewrite what is append-only. ``sojourn_backup`` copies the cluster for backups: it may replicate
through the socket, and sign in to no database. The superuser makes them and is used for nothing else.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from sojourn.register.postgres.connections import BACKUP, DATABASE, OWNER, SERVICE, SUPERUSER, Connections, url_of
from sojourn.register.postgres.secrets_file import Secrets

EXTENSIONS = ("btree_gist", "pg_trgm")
_POWERLESS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT")
_COPYING = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS NOINHERIT")


def prepare_database(socket_folder: Path, port: int, secrets: Secrets) -> Connections:
    """Make the roles and the database, or bring them back to what they should be; safe to repeat."""
    with _connect(socket_folder, port, secrets, "postgres") as connection:
        _prepare_role(connection, OWNER, secrets.owner)
        _prepare_role(connection, SERVICE, secrets.service)
        _prepare_role(connection, BACKUP, secrets.backup, _COPYING)
        _withdraw_memberships(connection, SERVICE)
        _withdraw_memberships(connection, BACKUP)
        _prepare_database(connection)
    with _connect(socket_folder, port, secrets, DATABASE) as connection:
        _prepare_schema(connection)
    return connections_at(str(socket_folder), port, secrets)


def connections_at(host: str, port: int, secrets: Secrets) -> Connections:
    """Give the connections of the two roles at a host, which may be the folder of a socket."""
    return Connections(
        service_url=url_of(SERVICE, secrets.service, host, port), owner_url=url_of(OWNER, secrets.owner, host, port)
    )


def _connect(socket_folder: Path, port: int, secrets: Secrets, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        url_of(SUPERUSER, secrets.superuser, str(socket_folder), port, database), autocommit=True, connect_timeout=10
    )


def _prepare_role(
    connection: psycopg.Connection[tuple[object, ...]], role: str, secret: str, powers: sql.SQL = _POWERLESS
) -> None:
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    # Only the verifier goes to the server: the secret itself can then be in no log and no statistics.
    verifier = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("{verb} ROLE {role} {powers} PASSWORD {verifier}").format(
            verb=sql.SQL("ALTER" if known else "CREATE"),
            role=sql.Identifier(role),
            powers=powers,
            verifier=sql.Literal(verifier),
        )
    )


def _withdraw_memberships(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    held = connection.execute(
        "select granted.rolname from pg_auth_members m join pg_roles granted on granted.oid = m.roleid "
        "join pg_roles member on member.oid = m.member where member.rolname = %s",
        [role],
    ).fetchall()
    for (granted,) in held:
        connection.execute(
            sql.SQL("REVOKE {} FROM {} CASCADE").format(sql.Identifier(str(granted)), sql.Identifier(role))
        )


def _prepare_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )
    for database in ("postgres", "template1", DATABASE):
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    connection.execute(
        sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(sql.Identifier(DATABASE), sql.Identifier(SERVICE))
    )
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(SERVICE))
    )


def _prepare_schema(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    owner, service = sql.Identifier(OWNER), sql.Identifier(SERVICE)
    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    connection.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC, {}").format(service))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(service))
    available = connection.execute(
        "select name from pg_available_extensions where name = any(%s) and installed_version is null",
        [list(EXTENSIONS)],
    ).fetchall()
    for (name,) in available:
        connection.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(str(name))))
