"""A dated value of a rule as a table expression: the version in force on each row's day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Rule

#: Stands for "no end" where periods are compared; it never reaches an output.
FOREVER = "9000-01-01"


def dated(rule: Rule, day: ir.Value, pick: Callable[[Mapping[str, Any]], ir.Value], kind: str) -> ir.Value:
    """Give ``pick(values)`` of the version of ``rule`` in force on ``day``; null where none is.

    ``kind`` is the Ibis type of the result. Of several versions in force on a day, the one that began last holds.
    """
    branches = []
    for version in sorted(rule.versions, key=lambda each: each.valid_from, reverse=True):
        holds = day >= ibis.literal(version.valid_from)
        if version.valid_to is not None:
            holds = holds & (day <= ibis.literal(version.valid_to))
        branches.append((holds, pick(version.values).cast(kind)))
    if not branches:
        return ibis.null(kind)
    return ibis.cases(*branches, else_=ibis.null(kind))


def in_force(rule: Rule, day: ir.Value) -> ir.Value:
    """Tell whether any version of ``rule`` is in force on ``day``."""
    return dated(rule, day, lambda _: ibis.literal(True), "boolean").fill_null(False)


def days_after(day: ir.Value, days: ir.Value) -> ir.Value:
    """Add a number of days to a day; null stays null."""
    return day + days.cast("int64").as_interval("D")


def forever() -> ir.Value:
    """Give the day that stands for "no end"."""
    return ibis.literal(FOREVER).cast("date")
