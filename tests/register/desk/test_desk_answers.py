"""A document in, the last authorised day out: what the desk shows, to whom, and what the log says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.register.desk.conftest import NOON, PASSPORT, People
from tests.register.desk.desk_log import list_events

Clients = Callable[..., Client]

#: A passport that is not on file.
OTHER = "P<UTOOTHER<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<\nL898902C47UTO7408122F1204159ZE184226B<<<<<18"


def ask(client: Client, document: str = "EP1182736", issuer: str = "ETH") -> HttpResponse:
    return client.post("/desk/", {"document": document, "issuer": issuer}, follow=True)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def events(verb: str) -> list[tuple[str, str, dict[str, object]]]:
    return [(row.actor, row.subject, row.about) for row in list_events(verb)]


def purposes(verb: str) -> list[tuple[str, str]]:
    return [(row.subject, row.purpose) for row in list_events(verb)]


def test_the_answer_is_the_last_authorised_day(people: People, client: Clients) -> None:
    shown = text(ask(client("post_officer")))
    assert "May stay until 31 August 2026" in shown
    assert "52" in shown
    assert "Amina Tesfaye" in shown


def test_the_zone_of_a_passport_is_a_question_too(people: People, client: Clients) -> None:
    assert "Anna Eriksson" in text(ask(client("post_officer"), PASSPORT))


def test_the_log_says_who_asked_about_whom_and_why(people: People, client: Clients) -> None:
    person = people.amina
    officer = client("post_officer")
    ask(officer)
    actors = [actor for actor, subject, _about in events("desk_asked") if subject == person]
    assert actors == [officer.acting.actor]  # type: ignore[attr-defined]
    assert (person, "border_check") in purposes("desk_asked")


def test_no_name_and_no_number_stands_in_an_address(people: People, client: Clients) -> None:
    response = ask(client("post_officer"))
    addresses = [address for address, _status in response.redirect_chain]  # type: ignore[attr-defined]
    assert addresses
    assert [address for address in addresses if "EP1182736" in address or "Tesfaye" in address] == []


def test_a_misread_line_is_told_and_what_was_typed_is_kept(people: People, client: Clients) -> None:
    response = ask(client("post_officer"), PASSPORT.replace("L898902C3", "L898902C4"))
    assert response.status_code == 422
    assert "Line 2: the check digit of the document number does not fit." in text(response)
    assert "L898902C46UTO" in text(response)


def test_two_documents_of_one_number_ask_for_the_issuer(people: People, client: Clients) -> None:
    officer = client("post_officer")
    unsure = ask(officer, issuer="")
    assert "More than one document has this number" in text(unsure)
    assert "Otieno" not in text(unsure)
    assert "Grace Otieno" in text(ask(officer, issuer="KEN"))


def test_a_document_that_is_not_on_file_leads_to_keying_a_movement(people: People, client: Clients) -> None:
    officer = client("post_officer")
    shown = text(ask(officer, OTHER))
    assert "No record has this document" in shown
    assert 'name="surname" value="OTHER"' in shown
    begun = officer.post("/desk/movement/begun/", {"surname": "ERIKSSON", "document_number": "L898902C3"})
    assert 'value="ERIKSSON"' in text(begun)


def test_without_the_right_no_movement_is_offered(people: People, client: Clients) -> None:
    assert "Key a movement" not in text(ask(client("caseworker"), "NN00001"))


@pytest.mark.parametrize("role", ["analyst", "administrator", "oversight", "feed_operator"])
def test_only_those_who_work_at_a_desk_may_ask(people: People, client: Clients, role: str) -> None:
    assert client(role).get("/desk/").status_code == 403


def test_a_restricted_person_is_one_neutral_line(people: People, client: Clients) -> None:
    response = ask(client("post_officer"), "EP0000888")
    assert response.status_code == 403
    assert "Restricted: ask the duty desk" in text(response)
    assert "Tesfaye" not in text(response)


def test_a_supervisor_opens_a_restricted_person(people: People, client: Clients) -> None:
    assert "Sara Tesfaye" in text(ask(client("supervisor"), "EP0000888"))


def test_a_question_about_records_is_no_overstay(people: People, client: Clients) -> None:
    from sojourn.register.store.models import CurrentAnswer

    assert CurrentAnswer.objects.get(person_id=people.hana).state == "unexplained"
    shown = text(ask(client("post_officer"), "EP0000777"))
    assert "The records do not show everything about this stay. Hear the person." in shown
    assert "28 February 2026" not in shown
    assert [word for word in ("overstay", "unexplained", "days over") if word in shown.lower()] == []


def test_an_answer_that_no_longer_holds_is_worked_out_anew(people: People, client: Clients) -> None:
    from sojourn.register import clock

    with clock.set_to(NOON + timedelta(days=60)):
        shown = text(ask(client("post_officer")))
    assert "May stay until" not in shown
    assert "Hear the person." in shown


def test_somebody_whose_document_was_not_given_is_opened_with_a_purpose_only(people: People, client: Clients) -> None:
    person = people.amina
    response = client("post_officer").get(f"/desk/answer/{person}/")
    assert response.status_code == 302
    assert response["Location"].startswith(f"/why/{person}/")


def test_after_an_hour_the_desk_asks_why(people: People, client: Clients) -> None:
    from sojourn.register import clock

    person = people.amina
    officer = client("post_officer")
    ask(officer)
    with clock.set_to(NOON + timedelta(minutes=61)):
        assert officer.get(f"/desk/answer/{person}/").status_code == 302


def test_every_answer_shown_is_in_the_log(people: People, client: Clients) -> None:
    person = people.amina
    officer = client("post_officer")
    ask(officer)
    officer.get(f"/desk/answer/{person}/")
    assert [subject for _actor, subject, _about in events("desk_asked")].count(person) == 2
