"""From where a backup is copied: the register's own cluster, through its socket, as the role that may only copy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from sojourn.errors import RegisterError
from sojourn.register.postgres.account import Account
from sojourn.register.postgres.cluster import ENVIRONMENT
from sojourn.register.postgres.connections import BACKUP
from sojourn.register.postgres.programs import get_programs
from sojourn.register.postgres.secrets_file import get_secrets


@dataclass(frozen=True)
class Source:
    """How PostgreSQL's copying programs reach the cluster.

    Attributes:
        programs: the folder of the programs.
        environ: what they are told; the password stands there, and in no argument.
    """

    programs: Path
    environ: Mapping[str, str] = field(repr=False)

    def command(self, program: str, *arguments: str) -> list[str]:
        """Write the command of one of the programs."""
        return [str(self.programs / program), "--no-password", *arguments]


def find_source(home: Path, environ: Mapping[str, str]) -> Source:
    """Find the running cluster of the register in ``home``; its database is open (``open_register``).

    Raises:
        RegisterError: ``backup-not-ours``.
    """
    require_own(home, environ)
    told = conninfo_to_dict(environ["SOJOURN_DATABASE"])
    secrets = get_secrets(home / "postgres" / "secrets.json")
    return Source(
        get_programs(home / "postgres", Account(os.geteuid(), os.getegid(), dropped=False)),
        {
            **ENVIRONMENT,
            "PGHOST": str(told["host"]),
            "PGPORT": str(told["port"]),
            "PGUSER": BACKUP,
            "PGPASSWORD": secrets.backup,
        },
    )


def require_own(home: Path, environ: Mapping[str, str]) -> None:
    """Refuse to back up, or to restore over, a PostgreSQL that Sojourn does not run.

    Raises:
        RegisterError: ``backup-not-ours``: another PostgreSQL is backed up by whoever runs it.
    """
    if environ.get("DATABASE_URL"):
        raise RegisterError(
            "backup-not-ours",
            "DATABASE_URL names a PostgreSQL that Sojourn does not run, with other databases and roles in it. Allowed "
            "is the register's own. Next: back it up and restore it by its own means (pgBackRest, or what its operator "
            f"offers), and keep `{home / 'service.json'}` with it, sealed: without it nothing in the database opens.",
        )
