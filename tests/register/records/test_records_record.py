"""One record, and the part of the message in which it came: looks of their own, never other people's."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from records_people import People, last_event

from sojourn.register.records.message_part import find_part

Officer = Callable[..., Client]
PAXLST = (
    b"UNA:+.? 'UNB+UNOA:4+A+B'NAD+FL+++SMITH:ANN'DOC+P:110:111+AB123'NAD+FL+++JONES:BOB'DOC+P:110:111+CD456'CNT+42:2'"
)


def test_a_record_shows_what_it_says_and_where_it_came_from(officer: Officer, people: People) -> None:
    page = officer("amina").get("/record/post:JFK/amina-3/").content.decode()
    assert "Arrival at IATA:JFK, class B-2, until 10 October 2026" in page
    assert "Tesfaye" in page
    assert "11 April 2026, 16:02 UTC" in page


def test_a_record_is_not_opened_without_a_reason(people: People, client: Callable[..., Client]) -> None:
    assert client("caseworker").get("/record/post:JFK/amina-3/")["Location"].startswith("/why/")


def test_a_record_of_nobody_is_not_found(officer: Officer) -> None:
    assert officer().get("/record/post:JFK/nobody-1/").status_code == 404


def test_what_was_received_is_a_look_of_its_own(officer: Officer, people: People) -> None:
    page = officer("amina").get("/as-received/post:JFK/amina-1/").content.decode()
    assert "&quot;movement_id&quot;: &quot;amina-1&quot;" in page
    assert "Keller" not in page
    event = last_event("raw_opened")
    assert (event.subject, event.about) == (people.persons["amina"], {"record": "post:JFK/amina-1"})


def test_a_record_without_its_message_says_so(officer: Officer, people: People) -> None:
    page = officer("amina").get("/as-received/post:JFK/amina-3/").content.decode()
    assert "The original message is not on file" in page


def test_a_role_that_may_not_open_messages_is_refused(officer: Officer, people: People) -> None:
    made = officer("amina", role="post_officer")
    assert made.get("/as-received/post:JFK/amina-1/").status_code == 403
    assert "as-received" not in made.get("/record/post:JFK/amina-1/").content.decode()


def test_one_passenger_is_told_from_the_others_on_a_list() -> None:
    part = find_part(PAXLST, "r1", ["CD456"], None)
    assert part == "NAD+FL+++JONES:BOB'\nDOC+P:110:111+CD456'"


def test_a_part_that_cannot_be_told_apart_is_not_shown() -> None:
    assert find_part(PAXLST, "r1", [""], 1) is None


def test_one_row_of_a_batch_is_found_by_its_id() -> None:
    batch = b'{"rows": [{"movement_id": "a1"}, {"movement_id": "a11"}]}'
    assert find_part(batch, "a1", [], None) == '{\n  "movement_id": "a1"\n}'


def test_one_line_of_a_file_is_found_by_its_place() -> None:
    assert find_part(b"id,name\n1,Ann\n2,Bob\n", "x", [], 3) == "2,Bob"
