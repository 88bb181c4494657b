"""The service's role cannot change what is append-only, on any table or partition; nor can a slip of the owner."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from sojourn.register.postgres import Connections
from sojourn.register.postgres.connections import OWNER, SERVICE
from sojourn.register.store.sql.grants import APPEND_ONLY, DELETABLE

Session = psycopg.Connection[tuple[object, ...]]

TREE = "SELECT relid::regclass::text FROM pg_partition_tree(%s::regclass) UNION SELECT %s ORDER BY 1"


def tables_of(session: Session, *parents: str) -> list[str]:
    return [str(name) for parent in parents for (name,) in session.execute(TREE, [parent, parent]).fetchall()]


def allowed(session: Session, tables: list[str], statement: str) -> list[str]:
    """List the tables on which a statement is not refused for want of a right."""
    return [table for table in tables if not refused(session, sql.SQL(statement).format(t=sql.SQL(table)))]


def refused(session: Session, statement: sql.Composed | sql.SQL) -> bool:
    try:
        session.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


@pytest.fixture
def service(django_ready: Connections) -> Iterator[Session]:
    with psycopg.connect(django_ready.url("service"), autocommit=True) as session:
        yield session


@pytest.fixture
def owner(django_ready: Connections) -> Iterator[Session]:
    with psycopg.connect(django_ready.url("owner"), autocommit=True) as session:
        yield session


@pytest.fixture
def guarded(service: Session) -> list[str]:
    service.execute("SELECT store_ensure_month('2018-06-01')")
    return tables_of(service, *APPEND_ONLY)


CHANGES = {
    "store_record": "actor",
    "store_record_key": "id",
    "store_history": "name",
    "store_link_decision": "verdict",
    "store_link_withdrawal": "actor",
    "store_membership": "person_id",
    "store_answer": "state",
    "store_message": "media",
    "store_quarantined": "reason",
    "store_quarantine_outcome": "reason",
    "door_event": "verb",
}


def test_every_append_only_table_has_its_partitions(guarded: list[str]) -> None:
    months = [name for name in guarded if name.startswith(("store_record_2", "door_event_2"))]
    hashed = [name for name in guarded if name.startswith(("store_history_", "store_answer_"))]
    assert (len(months), len(hashed)) == (2 * 29, 2 * 16)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {t}",
        "TRUNCATE {t}",
        "TRUNCATE {t} CASCADE",
        "DROP TABLE {t}",
        "ALTER TABLE {t} ADD COLUMN more text",
        "ALTER TABLE {t} DISABLE TRIGGER ALL",
        "ALTER TABLE {t} DISABLE TRIGGER store_append_only_statement",
        "ALTER TABLE {t} OWNER TO CURRENT_USER",
        "DROP TRIGGER store_append_only_row ON {t}",
        "CREATE TRIGGER other BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION store_refuse()",
        "CREATE RULE other AS ON INSERT TO {t} DO INSTEAD NOTHING",
    ],
)
def test_the_service_is_refused_on_every_table_and_partition(
    service: Session, guarded: list[str], statement: str
) -> None:
    assert allowed(service, guarded, statement) == []


@pytest.mark.parametrize(("parent", "column"), CHANGES.items())
def test_the_service_updates_no_table_and_no_partition(service: Session, parent: str, column: str) -> None:
    tables = tables_of(service, parent)
    assert allowed(service, tables, f"UPDATE {{t}} SET {column} = {column}") == []
    assert allowed(service, tables, "SELECT * FROM {t} FOR UPDATE") == []


def test_the_service_reads_and_writes_through_the_parent_only(service: Session, guarded: list[str]) -> None:
    assert allowed(service, guarded, "SELECT 1 FROM {t}") == sorted(APPEND_ONLY, key=APPEND_ONLY.index)


def test_the_service_gives_itself_no_right(service: Session, guarded: list[str]) -> None:
    allowed(service, guarded, "GRANT ALL ON {t} TO CURRENT_USER")  # a warning, where it has some right
    held = "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN')"
    assert [table for table in guarded if service.execute(held, [table]).fetchone() != (False,)] == []


def test_the_service_cannot_become_the_owner(service: Session) -> None:
    assert refused(service, sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    assert refused(service, sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(OWNER)))
    assert refused(service, sql.SQL("SET session_replication_role = replica"))
    assert refused(service, sql.SQL("GRANT {} TO {}").format(sql.Identifier(OWNER), sql.Identifier(SERVICE)))


def test_the_service_makes_nothing_of_its_own(service: Session) -> None:
    assert refused(service, sql.SQL("CREATE TABLE public.mine (a int)"))
    assert refused(service, sql.SQL("CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"))
    assert refused(service, sql.SQL("SELECT store_guard('store_subject'::regclass)"))


@pytest.mark.parametrize("table", DELETABLE)
def test_what_can_be_forgotten_is_removed_but_never_changed(service: Session, table: str) -> None:
    assert allowed(service, [table], "DELETE FROM {t} WHERE false") == [table]
    assert allowed(service, [table], "TRUNCATE {t}") == []
    column = service.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table))).description[0].name  # type: ignore[index]
    assert allowed(service, [table], f"UPDATE {{t}} SET {column} = {column}") == []


@pytest.mark.parametrize(("parent", "column"), CHANGES.items())
def test_the_triggers_refuse_the_owner_too(owner: Session, guarded: list[str], parent: str, column: str) -> None:
    tables = tables_of(owner, parent)
    statements = [f"UPDATE {{t}} SET {column} = {column}", "DELETE FROM {t}", "TRUNCATE {t} CASCADE"]
    assert [allowed(owner, tables, statement) for statement in statements] == [[], [], []]


def test_the_triggers_speak_for_each_row_as_well(owner: Session) -> None:
    made = "ALTER TABLE store_message DISABLE TRIGGER store_append_only_statement"
    row = "INSERT INTO store_message VALUES ('\\x01', 'f', now(), 'm', 1)"
    with owner.transaction(force_rollback=True):
        owner.execute(made)
        owner.execute(row)
        assert refused(owner, sql.SQL("DELETE FROM store_message"))


def test_every_trigger_always_fires(owner: Session, guarded: list[str]) -> None:
    rows = owner.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
        "WHERE tgenabled = 'A' AND tgname LIKE 'store_append_only%'"
    ).fetchall()
    names = ("store_append_only_row", "store_append_only_statement")
    assert set(rows) == {(table, name) for table in guarded for name in names}


def test_a_later_table_gets_the_rights_of_an_ordinary_one(service: Session) -> None:
    rights = service.execute(
        "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = 'django_session' "
        "AND grantee = current_user ORDER BY 1"
    ).fetchall()
    assert rights == [("DELETE",), ("INSERT",), ("SELECT",), ("UPDATE",)]


def test_no_partition_is_made_for_a_month_far_away(service: Session) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        service.execute("SELECT store_ensure_month('9999-01-01')")


def test_the_function_that_makes_months_looks_nowhere_else(owner: Session) -> None:
    rows = owner.execute(
        "SELECT proname, prosecdef, proconfig FROM pg_proc WHERE proname LIKE 'store\\_%' ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("store_ensure_month", True, ["search_path=public, pg_temp"]),
        ("store_guard", False, ["search_path=public, pg_temp"]),
        ("store_refuse", False, ["search_path=pg_catalog, pg_temp"]),
    ]
