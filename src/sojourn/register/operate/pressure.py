"""Backpressure: a queue that is too long takes no more messages, and says when to come back.

Nothing of a refused message is kept, so its sender sends it again; a message that was acknowledged is never refused
afterwards. Uploads and outboxes of offline posts are not refused: they wait by themselves.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register.live.queue import QueueState, queue_state
from sojourn.register.operate.metrics import count_refusal

#: Seconds between two looks at the queue, and for which looks are remembered.
LOOK_EVERY, REMEMBERED = 0.5, 60.0
#: Come back when the queue is down to this share of the limit.
_DOWN_TO = 0.8
#: Subjects a second where nothing was seen yet.
_ASSUMED = 100.0
SHORTEST, LONGEST = 1, 300

Look = tuple[float, int]


class QueueFull(RegisterError):  # noqa: N818 - named by what it says, as the others of the register are
    """The queue of those to be answered is full.

    Attributes:
        retry_after: whole seconds after which to send the message again.
    """

    def __init__(self, retry_after: int) -> None:
        """Say when to come back."""
        super().__init__(
            "queue-full",
            "more records wait for their answers than the register allows. Nothing of this message was kept. "
            f"Next: send the same message again in {retry_after} seconds.",
        )
        self.retry_after = retry_after


class Gate:
    """Looks at the queue now and then, and keeps what it saw lately."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._lock = threading.Lock()
        self._looks: deque[Look] = deque()
        self._state = QueueState(0, 0.0)

    def look(self) -> tuple[QueueState, list[Look]]:
        """Give the state of the queue, at most ``LOOK_EVERY`` seconds old, and the looks of the last minute."""
        with self._lock:
            now = time.monotonic()
            if not self._looks or now - self._looks[-1][0] >= LOOK_EVERY:
                self._state = queue_state()
                self._looks.append((now, self._state.waiting))
                while now - self._looks[0][0] > REMEMBERED:
                    self._looks.popleft()
            return self._state, list(self._looks)


_GATE = Gate()


def check_pressure(gate: Gate | None = None) -> None:
    """Let a message in, unless more records wait than the limit allows.

    Raises:
        QueueFull: the queue is full.
    """
    state, looks = (gate or _GATE).look()
    limit: int = settings.CONFIGURATION.queue_limit
    if state.waiting > limit:
        count_refusal()
        raise QueueFull(seconds_to_wait(state.waiting, limit, speed_of(looks)))


def is_full(gate: Gate | None = None) -> bool:
    """Say whether a message would be refused now."""
    return (gate or _GATE).look()[0].waiting > int(settings.CONFIGURATION.queue_limit)


def speed_of(looks: Sequence[Look]) -> float | None:
    """Give how many subjects a second left the queue between looks at it; None where too little was seen.

    What comes in meanwhile hides some of what leaves, so this is too low rather than too high.
    """
    if len(looks) < 2 or looks[-1][0] <= looks[0][0]:
        return None
    left = sum(max(0, before - after) for (_, before), (_, after) in pairwise(looks))
    return left / (looks[-1][0] - looks[0][0])


def seconds_to_wait(waiting: int, limit: int, speed: float | None) -> int:
    """Give after how many whole seconds to come back.

    Args:
        waiting: how many records wait.
        limit: how many may.
        speed: how many leave the queue in a second; None: not known; 0: nothing moves.
    """
    per_second = _ASSUMED if speed is None else speed
    over = waiting - limit * _DOWN_TO
    if per_second <= 0 or over / per_second >= LONGEST:
        return LONGEST
    return max(SHORTEST, math.ceil(over / per_second))
