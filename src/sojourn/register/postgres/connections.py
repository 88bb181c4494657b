"""How a process reaches the database, as a URL for psycopg and as a dict for Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from sojourn.errors import RegisterError

Role = Literal["owner", "service"]
DATABASE, OWNER, SERVICE, SUPERUSER = "sojourn", "sojourn_owner", "sojourn_service", "postgres"
#: Copies the cluster and its log for backups; may sign in to no database.
BACKUP = "sojourn_backup"
_DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@dataclass(frozen=True)
class Connections:
    """The two ways into one database.

    Attributes:
        service_url: for the service's daily work; this role can change neither the schema nor what is append-only.
        owner_url: for migrations only; None where ``SOJOURN_OWNER_URL`` is not told.
    """

    service_url: str = field(repr=False)  # both hold a secret, which a traceback or a log must not show
    owner_url: str | None = field(repr=False)

    def url(self, role: Role) -> str:
        """Give the URL of a role, which psycopg, Django's settings and ``psql`` take.

        Raises:
            RegisterError: ``owner-url-missing``, when the owner's is asked for and was not told.
        """
        url = self.service_url if role == "service" else self.owner_url
        if url is None:
            raise RegisterError(
                "owner-url-missing",
                "the database of DATABASE_URL cannot be migrated: nobody told the role that owns the tables. "
                "Allowed is a second role, other than the service's. "
                "Next: set SOJOURN_OWNER_URL to the same database with the owner's name and password.",
            )
        return url

    def django(self, role: Role) -> dict[str, object]:
        """Give the settings of one database as Django takes them in ``DATABASES``."""
        told = {key: value for key, value in conninfo_to_dict(self.url(role)).items() if value is not None}
        named: dict[str, object] = {name: str(told.pop(key, "")) for key, name in _DJANGO_NAMES.items()}
        return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": told}


def url_of(role: str, password: str, host: str, port: int, database: str = DATABASE) -> str:
    """Write a URL; a host that is a folder (of a socket) is percent-encoded, as libpq wants it."""
    return f"postgresql://{quote(role, safe='')}:{quote(password, safe='')}@{quote(host, safe='')}:{port}/{database}"
