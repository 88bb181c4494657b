"""Prepares the database: migrations and rights. Only a process of the owner can do it."""

from __future__ import annotations

from django.core.management import call_command

from sojourn.register.postgres.connections import SERVICE
from sojourn.register.store.sql.grants import grant_rights


def prepare_tables(service_role: str = SERVICE) -> None:
    """Bring the tables to the latest migration, then give the service's role its rights; safe to repeat."""
    call_command("migrate", interactive=False, verbosity=0)
    grant_rights(service_role)
