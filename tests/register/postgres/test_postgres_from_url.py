"""Another PostgreSQL is used only with a role that cannot rewrite what is append-only."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from sojourn.errors import RegisterError
from sojourn.register.postgres import Connections, Running, read_connections
from sojourn.register.postgres.connections import SUPERUSER, url_of
from sojourn.register.postgres.secrets_file import get_secrets


@pytest.fixture
def superuser_url(on_loopback: Running) -> str:
    """Give the way in of the superuser."""
    place = on_loopback.connections.django("service")
    secret = get_secrets(on_loopback.folder / "secrets.json").superuser
    return url_of(SUPERUSER, secret, str(place["HOST"]), int(str(place["PORT"])))


@pytest.fixture
def outside(on_loopback: Running, superuser_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Sign in as the superuser, with a further role `other`; it is gone at the end."""
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        superuser.execute("create role other login password 'other'")
        superuser.execute("grant connect on database sojourn to other")
        yield superuser
        superuser.execute("drop owned by other")
        superuser.execute("drop role other")


def other_url(running: Running) -> str:
    """Give the way in of the role `other`."""
    place = running.connections.django("service")
    return url_of("other", "other", str(place["HOST"]), int(str(place["PORT"])))


def refusal(environ: dict[str, str]) -> RegisterError:
    """Give the error of a refused database."""
    with pytest.raises(RegisterError) as raised:
        read_connections(environ)
    return raised.value


def test_without_a_url_there_is_none() -> None:
    assert read_connections({}) is None


def test_plain_service_role_is_taken(on_loopback: Running) -> None:
    ours = on_loopback.connections
    told = {"DATABASE_URL": ours.service_url, "SOJOURN_OWNER_URL": ours.url("owner")}
    assert read_connections(told) == ours


def test_owner_s_url_is_needed_only_to_migrate(on_loopback: Running) -> None:
    read = read_connections({"DATABASE_URL": on_loopback.connections.service_url})
    assert read is not None
    assert read.django("service") == on_loopback.connections.django("service")
    with pytest.raises(RegisterError) as raised:
        read.url("owner")
    assert raised.value.code == "owner-url-missing"


def test_superuser_is_refused(superuser_url: str) -> None:
    error = refusal({"DATABASE_URL": superuser_url})
    assert error.code == "service-role-too-strong"
    assert "is a superuser" in error.message


def test_owner_is_refused(on_loopback: Running) -> None:
    owner_url = on_loopback.connections.url("owner")
    error = refusal({"DATABASE_URL": owner_url, "SOJOURN_OWNER_URL": owner_url})
    assert error.code == "service-role-too-strong"
    assert "owns the database" in error.message
    assert "is the role of SOJOURN_OWNER_URL" in error.message


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("alter role other superuser", "is a superuser"),
        ("alter role other createrole", "may create roles"),
        ("alter role other bypassrls", "passes row security"),
        ("alter role other replication", "may replicate the database"),
        ("grant pg_write_all_data to other", "one of PostgreSQL's own roles"),
        ("grant postgres to other with inherit false, set false, admin true", "is a superuser, or can become one"),
        ("grant sojourn_owner to other with inherit false, set true", "owns the database, or can become its owner"),
        ("create schema theirs authorization other", "owns a schema"),
        ("create table owned (); alter table owned owner to other", "owns tables"),
        ("grant create on database sojourn to other", "may create schemas"),
        ("grant create on schema public to other", "may create tables in a schema"),
    ],
)
def test_power_too_many_is_refused(
    on_loopback: Running, outside: psycopg.Connection[tuple[object, ...]], given: str, words: str
) -> None:
    assert read_connections({"DATABASE_URL": other_url(on_loopback)}) is not None  # without it, all is well
    outside.execute(given.encode())
    error = refusal({"DATABASE_URL": other_url(on_loopback)})
    assert error.code == "service-role-too-strong"
    assert words in error.message


def test_member_of_the_owner_s_role_is_refused(
    on_loopback: Running, outside: psycopg.Connection[tuple[object, ...]]
) -> None:
    outside.execute("create role second login password 'second'; grant connect on database sojourn to second")
    outside.execute("grant second to other")
    second_url = other_url(on_loopback).replace("other", "second")
    error = refusal({"DATABASE_URL": other_url(on_loopback), "SOJOURN_OWNER_URL": second_url})
    outside.execute("drop owned by second; drop role second")
    assert "is the role of SOJOURN_OWNER_URL, or can become it" in error.message


def test_url_that_changes_the_role_hides_nothing(superuser_url: str) -> None:
    error = refusal({"DATABASE_URL": superuser_url + "?options=-c%20role%3Dsojourn_service"})
    assert error.code == "service-role-too-strong"


def test_older_server_is_refused(on_loopback: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 150012)
    error = refusal({"DATABASE_URL": on_loopback.connections.service_url})
    assert error.code == "postgres-too-old"
    assert "PostgreSQL 15" in error.message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://somebody:s3cret-word@127.0.0.1:1/nowhere",
        "postgresql://somebody:s3cret-word@nowhere.invalid/none",
        "somebody s3cret-word",
        "postgresql://somebody:s3cret@word@/none",
    ],
)
def test_unreachable_database_is_told_without_the_secret(url: str) -> None:
    error = refusal({"DATABASE_URL": url})
    assert error.code == "database-unreachable"
    assert "s3cret" not in str(error)
    assert error.__suppress_context__  # a traceback does not show the driver's words either


def test_connections_show_no_secret() -> None:
    shown = repr(Connections(service_url="postgresql://a:s3cret@b/c", owner_url="postgresql://a:s3cret@b/c"))
    assert "s3cret" not in shown
