"""What the register is told from outside: database, secrets, mode, law. Read once, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.errors import RegisterError
from sojourn.register.postgres.connections import Connections

TRAINING, LIVE = "training", "live"
MODES = (TRAINING, LIVE)

#: What `live` does not start without; each names what the law asks of a controller.
LIVE_NEEDS = {
    "SOJOURN_CONTROLLER": "who answers for the data (name and address)",
    "SOJOURN_LEGAL_BASIS": "the law that allows this register, with its citation",
    "SOJOURN_RETENTION": "the file of the retention schedule",
}


@dataclass(frozen=True)
class Configuration:
    """The configuration of one process.

    Attributes:
        mode: ``training`` (simulated people only) or ``live``.
        law: the law pack in use.
        database: the database as Django takes it; the service's role, or the owner's in a process that migrates.
        secret_key: signs sessions.
        index_key: keys the blind indexes and the digests; who has it can test guesses, so it is kept apart.
        hosts: host names that the service answers to.
        controller, legal_basis, retention: told in ``live`` mode.
        second_factor: whether staff must show one; only training can do without.
    """

    mode: str
    law: str
    database: Mapping[str, Any]
    secret_key: str
    index_key: bytes
    hosts: tuple[str, ...]
    controller: str
    legal_basis: str
    retention: str
    second_factor: bool


def read_configuration(environ: Mapping[str, str]) -> Configuration:
    """Read the configuration from the environment.

    Raises:
        RegisterError: ``bad-configuration``, with everything that is wrong at once.
    """
    mode = environ.get("SOJOURN_MODE", TRAINING)
    problems = [] if mode in MODES else [f"SOJOURN_MODE is `{mode}`; allowed are `training` and `live`"]
    own = [name for name in ("SOJOURN_DATABASE", "SOJOURN_SECRET_KEY", "SOJOURN_INDEX_KEY") if not environ.get(name)]
    problems += [f"{name} is missing; `sojourn serve` sets it" for name in own]
    if mode == LIVE:
        problems += [f"{name} is missing: {what}" for name, what in LIVE_NEEDS.items() if not environ.get(name)]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise RegisterError(
            "bad-configuration",
            f"the register cannot start:\n{listed}\nNext: set what is missing, or start with `sojourn serve`.",
        )
    return Configuration(
        mode=mode,
        law=environ.get("SOJOURN_LAW", "us"),
        database=database_of(environ["SOJOURN_DATABASE"]),
        secret_key=environ["SOJOURN_SECRET_KEY"],
        index_key=bytes.fromhex(environ["SOJOURN_INDEX_KEY"]),
        hosts=tuple(environ.get("SOJOURN_HOSTS", "127.0.0.1,localhost").split(",")),
        controller=environ.get("SOJOURN_CONTROLLER", ""),
        legal_basis=environ.get("SOJOURN_LEGAL_BASIS", ""),
        retention=environ.get("SOJOURN_RETENTION", ""),
        second_factor=mode == LIVE or environ.get("SOJOURN_TRAINING_SECOND_FACTOR") != "off",
    )


def database_of(url: str) -> dict[str, Any]:
    """Give Django's settings of the database at a URL of libpq; connections are kept, and looked at before use."""
    return {**Connections(url, None).django("service"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
