"""What the tests of streams share: rows, messages published for good, and a consumer in a thread."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import nats

if TYPE_CHECKING:
    from sojourn.register.stream.plan import Plan

STREAM, SUBJECT = "BORDER", "border.klm"


def row(name: str, **given: Any) -> dict[str, Any]:
    """Give a row of a carrier's manifest."""
    own = {"movement_id": name, "kind": "manifest", "direction": "departure", "local_date": "2026-03-14"}
    return own | {"boarded": True, "surname": "EXAMPLE", "document_type": "P", "document_number": name} | given


def body(*names: str) -> bytes:
    """Give a message with a good row of each name."""
    return json.dumps([row(name) for name in names]).encode()


async def _publish(url: str, bodies: Sequence[bytes], headers: dict[str, str] | None) -> None:
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.add_stream(name=STREAM, subjects=["border.>"])
    for each in bodies:
        await stream.publish(SUBJECT, each, headers=headers)
    await client.close()


def publish(url: str, *bodies: bytes, media: str = "") -> None:
    """Publish messages; each is in the stream when this returns."""
    asyncio.run(_publish(url, bodies, {"Content-Type": media} if media else None))


async def _look(url: str, durable: str) -> tuple[int, int, int]:
    client = await nats.connect(url)
    found = await client.jetstream().consumer_info(STREAM, durable)
    await client.close()
    return found.num_pending or 0, found.num_ack_pending or 0, found.num_redelivered or 0


def look(url: str, durable: str = "sojourn") -> tuple[int, int, int]:
    """Give how many messages the server has not delivered, waits to hear of, and delivered again."""
    return asyncio.run(_look(url, durable))


def wait_for(so: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something is so."""
    waited = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if so():
            return
        waited.wait(0.05)
    raise AssertionError("it did not come to be")


@contextmanager
def consuming(plan: Plan) -> Iterator[list[str]]:
    """Run a consumer in a thread inside the block; gives what it says. Its failure is the block's."""
    from django.db import connections

    from sojourn.register.stream.consume import Consumer

    said: list[str] = []
    running: dict[str, Any] = {}

    async def run() -> None:
        with ThreadPoolExecutor(1) as pool:
            running["consumer"] = Consumer(plan, pool, said.append)
            running["loop"] = asyncio.get_running_loop()
            try:
                await running["consumer"].run()
            finally:
                pool.submit(connections.close_all)

    with ThreadPoolExecutor(1) as outer:
        done = outer.submit(asyncio.run, run())
        wait_for(lambda: bool(said) or done.done())
        try:
            yield said
        finally:
            if not done.done():
                running["loop"].call_soon_threadsafe(running["consumer"].stop)
            done.result(30)
