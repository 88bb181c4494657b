"""B11: the rule that the step rests on is suspended, vacated, only proposed, or too old to be relied on."""

from __future__ import annotations

from sojourn.law.procedure.blockers.context import Context, blocks, clear
from sojourn.law.procedure.gate_shape import Finding
from sojourn.law.rule import RuleText

LIFTS = ("rule_in_force",)


def look(context: Context) -> Finding:
    """Look at every rule of the step as it is known today; a letter may rest on nothing that was to be checked again.

    A case keeps to the law of its dates, but no step is taken on a rule that a court has halted since.
    """
    texts = {rule.id: rule.text for rule in context.law.rules}
    absent = [name for name in context.step.rules if name not in texts]
    if absent:
        return blocks("B11", "rule_missing", absent, LIFTS)
    used = [texts[name] for name in context.step.rules]
    halted = [text.id for text in used if text.as_known_on(context.today).on(context.today) is None]
    if halted:
        return blocks("B11", _why(texts[halted[0]], context), halted, LIFTS)
    if context.step.letter:
        old = [text.id for text in used if text.check_by < context.today]
        if old:
            return blocks("B11", "rule_stale", old, ("rule_checked",))
        answer = context.file.answer
        if answer is not None and answer.stale:
            return blocks("B11", "answer_stale", [answer.stay_id], ("rule_checked",))
    return clear("B11", "rules_in_force" if used else "rests_on_no_rule", context.step.rules)


def _why(text: RuleText, context: Context) -> str:
    known = {entry.status for entry in text.entries_known_on(context.today)}
    return next((f"rule_{status}" for status in ("vacated", "suspended", "proposed") if status in known), "rule_ended")
