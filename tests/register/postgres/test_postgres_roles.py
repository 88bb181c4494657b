"""What the service's role can and cannot do, and that what is acknowledged is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from sojourn.register.postgres import Connections, Running
from sojourn.register.postgres.connections import SUPERUSER, url_of
from sojourn.register.postgres.roles import prepare_database
from sojourn.register.postgres.secrets_file import get_secrets

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def service(register_database: Connections) -> Iterator[Connection]:
    """Sign in as the service."""
    with psycopg.connect(register_database.service_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(register_database: Connections) -> Iterator[Connection]:
    """Sign in as the owner; what it does is undone."""
    with psycopg.connect(register_database.url("owner")) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "create table public.mine (a int)",
        "create schema mine",
        "create temporary table mine (a int)",
        "create function public.mine() returns int language sql as 'select 1'",
        "create database mine",
        "create role mine",
        "set role sojourn_owner",
        "set session authorization sojourn_owner",
        "set role postgres",
        "grant sojourn_owner to sojourn_service",
        "alter role sojourn_service superuser",
        "alter role sojourn_owner password 'known'",
        "alter system set fsync = off",
        "drop extension pg_trgm",
        "drop schema public",
        "select pg_read_file('PG_VERSION')",
        "copy (select 1) to program 'true'",
        "select rolpassword from pg_authid",
        "create extension hstore",
    ],
)
def test_service_cannot(service: Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        service.execute(statement.encode())


@pytest.mark.parametrize("role", ["sojourn_service", "sojourn_owner"])
def test_roles_have_no_powers_over_the_server(service: Connection, role: str) -> None:
    powers = service.execute(
        "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles where rolname = %s",
        [role],
    ).fetchone()
    assert powers == (False,) * 5


def test_service_is_a_member_of_nothing(service: Connection) -> None:
    held = service.execute(
        "select rolname from pg_roles where pg_has_role('sojourn_service', oid, 'member')"
    ).fetchall()
    assert held == [("sojourn_service",)]


def test_service_reaches_no_other_database(register_database: Connections) -> None:
    for other in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(register_database.service_url.removesuffix("/sojourn") + f"/{other}")


def test_service_uses_only_what_the_owner_grants(register_database: Connections, service: Connection) -> None:
    with psycopg.connect(register_database.url("owner"), autocommit=True) as owner:
        owner.execute("create table granted (a int)")
        with pytest.raises(InsufficientPrivilege):
            service.execute("select * from granted")
        owner.execute("grant select, insert on granted to sojourn_service")
        service.execute("insert into granted values (1)")
        assert service.execute("select a from granted").fetchone() == (1,)
        with pytest.raises(InsufficientPrivilege):
            service.execute("update granted set a = 2")
        owner.execute("drop table granted")


def test_owner_migrates(owner: Connection) -> None:
    owner.execute("create table made (a int)")
    owner.execute("create index made_a on made using gist (a)")  # btree_gist
    made = owner.execute("select tableowner from pg_tables where tablename = 'made'").fetchone()
    assert made == ("sojourn_owner",)


def test_extensions_are_there(service: Connection) -> None:
    known = service.execute("select extname from pg_extension order by 1").fetchall()
    assert [name for (name,) in known] == ["btree_gist", "pg_trgm", "plpgsql"]


@pytest.mark.parametrize("word", ["محمد", "Кузнецова", "王小明", "Ångström"])
def test_names_in_any_script_have_trigrams_and_case(service: Connection, word: str) -> None:
    with_trigrams = service.execute("select cardinality(show_trgm(%s)) >= length(%s)", [word, word]).fetchone()
    lowered = service.execute("select lower(%s)", [word]).fetchone()
    assert (with_trigrams, lowered) == ((True,), (word.lower(),))


def test_database_is_the_same_everywhere(service: Connection) -> None:
    made = service.execute(
        "select pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate from pg_database "
        "where datname = 'sojourn'"
    ).fetchone()
    zone = service.execute("show timezone").fetchone()
    sums = service.execute("show data_checksums").fetchone()
    assert (made, zone, sums) == (("UTF8", "b", "C.UTF-8", "C"), ("UTC",), ("on",))


def test_nothing_acknowledged_is_lost(service: Connection) -> None:
    kept = [service.execute(f"show {name}".encode()).fetchone() for name in ("synchronous_commit", "max_connections")]
    assert kept == [("on",), ("50",)]


def test_preparing_again_takes_back_what_somebody_gave(on_loopback: Running) -> None:
    secrets = get_secrets(on_loopback.folder / "secrets.json")
    place = on_loopback.connections.django("service")
    host, port = str(place["HOST"]), int(str(place["PORT"]))
    with psycopg.connect(url_of(SUPERUSER, secrets.superuser, host, port), autocommit=True) as superuser:
        superuser.execute("grant sojourn_owner to sojourn_service")
        superuser.execute("alter role sojourn_service createrole")
        superuser.execute("grant create on schema public to sojourn_service")
        superuser.execute("grant create on database sojourn to sojourn_service")
    again = prepare_database(Path(host), port, secrets)
    assert again == on_loopback.connections
    with psycopg.connect(again.service_url, autocommit=True) as service:
        for statement in (
            b"set role sojourn_owner",
            b"create role mine",
            b"create table public.mine ()",
            b"create schema m",
        ):
            with pytest.raises(InsufficientPrivilege):
                service.execute(statement)


def test_django_s_form_names_the_same_database(register_database: Connections) -> None:
    told = register_database.django("owner")
    with psycopg.connect(
        host=str(told["HOST"]),
        port=str(told["PORT"]),
        user=str(told["USER"]),
        password=str(told["PASSWORD"]),
        dbname=str(told["NAME"]),
    ) as connection:
        assert connection.execute("select current_user, current_database()").fetchone() == ("sojourn_owner", "sojourn")
    assert (told["ENGINE"], told["OPTIONS"]) == ("django.db.backends.postgresql", {})
