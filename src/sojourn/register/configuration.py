"""What the register is told from outside: database, secrets, mode, law. Read once, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sojourn.errors import RegisterError
from sojourn.register.operate.log_lines import LEVELS
from sojourn.register.postgres.connections import Connections

TRAINING, LIVE = "training", "live"
MODES = (TRAINING, LIVE)

#: What `live` does not start without; each names what the law asks of a controller.
LIVE_NEEDS = {
    "SOJOURN_CONTROLLER": "who answers for the data (name and address)",
    "SOJOURN_LEGAL_BASIS": "the law that allows this register, with its citation",
    "SOJOURN_RETENTION": "the file of the retention schedule",
}

#: Told by ``sojourn serve`` to each of its processes.
OWN = ("SOJOURN_DATABASE", "SOJOURN_SECRET_KEY", "SOJOURN_INDEX_KEY", "SOJOURN_SIGNING_KEY")

MB = 1024 * 1024
#: Told by ``serve`` to the web process alone: how many connections its threads share.
POOLED = "SOJOURN_POOLED"
#: Seconds that a thread waits for one of them.
POOL_WAIT = 15.0
#: Whole numbers that may be set, the least that is allowed, and what they are otherwise.
QUEUE_LIMIT, DISK_FLOOR = ("SOJOURN_QUEUE_LIMIT", 1, 50_000), ("SOJOURN_DISK_FLOOR_MB", 0, 1024)
#: Answers and determinations that are looked at afresh each month.
SAMPLE = ("SOJOURN_SAMPLE", 1, 20)


@dataclass(frozen=True)
class Configuration:
    """The configuration of one process.

    Attributes:
        mode: ``training`` (simulated people only) or ``live``.
        law: the law pack in use.
        database: the database as Django takes it; the service's role, or the owner's in a process that migrates.
        secret_key: signs sessions; secret_key_fallbacks: the ones before it, whose sessions still count.
        index_key: keys the blind indexes and the digests; who has it can test guesses, so it is kept apart.
        hosts: host names that the service answers to.
        controller, legal_basis, retention: told in ``live`` mode.
        second_factor: whether staff must show one; only training can do without.
        home: the register's folder, where this process was told of it.
        queue_limit: records that may wait for their answers before messages are refused for a while.
        disk_floor: bytes that must be free on the disk of the register's folder.
        metrics_token: who reads the figures must tell it; empty: only this machine reads them.
        log_level: of the register's own log lines.
        zone: where the country's day changes (an IANA name); of several zones the one in which it ends last.
        signing_key: the seed (32 bytes) with which checkpoints, bundles and receipts are signed.
        portal_address: where people open their own door, as slips and receipts tell it.
        sample: how many answers and determinations of a month are looked at afresh.
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
    home: Path | None = None
    queue_limit: int = QUEUE_LIMIT[2]
    disk_floor: int = DISK_FLOOR[2] * MB
    metrics_token: str = field(default="", repr=False)
    log_level: str = ""
    zone: str = "UTC"
    signing_key: bytes = field(default=b"", repr=False)
    portal_address: str = ""
    sample: int = SAMPLE[2]
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)


def read_configuration(environ: Mapping[str, str]) -> Configuration:
    """Read the configuration from the environment.

    Raises:
        RegisterError: ``bad-configuration``, with everything that is wrong at once.
    """
    mode = environ.get("SOJOURN_MODE", TRAINING)
    problems = [] if mode in MODES else [f"SOJOURN_MODE is `{mode}`; allowed are `training` and `live`"]
    own = [name for name in OWN if not environ.get(name)]
    problems += [f"{name} is missing; `sojourn serve` sets it" for name in own]
    problems += _number_problems(environ)
    if environ.get("SOJOURN_LOG_LEVEL", "info") not in LEVELS:
        problems.append(f"SOJOURN_LOG_LEVEL is not allowed; allowed are {', '.join(LEVELS)}")
    if not _is_zone(environ.get("SOJOURN_ZONE", "UTC")):
        problems.append("SOJOURN_ZONE is no zone; allowed are names such as `UTC` and `America/New_York`")
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
        database=database_of(environ["SOJOURN_DATABASE"], int(environ.get(POOLED, "0"))),
        secret_key=environ["SOJOURN_SECRET_KEY"],
        index_key=bytes.fromhex(environ["SOJOURN_INDEX_KEY"]),
        hosts=tuple(environ.get("SOJOURN_HOSTS", "127.0.0.1,localhost").split(",")),
        controller=environ.get("SOJOURN_CONTROLLER", ""),
        legal_basis=environ.get("SOJOURN_LEGAL_BASIS", ""),
        retention=environ.get("SOJOURN_RETENTION", ""),
        second_factor=mode == LIVE or environ.get("SOJOURN_TRAINING_SECOND_FACTOR") != "off",
        home=Path(environ["SOJOURN_HOME"]) if environ.get("SOJOURN_HOME") else None,
        queue_limit=_number(environ, QUEUE_LIMIT),
        disk_floor=_number(environ, DISK_FLOOR) * MB,
        metrics_token=environ.get("SOJOURN_METRICS_TOKEN", ""),
        log_level=environ.get("SOJOURN_LOG_LEVEL", ""),
        zone=environ.get("SOJOURN_ZONE", "UTC"),
        signing_key=bytes.fromhex(environ["SOJOURN_SIGNING_KEY"]),
        portal_address=environ.get("SOJOURN_PORTAL_ADDRESS", ""),
        sample=_number(environ, SAMPLE),
        secret_key_fallbacks=tuple(filter(None, environ.get("SOJOURN_SECRET_KEY_FALLBACKS", "").split(","))),
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _number_problems(environ: Mapping[str, str]) -> list[str]:
    """Say which numbers are none, or are too small."""
    return [
        f"{name} is not allowed; allowed are whole numbers from {least} on"
        for name, least, _ in (QUEUE_LIMIT, DISK_FLOOR, SAMPLE)
        if not (given := environ.get(name, str(least))).isdecimal() or int(given) < least
    ]


def _number(environ: Mapping[str, str], what: tuple[str, int, int]) -> int:
    name, _, otherwise = what
    return int(environ.get(name, otherwise))


def database_of(url: str, pooled: int = 0) -> dict[str, Any]:
    """Give Django's settings of the database at a URL of libpq; connections are kept, and looked at before use.

    Args:
        url: of the service's role, or the owner's.
        pooled: connections that the threads of the process share; 0: each thread keeps its own.
    """
    told: dict[str, Any] = {**Connections(url, None).django("service"), "CONN_HEALTH_CHECKS": True}
    if not pooled:
        return {**told, "CONN_MAX_AGE": 60}
    pool = {"min_size": 2, "max_size": pooled, "timeout": POOL_WAIT}
    return {**told, "OPTIONS": {**told["OPTIONS"], "pool": pool}}
