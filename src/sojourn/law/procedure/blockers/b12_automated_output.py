"""B12: the decision rests on automated output alone.

Sources: Regulation (EU) 2016/679 Art. 22, Directive (EU) 2016/680 Art. 11. A person decides, for reasons of their own,
on records that they have seen; the engine's answer is no such record.
"""

from __future__ import annotations

from sojourn.law.procedure.blockers.context import Context, blocks, clear, unknown
from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.gate_shape import Finding
from sojourn.law.procedure.own_word import without_own_word


def look(context: Context) -> Finding:
    """Look whether an officer gives grounds of the step's list, and named and opened a source record."""
    proposed = context.proposed
    if proposed is None:
        return unknown("B12", "needs_a_proposal", (), ("proposal",))
    if not proposed.by.startswith("user:"):
        return blocks("B12", "no_person", (), ("proposal",))
    if not proposed.grounds or not set(proposed.grounds) <= set(context.step.grounds):
        return blocks("B12", "no_grounds", (), ("grounds",))
    named = without_own_word(set(proposed.records) & source_records(context.file))
    if not named:
        return blocks("B12", "no_source_named", (), ("records",))
    opened = named & proposed.opened
    if not opened:
        return blocks("B12", "no_source_opened", named, ("open_records",))
    return clear("B12", "officer_saw_records", opened)


def source_records(file: CaseFile) -> frozenset[str]:
    """Give the names of the records of this person that somebody outside the engine made."""
    facts, crossings = {each.name for each in file.facts}, {each.name for each in file.crossings}
    return frozenset(facts | crossings | {paper.record for paper in file.papers})
