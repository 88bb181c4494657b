"""What is recorded at the desk: keyed crossings, what a person showed, and the receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.register.desk.conftest import People
from tests.register.desk.test_desk_answers import ask, events, text
from tests.register.desk.test_desk_forms import HEARD, KEYED

Clients = Callable[..., Client]


def key(client: Client, **changed: str) -> HttpResponse:
    return client.post("/desk/movement/", {**KEYED, **changed}, follow=True)


def hear(client: Client, person: str, **changed: object) -> HttpResponse:
    return client.post(f"/desk/hear/{person}/", {**HEARD, **changed}, follow=True)


def test_a_keyed_arrival_shows_its_answer_at_once(people: People, client: Clients) -> None:
    shown = text(key(client("post_officer")))
    assert "May stay until 21 January 2027" in shown
    assert "post:JFK/0123456789BC" in shown


def test_a_keyed_crossing_is_an_inspection_of_the_officers_own_post(people: People, client: Clients) -> None:
    from sojourn.register.store.records import get_record

    key(client("post_officer"))
    values = get_record("post:JFK/0123456789BC").values
    assert (values["kind"], values["verified"], values["feed"]) == ("inspection", "document", "post:JFK")
    assert str(values["occurred_at"]).startswith("2026-07-22 13:30")


def test_a_keyed_departure_ends_the_stay(people: People, client: Clients) -> None:
    leaves = {"direction": "departure", "document_number": "EP1182736", "birth_date_1": "9", "birth_date_0": "14"}
    no_permission = dict.fromkeys(("admitted_class", "admitted_until_0", "admitted_until_1", "admitted_until_2"), "")
    shown = text(key(client("post_officer"), **leaves, **no_permission))
    assert "The last stay on file ended on 22 July 2026" in shown


def test_the_log_names_the_record_and_the_person(people: People, client: Clients) -> None:
    key(client("post_officer"))
    ((_actor, subject, about),) = events("movement_keyed")
    assert subject.startswith("p")
    assert about["record"] == "post:JFK/0123456789BC"


def test_a_form_that_is_sent_twice_records_once(people: People, client: Clients) -> None:
    from sojourn.register.store.models import Membership

    officer = client("post_officer")
    key(officer)
    key(officer)
    assert Membership.objects.filter(name="post:JFK/0123456789BC").count() == 1


def test_what_is_wrong_is_told_and_the_rest_is_kept(people: People, client: Clients) -> None:
    response = key(client("post_officer"), document_issuer="QQQ")
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    assert 'value="ተስፋዬ"' in text(response)
    assert events("movement_keyed") == []


def test_the_port_is_the_officers_office_at_first(people: People, client: Clients) -> None:
    assert 'value="JFK"' in text(client("post_officer").get("/desk/movement/"))


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "oversight"])
def test_only_post_officers_key_movements(people: People, client: Clients, role: str) -> None:
    assert key(client(role)).status_code == 403


def test_what_the_person_shows_settles_what_the_records_leave_open(people: People, client: Clients) -> None:
    person = people.hana
    officer = client("post_officer")
    ask(officer, "EP0000777")
    shown = text(hear(officer, person, day_0="20", day_1="2"))
    assert "The last stay on file ended on 20 February 2026" in shown
    assert "It is on record" in shown


def test_what_was_shown_is_kept_with_the_record_and_in_the_log(people: People, client: Clients) -> None:
    from sojourn.register.store.records import get_record

    person = people.hana
    officer = client("caseworker")
    ask(officer, "EP0000777")
    hear(officer, person, shown=["stamp", "ticket"])
    values = get_record("post:JFK/0123456789BC").values
    assert (values["kind"], values["document_number"]) == ("attested", "EP0000777")
    ((_actor, subject, about),) = events("attested")
    assert (subject, about["shown"]) == (person, ["stamp", "ticket"])


def test_nothing_is_recorded_that_the_officer_does_not_accept(people: People, client: Clients) -> None:
    person = people.hana
    officer = client("post_officer")
    ask(officer, "EP0000777")
    response = hear(officer, person, accepted="")
    assert response.status_code == 422
    assert events("attested") == []


def test_nobody_is_heard_who_is_not_at_the_desk(people: People, client: Clients) -> None:
    person = people.hana
    response = client("post_officer").post(f"/desk/hear/{person}/", HEARD)
    assert response["Location"].startswith(f"/why/{person}/")
    assert events("attested") == []


def test_a_restricted_person_is_not_shown_after_a_movement_was_keyed(people: People, client: Clients) -> None:
    response = key(client("post_officer"), document_number="EP0000888", surname="As typed", birth_date_2="1990")
    assert "A border crossing was recorded" in text(response)
    assert "Sara" not in text(response)


def test_a_receipt_says_what_was_recorded_when_and_by_which_office(people: People, client: Clients) -> None:
    person = people.hana
    officer = client("post_officer")
    ask(officer, "EP0000777")
    hear(officer, person)
    shown = text(officer.get("/desk/receipt/post:JFK/0123456789BC/"))
    assert "What you showed was recorded" in shown
    assert "A stamp in a passport" in shown
    assert "22 July 2026, 16:00 UTC" in shown
    assert [subject for _actor, subject, _about in events("receipt_printed")] == [person]


def test_another_offices_record_gives_no_receipt(people: People, client: Clients) -> None:
    key(client("post_officer"))
    response = client("post_officer", office="lax").get("/desk/receipt/post:JFK/0123456789BC/")
    assert response.status_code == 404
    assert "ተስፋዬ" not in text(response)


@pytest.mark.parametrize("reference", ["post:EWR/amina", "nothing/at-all"])
def test_a_record_that_no_desk_of_the_office_made_gives_no_receipt(
    people: People, client: Clients, reference: str
) -> None:
    response = client("post_officer").get(f"/desk/receipt/{reference}/")
    assert response.status_code == 404
    assert "Tesfaye" not in text(response)


def test_who_belongs_to_no_office_records_nothing(people: People, client: Clients) -> None:
    response = key(client("post_officer", office=""))
    assert response.status_code == 400
    assert "no office" in text(response)
