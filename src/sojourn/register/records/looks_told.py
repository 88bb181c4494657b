"""Who has looked: in short for the page of a person, and as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sojourn.register.door.looks import Look

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class LooksTold:
    """How many looks there were in twelve months, and from how many offices."""

    looks: int
    offices: int


def tell_looks(looks: Sequence[Look], now: datetime) -> LooksTold:
    """Count the looks of the last twelve months."""
    recent = [look for look in looks if look.at >= now - YEAR]
    return LooksTold(len(recent), len({look.office for look in recent if look.office}))
