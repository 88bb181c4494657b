"""What people typed and what is on file stands in no event, and in no line of the log: a tour with known values."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

#: Nobody has these; where one of them turns up, it came from here.
VALUES = {
    "surname": "QUILLFEATHER", "given_names": "OSWALDA", "document_number": "ZQ7654321", "birth_date": "1961-07-23",
}  # fmt: skip
MARKS = [*VALUES.values(), "Quillfeather", "Oswalda", "99887766554"]


def movement(**given: object) -> dict[str, object]:
    """Give a movement of the person."""
    return {
        "movement_id": "m1", "kind": "inspection", "direction": "arrival", "local_date": "2026-03-14",
        "document_type": "P", "document_issuer": "NLD", "nationality": "NLD", "admitted_class": "B2",
        "admitted_until": "2026-09-13", "references": ["i94:99887766554"], **VALUES, **given,
    }  # fmt: skip


@pytest.fixture
def send(acting: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[object], Any]:
    """Give a function that sends rows by the API; the answers are left to the worker."""
    from django.test import Client

    from sojourn.register.intake import routes
    from sojourn.register.intake.keys import make_feed_key

    monkeypatch.setattr(routes, "wait_answered", lambda *_: True)
    key = make_feed_key(acting("administrator"), "post:JFK", "test")
    return lambda rows: Client(SERVER_NAME="localhost", raise_request_exception=False).post(
        "/api/v1/movements",
        json.dumps(rows),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def tour(browser: Any, person: str) -> list[int]:
    """Search, open, state a purpose, look for what is not there, and type what is wrong."""
    typed = {"purpose": "application", "note": "about OSWALDA QUILLFEATHER"}
    asked = [
        browser.post("/search/", {"purpose": "application", "document": "ZQ7654321"}),
        browser.post("/search/", {"purpose": "application", "name": "Quillfeather", "birth_year": "1961"}),
        browser.post("/search/", {"purpose": "application", "name": "Quillfeather", "document": "ZQ7654321"}),
        browser.post(f"/why/{person}/", typed),
        browser.get(f"/person/{person}/"),
        browser.get("/record/post:JFK/m1/"),
        browser.get("/person/QUILLFEATHER/"),
        browser.get("/nothing/ZQ7654321/?q=OSWALDA"),
        browser.post("/desk/", {"document_number": "ZQ7654321", "surname": "QUILLFEATHER"}),
    ]
    return [each.status_code for each in asked]


def test_a_tour_leaves_no_personal_value_in_events_or_log(
    client: Callable[..., Any], send: Callable[[object], Any], caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.statements import select
    from sojourn.register.store.subjects import list_subjects

    caplog.set_level(logging.DEBUG)
    bad = movement(movement_id="m2", local_date="2026-02-31", surname="QUILLFEATHER")
    assert send([movement(), bad]).status_code == 200
    send({"surname": "QUILLFEATHER"})
    answer_subjects(set(list_subjects()), "first")
    person = select("SELECT person_id FROM store_membership WHERE name = 'post:JFK/m1'")[0][0]
    browser = client("caseworker", "post_officer")
    browser.raise_request_exception = False
    statuses = tour(browser, person)
    events = [str(row) for row in select("SELECT verb, actor, office, purpose, subject, about::text FROM door_event")]
    written = capfd.readouterr()
    log = "\n".join([written.out, written.err, *(record.getMessage() for record in caplog.records)])
    assert {200, 404} <= set(statuses), "the tour opened pages and missed some"
    assert any("searched" in row for row in events)
    assert [mark for mark in MARKS if mark in log] == []
    assert [row for row in events if any(mark in row for mark in MARKS)] == []
