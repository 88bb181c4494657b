"""The refusals, tried from outside: no parameter of any address gives somebody else's record or a page of the staff."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from portal_door import shown_of

Enter = Callable[..., Any]


@pytest.fixture(autouse=True)
def at_once(django_ready: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.portal import entrance

    monkeypatch.setattr(entrance, "ANSWER_SECONDS", 0.0)


@pytest.fixture
def inside(small_country: Any, portal_session: Enter) -> Any:
    return portal_session(small_country.persons["in_status"])


def paths(arguments: dict[str, str]) -> list[str]:
    """Give every address of the door, with what stands for its parameters."""
    from django.urls import get_resolver

    found = []
    for part in get_resolver().url_patterns:
        for entry in part.url_patterns:
            told = str(entry.pattern).replace("^", "").replace("$", "").replace("(?P<kind>json|pdf)", "json")
            for name, value in arguments.items():
                told = told.replace(f"<str:{name}>", value)
            assert "<" not in told, f"say what stands for the parameter of {told}"
            found.append(f"/{told}")
    return found


def test_no_parameter_of_any_address_gives_somebody_elses_record(small_country: Any, inside: Any) -> None:
    from sojourn.register.records.person_file import get_person

    other, stay = small_country.persons["unexplained"], small_country.stays["unexplained"]
    record, (number, born) = small_country.records["unexplained"][0], shown_of(other)
    surname = next(each.values["surname"] for each in get_person(other).records.values())
    ids = {
        **dict.fromkeys(("person", "person_id", "id", "subject", "q", "code_id"), other),
        **dict.fromkeys(("stay", "stay_id", "question"), stay),
        **dict.fromkeys(("record", "reference", "letter", "case", "case_id", "next"), record),
    }
    values = dict.fromkeys(("document", "document_number", "number", "name", "q", "text"), number)
    broken, shown = set(), set()
    for path in paths({"reference": record.replace("/", ":"), "stay_id": stay}):
        if path in ("/leave/", "/language/"):
            continue
        for told, marks in ((ids, {surname, number, born}), (values, {surname, born})):
            for answer in (inside.get(path, told), inside.post(path, told)):
                said = b"".join(answer).decode(errors="replace")
                broken |= {path} if answer.status_code == 500 else set()
                shown |= {path} if any(mark in said for mark in marks) else set()
    assert not broken, "these fail"
    assert not shown, "these show another person"


def test_without_a_code_nothing_of_a_record_is_shown(portal: Any) -> None:
    for path in paths({"reference": "L-1", "stay_id": "s" + "0" * 20}):
        if path.startswith("/mine/"):
            answers = [portal.get(path), portal.post(path)]
            assert {answer.status_code for answer in answers} <= {302, 405}, path
            assert {answer.headers.get("Location", "/enter/") for answer in answers} == {"/enter/"}, path


def test_no_page_of_the_staff_is_reachable_here_and_none_of_these_there(inside: Any, portal: Any, db: None) -> None:
    from django.test import override_settings
    from django.urls import Resolver404, resolve

    ours = set(paths({"reference": "x", "stay_id": "x"})) - {"/", "/health"}
    for path in ("/account/login/", "/work/", "/search/", "/log/", "/api/v1/openapi.json", "/person/p1/", "/metrics"):
        assert inside.get(path).status_code == 404, path
    with override_settings(ROOT_URLCONF="sojourn.register.urls"):
        for path in ours:
            with pytest.raises(Resolver404):
                resolve(path)


def test_every_answer_has_the_headers_that_keep_it_in(inside: Any) -> None:
    for path in ("/", "/enter/", "/mine/", "/days/", "/no-such-page/"):
        headers = inside.get(path).headers
        assert "script-src 'none'" in headers["Content-Security-Policy"], path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert "no-store" in headers["Cache-Control"], path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Referrer-Policy"] == "same-origin", path


def test_a_form_without_its_token_is_refused(small_country: Any, portal: Any) -> None:
    from django.test import Client

    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    answer = strict.post("/enter/", {"code": "x", "document": "x", "born_2": "1985"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_who_looked_is_told_by_role_office_and_purpose_and_never_by_name(
    small_country: Any, portal_session: Enter, acting: Enter
) -> None:
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.records.actions import open_person

    person, officer = small_country.persons["in_status"], acting("officer", office="jfk")
    state_purpose(officer, person, "legal_proceeding", "a hearing on Monday")
    open_person(officer, person)
    page = portal_session(person).get("/mine/looks/").content.decode()
    assert "Officer who decides steps in cases" in page
    assert "A proceeding before a court" in page
    assert officer.name not in page
    assert officer.actor not in page
    assert "a hearing on Monday" not in page


def test_a_look_that_oversight_delays_is_left_out(
    small_country: Any, portal_session: Enter, acting: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.door.looks import read_looks
    from sojourn.register.portal import looked

    person = small_country.persons["in_status"]
    client = portal_session(person)
    rows = read_looks(person)
    given = next(row for row in rows if row.verb == "code_given")
    assert "Gave or ended a code" in client.get("/mine/looks/").content.decode()
    monkeypatch.setattr(looked, "delayed_looks", lambda whom: {given.event_id} if whom == person else set())
    assert "Gave or ended a code" not in client.get("/mine/looks/").content.decode()


def test_everything_taken_along_is_ones_own_and_names_no_officer(inside: Any, small_country: Any) -> None:
    from sojourn.register.accounts.models import User
    from sojourn.register.portal.own_records import TAKEN
    from sojourn.register.store.models import Event

    answer = inside.post("/mine/take/json/")
    told = json.loads(answer.content)
    parts = {"stays", "decisions", "letters", "records", "requests", "receipts", "disclosures", "looks"}
    assert set(told) == {"format", "made_at", "kept_by", "note", *parts}
    assert {each["record"] for each in told["records"]} == set(small_country.records["in_status"])
    assert {key for each in told["records"] for key in each} <= {"record", *TAKEN}
    assert not {"served_by", "principal_reference", "restricted", "raw"} & set(TAKEN)
    assert {key for each in told["looks"] for key in each} == {"at", "who", "office", "did", "why"}
    text = answer.content.decode()
    assert not [user.username for user in User.objects.all() if user.username in text or f"user:{user.pk}" in text]
    paper = inside.post("/mine/take/pdf/")
    assert paper.content.startswith(b"%PDF")
    assert "attachment" in paper.headers["Content-Disposition"]
    assert Event.objects.filter(verb="own_record_taken", subject=small_country.persons["in_status"]).count() == 2


def test_a_question_about_records_is_told_as_a_question(small_country: Any, portal_session: Enter) -> None:
    page = portal_session(small_country.persons["unexplained"]).get("/mine/").content.decode()
    assert "We have a question: did you leave?" in page
    assert "It does not say that you did anything wrong" in page
    assert "What would settle it:" in page
    assert "unexplained" not in page


def test_the_file_taken_along_accuses_nobody_either(small_country: Any, portal_session: Enter) -> None:
    answer = portal_session(small_country.persons["unexplained"]).post("/mine/take/json/")
    states = {stay["state"] for stay in json.loads(answer.content)["stays"]}
    assert "question" in states
    assert not {"unexplained", "left_after_end"} & states


def test_what_is_taken_along_has_more_looks_than_a_page(
    small_country: Any, portal_session: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.door.looks import LookRow, read_looks
    from sojourn.register.portal import looked

    client = portal_session(small_country.persons["in_status"])

    def often(person_id: str, most: int) -> list[LookRow]:
        return (read_looks(person_id) * 500)[:most]

    monkeypatch.setattr(looked, "read_looks", often)
    assert len(json.loads(client.post("/mine/take/json/").content)["looks"]) >= 500


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_each_page_is_under_a_hundred_kilobytes_with_its_style(
    small_country: Any, portal_session: Enter, language: str
) -> None:
    from sojourn.register.portal.settings import DOOR

    client = portal_session(small_country.persons["left_in_time"])
    client.post("/language/", {"language": language, "next": "/mine/"})
    style = (DOOR / "public" / "portal" / "portal.css").stat().st_size
    for path in ("/", "/days/", "/enter/", "/mine/", "/mine/file/", "/mine/looks/", "/mine/rights/", "/mine/take/"):
        page = client.get(path)
        assert len(page.content) + style < 100_000, path
        assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.content.decode(), path
        assert b"<script" not in page.content, path
        assert b'href="/leave/"' in page.content, path


@pytest.mark.parametrize("settings", ["sojourn.register.settings", "sojourn.register.portal.settings"])
def test_a_live_services_settings_pass_the_checks_for_deployment(settings: str) -> None:
    told = {
        "DJANGO_SETTINGS_MODULE": settings,
        "SOJOURN_MODE": "live",
        "SOJOURN_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
        "SOJOURN_SECRET_KEY": "0123456789abcdef" * 4,
        "SOJOURN_INDEX_KEY": "5a" * 32,
        "SOJOURN_SIGNING_KEY": "7e" * 32,
        "SOJOURN_CONTROLLER": "An authority",
        "SOJOURN_LEGAL_BASIS": "A law",
        "SOJOURN_RETENTION": "retention.yaml",
    }
    command = [sys.executable, "-W", "ignore", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
