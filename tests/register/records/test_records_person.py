"""The page of a person: headed by the answer, opened only with a reason, every look written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from records_people import People, last_event, text_of

Officer = Callable[..., Client]
ACCUSING = ("overstay", "illegal", "violat", "absconded", "offender", "deport")


def test_the_heading_is_the_answer_of_the_last_stay(officer: Officer, people: People) -> None:
    page = text_of(officer("amina"), f"/person/{people.persons['amina']}/")
    assert '<h1 class="sj-answer__heading">In status until 10 October 2026</h1>' in page
    assert "Left in time, on 24 March 2025" in page
    assert "Amina Tesfaye" in page


def test_a_person_is_not_opened_without_a_reason(people: People, client: Callable[..., Client]) -> None:
    response = client("caseworker").get(f"/person/{people.persons['amina']}/")
    assert response.status_code == 302
    assert response["Location"].startswith(f"/why/{people.persons['amina']}/")


@pytest.mark.parametrize("role", ["analyst", "administrator", "feed_operator"])
def test_roles_that_read_no_records_are_refused(people: People, client: Callable[..., Client], role: str) -> None:
    response = client(role).get(f"/person/{people.persons['amina']}/")
    assert response.status_code == 403
    assert b"Tesfaye" not in response.content


def test_opening_a_person_is_written_down_with_the_purpose(officer: Officer, people: People) -> None:
    made = officer("amina")
    text_of(made, f"/person/{people.persons['amina']}/")
    event = last_event("person_opened")
    assert event.subject == people.persons["amina"]
    assert event.actor == made.acting.actor  # type: ignore[attr-defined]  # set at signing in
    assert event.purpose == "application"


def test_a_restricted_person_is_one_neutral_line(
    officer: Officer, client: Callable[..., Client], people: People
) -> None:
    response = client("caseworker").get(f"/person/{people.persons['dana']}/")
    assert response.status_code == 403
    assert b"Restricted: ask the duty desk" in response.content
    assert b"Osei" not in response.content


def test_those_who_may_open_restricted_persons(officer: Officer, people: People) -> None:
    assert "Osei" in text_of(officer("dana", role="supervisor"), f"/person/{people.persons['dana']}/")


def test_unexplained_is_a_question_about_records(officer: Officer, people: People) -> None:
    page = text_of(officer("bruno"), f"/person/{people.persons['bruno']}/")
    assert "A question about records: no departure is on file after 9 July 2026" in page
    assert "It does not say that the person is here, or did anything wrong." in page
    assert [word for word in ACCUSING if word in page.lower()] == []


def test_a_departure_without_an_arrival_is_a_question_too(officer: Officer, people: People) -> None:
    page = text_of(officer("carla"), f"/person/{people.persons['carla']}/")
    assert "A question about records: a departure on 1 May 2026, and no arrival before it" in page
    assert "The arrival record, or the passport under which the person arrived." in page


def test_the_lanes_tell_what_happened_and_when_it_was_learned(officer: Officer, people: People) -> None:
    page = text_of(officer("amina"), f"/person/{people.persons['amina']}/")
    assert "Recorded 12 minutes later" in page
    assert "Application: extension, recorded 2 days later" in page
    assert "Last authorised day on file" in page


def test_the_lanes_are_narrowed_by_links(officer: Officer, people: People) -> None:
    address = f"/person/{people.persons['amina']}/"
    made = officer("amina")
    assert 'href="?kind=facts#lanes"' in text_of(made, address)
    narrowed = text_of(made, f"{address}?kind=facts")
    assert "Application: extension" in narrowed
    assert "Recorded 12 minutes later" not in narrowed


def test_an_id_that_nobody_ever_had_is_not_found(officer: Officer) -> None:
    response = officer().get("/person/p00000000000000000000/")
    assert response.status_code == 404


def test_a_person_takes_a_bounded_number_of_queries(officer: Officer, people: People) -> None:
    made = officer("amina", "carla")
    text_of(made, f"/person/{people.persons['carla']}/")  # the first page of a session notes when it was last used
    counts = []
    for who in ("carla", "amina"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text_of(made, f"/person/{people.persons[who]}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 50


def test_who_has_looked_is_shown_with_the_purpose(officer: Officer, people: People) -> None:
    made = officer("amina")
    text_of(made, f"/person/{people.persons['amina']}/")
    page = text_of(made, f"/person/{people.persons['amina']}/looks/")
    assert "opened the person&#x27;s page." in page
    assert "An application or request of the person" in page
