"""Messages of a stream onto the file: several in one transaction, a bad one by itself, none twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError
from stream_tools import SUBJECT, body

from sojourn.errors import RegisterError

FEED = "carrier:TK"
NewKey = Callable[[str], str]


@pytest.fixture
def secret(db: None, new_key: NewKey) -> str:
    """Make a key of the feed."""
    return new_key(FEED)


@pytest.fixture
def take(secret: str) -> Callable[..., list[str]]:
    """Give a function that takes messages in and gives what became of each."""
    from sojourn.register.stream.plan import Route
    from sojourn.register.stream.taking import Arrived, Taker

    taker = Taker([Route(SUBJECT, "movement", secret)])
    return lambda *bodies, **given: [
        str(fate) for fate in taker.take([Arrived(SUBJECT, each, **given) for each in bodies])
    ]


def on_file() -> list[str]:
    """List the feed's records."""
    from sojourn.register.store.statements import select

    return [name for (name,) in select("SELECT name FROM store_record WHERE feed = %s ORDER BY 1", [FEED])]


def set_apart() -> list[tuple[Any, ...]]:
    """List code and text of the feed's rows in quarantine."""
    from sojourn.register.store.quarantine import read_row
    from sojourn.register.store.statements import select

    rows = select("SELECT codes[1], quarantined_id FROM store_quarantined WHERE feed = %s ORDER BY 2", [FEED])
    return [(code, read_row(number)) for code, number in rows]


def test_each_message_has_its_own_fate(take: Callable[..., list[str]]) -> None:
    assert take(body("k1"), b"{", body("k2", "k3")) == ["acknowledged", "poison", "acknowledged"]
    assert (on_file(), set_apart()) == ([f"{FEED}/k1", f"{FEED}/k2", f"{FEED}/k3"], [("bad-json", "{")])


def test_a_row_names_its_own_message(take: Callable[..., list[str]]) -> None:
    from hashlib import sha256

    from sojourn.register.store.reading import get_record

    take(body("k1"), body("k2", "k3"))
    raw = get_record(f"{FEED}/k3").values["raw"]
    assert raw == f"sha256:{sha256(body('k2', 'k3')).hexdigest()}#2"


def test_bad_rows_of_a_message_that_is_delivered_again_are_set_apart_once(take: Callable[..., list[str]]) -> None:
    sent = b'[{"movement_id": "k1"}]'
    assert [take(sent), take(sent, again=True)] == [["acknowledged"], ["repeated"]]
    assert len(set_apart()) == 1


def test_a_message_put_aside_that_is_delivered_again_is_put_aside_once(take: Callable[..., list[str]]) -> None:
    assert [take(b"\x00\xff"), take(b"\x00\xff", again=True)] == [["poison"], ["repeated"]]
    assert set_apart() == [("bad-json", "\\x00\\xff")]


def test_messages_under_a_key_that_was_revoked_are_put_aside(take: Callable[..., list[str]], secret: str) -> None:
    from sojourn.register.door.acting import Acting
    from sojourn.register.intake.keys import revoke_feed_key

    taken = take(body("k1"))
    revoke_feed_key(Acting("user:0", "", "", frozenset({"administrator"})), secret.split("_")[1])
    assert [taken, take(body("k2"))] == [["acknowledged"], ["poison"]]
    assert (on_file(), set_apart()) == ([f"{FEED}/k1"], [("no-key", body("k2").decode())])


@pytest.mark.parametrize(
    ("given", "code"), [({"media": "text/csv"}, "media-type"), ({"country": "Utopia"}, "bad-parameter")]
)
def test_a_message_with_a_wrong_header_is_put_aside(
    take: Callable[..., list[str]], given: dict[str, str], code: str
) -> None:
    assert take(body("k1"), **given) == ["poison"]
    assert [each for each, _ in set_apart()] == [code]


def test_a_message_that_the_database_refuses_is_put_aside_alone(
    take: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_when(monkeypatch, "k2", _too_long())
    assert take(body("k1"), body("k2"), body("k3")) == ["acknowledged", "poison", "acknowledged"]
    assert (on_file(), [code for code, _ in set_apart()]) == ([f"{FEED}/k1", f"{FEED}/k3"], ["stream-unusable"])


@pytest.mark.parametrize("error", [OperationalError("away"), ProgrammingError("no table"), OSError("disk")])
def test_what_is_no_fault_of_a_message_is_raised_and_nothing_is_on_file(
    take: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    refuse_when(monkeypatch, "k2", error)
    with pytest.raises(type(error)):
        take(body("k1"), body("k2"))
    assert (on_file(), set_apart()) == ([], [])


def test_the_second_of_two_messages_of_one_look_that_gives_a_name_other_content_is_set_apart(
    take: Callable[..., list[str]],
) -> None:
    assert take(body("k1"), body("k1").replace(b"EXAMPLE", b"OTHER"), body("k1")) == ["acknowledged"] * 3
    assert (on_file(), [code for code, _ in set_apart()]) == ([f"{FEED}/k1"], ["id_conflict"])


def test_each_record_belongs_to_the_message_that_it_came_in(take: Callable[..., list[str]]) -> None:
    from sojourn.register.store.messages import read_message
    from sojourn.register.store.statements import select

    take(body("k1"), body("k2"))
    kept = select("SELECT message_digest FROM store_record WHERE feed = %s ORDER BY name", [FEED])
    assert [read_message(bytes(digest)) for (digest,) in kept] == [body("k1"), body("k2")]


def test_a_secret_that_is_no_key_is_refused(db: None) -> None:
    from sojourn.register.stream.plan import Route
    from sojourn.register.stream.taking import Taker

    with pytest.raises(RegisterError, match="no key of this register") as raised:
        Taker([Route(SUBJECT, "movement", "sjk_0123")])
    assert "0123" not in str(raised.value)


def refuse_when(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    """Let the database raise an error at a message that holds a record of this name."""
    from sojourn.register.stream import taking

    append = taking.append_messages

    def refuse(acting: Any, messages: Any) -> Any:
        if any(row.values["movement_id"] == name for message in messages for row in message.good):
            raise error
        return append(acting, messages)

    monkeypatch.setattr(taking, "append_messages", refuse)


def _too_long() -> OperationalError:
    error = OperationalError("index row size exceeds maximum")
    error.__cause__ = psycopg.errors.ProgramLimitExceeded()
    return error
