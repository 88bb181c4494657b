"""B3: a status, or an authorised stay, may exist: an application, a protection, a parole.

Sources: INA 212(a)(9)(B)(iv), 244(a)(1)(A), 212(d)(5), 8 CFR 214.1(c)(4); Directive 2008/115/EC Art. 6; Immigration
Act 1971 s.3C.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sojourn.law.procedure.blockers.asking import heeds_yes, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, unknown
from sojourn.law.procedure.blockers.lifting import hindrance, why_in_effect, why_pending
from sojourn.law.procedure.blockers.word_lists import INFORMATION_ONLY
from sojourn.law.procedure.case_file import Fact, Span
from sojourn.law.procedure.gate_shape import Finding

LAWFUL = frozenset({"in_status", "authorised", "removal_barred", "resident", "not_subject"})
"""States of an answer that say: allowed to be here, or not subject to the limits at all."""

LEAVES = ("residence", "exemption", "extension", "programme", "voluntary_departure")
"""Kinds of fact that give a leave to be here while they last."""

_WHYS = {"pending": "application_pending", "granted": "application_granted", "in_effect": "leave_on_file"}


@heeds_yes("B3")
def look(context: Context) -> Finding:
    """Look for a leave to be here today in the answer and in the facts; then whether other offices were asked."""
    answer = context.file.answer
    if answer is not None:
        covering = [span for span in answer.periods if _covers(context, span)]
        if covering or answer.state in LAWFUL:
            return blocks("B3", "period_covers_today", answer.records, ("new_answer",))
    found = dict(_leaves(context))
    if found:
        why = sorted(found.values())[0]
        return blocks("B3", _WHYS.get(why, why), found, ("decision", "end_of_leave"))
    if answer is not None and answer.state in ("unknown", "awaiting_records"):
        return unknown("B3", "answer_unknown", answer.records, ("new_answer",))
    return if_asked(context, "B3")


def _covers(context: Context, span: Span) -> bool:
    return span.valid_from <= context.today and (span.valid_to is None or context.today <= span.valid_to)


def _leaves(context: Context) -> Iterator[tuple[str, str]]:
    for filing in context.file.of("application"):
        why = why_pending(context, filing)
        if why:
            yield filing.name, why
    for fact in context.file.of("protection"):
        if fact.get("type") not in INFORMATION_ONLY and (why := why_in_effect(context, fact)):
            yield fact.name, "protection" if why == "in_effect" else why
    for fact in context.file.of(*LEAVES):
        if why := _why_leave(context, fact):
            yield fact.name, why


def _why_leave(context: Context, fact: Fact) -> str:
    """Say why a leave may last; one without a last day may. A period given in days ends after them."""
    first, days = fact.get("valid_from"), fact.get("days")
    if first is not None and first > context.today:
        return ""
    given = fact.get("decided_at")
    if days and given and fact.get("valid_to") is None and given.date() + timedelta(days=days) < context.today:
        return hindrance(context, fact)
    return why_in_effect(context, fact)
