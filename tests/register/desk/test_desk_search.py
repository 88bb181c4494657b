"""The search finds by what the refusals allow, says why, and writes every look down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.register.desk.conftest import People
from tests.register.desk.test_desk_answers import events, purposes, text

Clients = Callable[..., Client]


def search(client: Client, **given: str) -> HttpResponse:
    return client.post("/search/", {"purpose": "application", **given})


def test_a_document_finds_its_holder_and_says_why(people: People, client: Clients) -> None:
    shown = text(search(client("caseworker"), document="EP 118 2736", issuer="ETH"))
    assert "Amina Tesfaye" in shown
    assert f"/person/{people.amina}/" in shown
    assert "number and issuer" in shown


def test_a_reference_finds_its_holder(people: People, client: Clients) -> None:
    assert "Amina Tesfaye" in text(search(client("caseworker"), reference="I94: 12345678901"))


@pytest.mark.parametrize("name", ["Amina Tesfaye", "tesfaye amina", "Tesfaye"])
def test_a_name_finds_in_any_order(people: People, client: Clients, name: str) -> None:
    shown = text(search(client("caseworker"), name=name, birth_year="1990"))
    assert "Amina Tesfaye" in shown
    assert "Every word of the name" in shown


def test_a_name_finds_in_its_own_script(people: People, client: Clients) -> None:
    shown = text(search(client("caseworker"), name="محمد أحمد", birth_year="1990"))
    assert "أحمد محمد" in shown


def test_another_birth_year_finds_nobody(people: People, client: Clients) -> None:
    shown = text(search(client("caseworker"), name="Amina Tesfaye", birth_year="1991"))
    assert "Nobody was found" in shown


def test_each_person_shown_is_a_look(people: People, client: Clients) -> None:
    search(client("caseworker"), name="Tesfaye", birth_year="1990")
    # other modules may have left a namesake on file, who is shown and logged too
    looks = {(subject, about["by"]) for _actor, subject, about in events("searched")}
    assert looks >= {(people.amina, "name"), (people.sara, "name")}
    assert set(purposes("searched")) >= {(people.amina, "application"), (people.sara, "application")}
    assert not {subject for subject, _by in looks} & {people.grace, people.hana, people.ahmed, people.anna}


def test_what_was_searched_for_is_not_in_the_log(people: People, client: Clients) -> None:
    search(client("caseworker"), name="Tesfaye", birth_year="1990")
    assert "Tesfaye" not in str(events("searched"))


def test_a_restricted_person_is_a_line_without_a_name(people: People, client: Clients) -> None:
    shown = text(search(client("caseworker"), document="EP0000888"))
    assert "Restricted: ask the duty desk" in shown
    assert "Tesfaye" not in shown
    assert people.sara not in shown
    assert [subject for _actor, subject, _about in events("searched")] == [people.sara]


def test_a_name_without_a_birth_year_searches_for_nobody(people: People, client: Clients) -> None:
    response = search(client("caseworker"), name="Tesfaye")
    assert response.status_code == 422
    assert "A name is searched with a birth year" in text(response)
    assert events("searched") == []


def test_nothing_is_searched_by_an_address(people: People, client: Clients) -> None:
    shown = text(client("caseworker").get("/search/?document=EP1182736&purpose=application"))
    assert "Tesfaye" not in shown
    assert events("searched") == []


def test_no_more_than_twenty_are_shown(people: People, client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.desk import searching
    from sojourn.register.store.find import Found, Matches

    many = Matches([Found(people.amina, "name", ["Tesfaye", "1990"])] * 20, more=True)
    monkeypatch.setattr(searching.find, "find_by_name", lambda name, year: many)
    shown = text(search(client("caseworker"), name="Tesfaye", birth_year="1990"))
    assert "There are more. No more than 20 are shown" in shown


@pytest.mark.parametrize("role", ["analyst", "administrator", "feed_operator"])
def test_who_reads_no_records_does_not_search(people: People, client: Clients, role: str) -> None:
    assert client(role).get("/search/").status_code == 403
