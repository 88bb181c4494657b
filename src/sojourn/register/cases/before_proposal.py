"""What stands in the way of a step before anybody proposes it: all but what whoever takes the step says in its form."""

from __future__ import annotations

from sojourn.law.procedure.gate import AWAITED
from sojourn.law.procedure.gate_shape import Finding, Gate, Missing

#: What a step asks of whoever takes it, on the page of the step: nothing that stands in its way before.
FROM_THE_FORM = frozenset({"reasons", "records_opened", "destination"})
#: Reasons of blockers that end with what the form asks for, or that only come after it.
ANSWERED_BY_THE_FORM = AWAITED | {"no_destination", "no_grounds", "no_source_named", "no_source_opened", "no_person"}


def stops_of(gate: Gate) -> list[Finding]:
    """Give the findings that forbid a step before anybody proposes it: all but those that the form answers."""
    return [each for each in gate.blocked_by if each.why not in ANSWERED_BY_THE_FORM]


def missing_of(gate: Gate) -> list[Missing]:
    """Give what is missing and does not come from the form itself."""
    return [each for each in gate.missing if each.code not in FROM_THE_FORM]


def is_possible(gate: Gate) -> bool:
    """Say whether a step can be begun: nothing forbids it, nothing is missing, no clock has to run out first."""
    return not (stops_of(gate) or missing_of(gate) or gate.waits)
