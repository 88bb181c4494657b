"""From the counts of cases to what is printed: small counts withheld, no measure of speed to removal."""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.register.cases.figures import CaseFigures, Spent
from sojourn.statistics.published.disclosure import SPAN, withhold_in_line

Printed = dict[str, object]

#: The tables, in the order in which they stand on the page.
KEYS = ("stages", "origins", "ends", "stops", "adverse", "undone", "spent")


def print_cases(figures: CaseFigures) -> list[Printed]:
    """Print every table; one without a count has no rows.

    In each table a count from 1 to 10 is withheld, and with it another one, so that it cannot be worked out from the
    total. A duration is printed where at least eleven cases were counted.
    """
    counted = {
        "stages": figures.open_by_stage,
        "origins": figures.begun_by_origin,
        "ends": figures.ended_by_state,
        "stops": figures.stopped_by_blocker,
        "adverse": figures.adverse,
        "undone": figures.undone,
    }
    tables: list[Printed] = [{"key": key, **_counts(counts)} for key, counts in counted.items()]
    return [*tables, {"key": "spent", "rows": [_spent(name, each) for name, each in figures.spent.items()]}]


def _counts(counts: Mapping[str, int]) -> Printed:
    withheld = withhold_in_line(counts)
    rows = [{"code": code, "number": None if code in withheld else number} for code, number in counts.items()]
    total = sum(counts.values())
    return {"rows": rows, "total": total if total >= SPAN or not withheld else None}


def _spent(stage: str, spent: Spent) -> Printed:
    if spent.cases < SPAN:
        return {"code": stage, "number": None, "half": None, "nine_in_ten": None}
    days = {"half": round(spent.half, 1), "nine_in_ten": round(spent.nine_in_ten, 1)}
    return {"code": stage, "number": spent.cases, **days}
