"""Rounds: load, blows at random points of it, and an account afterwards."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.faults.blows import BLOWS, Trial
from benchmarks.faults.cutting import Wire
from benchmarks.faults.inside import Inside
from benchmarks.faults.register import Register, trial_register, wait_until_answers
from benchmarks.faults.sender import Senders, Told
from benchmarks.faults.stream import Publisher, Stream
from benchmarks.faults.world import Message, make_messages

#: One feed in so many publishes to the message server; the others send to the service themselves.
PUBLISHES = 3
#: Seconds after the last blow until every message must have its reply.
HEALING = 120.0


@dataclass(frozen=True)
class Round:
    """What one round gave.

    Attributes:
        blows: what struck, the second of the load at which it did, and what more there is to tell.
        sent: requests begun, repeats with them.
        acknowledged: messages whose reply told the outcome of each row, or that the message server has.
        unanswered: requests without a reply.
        later: replies that asked to come back, by their status.
        healed: seconds from the last blow until every message had its reply and nobody waited for an answer.
        records, stays: on file afterwards.
        wrong: what does not hold; empty where nothing was lost, nothing is twice and all answers are right.
    """

    number: int
    blows: tuple[tuple[str, float, str], ...]
    sent: int
    acknowledged: int
    unanswered: int
    later: dict[int, int]
    healed: float
    records: int
    stays: int
    wrong: tuple[str, ...] = field(default=())


class Faults:
    """A register, a world to send to it, and what was acknowledged so far."""

    def __init__(self, register: Register, messages: Sequence[Message], seed: int) -> None:
        """Make the keys; nothing is sent yet."""
        self.register = register
        self.rng = random.Random(seed)
        self.wire = Wire(register.port, self.rng)
        self.inside = Inside(register.home)
        routes = sorted({(message.feed, message.source) for message in messages})
        self._keys = self.inside.ask("keys", feeds=sorted({feed for feed, _ in routes}))
        published = self.rng.sample(routes, len(routes) // PUBLISHES)
        self.stream = Stream(register.home, {route: self._keys[route[0]] for route in published})
        self._to_publish = iter([message for message in messages if self.stream.takes(message)])
        self._to_send = iter([message for message in messages if not self.stream.takes(message)])
        # without outcomes: published, so that nobody told what became of each row
        self._acknowledged: list[tuple[Message, list[dict[str, object]] | None]] = []

    @property
    def trial(self) -> Trial:
        """What blows strike at."""
        return Trial(self.register, self.wire, self.inside, self.stream, self.rng)

    def run(self, number: int, blows: Sequence[str], seconds: float = 6.0) -> Round:
        """Send for so many seconds at least, strike at random points of them, wait until all has healed, and check.

        Raises:
            RuntimeError: the register did not come back.
        """
        told = Told()
        senders = Senders(self._to_send, self._keys, lambda: self.wire.port, told)
        publisher = Publisher(self.stream, self._to_publish, told)
        begun = time.monotonic()
        senders.start()
        publisher.start()
        struck = []
        for name, at in zip(blows, sorted(self.rng.uniform(0.3, seconds) for _ in blows), strict=True):
            time.sleep(max(0.0, begun + at - time.monotonic()))
            second = time.monotonic() - begun
            struck.append((name, round(second, 1), BLOWS[name](self.trial)))
        time.sleep(max(0.0, begun + seconds - time.monotonic()))
        over = time.monotonic()
        senders.stop_taking()
        publisher.stop_taking()
        wait_until_answers(self.register)
        finished = senders.finish(HEALING) & publisher.finish(HEALING)
        read = self.stream.wait_read(HEALING)
        waited = self.inside.ask("wait")
        healed = time.monotonic() - over
        wrong = [] if finished else ["a message never had its reply"]
        wrong += [] if read else ["messages stay in the stream that nobody acknowledges"]
        wrong += ["records wait that nobody answers"] if waited < 0 else []
        wrong += [f"refused: {each}" for each in told.refused]
        self._acknowledged += [
            (message, told.outcomes[message.number]) for message in senders.taken if message.number in told.outcomes
        ]
        self._acknowledged += [(message, None) for message in publisher.taken]
        found = self._check()
        return Round(
            number=number,
            blows=tuple(struck),
            sent=told.sent,
            acknowledged=told.acknowledged,
            unanswered=told.unanswered,
            later=dict(sorted(told.later.items())),
            healed=round(healed, 1),
            records=found["records"],
            stays=found["stays"],
            wrong=(*wrong, *found["wrong"]),
        )

    def _check(self) -> dict[str, Any]:
        file = self.register.home / "acknowledged.ndjson"
        with file.open("w", encoding="utf-8") as lines:
            for message, outcomes in self._acknowledged:
                lines.write(json.dumps({"message": json.loads(message.as_json()), "outcomes": outcomes}) + "\n")
        found: dict[str, Any] = self.inside.ask("check", file=str(file))
        return found

    def close(self) -> None:
        """End what looks inside, the stream, and the wire."""
        self.stream.close()
        self.inside.close()
        self.wire.close()


@contextmanager
def faults(travellers: int, seed: int, disk: int | None = None) -> Iterator[Faults]:
    """Run a new register with a world to send inside the block; ``disk`` as in `trial_register`."""
    messages = make_messages(travellers, seed)
    with trial_register(disk) as register:
        wait_until_answers(register)
        trials = Faults(register, messages, seed)
        try:
            yield trials
        finally:
            trials.close()


def choose_blows(rounds: int, rng: random.Random) -> list[tuple[str, ...]]:
    """Choose the blows of each round: each kind about equally often, two or three different ones a round."""
    names = list(BLOWS)
    bag: list[str] = []
    chosen = []
    for _ in range(rounds):
        taken: list[str] = []
        for _ in range(rng.choice((2, 2, 3))):
            bag = bag or rng.sample(names, len(names))
            taken.append(next((name for name in bag if name not in taken), bag[0]))
            bag.remove(taken[-1])
        chosen.append(tuple(taken))
    return chosen
