"""Coming in with a code: what opens one's own record, and that every failure looks the same."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from portal_door import given, shown_of, typed

Enter = Callable[..., Any]


@pytest.fixture(autouse=True)
def at_once(django_ready: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.portal import entrance

    monkeypatch.setattr(entrance, "ANSWER_SECONDS", 0.0)


@pytest.fixture
def person(small_country: Any) -> str:
    return str(small_country.persons["in_status"])


def said(answer: Any) -> str:
    """Give what a page says, without the token of the form and without what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'(<input id="id_[^>]*?) value="[^"]*"|(name="(?:code|document)") value="[^"]*"', r"\1\2", text)


def test_code_document_and_birth_date_open_ones_own_record(person: str, portal_session: Enter) -> None:
    from sojourn.register.store.models import Event

    page = portal_session(person).get("/mine/")
    assert page.status_code == 200
    assert "You may stay until" in page.content.decode()
    assert Event.objects.filter(verb="own_record_opened", subject=person, actor="person").count() == 1


def test_a_code_is_read_however_it_is_typed(person: str, portal: Any, acting: Enter) -> None:
    code = given(acting("caseworker"), person)
    loose = " " + code.lower().replace("-", " ").replace("8", "B").replace("5", "s").replace("2", "z")
    assert portal.post("/enter/", typed(loose, *shown_of(person))).status_code == 302


def test_every_failure_gives_the_same_answer(small_country: Any, person: str, portal: Any, acting: Enter) -> None:
    from sojourn.register import clock
    from sojourn.register.portal.giving import end_code
    from sojourn.register.portal.models import PortalCode, PortalThrottle

    staff = acting("caseworker")
    number, born = shown_of(person)
    good, ended, expired, closed = (given(staff, person) for _ in range(4))
    rows = list(PortalCode.objects.order_by("pk"))[-4:]
    end_code(staff, rows[1].pk)
    PortalCode.objects.filter(pk=rows[2].pk).update(expires_at=clock.now() - timedelta(seconds=1))
    restricted = small_country.persons["restricted"]
    PortalCode.objects.filter(pk=rows[3].pk).update(person_id=restricted)
    tries = {
        "code": ("2345-6789-ACDE-FGHJ", number, born),
        "document": (good, "X0000000", born),
        "birth date": (good, number, "1901-01-01"),
        "ended": (ended, number, born),
        "expired": (expired, number, born),
        "restricted": (closed, *shown_of(restricted)),
        "nothing that is a code": ("?", number, born),
    }
    answers = {}
    for name, told in tries.items():
        answers[name] = portal.post("/enter/", typed(*told))
        PortalThrottle.objects.all().delete()
    assert {answer.status_code for answer in answers.values()} == {400}
    assert len({said(answer) for answer in answers.values()}) == 1
    assert "duty desk" in said(answers["code"])
    assert not any("sojourn_portal" in answer.cookies for answer in answers.values())


def test_right_and_wrong_take_the_same_time(
    person: str, portal: Any, acting: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.portal import entrance

    monkeypatch.setattr(entrance, "ANSWER_SECONDS", 0.7)
    code = given(acting("caseworker"), person)
    for told in (("2345-6789-ACDE-FGHJ", "X1", "1901-01-01"), (code, *shown_of(person))):
        began = time.monotonic()
        portal.post("/enter/", typed(*told))
        assert time.monotonic() - began >= 0.7


def test_a_year_alone_does_not_stand_for_a_whole_date_on_record(person: str, portal: Any, acting: Enter) -> None:
    code = given(acting("caseworker"), person)
    number, born = shown_of(person)
    assert len(born) == len("1985-03-27")
    assert portal.post("/enter/", typed(code, number, born[:4])).status_code == 400
    assert portal.post("/enter/", typed(code, number, born)).status_code == 302


def test_five_wrong_tries_close_a_code_even_to_the_right_ones_and_longer_each_time(
    person: str, portal: Any, acting: Enter
) -> None:
    from sojourn.register import clock
    from sojourn.register.store.models import Event

    code = given(acting("caseworker"), person)
    number, born = shown_of(person)
    start = clock.now()

    def tried(minutes: float, told: str, address: str = "192.0.2.7") -> Any:
        with clock.set_to(start + timedelta(minutes=minutes)):
            return portal.post("/enter/", typed(code, number, told), REMOTE_ADDR=address)

    for number_of in range(5):
        tried(0, "1901-01-01", f"192.0.2.{number_of}")
    closed = tried(1, born, "198.51.100.1")
    assert closed.status_code == 400
    assert "Wait 14 minutes" in closed.content.decode()
    assert Event.objects.filter(verb="own_record_locked", subject=person).count() == 1
    for number_of in range(5):
        tried(16, "1901-01-01", f"192.0.2.{number_of + 10}")
    assert "Wait 15 minutes" in tried(31, born, "198.51.100.2").content.decode()
    assert tried(47, born, "198.51.100.2").status_code == 302


def test_an_address_that_guesses_codes_is_closed_and_others_are_not(person: str, portal: Any, acting: Enter) -> None:
    from sojourn.register.portal.codes import make_code

    code = given(acting("caseworker"), person)
    told = shown_of(person)
    for _ in range(10):
        portal.post("/enter/", typed(make_code(), *told), REMOTE_ADDR="203.0.113.9")
    here = portal.post("/enter/", typed(code, *told), REMOTE_ADDR="203.0.113.9")
    assert "several wrong tries" in here.content.decode()
    assert portal.post("/enter/", typed(code, *told), REMOTE_ADDR="203.0.113.10").status_code == 302


def test_the_whole_entrance_pauses_when_tries_come_from_everywhere(
    person: str, portal: Any, acting: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from sojourn.register import clock
    from sojourn.register.portal import throttling

    code, told = given(acting("caseworker"), person), shown_of(person)
    monkeypatch.setitem(throttling.LIMITS, "all", replace(throttling.LIMITS["all"], wrong=3))
    for number in range(3):
        portal.post("/enter/", typed(f"2345-6789-ACDE-FGH{number}", *told), REMOTE_ADDR=f"203.0.113.{number}")
    assert portal.post("/enter/", typed(code, *told)).status_code == 400
    with clock.set_to(clock.now() + timedelta(minutes=3)):
        assert portal.post("/enter/", typed(code, *told)).status_code == 302


def test_right_tries_are_forgiven_and_open_as_often_as_needed(person: str, portal: Any, acting: Enter) -> None:
    code, told = given(acting("caseworker"), person), shown_of(person)
    assert {portal.post("/enter/", typed(code, *told)).status_code for _ in range(12)} == {302}


def test_nothing_typed_at_the_entrance_is_kept(person: str, portal: Any, acting: Enter) -> None:
    from sojourn.register.store.statements import select

    code, (number, born) = given(acting("caseworker"), person), shown_of(person)
    portal.post("/enter/", typed(code, number, "1901-01-01"), REMOTE_ADDR="203.0.113.77")
    kept = str(select("SELECT * FROM portal_throttle")) + str(select("SELECT * FROM portal_code"))
    kept += str(select("SELECT about FROM door_event WHERE starts_with(verb, 'own_') OR starts_with(verb, 'code_')"))
    for value in (code, code.replace("-", ""), number, born, "203.0.113.77"):
        assert value not in kept
