"""Who may do what: the policies, and the same rules as one SQL predicate, held against each other in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from cedarpy import validate_policies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from sojourn.errors import RegisterError
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.compiled import Column, Principal, compile_predicate
from sojourn.register.door.policy import Resource, allowed, permissions, policy_text, predicate, schema_text
from sojourn.register.postgres import Connections

EVERY_ROLE = (
    "post_officer", "caseworker", "officer", "reviewer", "feed_operator", "analyst", "supervisor", "counsels_clerk",
    "records_officer", "oversight", "administrator",
)  # fmt: skip
OFFICES = st.sampled_from(["", "jfk", "lhr"])
NUMBERS = st.none() | st.integers(1, 3)
FEEDS = st.sampled_from(["", "carrier:KL", "post:JFK"])
RESOURCES = st.builds(
    Resource, kind=st.sampled_from(["person", "work"]), restricted=st.booleans(), office=OFFICES,
    assigned_to=NUMBERS, feed=FEEDS,
)  # fmt: skip
ROLES = st.frozensets(st.sampled_from([*EVERY_ROLE, "service", "feed"]), max_size=4)


@st.composite
def actors(draw: st.DrawFn) -> Acting:
    number, feed = draw(NUMBERS), draw(FEEDS)
    actor = f"feed:{feed}" if feed else f"user:{number}"
    return Acting(actor, "somebody", draw(OFFICES), draw(ROLES), number)


def acting(*roles: str, number: int = 1, office: str = "jfk") -> Acting:
    return Acting(f"user:{number}", "somebody", office, frozenset(roles), number)


def test_the_policies_keep_to_their_schema() -> None:
    found = validate_policies(policy_text(), schema_text())
    assert found.validation_passed, [str(error) for error in found.errors]


@pytest.fixture(scope="module")
def things(register_database: Connections) -> Iterator[psycopg.Connection]:
    """Give a connection with an empty table of things; only the owner may make one."""
    with psycopg.connect(register_database.url("owner"), autocommit=True) as connection:
        connection.execute(
            "CREATE TEMP TABLE thing"
            "(place int, kind text, restricted boolean, office text, assigned_to bigint, feed text)"
        )
        yield connection


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acting=actors(), permission=st.sampled_from(sorted(permissions())), rows=st.lists(RESOURCES, max_size=12))
def test_a_list_shows_exactly_the_rows_that_the_policies_allow(
    things: psycopg.Connection, acting: Acting, permission: str, rows: list[Resource]
) -> None:
    columns: dict[str, Column] = {name: ("r", name) for name in ("restricted", "office", "assigned_to", "feed", "kind")}
    with things.cursor() as cursor:
        cursor.execute("DELETE FROM thing")
        cursor.executemany(
            "INSERT INTO thing VALUES (%(place)s, %(kind)s, %(restricted)s, %(office)s, %(assigned_to)s, %(feed)s)",
            [{"place": place, **asdict(row)} for place, row in enumerate(rows)],
        )
        rule = predicate(acting, permission, columns)
        cursor.execute(sql.SQL("SELECT place FROM thing r WHERE {} ORDER BY place").format(rule))
        listed = [place for (place,) in cursor.fetchall()]
    assert listed == [place for place, row in enumerate(rows) if allowed(acting, permission, row)]


def test_a_list_that_forgets_a_column_is_refused() -> None:
    with pytest.raises(RegisterError) as caught:
        predicate(acting("caseworker"), "open_person", {"office": "office"})
    assert caught.value.code == "predicate-column"
    assert "`restricted`" in caught.value.message


def test_a_policy_that_cannot_be_a_predicate_is_refused_and_not_left_out() -> None:
    policy = 'permit(principal, action, resource) when { resource.office like "j*" };'
    with pytest.raises(RegisterError) as caught:
        compile_predicate(policy, Principal(frozenset(), "", "", None), "search", frozenset())
    assert caught.value.code == "policy-not-compiled"


def test_an_unknown_permission_is_an_error_and_not_a_no() -> None:
    with pytest.raises(RegisterError) as caught:
        allowed(SERVICE, "list_overstayers")
    assert caught.value.code == "unknown-permission"


@pytest.mark.parametrize("permission", sorted(name for name, groups in permissions().items() if "reading" in groups))
def test_an_administrator_reads_no_records_even_with_another_role(permission: str) -> None:
    every = acting(*EVERY_ROLE)
    assert not allowed(every, permission)


@pytest.mark.parametrize("permission", sorted(name for name, groups in permissions().items() if "changing" in groups))
def test_oversight_changes_nothing_even_with_another_role(permission: str) -> None:
    assert not allowed(acting("oversight", "supervisor", "caseworker", "feed_operator"), permission)


def test_oversight_reads_what_an_inquiry_opens_and_rates() -> None:
    reading = {"open_person", "open_restricted", "open_raw", "see_looks", "see_log", "see_feeds", "see_oversight"}
    assert all(allowed(acting("oversight"), permission) for permission in reading)


@pytest.mark.parametrize("permission", ["search", "ask_desk", "export"])
def test_oversight_looks_for_nobody_and_takes_nothing_out_even_with_another_role(permission: str) -> None:
    assert not allowed(acting("oversight", "supervisor", "caseworker", "records_officer"), permission)


def test_a_records_officer_alone_writes_the_evidence_out_and_opens_no_record() -> None:
    assert {role for role in EVERY_ROLE if allowed(acting(role), "export")} == {"records_officer"}
    about = {name for name, groups in permissions().items() if "about_persons" in groups}
    assert not {name for name in about if allowed(acting("records_officer"), name)}


def test_an_analyst_sees_the_published_tables_and_nothing_else() -> None:
    assert {name for name in permissions() if allowed(acting("analyst"), name)} == {"see_statistics"}


def test_a_piece_of_work_is_done_by_whom_it_was_assigned_to() -> None:
    mine, theirs = Resource("pair", assigned_to=1), Resource("pair", assigned_to=2)
    assert allowed(acting("reviewer"), "review_pairs", mine)
    assert not allowed(acting("reviewer"), "review_pairs", theirs)


def test_a_key_of_a_feed_writes_its_own_feed_only() -> None:
    key = Acting("feed:carrier:KL", "KL", "", frozenset({"feed"}))
    assert allowed(key, "take_in", Resource("feed", feed="carrier:KL"))
    assert not allowed(key, "take_in", Resource("feed", feed="carrier:BA"))


def test_somebody_without_a_role_may_do_nothing() -> None:
    assert not any(allowed(acting(), permission) for permission in permissions())


def test_every_role_is_known_to_the_policies(django_ready: object) -> None:
    from sojourn.register.accounts.models import Role

    assert set(Role.values) == set(EVERY_ROLE)
    assert all(f'Role::"{role}"' in policy_text() for role in EVERY_ROLE)


def test_the_docs_show_what_each_role_may_do() -> None:
    text = (Path(__file__).parents[3] / "docs" / "register-door.md").read_text("utf-8")
    table = text.partition("<!-- permissions -->\n")[2].partition("\n<!-- end of permissions -->")[0].splitlines()[2:]
    told = {tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table}
    assert told == {
        (f"`{name}`", *("yes" if allowed(acting(role), name) else "" for role in EVERY_ROLE)) for name in permissions()
    }
