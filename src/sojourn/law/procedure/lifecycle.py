"""A lifecycle: the states a case can be in, and the steps between them, as one law has them on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

ORIGINS = (
    "question_reviewed",
    "imported_order",
    "refused_application",
    "person_came_forward",
    "recorded_encounter",
    "error_to_undo",
)
"""Where cases come from; a closed list."""

STAGES = (
    "pre_stage",
    "determined",
    "custody",
    "court",
    "ordered",
    "appeal",
    "departure",
    "removal",
    "closed",
    "undoing",
)
"""Where a state stands in the whole; the statistics and the page's progress use it."""

WHO = ("reviewer", "officer", "court", "person", "service", "caseworker")
"""Who may take a step. ``court`` and ``person`` act by facts that reach the register; ``service`` by itself."""

FLOOR_KINDS = ("determination", "custody", "charge", "order", "removal", "")
"""What a step is in the floor's words (``floor.SECOND_PERSON_STEPS``); empty: none of these."""


@dataclass(frozen=True)
class State:
    """One state of a case.

    Attributes:
        adverse: something has been decided or done against the person.
        final: no procedure goes on from here but putting it right.
        favourable: it ended in the person's favour, or the person left and nothing is held against them.
    """

    id: str
    title: str
    stage: str
    adverse: bool = False
    final: bool = False
    favourable: bool = False


@dataclass(frozen=True)
class ByFact:
    """A step that a fact takes.

    Attributes:
        kind: of the fact; where: the words that its columns must have (``outcome: [approved]``).
        letter: of a service: the kind of letter of this service that it must be of. A service of another letter takes
            no step; one of a paper that is none of our letters is told apart by ``where`` alone.
    """

    kind: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letter: str = ""


@dataclass(frozen=True)
class Step:
    """One move of a case.

    Attributes:
        leaves: the states it leaves from; ``*``: every state that is not final; reaches: the state it leads to.
        adverse: it goes against the person: one officer, one person, one reason, interactive, every blocker.
        kind: what it is in the floor's words; empty: none of these.
        instrument: the form or document; citation: the text of law; source: where it was read, or ``unsourced``.
        by_fact: the facts that take it; none: a person decides.
        requires: codes of ``requirements.py``. waits_for: clocks that must have run out. starts, ends: clocks.
        blockers: codes looked at; an adverse step has all.
        second_person: another officer approves. not_by: steps whose takers may not take this one.
        rules: rules of the pack that it rests on (B11 looks at them).
        grounds: the closed list of reasons, code to sentence.
        records: the kind of fact that it puts on file when it is taken; empty: none.
        record_values: what that fact says by the step itself (``type: notice_to_appear``).
        letter: the letter that goes with it: ``notice``, ``decision``, ``receipt`` or empty.
    """

    id: str
    title: str
    leaves: tuple[str, ...]
    reaches: str
    by: str
    citation: str
    adverse: bool = False
    kind: str = ""
    instrument: str = ""
    source: str = "unsourced"
    by_fact: tuple[ByFact, ...] = ()
    requires: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    second_person: bool = False
    not_by: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    grounds: Mapping[str, str] = field(default_factory=dict)
    records: str = ""
    record_values: Mapping[str, str] = field(default_factory=dict)
    letter: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """One lifecycle as it stood in law on one day, as known at one time.

    Attributes:
        id: ``us.overstay``; version: its name; valid_from: its first day.
        starts: the state a case of each origin begins in; an origin that is not there cannot begin here.
        source, check_by: where it was read, and by which day it is to be checked again.
        note: what is to be known besides.
    """

    id: str
    pack: str
    title: str
    citation: str
    version: str
    valid_from: date
    starts: Mapping[str, str]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    source: str = "unsourced"
    check_by: date | None = None
    note: str = ""

    def state(self, state_id: str) -> State:
        """Give a state by its id.

        Raises:
            KeyError: the lifecycle has none of this id; a loaded lifecycle names only states that it has.
        """
        return {state.id: state for state in self.states}[state_id]

    def step(self, step_id: str) -> Step:
        """Give a step by its id.

        Raises:
            KeyError: the lifecycle has none of this id.
        """
        return {step.id: step for step in self.steps}[step_id]


@dataclass(frozen=True)
class Taken:
    """A step that was taken: by whom, who approved it, when; ``records``: facts that took it, or it put on file."""

    step: str
    by: str
    at: datetime
    approved_by: str = ""
    reached: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a case stands: its lifecycle, its state, how it began and the steps taken, in order."""

    lifecycle: Lifecycle
    state: str
    origin: str
    opened_at: datetime
    taken: tuple[Taken, ...] = ()
