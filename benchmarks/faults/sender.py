"""Senders that deliver each message at least once: what got no reply is sent again until it gets one."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.faults.world import Message

#: Seconds before the same is sent again; a sender in earnest waits as long as ``Retry-After`` says.
PAUSE = 0.25
#: Seconds after which a reply is not waited for any longer.
PATIENCE = 30.0
#: Replies that mean "later": the message is sent again.
LATER = (502, 503, 504, 507)


@dataclass
class Told:
    """What the senders saw; counted in messages sent, not in different ones.

    Attributes:
        sent: requests begun.
        unanswered: requests whose reply never came.
        later: replies by which the service asked to come back, by status.
        outcomes: the outcome of each row, by the number of its message: the reply that acknowledges it.
        published: messages that the message server said it has.
        refused: replies that say that the message is wrong: there must be none.
    """

    sent: int = 0
    unanswered: int = 0
    later: Counter[int] = field(default_factory=Counter)
    outcomes: dict[int, list[dict[str, object]]] = field(default_factory=dict)
    published: int = 0
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def acknowledged(self) -> int:
        """Messages with a reply that tells the outcome of each row, and those that the message server has."""
        return len(self.outcomes) + self.published


class Senders:
    """Several senders on one list of messages, one message at a time each."""

    def __init__(
        self, messages: Iterator[Message], keys: Mapping[str, str], port: Callable[[], int], told: Told, count: int = 4
    ) -> None:
        """Nothing is sent yet; ``port`` says for each request where on loopback the service is reached."""
        self._messages, self._keys, self._port, self._told = messages, keys, port, told
        self._no_more = threading.Event()
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(count)]
        self.taken: list[Message] = []

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop_taking(self) -> None:
        """Take no further message."""
        self._no_more.set()

    def finish(self, seconds: float) -> bool:
        """Take no further message, and wait until each that was taken has its reply; says whether each has."""
        self.stop_taking()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _send_all(self) -> None:
        while not self._no_more.is_set():
            with self._told.lock:
                message = next(self._messages, None)
                if message is None:
                    return
                self.taken.append(message)
            while not self._send(message):
                time.sleep(PAUSE)

    def _send(self, message: Message) -> bool:
        """Send once; says whether the message has its reply."""
        with self._told.lock:
            self._told.sent += 1
        try:
            status, body = _post(self._port(), message, self._keys[message.feed])
            outcomes = json.loads(body) if status == 200 else []
        except (OSError, http.client.HTTPException, ValueError):  # no reply, or not the whole of it
            with self._told.lock:
                self._told.unanswered += 1
            return False
        with self._told.lock:
            if status == 200:
                self._told.outcomes[message.number] = outcomes
            elif status in LATER:
                self._told.later[status] += 1
            else:
                self._told.refused.append(f"{status}: {body[:200].decode(errors='replace')}")
        return status not in LATER


def _post(port: int, message: Message, key: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
        connection.request("POST", f"/api/v1/{message.source}s", message.body.encode(), headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()
