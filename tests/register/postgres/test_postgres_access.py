"""Nobody gets in without a password, nobody else reads the files, and the log holds no values."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import psycopg
import pytest

from sojourn.register.postgres import Connections, Running
from sojourn.register.postgres.connections import SUPERUSER, url_of
from sojourn.register.postgres.secrets_file import get_secrets

ROLES = (SUPERUSER, "sojourn_owner", "sojourn_service")


def mode_of(path: Path) -> int:
    """Give the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def places(running: Running) -> list[tuple[str, int]]:
    """Give the places where the server listens: its socket and loopback."""
    assert running.loopback is not None
    told = [connections.django("service") for connections in (running.connections, running.loopback)]
    return [(str(place["HOST"]), int(str(place["PORT"]))) for place in told]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", [0, 1], ids=["socket", "loopback"])
def test_wrong_password_is_refused(on_loopback: Running, role: str, place: int) -> None:
    host, port = places(on_loopback)[place]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url_of(role, "wrong", host, port))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", [0, 1], ids=["socket", "loopback"])
def test_no_password_is_refused(on_loopback: Running, role: str, place: int, tmp_path: Path) -> None:
    host, port = places(on_loopback)[place]
    nothing = str(tmp_path / "none")  # not the password file of whoever runs the tests
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=host, port=port, user=role, dbname="sojourn", passfile=nothing)


def test_nothing_is_trusted(on_loopback: Running) -> None:
    secret = get_secrets(on_loopback.folder / "secrets.json").superuser
    host, port = places(on_loopback)[0]
    with psycopg.connect(url_of(SUPERUSER, secret, host, port)) as connection:
        methods = connection.execute("select distinct auth_method, error from pg_hba_file_rules").fetchall()
        stored = connection.execute(
            "select bool_and(rolpassword like 'SCRAM-SHA-256$%') from pg_authid where rolpassword is not null"
        ).fetchone()
    assert methods == [("scram-sha-256", None)]
    assert stored == (True,)


def test_loopback_is_only_listened_on_when_asked_for(register_database: Connections, on_loopback: Running) -> None:
    with psycopg.connect(register_database.service_url) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
    assert on_loopback.loopback is not None
    with psycopg.connect(on_loopback.loopback.service_url) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)


def test_secrets_differ_and_are_readable_by_this_account_only(on_loopback: Running) -> None:
    file = on_loopback.folder / "secrets.json"
    kept = get_secrets(file)
    assert len({kept.superuser, kept.owner, kept.service}) == 3
    assert min(map(len, (kept.superuser, kept.owner, kept.service))) >= 32
    assert mode_of(file) == 0o600
    assert file.stat().st_uid == os.geteuid()


def test_secrets_are_not_shown(on_loopback: Running) -> None:
    kept = get_secrets(on_loopback.folder / "secrets.json")
    shown = repr(on_loopback) + repr(kept)
    assert not [secret for secret in (kept.superuser, kept.owner, kept.service) if secret in shown]


def test_data_and_socket_are_closed_to_others(on_loopback: Running) -> None:
    socket_folder = Path(places(on_loopback)[0][0])
    assert [mode_of(on_loopback.folder / "data"), mode_of(socket_folder)] == [0o700, 0o700]
    assert [mode_of(file) & 0o077 for file in socket_folder.glob(".s.PGSQL.*")] == [0, 0]  # the socket and its lock


def test_folder_lets_others_neither_in_nor_look(on_loopback: Running) -> None:
    others = stat.S_IRWXO
    assert mode_of(on_loopback.folder) & (others | stat.S_IRGRP | stat.S_IWGRP) == 0
    assert [file.name for file in on_loopback.folder.iterdir() if mode_of(file) & others] == []


def test_server_runs_without_the_rights_of_root(on_loopback: Running) -> None:
    assert Path(f"/proc/{on_loopback.pid}").stat().st_uid != 0


def test_server_sees_nothing_of_the_program_s_environment(on_loopback: Running) -> None:
    told = Path(f"/proc/{on_loopback.pid}/environ").read_text().split("\0")
    assert {line.partition("=")[0] for line in told if line} <= {"PATH", "LC_ALL", "PGLOCALEDIR", "PGSYSCONFDIR"}


def test_log_holds_no_values_of_failed_statements(on_loopback: Running) -> None:
    marker = "MarieKowalska1971"
    statements = (
        f"select '{marker}'::date",
        f"insert into logged values ('{marker}'), ('{marker}')",
        f"do $$ begin raise warning 'about {marker}'; end $$",
    )
    with psycopg.connect(on_loopback.connections.url("owner"), autocommit=True) as connection:
        connection.execute("create table logged (name text primary key)")
        for statement in statements[:2]:
            with pytest.raises(psycopg.Error, match=marker):
                connection.execute(statement)
        connection.execute(statements[2])
    log = (on_loopback.folder / "server.log").read_text()
    assert "ready to accept connections" in log
    assert marker not in log
