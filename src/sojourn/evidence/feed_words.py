"""Why a feed is in quarantine, in words: the measure, its value, its band, and from how many days."""

from __future__ import annotations

import math
from datetime import date

from sojourn.evidence.feed_bands import AbsenceBand, ShareBand
from sojourn.evidence.feed_windows import Spell


def share_reason(band: ShareBand, spell: Spell, first: date | None, last: date | None) -> str:
    """Say that a share left its band."""
    value = f"{spell.marks:,.0f} of {spell.records:,.0f} ({_percent(spell.marks / spell.records)})"
    usual = "there is nothing to compare with"
    if not math.isnan(spell.usual):
        usual = f"{_percent(spell.usual)} is usual"
    return f"{band.says}: {value}{_days(first, last)}; the band ends at {_percent(spell.edge)}, {usual}"


def absence_reason(
    band: AbsenceBand, direction: str, seen: float, expected: float, first: date | None, last: date | None
) -> str:
    """Say that far fewer records came than expected."""
    return (
        f"{direction} {band.says} missing: {seen:,.0f} of about {expected:,.0f} expected{_days(first, last)}; "
        f"the band begins at {_percent(band.share)} of these"
    )


def too_few_reason(records: int, least: int) -> str:
    """Say that a feed is too small to judge."""
    return f"{records:,} records in all are too few to judge; {least:,} are needed"


def all_unreadable_reason(records: int) -> str:
    """Say that nothing of a feed could be read."""
    return f"records that could not be read: {records:,} of {records:,}"


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return " in all"
    if first == last:
        return f" on {first.isoformat()}"
    return f" in {(last - first).days + 1} days, {first.isoformat()} to {last.isoformat()}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
