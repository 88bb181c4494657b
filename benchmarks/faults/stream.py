"""A message server between some feeds and the register: published until acknowledged, read by `sojourn consume`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import nats
import nats.errors
from nats.js.errors import Error as StreamError

from benchmarks.faults.sender import Told
from benchmarks.faults.world import Message
from benchmarks.message_server import MessageServer

NAME, DURABLE = "BORDER", "sojourn"
#: Seconds between two messages, so that some are on their way whenever something strikes.
_PAUSE = 0.15
_LOST = (OSError, nats.errors.Error, StreamError, asyncio.TimeoutError)
Route = tuple[str, str]


class Stream:
    """The message server, the command that reads it, and a publisher for the messages of some feeds."""

    def __init__(self, home: Path, keys: Mapping[Route, str]) -> None:
        """Start the server and the command; ``keys``: the keys of the feeds that publish, by feed and table."""
        self._home, self._keys = home, dict(keys)
        self._subjects = {route: f"border.{number}" for number, route in enumerate(sorted(keys))}
        self.server = MessageServer(home / "nats", "always")
        self.server.start()
        asyncio.run(self._make())
        self._consumer = self._start_consumer()

    async def _make(self) -> None:
        client = await nats.connect(self.server.url)
        await client.jetstream().add_stream(name=NAME, subjects=["border.>"])
        await client.close()

    def _start_consumer(self) -> subprocess.Popen[bytes]:
        command = [str(Path(sys.executable).with_name("sojourn")), "consume", "--home", str(self._home)]
        command += ["--stream", NAME, "--durable", DURABLE]
        secrets = {}
        for number, (route, subject) in enumerate(sorted(self._subjects.items())):
            secrets[f"TRIAL_KEY_{number}"] = self._keys[route]
            command += ["--take", subject, f"{route[1]}s", f"TRIAL_KEY_{number}"]
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SOJOURN_", "DJANGO_"))}
        skew = {"SOJOURN_TRAINING_CLOCK_SKEW": str(self._home / "skew"), "SOJOURN_NATS": self.server.url}
        with (self._home / "consume.log").open("ab") as log:
            return subprocess.Popen(command, env={**own, **secrets, **skew}, stdout=log, stderr=log)

    def takes(self, message: Message) -> bool:
        """Say whether a message goes this way."""
        return (message.feed, message.source) in self._subjects

    def kill_server(self) -> None:
        """Kill the message server, and start it again."""
        self.server.kill()
        self.server.start()

    def kill_consumer(self) -> None:
        """Kill the command that reads, and start it again, as a service manager would."""
        self._consumer.kill()
        self._consumer.wait()
        self._consumer = self._start_consumer()

    def keep_running(self) -> None:
        """Start the command again where it has ended."""
        if self._consumer.poll() is not None:
            self._consumer = self._start_consumer()

    def wait_read(self, seconds: float) -> bool:
        """Wait until the register has acknowledged all that is in the stream; says whether it has."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.keep_running()
            with suppress(*_LOST):  # it was just started, or the command has not come to it yet
                if asyncio.run(self._left()) == 0:
                    return True
            time.sleep(0.3)
        return False

    async def _left(self) -> int:
        client = await nats.connect(self.server.url, max_reconnect_attempts=1)
        try:
            found = await client.jetstream().consumer_info(NAME, DURABLE)
            return (found.num_pending or 0) + (found.num_ack_pending or 0)
        finally:
            await client.close()

    async def publish(self, message: Message) -> None:
        """Publish once, and wait until the server says that it has the message."""
        subject = self._subjects[message.feed, message.source]
        client = await nats.connect(self.server.url, max_reconnect_attempts=1, connect_timeout=2)
        try:
            headers = {"Content-Type": "application/x-ndjson"}
            await client.jetstream().publish(subject, message.body.encode(), timeout=5, headers=headers)
        finally:
            await client.close()

    def close(self) -> None:
        """End both."""
        self._consumer.terminate()
        try:
            self._consumer.wait(30)
        except subprocess.TimeoutExpired:
            self._consumer.kill()
        self.server.kill()


class Publisher:
    """Publishes messages one after the other, each until the message server says that it has it."""

    def __init__(self, stream: Stream, messages: Iterable[Message], told: Told) -> None:
        """Nothing is published yet."""
        self._stream, self._messages, self._told = stream, iter(messages), told
        self._no_more = threading.Event()
        self._thread = threading.Thread(target=self._publish_all, daemon=True)
        self.taken: list[Message] = []

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop_taking(self) -> None:
        """Take no further message."""
        self._no_more.set()

    def finish(self, seconds: float) -> bool:
        """Take no further message, and wait until the server has each; says whether it has."""
        self.stop_taking()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _publish_all(self) -> None:
        while not self._no_more.wait(_PAUSE):
            message = next(self._messages, None)
            if message is None:
                return
            self.taken.append(message)
            while not self._publish(message):
                time.sleep(_PAUSE)

    def _publish(self, message: Message) -> bool:
        with self._told.lock:
            self._told.sent += 1
        try:
            asyncio.run(self._stream.publish(message))
        except _LOST:
            with self._told.lock:
                self._told.unanswered += 1
            return False
        with self._told.lock:
            self._told.published += 1
        return True
