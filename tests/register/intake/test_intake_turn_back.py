"""A voyage that came back within the pack's hours undoes a departure, record by record through the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

Send = Callable[..., None]
WHO = {
    "surname": "EXAMPLE", "given_names": "ANNA", "birth_date": "1990-02-01", "document_type": "P",
    "document_number": "TB765432", "document_issuer": "NLD",
}  # fmt: skip
CAME = {
    "movement_id": "back-1", "kind": "inspection", "direction": "arrival", "local_date": "2027-01-10", "mode": "air",
    "port": "IATA:JFK", "occurred_at": "2027-01-10T12:00:00Z", "admitted_class": "B2", "admitted_until": "2027-07-09",
}  # fmt: skip
LEFT = {
    "movement_id": "back-2", "kind": "manifest", "direction": "departure", "local_date": "2027-07-01", "mode": "air",
    "port": "IATA:JFK", "occurred_at": "2027-07-01T10:00:00Z", "boarded": True, "transport": "KL642",
}  # fmt: skip
BACK = {**LEFT, "movement_id": "back-3", "direction": "arrival", "occurred_at": "2027-07-01T15:30:00Z"}


@pytest.fixture
def send(acting: Callable[..., Any]) -> Iterator[Send]:
    """Give a function that sends a row as the carrier's feed, months after the arrival; the clock stands."""
    from sojourn.register import clock
    from sojourn.register.intake.keys import make_feed_key

    key = make_feed_key(acting("administrator"), "carrier:KL", "test")

    def post(row: dict[str, Any], fate: str = "accepted") -> None:
        body = json.dumps([{**WHO, **row}])
        answer = Client(SERVER_NAME="127.0.0.1").post(
            "/api/v1/movements", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
        )
        assert [each["fate"] for each in answer.json()] == [fate]

    with clock.set_to(datetime(2027, 7, 3, 12, tzinfo=UTC)):
        yield post


def versions() -> list[tuple[str, str | None, list[str]]]:
    """Give state, departure and cause of each version of the one stay that began with the arrival, the first first."""
    from sojourn.register.store.statements import select

    return [
        (state, left, names)
        for state, left, *names in select(
            "SELECT state, body->>'departed_on', cause->'names'->>-1 FROM store_answer"
            " WHERE body->>'arrival_id' = 'carrier:KL/back-1' ORDER BY answer_id"
        )
    ]


def test_a_turn_back_some_hours_later_undoes_the_departure(send: Send) -> None:
    for row in (CAME, LEFT, BACK):
        send(row)
    assert versions() == [
        ("in_status", None, ["carrier:KL/back-1"]),
        ("left_in_time", "2027-07-01", ["carrier:KL/back-2"]),
        ("in_status", None, ["carrier:KL/back-3"]),
    ]


def test_the_turn_back_may_be_known_before_the_departure(send: Send) -> None:
    send(CAME)
    send(BACK)
    send(LEFT)
    assert versions()[-1] == ("in_status", None, ["carrier:KL/back-2"])


def test_after_the_packs_hours_it_is_a_new_arrival(send: Send) -> None:
    late = {"local_date": "2027-07-02", "occurred_at": "2027-07-02T10:01:00Z"}
    for row in (CAME, LEFT, {**BACK, **late}):
        send(row)
    assert versions()[-1][:2] == ("left_in_time", "2027-07-01")


def test_a_new_inspection_of_the_person_is_no_turn_back(send: Send) -> None:
    admitted = {"kind": "inspection", "admitted_class": "B2", "admitted_until": "2028-01-01"}
    for row in (CAME, LEFT, {**BACK, **admitted}):
        send(row)
    assert versions()[-1][:2] == ("left_in_time", "2027-07-01")


def test_a_turn_back_that_is_retracted_lets_the_departure_stand(send: Send) -> None:
    for row in (CAME, LEFT, BACK):
        send(row)
    send({**BACK, "movement_id": "back-4", "corrects": "carrier:KL/back-3", "retracted": True}, fate="corrected")
    assert versions()[-1] == ("left_in_time", "2027-07-01", ["carrier:KL/back-4"])
