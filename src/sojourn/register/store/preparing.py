"""Prepares the database: migrations and rights. Only a process of the owner can do it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction

from sojourn.register.postgres.connections import SERVICE
from sojourn.register.store.logged import COVERED
from sojourn.register.store.sql.grants import grant_rights


def prepare_tables(service_role: str = SERVICE) -> None:
    """Bring the tables to the latest migration, then give the service's role its rights; safe to repeat."""
    call_command("migrate", interactive=False, verbosity=0)
    grant_rights(service_role)
    write_covered()


def write_covered() -> None:
    """Tell the function that destroys which tables the log covers, so that it notes what goes."""
    rows = [(source, covered.table, covered.key) for source, covered in COVERED.items()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM retention_covered")
        cursor.executemany("INSERT INTO retention_covered (source, named, key_column) VALUES (%s, %s, %s)", rows)
