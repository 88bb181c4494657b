"""A lifecycle as text that reads well on a terminal: `sojourn law show us.overstay`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sojourn.law.clock_words import CLOCKS
from sojourn.law.procedure.lifecycle import Lifecycle, State, Step
from sojourn.law.procedure.lifecycle_reading import lifecycle_on, text_of
from sojourn.law.procedure.machine import leaves_from
from sojourn.law.procedure.procedure_codes import REQUIREMENTS
from sojourn.law.sentences import long_day

if TYPE_CHECKING:
    from sojourn.law.pack import Pack

WIDTH = 100


def show_lifecycle(pack: Pack, lifecycle_id: str, on: date, known_at: datetime) -> str:
    """Print a lifecycle as it holds on a day, as known at a time: each state with the steps that leave from it.

    Raises:
        LawError: ``law-no-lifecycle``.
    """
    text, lifecycle = text_of(pack, lifecycle_id), lifecycle_on(pack, lifecycle_id, on, known_at)
    known = long_day(known_at.astimezone(UTC).date())
    lines = [text.title, "=" * len(text.title), ""]
    lines += _pair("Lifecycle", f"{text.id}, in force from {long_day(lifecycle.valid_from)}, as known on {known}")
    lines += _pair("Law", lifecycle.citation)
    lines += _pair("Source", text.source)
    lines += _pair("Checked", f"on {long_day(text.checked_on)} ({text.checked_by}); by {long_day(text.check_by)} again")
    lines += _pair("Note", text.note) if text.note else []
    lines += _pair("Begins", "; ".join(f"{origin}: {name}" for origin, name in lifecycle.starts.items()))
    for state in lifecycle.states:
        lines += ["", *_state(lifecycle, state)]
    return "\n".join(lines)


def _state(lifecycle: Lifecycle, state: State) -> Iterable[str]:
    marks = [word for word, holds in (("final", state.final), ("adverse", state.adverse)) if holds]
    yield f"{state.id}: {state.title}" + (f" ({', '.join(marks)})" if marks else "")
    for step in lifecycle.steps:
        if leaves_from(step, state.id, final=state.final):
            yield from _wrapped(_step(step))


def _step(step: Step) -> str:
    parts = [f"{step.id} -> {step.reaches}: {step.title}", f"by {step.by}", step.instrument, step.citation]
    parts += [f"requires: {', '.join(REQUIREMENTS[code] for code in step.requires)}"] if step.requires else []
    parts += [f"waits for: {', '.join(CLOCKS[code] for code in step.waits_for)}"] if step.waits_for else []
    blockers = "every blocker" if step.adverse else ", ".join(step.blockers)
    parts += [f"looks at {blockers}"] if blockers else []
    parts += ["a second person approves"] if step.second_person else []
    return "; ".join(part for part in parts if part)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="      ")


def _pair(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{name:<14}", subsequent_indent=" " * 14)
