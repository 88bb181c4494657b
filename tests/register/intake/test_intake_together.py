"""Messages that come at the same time go together, and each has its own fate."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sojourn.errors import RegisterError


@pytest.fixture
def together(django_ready: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give one whose store is a list: every call of it is one transaction; a message that says `bad` fails there."""
    from sojourn.register.intake import together as module
    from sojourn.register.intake.take_in import Outcome, Taken

    calls: list[list[bytes]] = []
    gate = threading.Event()

    def append(_: object, messages: Sequence[Any]) -> Taken:
        gate.wait(5)
        calls.append([message.body for message in messages])
        if b"bad" in calls[-1]:
            raise RegisterError("text-not-storable", "bad")
        return Taken([[Outcome(1, "accepted", message.body.decode())] for message in messages], [len(calls)])

    monkeypatch.setattr(module, "append_messages", append)
    made = module.Together()
    made.calls, made.gate = calls, gate
    return made


def send(together: Any, bodies: Sequence[bytes], rows: int = 1) -> list[Any]:
    """Send messages at the same time, the first a little before the others; gives what became of each."""
    from sojourn.register.door.acting import SERVICE
    from sojourn.register.intake.checking import Bad
    from sojourn.register.intake.lines import Line
    from sojourn.register.intake.take_in import Message

    def one(body: bytes) -> Any:
        line = Line(1, "")
        message = Message("movement", "post:JFK", body, "", [], [Bad(line, ("x",), "")] * rows)
        try:
            return together.append(SERVICE, message).outcomes[0][0].record
        except RegisterError as error:
            return error.code

    with ThreadPoolExecutor(len(bodies)) as pool:
        sent = [pool.submit(one, bodies[0])]
        threading.Event().wait(0.1)
        sent += [pool.submit(one, body) for body in bodies[1:]]
        threading.Event().wait(0.2)
        together.gate.set()
        return [each.result(10) for each in sent]


def test_what_waits_while_one_is_put_on_file_goes_together_next(together: Any) -> None:
    assert send(together, [b"a", b"b", b"c"]) == ["a", "b", "c"]
    assert [len(call) for call in together.calls] == [1, 2]


def test_one_that_fails_keeps_no_other_from_the_file(together: Any) -> None:
    assert send(together, [b"a", b"bad", b"c"]) == ["a", "text-not-storable", "c"]


def test_no_more_rows_go_together_than_is_good(together: Any) -> None:
    assert send(together, [b"a", b"b", b"c", b"d"], rows=600) == ["a", "b", "c", "d"]
    assert [len(call) for call in together.calls] == [1, 1, 1, 1]
