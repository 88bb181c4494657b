"""B9: no document reached the person, in a language that they understand, at the right address.

Sources: INA 239(a), Campos-Chaves v. Garland (2024); Directive 2008/115/EC Art. 12. Service on file tells nobody.
"""

from __future__ import annotations

from sojourn.law.clock_words import DELIVERED
from sojourn.law.procedure.blockers.asking import heeds_yes, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, clear, moment_of, names, unknown
from sojourn.law.procedure.blockers.lifting import hindrance, why_in_effect
from sojourn.law.procedure.blockers.word_lists import NO_REAL_CONTACT, NOT_DELIVERED
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Finding, Verdict

_UNTIL_SERVED = ("service",)


@heeds_yes("B9")
def look(context: Context) -> Finding:
    """Look at the last service of the document that the step rests on, the language, and the address."""
    tries = _tries(context)
    if not tries:
        return unknown("B9", "never_served", (), _UNTIL_SERVED)
    last = tries[-1]
    if last.get("outcome") in NOT_DELIVERED:
        return blocks("B9", "service_failed", [last.name], _UNTIL_SERVED)
    if last.get("type") in NO_REAL_CONTACT:
        return blocks("B9", "no_real_contact", [last.name], _UNTIL_SERVED)
    if not is_real(last):
        return unknown("B9", "outcome_unknown", [last.name], _UNTIL_SERVED)
    if against := hindrance(context, last):
        return unknown("B9", against, [last.name], _UNTIL_SERVED)
    if not [each for each in context.file.of("contact", "representation") if why_in_effect(context, each)]:
        return unknown("B9", "contact_unknown", (), ("contact",))
    asked = if_asked(context, "B9", "language_not_asked")
    if asked.verdict is not Verdict.CLEAR:
        return asked
    return clear("B9", "served", [*names([last]), *asked.records], asked.until)


def is_real(service: Fact) -> bool:
    """Say whether a service reached its reader: delivered, and not only put on file or published."""
    return service.get("outcome") == DELIVERED and service.get("type") not in NO_REAL_CONTACT


def _tries(context: Context) -> list[Fact]:
    """Give the services of the document that the step names, else those of the last document served, in order.

    A document that is yet to be served has none; then the one before it counts.
    """
    told = ("notified_at",)
    served = sorted(context.file.of("service"), key=lambda fact: (*moment_of(fact, told), fact.name))
    if not served:
        return []
    named = context.proposed.document if context.proposed is not None else ""
    own = [each for each in served if named and each.get("reference") == named]
    if own:
        return own
    return [each for each in served if each.get("reference") == served[-1].get("reference")]
