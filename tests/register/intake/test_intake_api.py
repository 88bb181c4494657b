"""The API for records: an outcome for each row, safe to repeat, each key for its own feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sojourn.register.door.acting import Acting

Make = Callable[..., Acting]
Post = Callable[..., Any]


def movement(**given: Any) -> dict[str, Any]:
    """Give a row of a carrier's manifest."""
    own: dict[str, Any] = {
        "movement_id": "m1",
        "kind": "inspection",
        "direction": "arrival",
        "local_date": "2026-03-14",
        "surname": "EXAMPLE",
        "given_names": "ANNA",
        "birth_date": "1990-02-01",
        "document_type": "P",
        "document_number": "X1234567",
        "document_issuer": "NLD",
        "admitted_class": "B2",
        "admitted_until": "2026-09-13",
    }
    return own | given


@pytest.fixture
def key(acting: Make) -> str:
    """Make a key of the feed `carrier:KL`."""
    from sojourn.register.intake.keys import make_feed_key

    return make_feed_key(acting("administrator"), "carrier:KL", "test")


@pytest.fixture
def post(key: str) -> Post:
    """Give a function that posts a body with the key."""

    def send(body: Any, media: str = "application/json", to: str = "movements", token: str = key) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client(SERVER_NAME="127.0.0.1").post(
            f"/api/v1/{to}", data, content_type=media, headers={"Authorization": f"Bearer {token}"}
        )

    return send


def fates(answer: Any) -> list[tuple[int, str, str | None]]:
    """Give line, fate and code of each row."""
    assert answer.status_code == 200, answer.content
    return [(row["line"], row["fate"], row["code"]) for row in answer.json()]


def test_each_row_has_its_own_outcome(post: Post) -> None:
    rows = [movement(), movement(movement_id="m2", local_date="2026-02-31"), 5, movement(feed="carrier:BA")]
    assert fates(post(rows)) == [
        (1, "accepted", None),
        (2, "quarantined", "unreadable-value"),
        (3, "quarantined", "no-json"),
        (4, "quarantined", "other-feed"),
    ]


def test_the_same_message_again_changes_nothing(post: Post) -> None:
    rows = [movement(), movement(movement_id="m2", direction="departure", local_date="2026-04-01")]
    assert [fates(post(rows)), fates(post(rows))] == [
        [(1, "accepted", None), (2, "accepted", None)],
        [(1, "duplicate", None), (2, "duplicate", None)],
    ]


def test_a_correction_is_told_as_one(post: Post) -> None:
    post([movement()])
    again = movement(movement_id="m3", corrects="carrier:KL/m1", admitted_until="2026-09-20")
    assert fates(post([again])) == [(1, "corrected", None)]


def test_other_content_under_a_taken_name_is_set_apart(post: Post) -> None:
    post([movement()])
    assert fates(post([movement(surname="OTHER")])) == [(1, "quarantined", "id_conflict")]


def test_another_feeds_record_is_corrected_only_by_right(post: Post) -> None:
    row = movement(movement_id="m9", corrects="post:JFK/1")
    assert fates(post([row])) == [(1, "quarantined", "no_right_to_set_aside")]


def test_ndjson_keeps_the_numbers_of_its_lines(post: Post) -> None:
    body = json.dumps(movement()).encode() + b"\n\nno json\n" + json.dumps(movement(movement_id="m2")).encode()
    found = fates(post(body, "application/x-ndjson"))
    assert found == [(1, "accepted", None), (3, "quarantined", "no-json"), (4, "accepted", None)]


def test_facts_are_checked_by_their_kind(post: Post) -> None:
    own = {"document_number": "X1234567", "document_issuer": "NLD"}
    rows = [
        {"fact_id": "f1", "kind": "extension", "valid_to": "2026-12-31", **own},
        {"fact_id": "f2", "kind": "no such kind", **own},
    ]
    assert fates(post(rows, to="facts")) == [(1, "accepted", None), (2, "quarantined", "unknown-value")]


def test_a_quarantined_row_is_kept_sealed_and_can_be_read_again(post: Post) -> None:
    from sojourn.register.store.quarantine import read_row
    from sojourn.register.store.statements import select

    post([movement(local_date="2026-02-31", surname="NOTPLAIN")])
    ((number, reason),) = select("SELECT quarantined_id, reason FROM store_quarantined WHERE feed = 'carrier:KL'")
    assert "NOTPLAIN" not in reason
    assert json.loads(read_row(number))["surname"] == "NOTPLAIN"


