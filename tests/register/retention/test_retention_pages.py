"""What the records officer does on the pages; no page shows a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from retention_people import People

if TYPE_CHECKING:
    from django.test import Client


def test_two_people_take_a_batch_from_the_list_to_its_certificate(
    people: People, client: Callable[..., Client]
) -> None:
    from sojourn.register.retention.destroying import destroy_confirmed
    from sojourn.register.retention.listing import list_due
    from sojourn.register.retention.models import Batch
    from sojourn.register.store.models import Event

    list_due()
    first, second = (client("records_officer", office="archive") for _ in range(2))
    shown = first.get("/retention/").content.decode()
    assert "us.retention_file/propose/" in shown
    answer = first.post("/retention/rules/us.retention_file/propose/", {"reason": "time is over"})
    batch = Batch.objects.latest("id")
    assert answer.url == f"/retention/batches/{batch.pk}/"
    page = second.get(answer.url).content.decode()
    assert not any(each in page for each in (*people.persons.values(), *people.names["gone"], "GONE"))
    item = batch.items.get(person_id=people.persons["gone"])
    one = second.get(f"{answer.url}items/{item.pk}/").content.decode()
    assert people.persons["gone"] in one
    assert people.persons["other"] not in one
    assert "GONE" not in one
    look = Event.objects.filter(verb="retention_opened").latest("event_id")
    assert (look.subject, look.about) == (people.persons["gone"], {"batch": batch.pk, "item": item.pk})
    second.post(answer.url, {"reason": "looked at each", "confirm": "1"})
    destroy_confirmed()
    done = second.get(answer.url).content.decode()
    assert done.count("Destroyed") == 2
    file = second.get(f"{answer.url}certificate/")
    assert file["Content-Disposition"] == f'attachment; filename="destroyed-{batch.pk}.txt"'
    assert file.content.decode().startswith("sojourn/destroyed/v1\n")


def test_who_proposed_is_not_asked_to_confirm_and_may_take_it_back(
    people: People, client: Callable[..., Client]
) -> None:
    from sojourn.register.retention.listing import list_due
    from sojourn.register.retention.models import Batch

    list_due()
    first = client("records_officer", office="archive")
    where = first.post("/retention/rules/us.retention_file/propose/", {"reason": "time is over"}).url
    assert 'name="confirm"' not in first.get(where).content.decode()
    assert first.post(where, {"reason": "x", "confirm": "1"}).status_code == 400
    first.post(where, {"reason": "a mistake", "decline": "1"})
    assert Batch.objects.latest("id").decision.verdict == "declined"


def test_a_batch_is_not_decided_without_a_reason(people: People, client: Callable[..., Client]) -> None:
    from sojourn.register.retention.listing import list_due
    from sojourn.register.retention.models import Decision

    list_due()
    first, second = (client("records_officer", office="archive") for _ in range(2))
    where = first.post("/retention/rules/us.retention_file/propose/", {"reason": "not decided"}).url
    assert "There is a problem" in second.post(where, {"reason": "", "confirm": "1"}).content.decode()
    assert not Decision.objects.filter(batch__reason="not decided").exists()


def test_a_hold_is_set_shown_and_ended_by_two_people_and_oversight_is_told(
    people: People, client: Callable[..., Client]
) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.models import Alert
    from sojourn.register.retention.holds import ALERT, held
    from sojourn.register.retention.models import Hold
    from sojourn.register.store.models import Event

    officer, person = client("records_officer", office="archive"), people.persons["gone"]
    second = client("records_officer", office="archive")
    officer.post("/retention/holds/new/", told(person, clock.today() + timedelta(days=90)))
    shown = officer.get("/retention/holds/").content.decode()
    assert "District Court" in shown
    assert person not in shown
    number = Hold.objects.get(person_id=person).pk
    where = f"/retention/holds/{number}/end/"
    assert person in officer.get(where).content.decode()
    looks = Event.objects.filter(verb="retention_opened").values_list("subject", "about")
    assert {(subject, about.get("hold"), about.get("page")) for subject, about in looks} == {
        ("", None, "holds"),
        (person, number, None),
    }
    officer.post(where, {"reason": "the court ended it"})
    assert 'name="confirm"' not in officer.get(where).content.decode()
    assert officer.post(where, {"confirm": "1"}).status_code == 400
    assert held([person]) == {person}
    assert "the court ended it" in second.get(where).content.decode()
    second.post(where, {"confirm": "1"})
    assert held([person]) == set()
    assert Alert.objects.get(kind=ALERT).about["hold"] == number


def test_a_hold_that_somebody_proposes_to_end_may_stay(people: People, client: Callable[..., Client]) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.models import Hold

    first, second = (client("records_officer", office="archive") for _ in range(2))
    first.post("/retention/holds/new/", told(people.persons["gone"], clock.today() + timedelta(days=90)))
    hold = Hold.objects.get(person_id=people.persons["gone"])
    where = f"/retention/holds/{hold.pk}/end/"
    assert second.post(where, {"confirm": "1"}).status_code == 404
    first.post(where, {"reason": "x"})
    assert "hold-ending" in second.post(where, {"reason": "y"}).content.decode()
    second.post(where, {"keep": "1"})
    hold.refresh_from_db()
    assert (hold.ending_by_id, hold.ended_at, hold.end_reason) == (None, None, "")


def test_the_database_lets_nobody_end_a_hold_alone(people: People, client: Callable[..., Client]) -> None:
    from django.db import IntegrityError, transaction

    from sojourn.register import clock
    from sojourn.register.retention.models import Hold

    client("records_officer", office="archive").post(
        "/retention/holds/new/", told(people.persons["gone"], clock.today() + timedelta(days=90))
    )
    hold = Hold.objects.filter(person_id=people.persons["gone"])
    alone = {"ended_at": clock.now(), "ended_by_id": hold.get().set_by_id}
    for more in ({}, {"ending_by_id": hold.get().set_by_id}):
        with pytest.raises(IntegrityError, match="hold_end_takes_two"), transaction.atomic():
            hold.update(**alone, **more)


def test_a_hold_about_nobody_says_what_to_name(people: People, client: Callable[..., Client]) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.models import Hold

    officer = client("records_officer", office="archive")
    answer = officer.post("/retention/holds/new/", told("p0", clock.today() + timedelta(days=90)))
    assert "hold-about" in answer.content.decode()
    assert not Hold.objects.filter(person_id="p0").exists()


def told(about: str, until: Any) -> dict[str, str]:
    day = {"until_0": str(until.day), "until_1": str(until.month), "until_2": str(until.year)}
    said = {"about": about, "authority": "District Court", "legal_basis": "Act 1, s. 2", "reference": "DC-1"}
    return {**said, **day}
