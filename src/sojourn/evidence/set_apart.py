"""What could not be read, as every reader says it: where it stands, as it stands there, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quarantined:
    """A part that could not be read: its line (or row, or person, from 1), its raw text, and why."""

    line: int
    raw: str
    reason: str
