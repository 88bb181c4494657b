"""Roles take two people; nobody grants to themselves; administrators get no role that reads records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.door.acting import Acting

ActingOf = Callable[..., "Acting"]
REASON = "Takes over the desk."


def roles_of(acting: Acting) -> frozenset[str]:
    from sojourn.register.accounts.roles import roles_in_force

    return roles_in_force(acting.user_id)


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(RegisterError) as caught:
        what()
    assert caught.value.code == code


def test_a_role_is_in_force_once_a_second_person_confirmed_it(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import confirm_grant, propose_grant

    user = acting()
    grant = propose_grant(acting("supervisor"), user.user_id, "caseworker", REASON)
    assert roles_of(user) == frozenset()
    confirm_grant(acting("administrator"), grant.pk)
    assert roles_of(user) == {"caseworker"}


def test_who_proposed_a_role_does_not_confirm_it(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import confirm_grant, propose_grant

    supervisor = acting("supervisor")
    grant = propose_grant(supervisor, acting().user_id, "caseworker", REASON)
    refused("grant-second-person", lambda: confirm_grant(supervisor, grant.pk))


def test_nobody_proposes_a_role_for_themselves(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import propose_grant

    supervisor = acting("supervisor")
    refused("grant-self", lambda: propose_grant(supervisor, supervisor.user_id, "reviewer", REASON))


def test_nobody_confirms_a_role_for_themselves(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import confirm_grant, propose_grant

    one, other = acting("supervisor"), acting("supervisor")
    grant = propose_grant(one, other.user_id, "reviewer", REASON)
    refused("grant-self", lambda: confirm_grant(other, grant.pk))


@pytest.mark.parametrize("role", ["post_officer", "caseworker", "reviewer", "feed_operator", "supervisor", "oversight"])
def test_an_administrator_gets_no_role_that_reads_records(acting: ActingOf, role: str) -> None:
    from sojourn.register.accounts.grants import propose_grant

    administrator = acting("administrator")
    refused("grant-conflict", lambda: propose_grant(acting("supervisor"), administrator.user_id, role, REASON))


def test_two_proposals_that_do_not_go_together_are_caught(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import propose_grant

    supervisor, user = acting("supervisor"), acting()
    propose_grant(supervisor, user.user_id, "administrator", REASON)
    refused("grant-conflict", lambda: propose_grant(supervisor, user.user_id, "caseworker", REASON))


def test_an_ended_role_is_gone_at_once(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import end_grant, open_grants

    user = acting("caseworker")
    end_grant(acting("supervisor"), open_grants().get(user=user.user_id).pk)
    assert roles_of(user) == frozenset()


def test_a_caseworker_grants_nothing(acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import propose_grant
    from sojourn.register.door.acting import Refused

    with pytest.raises(Refused):
        propose_grant(acting("caseworker"), acting().user_id, "reviewer", REASON)


def test_the_database_refuses_a_grant_by_one_person(acting: ActingOf) -> None:
    from django.db import IntegrityError, transaction

    from sojourn.register import clock
    from sojourn.register.accounts.models import Grant

    by, user, at = acting("supervisor").user_id, acting().user_id, clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            user_id=user, role="reviewer", reason="x", proposed_by_id=by, proposed_at=at, confirmed_by_id=by,
            confirmed_at=at,
        )  # fmt: skip


def test_the_pages_of_roles_propose_and_confirm(client: Callable[..., Client], acting: ActingOf) -> None:
    from sojourn.register.accounts.grants import open_grants

    user = acting()
    asked = client("supervisor").post(f"/account/roles/{user.user_id}/", {"role": "reviewer", "reason": REASON})
    assert asked.status_code == 302
    second = client("administrator")
    assert b"Waiting for a second person" in second.get("/account/roles/").content
    second.post(f"/account/roles/grant/{open_grants().get(user=user.user_id).pk}/confirm/")
    assert roles_of(user) == {"reviewer"}


def test_a_closed_account_has_no_roles_and_no_session(client: Callable[..., Client]) -> None:
    visitor = client("caseworker")
    client("administrator").post(f"/account/{visitor.acting.user_id}/close/")
    assert roles_of(visitor.acting) == frozenset()
    assert visitor.get("/search/").headers["Location"].startswith("/account/login/")


def test_a_new_account_gets_a_first_password_once(client: Callable[..., Client]) -> None:
    visitor = client("administrator")
    answer = visitor.post("/account/new/", {"username": "new-one", "name": "New One", "office": "jfk"})
    assert b"First password" in answer.content
    assert b"none" in visitor.get("/account/roles/").content
