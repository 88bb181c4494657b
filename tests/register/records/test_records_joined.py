"""Persons that a decision joins and a withdrawal parts: any id ever shown resolves, and the page says so."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from records_people import NOW, People

from sojourn.register.store.links import record_decision, withdraw_decision

Officer = Callable[..., Client]
OLD, NEW = "post:JFK/fikru-1", "post:JFK/fikru-new-1"


def join(people: People) -> str:
    """Decide that both records are one person's, and answer anew."""
    link = record_decision(OLD, NEW, "same", "user:1", "The officer compared both passports.", None, NOW)
    answer_again(people, link)
    return link


def answer_again(people: People, link: str) -> None:
    """Answer anew for both, after a decision."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.persons import subjects_of

    answer_subjects(
        {each for who in ("fikru", "fikru-new") for each in subjects_of(people.persons[who])}, "decision", [link]
    )


def test_an_id_of_before_leads_to_the_person_who_holds_its_records(officer: Officer, people: People) -> None:
    made = officer("fikru")
    join(people)
    old_id = people.persons["fikru-new"]
    response = made.get(f"/person/{old_id}/")
    assert response["Location"] == f"/person/{people.persons['fikru']}/?asked={old_id}"
    page = made.get(response["Location"]).content.decode()
    assert f"You asked for {old_id}." in page
    assert "Left in time, on 20 August 2026" in page


def test_the_page_says_why_the_records_are_one_persons_and_keeps_the_score_back(
    officer: Officer, people: People
) -> None:
    made = officer("fikru")
    join(people)
    address = f"/stay/{people.stays['fikru']}/"
    page = made.get(address).content.decode()
    assert "by a reviewer, with both records open" in page
    assert "No score: this was not decided by a model." not in page
    compared = made.get(f"{address}?compare=1").content.decode()
    assert "No score: this was not decided by a model." in compared
    assert "Cannot be compared" in compared or "Different" in compared


def test_persons_parted_again_are_named_on_the_page(officer: Officer, people: People) -> None:
    made = officer("fikru")
    link = join(people)
    withdraw_decision(link, "user:1", "They are two people.", NOW)
    answer_again(people, link)
    page = made.get(f"/person/{people.persons['fikru']}/").content.decode()
    assert f"{NEW} was shown with this person once" in page
    assert made.get(f"/person/{people.persons['fikru-new']}/")["Location"].startswith("/why/")
