"""Reading a stream for good: fetch, take in, acknowledge; and when something is away, wait and begin again.

A message is acknowledged when what it says is committed, never before. Whatever stops in between, the server delivers
it again, and what is on file already does not change.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import nats.errors
from django.db import close_old_connections, connections
from nats.aio.msg import Msg

from sojourn.errors import RegisterError
from sojourn.register.operate.log_lines import tell
from sojourn.register.operate.metrics import count_stream
from sojourn.register.stream.plan import Plan
from sojourn.register.stream.server import LOST, Reading, arrived, bind, connect
from sojourn.register.stream.taking import PASSING, Fate, Taker, has_room, is_passing

T = TypeVar("T")
#: Messages of one look, and bytes of one transaction.
MOST_AT_ONCE, MOST_BYTES = 250, 1_000_000
#: Seconds: a look at an empty stream; pauses before something is tried again, each twice the one before.
LOOK, FIRST_PAUSE, LONGEST_PAUSE = 1.0, 0.25, 15.0
#: Seconds until the queue is looked at again while it is long; seconds between two lines about the same trouble.
_QUEUE_PAUSE, _TELL_EVERY = 0.1, 60.0


def consume(plan: Plan, say: Callable[[str], None]) -> None:
    """Read the stream until the process is asked to stop (SIGTERM or Ctrl-C); what is in hand is finished first.

    Raises:
        RegisterError: what the plan says cannot be done: no such key, no such stream.
    """
    asyncio.run(_consume(plan, say))


async def _consume(plan: Plan, say: Callable[[str], None]) -> None:
    with ThreadPoolExecutor(1, "sojourn-taking") as pool:
        consumer = Consumer(plan, pool, say)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, consumer.stop)
        try:
            await consumer.run()
        finally:
            await loop.run_in_executor(pool, connections.close_all)


class Trouble:
    """Tells the log of what is away: when it begins, now and then while it lasts, and when it is over."""

    def __init__(self) -> None:
        """Nothing is away."""
        self._since: dict[str, tuple[float, float]] = {}

    def begin(self, what: str, error: BaseException | None = None) -> None:
        """Something is away, still or anew."""
        now = time.monotonic()
        since, told = self._since.get(what, (now, -_TELL_EVERY))
        if now - told >= _TELL_EVERY or what not in self._since:
            tell("stream_waits", logging.WARNING, error, what=what, seconds=round(now - since, 1))
            told = now
        self._since[what] = (since, told)

    def end(self, what: str) -> None:
        """It is there again, where it was away."""
        if what in self._since:
            tell("stream_goes_on", what=what, seconds=round(time.monotonic() - self._since.pop(what)[0], 1))


class Consumer:
    """Reads one stream: all work on the database in one thread, one thing after the other."""

    def __init__(self, plan: Plan, pool: ThreadPoolExecutor, say: Callable[[str], None]) -> None:
        """Nothing is read yet.

        Args:
            plan: what to read.
            pool: one thread.
            say: takes what happens, line by line.
        """
        self._plan, self._pool, self._say = plan, pool, say
        self._stopping = asyncio.Event()
        self._trouble = Trouble()
        self._bound = False

    def stop(self) -> None:
        """Stop when what is in hand is finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Read until stopped.

        Raises:
            RegisterError: what the plan says cannot be done.
        """
        taker = await self._do(lambda: Taker(self._plan.routes))
        pause = FIRST_PAUSE
        while taker is not None and not self._stopping.is_set():
            begun = time.monotonic()
            try:
                await self._read(taker)
            except LOST as error:
                self._trouble.begin("server", error)
            except RegisterError as error:
                if not self._bound:
                    raise
                self._trouble.begin("server", error)  # the stream was there before, and will be again
            pause = FIRST_PAUSE if time.monotonic() - begun > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            await self._wait(pause)
        self._say("Stopped.")

    async def _read(self, taker: Taker) -> None:
        """Read as long as the connection holds, or until stopped."""
        client = await connect(self._plan.access)
        try:
            reading = await bind(client, self._plan)
            self._greet(taker)
            while not self._stopping.is_set():
                if await self._has_room():
                    messages = await reading.fetch(MOST_AT_ONCE, LOOK)
                    await self._answer(taker, reading, messages)
        finally:
            with suppress(*LOST):
                await client.close()

    def _greet(self, taker: Taker) -> None:
        self._trouble.end("server")
        if not self._bound:
            self._bound = True
            for subject, feed, in_force in taker.feeds():
                told = "" if in_force else "; its key was revoked, so every message is put aside"
                self._say(f"Reading {subject} as records of {feed}{told}")

    async def _has_room(self) -> bool:
        """Say whether more may be fetched; where not, wait a moment before."""
        room = await self._do(has_room)
        if room:
            self._trouble.end("queue")
        elif room is not None:
            self._trouble.begin("queue")
            await self._wait(_QUEUE_PAUSE)
        return bool(room)

    async def _answer(self, taker: Taker, reading: Reading, messages: Sequence[Msg]) -> None:
        """Take messages in, a transaction's worth at a time, and acknowledge each when it is committed."""
        left = list(messages)
        async with _kept(left, reading.ack_wait / 3):
            for part in parts_of(messages):
                came = [arrived(message) for message in part]
                fates = await self._do(lambda came=came: taker.take(came))  # type: ignore[misc]  # of this turn
                if fates is None:
                    break
                for message, fate in zip(part, fates, strict=True):
                    await (message.term() if fate == Fate.SET_ASIDE else message.ack())
                del left[: len(part)]
        for message in left:  # stopping while the database is away: another process may have them
            await message.nak(delay=FIRST_PAUSE)
            count_stream("put_back")
        if messages:
            await reading.client.flush(int(reading.ack_wait))

    async def _do(self, work: Callable[[], T]) -> T | None:
        """Do work on the database, again and again until it is done; None: asked to stop before it was."""
        pause = FIRST_PAUSE
        while True:
            try:
                done = await asyncio.get_running_loop().run_in_executor(self._pool, _fresh, work)
            except PASSING as error:
                if not is_passing(error):
                    raise
                self._trouble.begin("database", error)
            else:
                self._trouble.end("database")
                return done
            if await self._wait(pause):
                return None
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _wait(self, seconds: float) -> bool:
        """Wait, or less when asked to stop; says whether that was asked."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()


def parts_of(messages: Sequence[Msg]) -> Iterator[list[Msg]]:
    """Part messages so that those of one transaction are not too large together."""
    part: list[Msg] = []
    size = 0
    for message in messages:
        if part and size + len(message.data) > MOST_BYTES:
            yield part
            part, size = [], 0
        part.append(message)
        size += len(message.data)
    if part:
        yield part


@asynccontextmanager
async def _kept(messages: Sequence[Msg], every: float) -> AsyncIterator[None]:
    """Tell the server inside the block that messages are worked on, so that it does not deliver them again."""

    async def keep() -> None:
        with suppress(nats.errors.Error):  # the connection is gone: they come again, and change nothing
            while True:
                await asyncio.sleep(every)
                for message in list(messages):
                    await message.in_progress()

    task = asyncio.create_task(keep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _fresh(work: Callable[[], T]) -> T:
    """Do work on a connection that is looked at first, and given up where it broke."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
