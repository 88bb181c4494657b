"""The load of ``benchmarks.live``: messages sent at a steady rate, whatever becomes of those before."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, Queue

NDJSON = "application/x-ndjson"


@dataclass
class Load:
    """What a load gave.

    Attributes:
        seconds: from the first message to the last reply.
        waits: for each message that was answered, the seconds from when it was due to its reply, and its rows.
        failed: messages with another reply, by its status.
    """

    seconds: float = 0.0
    waits: list[tuple[float, int]] = field(default_factory=list)
    failed: dict[int, int] = field(default_factory=dict)

    @property
    def movements(self) -> int:
        """Count the movements that were answered."""
        return sum(rows for _, rows in self.waits)

    def quantile(self, share: float) -> float:
        """Give the wait in milliseconds that this share of the movements did not exceed."""
        ordered, seen = sorted(self.waits), 0
        for wait, rows in ordered:
            seen += rows
            if seen >= share * self.movements:
                return round(wait * 1000, 1)
        return float("nan")


def send_by_http(
    port: int,
    key: str,
    messages: Sequence[bytes],
    rows: int,
    rate: float,
    connections: int,
    path: str = "/api/v1/movements",
) -> Load:
    """Send messages over kept connections; each is due at its time, so a slow service is not spared (0: at once)."""
    load, waiting = Load(), Queue[tuple[float, bytes]]()
    begun = time.perf_counter() + 0.2
    for number, message in enumerate(messages):
        waiting.put((begun + (number * rows / rate if rate else 0.0), message))
    threads = [
        threading.Thread(target=_sender, args=(port, path, key, rows, waiting, load, not rate))
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load


def _sender(
    port: int, path: str, key: str, rows: int, waiting: Queue[tuple[float, bytes]], load: Load, at_once: bool
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": NDJSON}
    while True:
        try:
            due, message = waiting.get_nowait()
        except Empty:
            return
        time.sleep(max(0.0, due - time.perf_counter()))
        begun = time.perf_counter() if at_once else due
        connection.request("POST", path, message, headers)
        reply = connection.getresponse()
        reply.read()
        if reply.status == 200:
            load.waits.append((time.perf_counter() - begun, rows))
        else:
            load.failed[reply.status] = load.failed.get(reply.status, 0) + 1


async def publish(
    url: str, subject: str, messages: Sequence[bytes], rows: int, rate: float, answered: Answered
) -> Load:
    """Publish messages on a stream at a steady rate; one is answered when its answers are committed."""
    import nats

    load, waiting = Load(), dict[str, float]()
    client = await nats.connect(url)
    jetstream = client.jetstream()
    begun = time.perf_counter() + 0.2
    watching = asyncio.create_task(_watch(waiting, len(messages), rows, answered, load))
    for number, message in enumerate(messages):
        due = begun + number * rows / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        waiting[json.loads(message[: message.index(b"\n")])["movement_id"]] = due
        await jetstream.publish(subject, message, headers={"Content-Type": NDJSON})
    await watching
    load.seconds = time.perf_counter() - begun
    await client.close()
    return load


async def _watch(waiting: dict[str, float], messages: int, rows: int, answered: Answered, load: Load) -> None:
    """Look every 20 ms which messages are answered, by the first row of each: its rows are answered together."""
    while len(load.waits) < messages:
        done = await asyncio.to_thread(answered, list(waiting))
        now = time.perf_counter()
        load.waits += [(now - waiting.pop(each), rows) for each in done]
        await asyncio.sleep(0.02)


Answered = Callable[[Sequence[str]], Sequence[str]]
