"""The shortest way to every state of a lifecycle: what the simulated cases of training walk along."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from sojourn.law.procedure.lifecycle import Lifecycle, Step
from sojourn.law.procedure.machine import leaves_from


@dataclass(frozen=True)
class Path:
    """A way through a lifecycle: where it comes from, and the steps to its last state."""

    lifecycle: Lifecycle
    origin: str
    steps: tuple[Step, ...]

    @property
    def state(self) -> str:
        """Give the state in which the way ends."""
        return self.steps[-1].reaches if self.steps else self.lifecycle.starts[self.origin]


def paths_of(lifecycle: Lifecycle) -> list[Path]:
    """Give one shortest way to each state that can be reached, from any origin."""
    first = [Path(lifecycle, origin, ()) for origin in lifecycle.starts]
    found: dict[str, Path] = {}
    waiting = deque(first)
    while waiting:
        path = waiting.popleft()
        if path.state in found:
            continue
        found[path.state] = path
        final = lifecycle.state(path.state).final
        onward = (step for step in lifecycle.steps if leaves_from(step, path.state, final=final))
        waiting.extend(Path(lifecycle, path.origin, (*path.steps, step)) for step in onward)
    return list(found.values())
