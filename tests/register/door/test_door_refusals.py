"""The refusals tried from the outside: no parameter of any address gets a list of people by what they are.

Every address with every role is asked with every trait at once, and each trait by itself with one role that may open
the address. No answer may hold a person or a stay that the same address without parameters does not hold, and a list
may not change with a trait: what can be narrowed by nationality can be listed by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from door_walk import Address, arguments_of, list_addresses
from test_door_walk import ROLES, give_purpose, make_case, make_disclosure, staff_rows, undone

#: Traits and proxies by every name that an address could give them, with values that people of the country have.
TRAITS: dict[str, str] = {
    **dict.fromkeys(("state", "status", "stage", "answer"), "unexplained"),
    **dict.fromkeys(("unknown_code", "code", "why"), "identity_review"),
    **dict.fromkeys(("nationality", "country", "document_issuer", "citizenship", "language", "lang_of"), "NLD"),
    **dict.fromkeys(("class", "admitted_class", "visa"), "B2"),
    **dict.fromkeys(("sex", "gender"), "F"),
    **dict.fromkeys(("age", "birth_year", "year", "born"), "1990"),
    **dict.fromkeys(("port", "place"), "JFK"),
    **dict.fromkeys(("address", "city", "contact"), "1 Example Street"),
    **dict.fromkeys(("carrier", "transport"), "KL"),
    **dict.fromkeys(("order_by", "sort", "order", "ordering"), "nationality"),
    **dict.fromkeys(("filter", "where", "group", "facet"), "nationality=NLD"),
    **dict.fromkeys(("limit", "page_size", "per_page", "most"), "100000"),
    **dict.fromkeys(("restricted", "overstay", "days_over", "ground", "offence"), "1"),
}
_ID = re.compile(r"\b[psc][0-9a-f]{20}\b")
_BY_NAME = sorted(TRAITS)
#: Traits asked at once in one request of those that ask for a few.
_PART = 3


@pytest.fixture
def known(small_country: Any, acting: Callable[..., Any]) -> frozenset[str]:
    """Give every person and stay of the country, and two cases of an office: what its lists of work show."""
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.store.statements import select

    boss, cases = acting("supervisor"), []
    for word in ("unexplained", "in_status"):
        person, stay = small_country.persons[word], small_country.stays[word]
        state_purpose(boss, person, "legal_proceeding", "a case")
        cases.append(begin_case(boss, Beginning(person, stay, "question_reviewed", "us.overstay")).case_id)
    rows = select("SELECT person_id, stay_id FROM store_current_answer")
    return frozenset([*cases, *(each for row in rows for each in row)])


@pytest.fixture
def whom(small_country: Any, person: Callable[..., Any]) -> Any:
    """Give somebody invented, about whom every address is asked."""
    return person()


@pytest.fixture
def addresses(whom: Any, client: Callable[..., Any]) -> list[Address]:
    """Give every address, with what stands for its parameters."""
    clerk = client("counsels_clerk").acting.user_id
    told = arguments_of(whom, clerk, make_disclosure(whom, clerk), make_case(whom))
    return [one for one in list_addresses(told) if one.name in staff_rows()]


def ids_in(answer: Any, known: frozenset[str]) -> set[str]:
    """Give the persons and stays of the country that an answer holds; a stream that never ends is not read."""
    if answer.streaming:
        return set()
    return set(_ID.findall(answer.content.decode(errors="replace"))) & known


def ask(
    visitor: Any, path: str, told: dict[str, str], known: frozenset[str], *, post: bool = False
) -> tuple[int, set[str]]:
    with undone():
        answer = visitor.post(path, told) if post else visitor.get(path, told)
        return answer.status_code, ids_in(answer, known)


def visitor_of(client: Callable[..., Any], role: str, whom: Any) -> Any:
    visitor = client(role)
    visitor.raise_request_exception = False
    give_purpose(visitor.acting, whom.person_id)
    return visitor


@pytest.mark.parametrize("role", ROLES)
def test_no_address_lists_people_by_what_they_are(
    client: Callable[..., Any], addresses: list[Address], known: frozenset[str], whom: Any, role: str
) -> None:
    visitor = visitor_of(client, role, whom)
    more: dict[str, int] = {}
    for one in addresses:
        status, found = ask(visitor, one.path, TRAITS, known)
        if status in (403, 404):
            continue
        found |= ask(visitor, one.path, TRAITS, known, post=True)[1]
        wrong = found - ask(visitor, one.path, {}, known)[1] if found else found
        if wrong:
            more[one.name] = len(wrong)
    assert not more, "with traits these show others than without"


def test_each_trait_by_itself_changes_no_list(
    client: Callable[..., Any], addresses: list[Address], known: frozenset[str], whom: Any
) -> None:
    rows, changed, longest = staff_rows(), set(), 0
    visitors = {
        role: visitor_of(client, role, whom) for role in ("supervisor", "oversight", "feed_operator", "officer")
    }
    parts = [_BY_NAME[at : at + _PART] for at in range(0, len(_BY_NAME), _PART)]
    for number, one in enumerate(addresses):
        allowed = rows[one.name]
        role = next((each for each in visitors if allowed == ["everybody"] or each in allowed), None)
        if role is None:
            continue
        status, plain = ask(visitors[role], one.path, {}, known)
        longest = max(longest, len(plain))
        alone = parts[number % len(parts)] if not plain else _BY_NAME  # each trait where people are shown at all
        for trait in alone:
            with_status, found = ask(visitors[role], one.path, {trait: TRAITS[trait]}, known)
            if found - plain or (status == with_status == 200 and found != plain):
                changed.add(f"{one.name}?{trait}")
    assert not changed
    assert longest > 1, "some address shows a list, or this would prove nothing"


def test_the_search_finds_nobody_by_a_trait_a_year_or_a_name_alone(
    client: Callable[..., Any], known: frozenset[str]
) -> None:
    visitor = client("caseworker")
    for told in (*({trait: value} for trait, value in TRAITS.items()), {"name": "PEETERS"}, {"birth_year": "1990"}):
        assert ask(visitor, "/search/", {**told, "purpose": "correction"}, known, post=True)[1] == set(), told
        assert ask(visitor, "/search/", {**told, "purpose": "correction"}, known)[1] == set(), told
    found = ask(
        visitor, "/search/", {"name": "PEETERS", "birth_year": "1990", "purpose": "correction"}, known, post=True
    )
    assert 1 <= len(found[1]) <= 20


def test_the_search_never_shows_more_than_twenty(db: None) -> None:
    from sojourn.register.store.find import MOST

    assert MOST == 20


def test_no_parameter_of_the_api_reads_anything_out(client: Callable[..., Any], known: frozenset[str]) -> None:
    from sojourn.register.api import api

    visitor = client("administrator")
    for path, entry in api.get_openapi_schema()["paths"].items():
        assert set(entry) == {"post"}
        status, found = ask(visitor, path, TRAITS, known)
        assert (status, found) == (405, set())


def test_the_person_s_door_shows_no_trait_s_people_with_and_without_a_code(
    portal: Any,
    portal_session: Any,
    small_country: Any,
    known: frozenset[str],
) -> None:
    from django.urls import get_resolver

    own = small_country.persons["in_status"]
    inside = portal_session(own)
    allowed = {own, small_country.stays["in_status"]}
    for part in get_resolver().url_patterns:
        for entry in part.url_patterns:
            path = "/" + re.sub(r"<[^>]*>", "x", str(entry.pattern)).replace("(?P", "").replace("^", "")
            path = path.replace("x(json|pdf)", "json").replace("$", "")
            if path.startswith(("/leave", "/language")):
                continue
            assert ask(portal, path, TRAITS, known)[1] == set(), path
            assert ask(inside, path, TRAITS, known)[1] <= allowed, path
