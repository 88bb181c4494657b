"""B2: the records may belong to two people."""

from __future__ import annotations

from sojourn.law.procedure.blockers.asking import heeds_yes, if_absent, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, unknown
from sojourn.law.procedure.gate_shape import Finding

DOUBTS = frozenset({"identity_review", "contradiction"})
"""Codes of an answer that is unknown because the records may be two people's."""


@heeds_yes("B2")
def look(context: Context) -> Finding:
    """Look for open pairs, and for an answer that doubts whose records these are."""
    file = context.file
    if file.pairs:
        return blocks("B2", "pair_open", file.pairs, ("review_decision",))
    if file.answer is None:
        return if_asked(context, "B2", "no_answer")
    if file.answer.unknown_code in DOUBTS:
        return unknown("B2", file.answer.unknown_code, file.answer.records, ("review_decision", "new_answer"))
    return if_absent(context, "B2", "no_open_pair")
