"""Codes as staff give and end them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


@pytest.fixture
def person(small_country: Any) -> str:
    return str(small_country.persons["in_status"])


def with_purpose(acting: Any, person_id: str) -> Any:
    from sojourn.register.door.purposes import state_purpose

    state_purpose(acting, person_id, "application", "the person asked for a code")
    return acting


def test_a_code_has_more_than_sixty_bits_of_letters_that_are_not_mistaken(django_ready: object) -> None:
    from sojourn.register.portal.codes import LENGTH, LETTERS, grouped, make_code

    assert LENGTH * math.log2(len(LETTERS)) > 60
    assert not set(LETTERS) & set("01BILOSUZ")
    code = make_code()
    assert len({make_code() for _ in range(200)}) == 200
    assert grouped(code).replace("-", "") == code


def test_a_given_code_is_shown_on_its_slip_once_in_the_persons_language(person: str, client: Make) -> None:
    from sojourn.register.portal.models import PortalCode

    staff = client("caseworker")
    with_purpose(staff.acting, person)
    given = staff.post(f"/person/{person}/codes/", {"how": "post", "mandate": "", "language": "ar"})
    assert given.status_code == 200
    assert 'dir="rtl"' in given.content.decode()
    kept = PortalCode.objects.latest("pk")
    assert kept.given_how == "post"
    listed = staff.get(f"/person/{person}/codes/").content.decode()
    assert f"/code/{kept.pk}/end/" in listed
    assert bytes(kept.digest).hex() not in listed


def test_ending_a_code_takes_it_from_the_list_of_those_that_hold(person: str, client: Make) -> None:
    from sojourn.register.portal.giving import give_code
    from sojourn.register.portal.models import PortalCode

    staff = client("caseworker")
    give_code(with_purpose(staff.acting, person), person, "consulate")
    row = PortalCode.objects.latest("pk")
    assert staff.post(f"/code/{row.pk}/end/").headers["Location"] == f"/person/{person}/codes/"
    row.refresh_from_db()
    assert row.ended_by_id == staff.acting.user_id
    assert f"/code/{row.pk}/end/" not in staff.get(f"/person/{person}/codes/").content.decode()


def test_a_representatives_mandate_is_sealed_and_in_no_event(person: str, acting: Make) -> None:
    from sojourn.register.portal.giving import forget_mandates, give_code, open_codes
    from sojourn.register.store.statements import select

    staff = with_purpose(acting("counsels_clerk"), person)
    give_code(staff, person, "representative", "Maitre Dupont 2026-117")
    assert next(each.mandate for each in open_codes(staff, person)) == "Maitre Dupont 2026-117"
    stored = str([bytes(sealed) for (sealed,) in select("SELECT sealed FROM portal_mandate")])
    told = str(select("SELECT about FROM door_event WHERE verb = 'code_given'"))
    assert "Dupont" not in stored + told
    assert "representative" in told
    assert forget_mandates([person]) == 1
    assert open_codes(staff, person)[0].mandate == ""


@pytest.mark.parametrize(("how", "mandate"), [("representative", ""), ("post", "M-1"), ("street", "")])
def test_a_mandate_belongs_to_a_representative_and_to_nobody_else(
    person: str, acting: Make, how: str, mandate: str
) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.portal.giving import give_code

    with pytest.raises(RegisterError) as refused:
        give_code(with_purpose(acting("caseworker"), person), person, how, mandate)
    assert refused.value.code in ("code-mandate", "code-given-how")


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_nobody_gives_a_code_for_a_restricted_person(small_country: Any, acting: Make, role: str) -> None:
    from sojourn.register.door.acting import Restricted
    from sojourn.register.portal.giving import give_code, open_codes

    staff, closed = acting(role), small_country.persons["restricted"]
    for work in (lambda: give_code(staff, closed, "post"), lambda: open_codes(staff, closed)):
        with pytest.raises(Restricted, match="Restricted: ask the duty desk"):
            work()


def test_a_code_needs_a_purpose_like_every_look(person: str, acting: Make) -> None:
    from sojourn.register.door.acting import PurposeNeeded
    from sojourn.register.portal.giving import give_code

    with pytest.raises(PurposeNeeded):
        give_code(acting("post_officer"), person, "post")


@pytest.mark.parametrize("role", ["officer", "reviewer", "analyst", "oversight", "administrator"])
def test_other_roles_give_no_code(person: str, acting: Make, role: str) -> None:
    from sojourn.register.door.acting import Refused
    from sojourn.register.portal.giving import give_code

    with pytest.raises(Refused):
        give_code(acting(role), person, "post")


def test_a_code_is_not_ended_by_its_number_alone(small_country: Any, person: str, acting: Make) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.portal.giving import end_code, give_code
    from sojourn.register.portal.models import PortalCode

    staff = with_purpose(acting("caseworker"), person)
    give_code(staff, person, "post")
    row = PortalCode.objects.latest("pk")
    PortalCode.objects.filter(pk=row.pk).update(person_id=small_country.persons["restricted"])
    for number in (row.pk, row.pk + 1000):
        with pytest.raises(RegisterError) as refused:
            end_code(staff, number)
        assert refused.value.code == "code-missing"