def test_a_message_sent_again_sets_no_row_apart_twice(post: Post) -> None:
    from sojourn.register.store.statements import select

    rows = [movement(), movement(movement_id="m2", local_date="2026-02-31"), 5]
    first = [fates(post(rows)), fates(post(rows))]
    assert [[row[1] for row in found] for found in first] == [
        ["accepted", "quarantined", "quarantined"],
        ["duplicate", "quarantined", "quarantined"],
    ]
    assert select("SELECT count(*) FROM store_quarantined WHERE feed = 'carrier:KL'") == [(2,)]


def test_the_message_is_kept_as_it_came(post: Post) -> None:
    from sojourn.register.store.messages import read_message
    from sojourn.register.store.records import get_record

    body = json.dumps([movement()]).encode()
    post(body)
    digest = get_record("carrier:KL/m1").message_digest
    assert digest is not None
    assert read_message(digest) == body


def test_the_key_of_another_feed_writes_under_its_own_name(post: Post, acting: Make) -> None:
    from sojourn.register.intake.keys import make_feed_key
    from sojourn.register.store.records import find_record

    other = make_feed_key(acting("administrator"), "carrier:BA", "test")
    post([movement()], token=other)
    assert (find_record("carrier:KL/m1"), find_record("carrier:BA/m1") is None) == (None, False)


@pytest.mark.parametrize("token", ["", "sjk_000000000000_" + "0" * 48, "no key at all"])
def test_without_a_key_in_force_nothing_is_taken(post: Post, token: str) -> None:
    answer = post([movement()], token=token)
    assert (answer.status_code, answer.json()["code"]) == (401, "no-key")


def test_a_revoked_key_is_no_key(post: Post, key: str, acting: Make) -> None:
    from sojourn.register.intake.keys import revoke_feed_key

    revoke_feed_key(acting("administrator"), key.split("_")[1])
    assert post([movement()]).status_code == 401


def test_the_secret_of_a_key_is_nowhere_in_the_table(key: str) -> None:
    from sojourn.register.intake.models import FeedKey

    row = FeedKey.objects.get(key_id=key.split("_")[1])
    assert key.split("_")[2].encode() not in bytes(row.digest)
    assert key.split("_")[2] not in str(vars(row))


def test_only_administrators_make_keys(acting: Make) -> None:
    from sojourn.register.door.acting import Refused
    from sojourn.register.intake.keys import make_feed_key

    with pytest.raises(Refused):
        make_feed_key(acting("feed_operator"), "carrier:KL", "test")


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"{", "application/json", 400, "bad-json"),
        (b"{}", "application/json", 400, "bad-json"),
        (b"[" * 100_000, "application/json", 400, "bad-json"),
        (b"[]", "text/plain", 415, "media-type"),
        (b"[" + b"1," * 10_000 + b"1]", "application/json", 413, "too-many-rows"),
    ],
)
def test_a_message_that_cannot_be_read_is_refused_with_what_to_do(
    post: Post, body: bytes, media: str, status: int, code: str
) -> None:
    answer = post(body, media)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["next"]


def test_taking_in_is_logged_for_the_feed(post: Post) -> None:
    from sojourn.register.store.statements import select

    post([movement()])
    assert select("SELECT actor, subject, about->>'accepted' FROM door_event WHERE verb = 'records_taken_in'") == [
        ("feed:carrier:KL", "carrier:KL", "1")
    ]


PAXLST = (
    "UNA:+.? 'UNB+UNOA:4+KLM+USCBP+260314:1030+1'UNH+1+PAXLST:D:02B:UN:IATA'BGM+745'NAD+MS+++KLM'"
    "TDT+20+KL641'LOC+125+AMS'DTM+189:2603141000:201'LOC+87+JFK'DTM+232:2603141900:201'"
    "NAD+FL+++EXAMPLE:ANNA'ATT+2++F'DTM+329:900201'NAT+2+NLD'DOC+P:110:111+X7654321'LOC+91+NLD'CNT+42:1'"
    "UNT+15+1'UNZ+1+1'"
)


def test_paxlst_comes_in_as_it_is(post: Post) -> None:
    answer = post(PAXLST.encode(), "application/edifact", to="movements?country=USA")
    assert [(row["fate"], row["record"].partition("/")[0]) for row in answer.json()] == [("accepted", "carrier:KL")]


@pytest.mark.parametrize(("body", "code"), [(b"hello", "not-edifact"), (PAXLST.encode(), "country-needed")])
def test_a_transmission_that_cannot_be_read_is_set_apart_whole(post: Post, body: bytes, code: str) -> None:
    assert fates(post(body, "application/edifact")) == [(1, "quarantined", code)]
