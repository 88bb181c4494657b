"""What to read from which message server, and whose records the messages of a subject are."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from sojourn.errors import RegisterError
from sojourn.register.store.row_shape import Source

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOKEN = re.compile(r"[^\s.*>]+|\*")
_TABLES: Mapping[str, Source] = {"movements": "movement", "facts": "fact"}
_SCHEMES = ("nats", "tls")


@dataclass(frozen=True)
class Route:
    """A subject, and what its messages are.

    Attributes:
        subject: as NATS writes it; ``*`` stands for one word, ``>`` at the end for one or more.
        source: the table that its rows belong to.
        secret: the key of the feed.
    """

    subject: str
    source: Source
    secret: str = field(repr=False)

    def holds(self, subject: str) -> bool:
        """Say whether a message's subject is one of these."""
        wanted, given = self.subject.split("."), subject.split(".")
        if wanted[-1] == ">":
            wanted, given = wanted[:-1], given[: len(wanted) - 1] if len(given) >= len(wanted) else []
        return len(wanted) == len(given) and all(word in ("*", said) for word, said in zip(wanted, given, strict=True))


@dataclass(frozen=True)
class Access:
    """How to reach the message server.

    Attributes:
        servers: URLs; they may hold a password.
        credentials: a file with a user's token and seed, as the server's operator gives it out.
        authority: the certificates by which the server is known; None: those of this machine.
        certificate, key: those that this side shows, where the server wants some.
    """

    servers: tuple[str, ...] = field(repr=False)
    credentials: Path | None = None
    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True)
class Plan:
    """What to read: the stream, the name under which the server remembers how far, and the subjects."""

    access: Access
    stream: str
    durable: str
    routes: tuple[Route, ...]


def make_plan(
    access: Access, stream: str, durable: str, takes: Sequence[tuple[str, str, str]], environ: Mapping[str, str]
) -> Plan:
    """Check what was asked for, all at once.

    Args:
        access: how to reach the server.
        stream, durable: names.
        takes: subject, table (``movements`` or ``facts``), and the variable that holds the feed's key.
        environ: where the variables are; ``NAME_FILE`` may name a file that holds the key instead.

    Raises:
        RegisterError: ``stream-options``, with everything that is wrong.
    """
    problems = [f"`{name}` is no name of a stream or consumer" for name in (stream, durable) if not _is_name(name)]
    problems += [problem for url in access.servers for problem in _url_problems(url)]
    routes: list[Route] = []
    for subject, table, variable in takes:
        secret = _secret(variable, environ)
        if not _is_subject(subject):
            problems.append(f"`{subject}` is no subject")
        if table not in _TABLES:
            problems.append(f"`{table}` is no table; allowed are {' and '.join(f'`{name}`' for name in _TABLES)}")
        if not secret:
            problems.append(f"neither {variable} nor {variable}_FILE holds a feed's key")
        if table in _TABLES and secret:
            routes.append(Route(subject, _TABLES[table], secret))
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in dict.fromkeys(problems))
        raise RegisterError(
            "stream-options", f"the stream cannot be read:\n{listed}\nNext: mend these and start again."
        )
    return Plan(access, stream, durable, tuple(routes))


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _is_subject(subject: str) -> bool:
    words = subject.split(".")
    words = words[:-1] if len(words) > 1 and words[-1] == ">" else words
    return all(_TOKEN.fullmatch(word) for word in words)


def _url_problems(url: str) -> list[str]:
    """Say what is wrong with a server's URL, without the URL: it may hold a password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ["a server's URL cannot be read; allowed is `nats://host:4222`"]
    if parts.scheme not in _SCHEMES or not host:
        return ["a server's URL cannot be read; allowed are `nats://host:4222` and `tls://host:4222`"]
    if parts.scheme == "nats" and not _is_here(host):
        return [f"records of people would pass to `{host}` unsealed; allowed is `tls://` to other machines"]
    return []


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret(variable: str, environ: Mapping[str, str]) -> str:
    told = environ.get(variable, "")
    if told or not environ.get(f"{variable}_FILE"):
        return told.strip()
    try:
        return Path(environ[f"{variable}_FILE"]).read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        return ""


assert set(_TABLES.values()) == set(get_args(Source))
