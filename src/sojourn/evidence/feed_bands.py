"""The bands of feeds: how far a feed may be from what is usual, read from ``feed_bands.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("feed_bands.yaml")


@dataclass(frozen=True)
class ShareBand:
    """The band of a share: its edge is ``times`` the usual share, at least ``least`` and at most ``most``.

    ``says`` is what is counted, in words; fewer than ``marks`` never leave the band.
    """

    name: str
    says: str
    times: float
    least: float
    most: float
    marks: int


@dataclass(frozen=True)
class AbsenceBand:
    """The band of a count: its edge is ``share`` of what was expected, over windows of so many days."""

    says: str
    share: float
    weeks: int
    windows: tuple[int, ...]


@dataclass(frozen=True)
class DelayBand:
    """When a moment of recording is a load (days), and how many records a percentile needs."""

    load_days: int
    least_records: int


@dataclass(frozen=True)
class Bands:
    """All thresholds of the judgement; the file explains each."""

    surprise: float
    windows: tuple[int, ...]
    proof_of_return: float
    least_records: int
    least_comparison: int
    shares: dict[str, ShareBand]
    late_days: int
    stretch: int
    absence: AbsenceBand
    delay: DelayBand


@lru_cache(maxsize=1)
def load_bands() -> Bands:
    """Read the thresholds that Sojourn ships."""
    given: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    absence = given.pop("absence")
    return Bands(
        windows=tuple(given.pop("windows")),
        shares={name: ShareBand(name=name, **band) for name, band in given.pop("shares").items()},
        absence=AbsenceBand(**absence | {"windows": tuple(absence["windows"])}),
        delay=DelayBand(**given.pop("delay")),
        **given,
    )
