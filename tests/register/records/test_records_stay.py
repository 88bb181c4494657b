"""The page of a stay: why step by step, versions, and what was believed with only what was known then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from records_people import People, last_event, text_of

Officer = Callable[..., Client]


def past(day: str, known: str) -> str:
    """Ask about a day with what was known by the end of another."""
    parts = {f"as_of_{place}": part for place, part in enumerate(reversed(day.split("-")))}
    parts |= {f"known_on_{place}": part for place, part in enumerate(reversed(known.split("-")))}
    return "&".join(f"{name}={value}" for name, value in parts.items())


def test_each_step_names_its_record_and_when_it_was_learned(officer: Officer, people: People) -> None:
    page = text_of(officer("amina"), f"/stay/{people.stays['amina']}/")
    assert "An officer inspected the person: arrival on 11 April 2026 at IATA:JFK" in page
    assert "Record post:JFK/amina-3" in page
    assert "learned 11 April 2026, 16:02 UTC" in page
    assert 'href="/record/post:JFK/amina-3/"' in page


def test_each_rule_stands_with_its_citation_and_when_its_check_is_due(officer: Officer, people: People) -> None:
    page = text_of(officer("amina"), f"/stay/{people.stays['amina']}/")
    assert "8 CFR 235.1(h)" in page
    assert "in force since" in page
    assert "check due on" in page


def test_the_authorised_periods_stand_by_basis_with_their_words(officer: Officer, people: People) -> None:
    page = text_of(officer("dana", role="supervisor"), f"/stay/{people.stays['dana']}/")
    assert "It authorises presence by itself." in page
    assert "That is neither a status nor a permission to stay." in page


def test_only_what_was_known_then_counts(officer: Officer, people: People) -> None:
    made, address = officer("ewa"), f"/stay/{people.stays['ewa']}/"
    assert "Left in time, on 20 June 2026" in text_of(made, address)
    then = text_of(made, f"{address}?{past('2026-09-15', '2026-09-15')}")
    assert "A question about records: no departure is on file after 9 July 2026" in then
    assert "This is what would have been answered with only what was known then." in then
    assert "post:JFK/ewa-2" not in then


def test_a_stay_of_which_nothing_was_known_says_so(officer: Officer, people: People) -> None:
    page = text_of(officer("amina"), f"/stay/{people.stays['amina']}/?{past('2026-09-15', '2026-01-15')}")
    assert "Nothing was known of this stay then" in page
    assert people.stays["amina before"] in page


@pytest.mark.parametrize(
    ("day", "known", "said"),
    [
        ("2026-02-31", "2026-03-01", "This is not a day of the calendar."),
        ("2026-03-01", "2033-03-01", "has not come yet"),
    ],
)
def test_a_day_that_cannot_be_asked_is_said_on_the_form(
    officer: Officer, people: People, day: str, known: str, said: str
) -> None:
    page = text_of(officer("ewa"), f"/stay/{people.stays['ewa']}/?{past(day, known)}")
    assert said in page
    assert "There is a problem" in page


def test_the_versions_tell_what_made_each_change(officer: Officer, people: People) -> None:
    page = text_of(officer("ewa"), f"/stay/{people.stays['ewa']}/")
    assert "How the answer came about" in page
    assert "New or corrected records" in page
    assert "holds now" in page


def test_a_version_names_only_the_persons_own_records(officer: Officer, people: People) -> None:
    page = text_of(officer("ewa"), f"/stay/{people.stays['ewa']}/")
    assert "post:JFK/ewa-1" in page
    assert [who for who in ("amina", "bruno", "dana") if f"/{who}-" in page] == []


def test_a_version_that_is_not_there_is_not_found(officer: Officer, people: People) -> None:
    assert officer("ewa").get(f"/stay/{people.stays['ewa']}/?version=1").status_code == 404


def test_asking_about_the_past_is_written_down(officer: Officer, people: People) -> None:
    text_of(officer("ewa"), f"/stay/{people.stays['ewa']}/?{past('2026-09-15', '2026-09-15')}")
    event = last_event("stay_opened")
    assert event.subject == people.persons["ewa"]
    assert event.about == {"stay": people.stays["ewa"], "as_of": "2026-09-15"}


def test_the_print_view_has_the_proof_and_no_form(officer: Officer, people: People) -> None:
    page = text_of(officer("ewa"), f"/stay/{people.stays['ewa']}/?print=1")
    assert "An answer is not a decision about anybody." in page
    assert '<form method="get"' not in page


def test_unlawful_presence_is_information_and_decides_nothing(officer: Officer, people: People) -> None:
    page = text_of(officer("bruno"), f"/stay/{people.stays['bruno']}/")
    assert "Information for an officer. It decides nothing, and is not part of the answer." in page


def test_an_orphan_departure_has_its_page(officer: Officer, people: People) -> None:
    made = officer("carla")
    person = text_of(made, f"/person/{people.persons['carla']}/")
    address = person.split('href="/stay/')[1].split('"')[0]
    page = text_of(made, f"/stay/{address}")
    assert "and no arrival before it" in page
    assert "post:JFK/carla-1" in page


def test_a_stay_that_is_not_there_is_not_found(officer: Officer) -> None:
    assert officer().get("/stay/s00000000000000000000/").status_code == 404
