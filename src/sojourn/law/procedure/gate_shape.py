"""What looking at a gate gives: each blocker with its verdict, what is missing, what has to run out first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a blocker says of a step; ``unknown`` forbids it like ``blocks``."""

    BLOCKS = "blocks"
    UNKNOWN = "unknown"
    CLEAR = "clear"


@dataclass(frozen=True)
class Finding:
    """What one blocker says, and why.

    Attributes:
        code: ``B1`` to ``B13``.
        why: code of the reason within the blocker (``claim_undecided``, ``never_asked``); its sentence stands in
            ``blocker_words.py``.
        records: the records that set it, or that lift it where it is clear.
        lifts: codes of what would lift it; none where it is clear.
        until: the last day on which "asked and answered: no" may be relied on.
    """

    code: str
    verdict: Verdict
    why: str
    records: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True)
class Missing:
    """Something that the step requires and that is not there: a code of ``requirements.py`` and what is needed."""

    code: str
    says: str


@dataclass(frozen=True)
class Waits:
    """A clock that has to run out before the step: its code, and when it ends (None: it has not begun)."""

    clock: str
    ends_at: datetime | None


@dataclass(frozen=True)
class Gate:
    """Whether a step is possible now, and if not, everything that stands in its way at once."""

    step: str
    findings: tuple[Finding, ...] = ()
    missing: tuple[Missing, ...] = ()
    waits: tuple[Waits, ...] = ()

    @property
    def blocked_by(self) -> tuple[Finding, ...]:
        """Give the findings that forbid the step; unknown forbids like a blocker."""
        return tuple(each for each in self.findings if each.verdict is not Verdict.CLEAR)

    @property
    def open(self) -> bool:
        """Say whether nothing stands in the way."""
        return not (self.blocked_by or self.missing or self.waits)
