"""B4: the person may be one whom the law protects, and no trained officer cleared the step. Source: 8 U.S.C. 1367.

Its words are neutral on purpose: the class of restricted records is wide, so that the word tells nobody why.
"""

from __future__ import annotations

from sojourn.law.procedure.blockers.asking import heeds_yes, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, names
from sojourn.law.procedure.blockers.word_lists import PROTECTED_KINDS
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Finding, Verdict


@heeds_yes("B4")
def look(context: Context) -> Finding:
    """Look for restricted records; only a clearance given after the last of them allows the step."""
    found = [fact for fact in context.file.facts if _is_restricted(fact)]
    if not found:
        return if_asked(context, "B4")
    last = max(fact.recorded_at for fact in found)
    asked = if_asked(context, "B4", "restricted", after=last)
    cleared = [each for each in context.file.asked if each.blocker == "B4" and each.answer == "cleared"]
    if asked.verdict is Verdict.CLEAR and any(each.source in asked.records for each in cleared):
        return asked
    # "No" is no clearance where a restricted record stands.
    why = asked.why if asked.verdict is not Verdict.CLEAR else "restricted"
    return blocks(
        "B4", why if why in ("asked_by_proposer", "asked_expired") else "restricted", names(found), ("cleared",)
    )


def _is_restricted(fact: Fact) -> bool:
    kinds = {fact.get("type")} if fact.kind == "protection" else {fact.get("benefit")}
    return bool(fact.get("restricted")) or bool(kinds & PROTECTED_KINDS)
