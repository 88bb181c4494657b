"""Periods counted in calendar months: they end on the day of the same number, or on the last day of a shorter month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Rule
from sojourn.stays.dated import dated


def months_after(rule: Rule, day: ir.Value, word: ir.Value, name: str) -> ir.Value:
    """Give the corresponding date after the months that the mapping ``name`` of the rule has for ``word``.

    From 10 January six months run to 10 July, from 31 August to the last day of February: Dodds v Walker [1981] 1 WLR
    1027. The version of the rule in force on ``day`` counts; null where it has no months for ``word``.
    """
    nothing = ibis.null("date")

    def pick(values: Mapping[str, Any]) -> ir.Value:
        months = sorted(values[name].items())
        ends = [(key, (day + ibis.interval(months=number)).cast("date")) for key, number in months]
        return word.cases(*ends, else_=nothing) if ends else nothing

    return dated(rule, day, pick, "date")
