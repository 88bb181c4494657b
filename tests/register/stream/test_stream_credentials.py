"""Credentials: a real message server lets in whoever signs with the seed, and nobody else."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats.errors
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.message_server import MessageServer, running_nats
from sojourn.errors import RegisterError
from sojourn.register.stream.credentials import read_credentials
from sojourn.register.stream.plan import Access

OPERATOR, ACCOUNT, USER = 14 << 3, 0, 20 << 3
UNLIMITED = {"subs": -1, "data": -1, "payload": -1}


@dataclass
class Nkey:
    """A key pair in the form that message servers use."""

    role: int
    key: Ed25519PrivateKey

    @property
    def name(self) -> str:
        """Give the public key as text."""
        return checked(bytes([self.role]) + self.key.public_key().public_bytes_raw())

    @property
    def seed(self) -> str:
        """Give the private key as text."""
        head = bytes([(18 << 3) | (self.role >> 5), (self.role & 31) << 3])
        return checked(head + self.key.private_bytes_raw())

    def token(self, about: Nkey, **claims: Any) -> str:
        """Sign a token about a key."""
        said = {"jti": "1", "iat": 1, "iss": self.name, "sub": about.name, "nats": {"version": 2, **claims}}
        parts = [part_of({"typ": "JWT", "alg": "ed25519-nkey"}), part_of(said)]
        return ".".join([*parts, unpadded(self.key.sign(".".join(parts).encode()))])


def checked(raw: bytes) -> str:
    """Write bytes with their check sum."""
    whole = raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")
    return base64.b32encode(whole).decode().rstrip("=")


def unpadded(raw: bytes) -> str:
    """Write bytes as tokens do."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def part_of(said: dict[str, Any]) -> str:
    """Write a part of a token."""
    return unpadded(json.dumps(said).encode())


@pytest.fixture
def keys() -> dict[int, Nkey]:
    """Make a key for each role."""
    return {role: Nkey(role, Ed25519PrivateKey.generate()) for role in (OPERATOR, ACCOUNT, USER)}


@pytest.fixture
def closed_server(keys: dict[int, Nkey], tmp_path: Path) -> Iterator[MessageServer]:
    """Run a server that lets in only users of the account."""
    operator, account = keys[OPERATOR], keys[ACCOUNT]
    limits = {"imports": -1, "exports": -1, "wildcards": True, "conn": -1, "leaf": -1, **UNLIMITED}
    preload = f"{account.name}: {operator.token(account, type='account', limits=limits)}"
    lines = [
        f"operator: {operator.token(operator, type='operator')}",
        f"system_account: {account.name}",  # JetStream does not start without one
        "resolver: MEMORY",
        f"resolver_preload: {{ {preload} }}",
    ]
    with running_nats(tmp_path / "nats", further="\n".join(lines)) as server:
        yield server


@pytest.fixture
def credentials(keys: dict[int, Nkey], tmp_path: Path) -> Path:
    """Write the file of credentials of a user."""
    token = keys[ACCOUNT].token(keys[USER], type="user", **UNLIMITED)
    path = tmp_path / "user.creds"
    path.write_text(
        f"-----BEGIN NATS USER JWT-----\n{token}\n------END NATS USER JWT------\n\n"
        f"-----BEGIN USER NKEY SEED-----\n{keys[USER].seed}\n------END USER NKEY SEED------\n"
    )
    return path


async def is_let_in(access: Access) -> bool:
    """Connect; say whether that worked."""
    from sojourn.register.stream.server import connect

    client = await connect(access)
    connected = client.is_connected
    await client.close()
    return connected


def test_whoever_has_the_seed_is_let_in(django_ready: Any, closed_server: MessageServer, credentials: Path) -> None:
    assert asyncio.run(is_let_in(Access((closed_server.url,), credentials)))


def test_whoever_has_another_seed_is_not_let_in(
    django_ready: Any, closed_server: MessageServer, credentials: Path, keys: dict[int, Nkey]
) -> None:
    other = Nkey(USER, Ed25519PrivateKey.generate())
    credentials.write_text(credentials.read_text().replace(keys[USER].seed, other.seed))
    with pytest.raises(nats.errors.Error):
        asyncio.run(is_let_in(Access((closed_server.url,), credentials)))


def test_whoever_shows_nothing_is_not_let_in(django_ready: Any, closed_server: MessageServer) -> None:
    with pytest.raises(nats.errors.Error):
        asyncio.run(is_let_in(Access((closed_server.url,))))


def test_a_file_that_holds_no_credentials_is_told(tmp_path: Path) -> None:
    (tmp_path / "user.creds").write_text("nothing")
    with pytest.raises(RegisterError, match="holds no credentials"):
        read_credentials(tmp_path / "user.creds")


def test_a_seed_with_a_letter_wrong_is_told(credentials: Path, keys: dict[int, Nkey]) -> None:
    seed = keys[USER].seed
    wrong = "A" if seed[20] != "A" else "B"  # the last letter holds bits that mean nothing
    credentials.write_text(credentials.read_text().replace(seed, seed[:20] + wrong + seed[21:]))
    with pytest.raises(RegisterError, match="holds no credentials"):
        read_credentials(credentials)


def test_no_secret_is_shown_of_credentials(credentials: Path) -> None:
    assert repr(read_credentials(credentials)) == "Credentials()"
