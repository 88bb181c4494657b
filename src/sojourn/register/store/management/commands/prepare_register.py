"""``python -m django prepare_register``: migrations, then the rights of the service's role; run as the owner."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser

from sojourn.register.postgres.connections import SERVICE
from sojourn.register.store.preparing import prepare_tables


class Command(BaseCommand):
    """Prepare the database of the register."""

    help = "Bring the tables to the latest migration and give the service's role its rights."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of the service's role, where it is another than Sojourn's own."""
        parser.add_argument("--service-role", default=SERVICE)

    def handle(self, *args: object, service_role: str, **options: object) -> None:
        """Prepare the tables."""
        prepare_tables(service_role)
