"""B8: the person may not be sent to that country. It belongs to the person, and goes with them to every list.

Sources: INA 241(b)(3), 8 CFR 1208.16 to 1208.18; Directive 2008/115/EC Art. 5 and 9(1).
"""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.law.procedure.blockers.asking import heeds_yes, if_absent
from sojourn.law.procedure.blockers.context import Context, blocks, unknown
from sojourn.law.procedure.blockers.lifting import GIVING, why_in_effect
from sojourn.law.procedure.blockers.word_lists import ASYLUM, BARRING_ORDERS, INFORMATION_ONLY
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Finding


@heeds_yes("B8")
def look(context: Context) -> Finding:
    """Look whether anything on file bars the country of return; one that names no country bars every country."""
    destination = context.proposed.destination if context.proposed is not None else ""
    if not destination:
        if not is_needed(context):
            return if_absent(context, "B8", "no_destination_in_step")
        return unknown("B8", "no_destination", (), ("destination",))
    barring = dict(_bars(context, destination.upper()))
    if barring:
        return blocks("B8", min(barring.values()), barring, ("another_destination", "end_of_protection"))
    return if_absent(context, "B8", "destination_not_barred")


def is_needed(context: Context) -> bool:
    """Say whether the step takes the person to a country."""
    return context.step.kind == "removal" or "destination" in context.step.requires


def _bars(context: Context, destination: str) -> Iterator[tuple[str, str]]:
    for fact in _protections(context):
        named = fact.get("territory")
        if named and destination not in str(named).upper().replace(",", " ").replace(";", " ").split():
            continue
        if why := why_in_effect(context, fact):
            yield fact.name, why if why != "in_effect" else "destination_barred" if named else "every_country_barred"


def _protections(context: Context) -> Iterator[Fact]:
    file = context.file
    yield from (each for each in file.of("protection") if each.get("type") not in INFORMATION_ONLY)
    yield from (each for each in file.of("order") if each.get("type") in BARRING_ORDERS)
    for decision in file.of("decision"):
        if decision.get("benefit") in ASYLUM and decision.get("outcome") in GIVING:
            yield decision
