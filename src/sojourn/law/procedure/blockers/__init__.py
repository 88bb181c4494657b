"""The thirteen blockers, one module each: pure functions from facts. None is ticked; none reads another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sojourn.law.procedure.blockers import (
    b01_citizenship,
    b02_identity,
    b03_lawful_stay,
    b04_protected_person,
    b05_departure,
    b06_removal_stay,
    b07_appeal,
    b08_destination,
    b09_service,
    b10_capacity,
    b11_rule,
    b12_automated_output,
    b13_approval,
)
from sojourn.law.procedure.blockers.context import Context
from sojourn.law.procedure.gate_shape import Finding

LOOKS: Mapping[str, Callable[[Context], Finding]] = MappingProxyType(
    {
        "B1": b01_citizenship.look,
        "B2": b02_identity.look,
        "B3": b03_lawful_stay.look,
        "B4": b04_protected_person.look,
        "B5": b05_departure.look,
        "B6": b06_removal_stay.look,
        "B7": b07_appeal.look,
        "B8": b08_destination.look,
        "B9": b09_service.look,
        "B10": b10_capacity.look,
        "B11": b11_rule.look,
        "B12": b12_automated_output.look,
        "B13": b13_approval.look,
    }
)
"""How each blocker of ``law.blockers`` is looked at."""
