"""The secrets of a cluster: each another one, made at random, in one file that this account alone may read."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.private_file import write_private

_BYTES = 24


@dataclass(frozen=True)
class Secrets:
    """The passwords of the superuser (who only makes the roles), the owner, the service, and who copies for backups."""

    superuser: str = field(repr=False)
    owner: str = field(repr=False)
    service: str = field(repr=False)
    backup: str = field(repr=False)


def make_secrets(path: Path) -> Secrets:
    """Make new secrets and keep them in the file ``path``."""
    made = Secrets(*(secrets.token_urlsafe(_BYTES) for _ in range(4)))
    write_private(path, json.dumps(asdict(made)))
    return made


def get_secrets(path: Path) -> Secrets:
    """Get the secrets from the file ``path``.

    Raises:
        RegisterError: ``postgres-secrets-unreadable``.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if "backup" not in kept:  # a cluster made before it had a role for backups
            kept["backup"] = secrets.token_urlsafe(_BYTES)
            write_private(path, json.dumps(kept))
        return Secrets(**kept)
    except (OSError, ValueError, TypeError) as error:
        raise RegisterError(
            "postgres-secrets-unreadable",
            f"the secrets of the database, `{path}`, are missing or cannot be read; the data beside them are whole, "
            "and nobody gets in without the secrets. "
            "Next: put the file back from the backup of the folder, owned by the account that starts Sojourn.",
        ) from error
