"""How far an assisted return is: request, counselling, travel document, departure, receipt, each with its status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sojourn.law.procedure.lifecycle import Standing, Step

#: The end of the id of a lifecycle that is an assisted return (``base.assisted_return``).
ASSISTED = "assisted_return"


@dataclass(frozen=True)
class Track:
    """The steps of an assisted return, and how many of them were taken."""

    title: str
    done: int
    total: int
    rows: list[dict[str, str]]


def track_of(standing: Standing, possible: Sequence[Step]) -> Track | None:
    """Lay out the track of an assisted return; none for another lifecycle.

    The steps of the track lead from each state to the next; ways out of it (the person changes their mind) are no part
    of it.
    """
    if not standing.lifecycle.id.endswith(ASSISTED):
        return None
    taken, here = {each.step for each in standing.taken}, {step.id for step in possible}
    way = _way(standing)
    rows = [{"text": _(step.title), "status": _status(step, taken, here)} for step in way]
    return Track(_(standing.lifecycle.title), sum(row["status"] == "done" for row in rows), len(rows), rows)


def _way(standing: Standing) -> list[Step]:
    """Follow the first step that leads on from each state, from where such a case begins."""
    lifecycle = standing.lifecycle
    state, seen, way = lifecycle.starts.get(standing.origin, standing.state), set[str](), list[Step]()
    while state not in seen:
        seen.add(state)
        step = next((step for step in lifecycle.steps if state in step.leaves and step.reaches not in seen), None)
        if step is None:
            break
        way.append(step)
        state = step.reaches
    return way


def _status(step: Step, taken: set[str], here: set[str]) -> str:
    if step.id in taken:
        return "done"
    return "not_started" if step.id in here else "cannot_start"
