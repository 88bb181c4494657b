"""The door on every request: the entrance, the headers, why a record is needed, restricted, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sojourn.register import clock

ClientOf = Callable[..., Client]
WHY = {"purpose": "correction", "note": "The request of 4 January."}


def events(verb: str) -> list[tuple[str, str, str]]:
    from sojourn.register.store.models import Event

    return list(Event.objects.filter(verb=verb).values_list("actor", "subject", "purpose"))


def test_whoever_has_not_signed_in_is_sent_to_sign_in(db: None) -> None:
    answer = Client(SERVER_NAME="localhost").get("/log/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=/log/"


def test_whoever_has_not_set_a_second_factor_sets_it_first(db: None, acting: Callable[..., object]) -> None:
    from sojourn.register.accounts.models import User

    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(
        User.objects.get(pk=acting("oversight").user_id), "allauth.account.auth_backends.AuthenticationBackend"
    )
    assert visitor.get("/log/").headers["Location"] == "/account/second-factor/"


def test_every_page_forbids_what_is_not_named_and_is_not_kept(client: ClientOf) -> None:
    answer = client("oversight").get("/log/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; ")
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_the_log_is_for_oversight_and_the_refusal_is_written_down(client: ClientOf) -> None:
    answer = client("supervisor").get("/log/")
    assert answer.status_code == 403
    assert b"Your roles do not allow this" in answer.content
    assert len(events("refused")) == 1


def test_a_reason_opens_a_record_for_an_hour(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.acting import PurposeNeeded
    from sojourn.register.door.purposes import require_open

    whom, visitor = person(), client("caseworker")
    with pytest.raises(PurposeNeeded):
        require_open(visitor.acting, whom.person_id)
    answer = visitor.post(f"/why/{whom.person_id}/", {**WHY, "next": f"/person/{whom.person_id}/"})
    assert answer.headers["Location"] == f"/person/{whom.person_id}/"
    require_open(visitor.acting, whom.person_id)
    assert events("purpose_stated") == [(visitor.acting.actor, whom.person_id, "correction")]
    with clock.set_to(clock.now() + timedelta(minutes=61)), pytest.raises(PurposeNeeded):
        require_open(visitor.acting, whom.person_id)


def test_a_reason_is_for_one_person(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.acting import PurposeNeeded
    from sojourn.register.door.purposes import require_open

    one, other, visitor = person(), person(), client("caseworker")
    visitor.post(f"/why/{one.person_id}/", WHY)
    with pytest.raises(PurposeNeeded):
        require_open(visitor.acting, other.person_id)


def test_a_reason_of_one_user_is_not_anothers(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.acting import PurposeNeeded
    from sojourn.register.door.purposes import require_open

    whom, other = person(), client("caseworker")
    client("caseworker").post(f"/why/{whom.person_id}/", WHY)
    with pytest.raises(PurposeNeeded):
        require_open(other.acting, whom.person_id)


def test_a_reason_without_a_note_is_not_taken_and_the_page_says_so(
    client: ClientOf, person: Callable[..., object]
) -> None:
    answer = client("caseworker").post(f"/why/{person().person_id}/", {"purpose": "correction", "note": " "})
    assert answer.status_code == 400
    assert b"There is a problem" in answer.content
    assert events("purpose_stated") == []


def test_a_reason_leads_nowhere_but_to_ourselves(client: ClientOf, person: Callable[..., object]) -> None:
    answer = client("caseworker").post(f"/why/{person().person_id}/", {**WHY, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_the_page_of_a_restricted_person_says_one_line_whoever_asks_without_the_right(
    client: ClientOf, person: Callable[..., object]
) -> None:
    whom = person(restricted=True)
    answers = [client(role).get(f"/why/{whom.person_id}/") for role in ("caseworker", "reviewer", "post_officer")]
    assert {answer.status_code for answer in answers} == {403}
    assert all(b"Restricted: ask the duty desk" in answer.content for answer in answers)
    assert b"Why do you need" not in answers[0].content
    assert [subject for _actor, subject, _purpose in events("refused")] == [whom.person_id] * 3


def test_asking_for_a_restricted_person_takes_the_same_looks_with_and_without_a_purpose(
    client: ClientOf, person: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sojourn.register.door.acting import Restricted
    from sojourn.register.door.models import StatedPurpose
    from sojourn.register.door.purposes import LASTS, require_open

    whom, first, second = person(restricted=True), client("caseworker"), client("post_officer")
    at = clock.now()
    StatedPurpose.objects.create(
        actor=first.acting.actor, subject=whom.person_id, purpose="correction", note="x", stated_at=at,
        lapses_at=at + LASTS,
    )  # fmt: skip
    asked = []
    for visitor in (first, second):
        with CaptureQueriesContext(connection) as looks, pytest.raises(Restricted):
            require_open(visitor.acting, whom.person_id)
        asked.append(len(looks))
    assert asked[0] == asked[1]


def test_a_supervisor_opens_a_restricted_person_with_a_purpose(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.purposes import require_open

    whom, visitor = person(restricted=True), client("supervisor")
    visitor.post(f"/why/{whom.person_id}/", WHY)
    require_open(visitor.acting, whom.person_id)


def test_a_person_who_is_not_there_is_not_found(client: ClientOf) -> None:
    assert client("caseworker").get(f"/why/p{'0' * 20}/").status_code == 404


def test_a_refusal_on_the_way_of_htmx_moves_the_whole_page(db: None) -> None:
    answer = Client(SERVER_NAME="localhost").get("/log/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/login/"


def test_the_log_goes_on_by_key_and_shows_no_note(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.log import PAGE

    whom, worker = person(), client("caseworker")
    for _ in range(PAGE + 1):
        worker.post(f"/why/{whom.person_id}/", WHY)
    overseer = client("oversight")
    first = overseer.get("/log/", {"verb": "purpose_stated"})
    assert first.content.count(b"said why they need the record") == PAGE
    assert b"The request of 4 January" not in first.content
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
    assert overseer.get("/log/" + unescape(onward)).content.count(b"said why they need the record") == 1


def test_the_last_looks_are_the_first_of_all_looks(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.looks import list_looks, read_looks

    whom = person()
    for _turn in range(3):
        client("caseworker").post(f"/why/{whom.person_id}/", WHY)
    assert len(list_looks(whom.person_id)) == 3
    assert read_looks(whom.person_id, 2) == read_looks(whom.person_id)[:2]


def test_the_person_may_see_who_looked_and_why(client: ClientOf, person: Callable[..., object]) -> None:
    from sojourn.register.door.looks import list_looks

    whom, worker = person(), client("caseworker")
    worker.post(f"/why/{whom.person_id}/", WHY)
    (look,) = list_looks(whom.person_id)
    assert look.office == "jfk"
    assert look.sentence.endswith("said why they need the record.")
    assert look.purpose == "A mistake in the record, reported by the person or found by us"
