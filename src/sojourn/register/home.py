"""Where the register keeps its own things on a machine: the database's folder and the secrets of the service."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.private_file import write_private


@dataclass(frozen=True)
class ServiceSecrets:
    """What the service signs and digests with: hexadecimal, made at random on the first start."""

    secret_key: str = field(repr=False)
    index_key: str = field(repr=False)
    signing_key: str = field(repr=False)
    #: The secret key before this one, after a rotation; what was sealed under it still opens.
    secret_key_fallbacks: str = field(default="", repr=False)


def default_home(environ: Mapping[str, str]) -> Path:
    """Give the folder of this account: ``SOJOURN_HOME``, or one that lasts and lies under no home folder.

    A database's folder under somebody's home would ask to open that home to the account that runs the database.
    """
    if environ.get("SOJOURN_HOME"):
        return Path(environ["SOJOURN_HOME"])
    if os.geteuid() == 0:
        return Path("/var/lib/sojourn")
    return Path(f"/var/tmp/sojourn-{os.geteuid()}")  # noqa: S108 - ``claim_home`` refuses a folder of somebody else


def claim_home(home: Path) -> None:
    """Make the folder, or make sure that it is ours: what lies in it is trusted, keys among it.

    Raises:
        RegisterError: ``home-not-ours``.
    """
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise RegisterError(
            "home-not-ours",
            f"`{home}` belongs to another account, or others may write in it. Nothing was read from it. "
            "Next: name another folder with --home.",
        )


def service_secrets(home: Path) -> ServiceSecrets:
    """Read the secrets of the service; make them on the first start.

    Raises:
        RegisterError: ``service-secrets-unreadable``. Without them nothing that is digested can be found again.
    """
    path = home / "service.json"
    if not path.exists():
        made = ServiceSecrets(*(secrets.token_hex(32) for _ in range(3)))
        write_private(path, json.dumps(asdict(made)))
        return made
    try:
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        if "signing_key" not in kept:  # a register made before it signed anything
            kept["signing_key"] = secrets.token_hex(32)
            write_private(path, json.dumps(kept))
        return ServiceSecrets(**kept)
    except (OSError, ValueError, TypeError) as error:
        raise RegisterError(
            "service-secrets-unreadable",
            f"the secrets of the service, `{path}`, cannot be read. Without them no record is found by its document. "
            "Next: put the file back from the backup, readable by the account that starts Sojourn alone.",
        ) from error


def served_before(home: Path) -> dict[str, str]:
    """Give the mode and the law with which this register was made; empty before its first start."""
    path = home / "served.json"
    if not path.exists():
        return {}
    told: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return told


def keep_served(home: Path, mode: str, law: str) -> None:
    """Keep the mode and the law for the next start."""
    (home / "served.json").write_text(json.dumps({"mode": mode, "law": law}), encoding="utf-8")


def refuse_other(before: Mapping[str, str], mode: str, law: str) -> None:
    """Refuse to open a register in another mode, or under another law, than it was made with.

    Raises:
        RegisterError: ``register-is-other``: simulated people and real ones never share a register.
    """
    for what, wanted in (("mode", mode), ("law", law)):
        if before.get(what, wanted) != wanted:
            raise RegisterError(
                "register-is-other",
                f"this register was made with the {what} `{before[what]}`, and `{wanted}` was asked for. A register "
                "keeps its mode and its law. Next: name another folder with --home.",
            )
