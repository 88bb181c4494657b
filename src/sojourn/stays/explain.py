"""The proof of one answer as text: a page with headings and citations, or a list of plain sentences."""

from __future__ import annotations

from typing import Any

from sojourn.law.sentences import long_day
from sojourn.stays.explain_further import Further
from sojourn.stays.explain_steps import Explanation, explain
from sojourn.stays.proof import Proof
from sojourn.stays.proof_layout import item, rule_item, wrapped
from sojourn.stays.record_sentence import instant, record_sentence


def explain_lines(proof: Proof) -> list[str]:
    """Give the proof as a list of sentences: answer, records, rules, how sure, what would change it."""
    told = explain(proof)
    return [
        told.answer,
        *(record_sentence(step) for step in told.records),
        *(step.sentence for step in told.links),
        *told.feeds,
        *(step.sentence for step in told.rules),
        told.sure,
        *told.changes,
    ]


def explain_text(proof: Proof) -> str:
    """Give the proof as a page of text with headings and citations."""
    answer, told = proof.answer, explain(proof)
    lines = [f"Stay {answer['stay_id']} of person {answer['person_id']}", "", *wrapped(told.answer), ""]
    lines += [f"Asked about {long_day(answer['as_of'])}, with what was known on {instant(answer['known_at'])}.", ""]
    lines += [*_record_lines(told, answer), "", "What the law says"]
    for step in told.rules:
        lines += rule_item(step)
    lines += ["", "Authorised periods", *_period_lines(told)]
    for further in told.further:
        lines += _further_lines(further)
    lines += ["", "How sure", *wrapped(told.sure, "  ")]
    lines += ["", "What would change the answer"]
    for change in told.changes:
        lines += item("-", change)
    lines += ["", f"Law {answer['law']} {answer['law_version']}, engine {answer['engine_version']}."]
    if proof.law_changed:
        lines += wrapped("The law pack has changed since this run. The rules above are those of the pack as it is now.")
    return "\n".join(lines)


def _record_lines(told: Explanation, answer: dict[str, Any]) -> list[str]:
    lines = ["What the records say"]
    for number, step in enumerate(told.records, start=1):
        lines += item(f"{number}.", record_sentence(step))
    if not told.records:
        lines += wrapped(f"The evidence is not at hand; the records are {', '.join(_all_names(answer))}.", "  ")
    if told.links:
        lines += ["", "Why these records are one person's"]
    for step in told.links:
        lines += item("-", step.sentence)
    if told.feeds:
        lines += ["", "What is doubtful"]
    for sentence in told.feeds:
        lines += item("-", sentence)
    return lines


def _period_lines(told: Explanation) -> list[str]:
    if not told.periods:
        return ["  None on file."]
    lines = []
    for period in told.periods:
        lines += wrapped(f"{period.days}: {period.basis_words} ({period.rule_id})", "  ")
    return lines


def _further_lines(further: Further) -> list[str]:
    lines = ["", further.heading]
    for sentence in further.sentences:
        lines += wrapped(sentence, "  ")
    if further.questions:
        lines += ["  What would narrow or settle it:"]
    for question in further.questions:
        lines += item("?", question)
    for step in further.steps:
        lines += rule_item(step)
    return lines


def _all_names(answer: dict[str, Any]) -> list[str]:
    return sorted({answer["arrival_id"], *(record for reason in answer["reasons"] for record in reason["records"])})
