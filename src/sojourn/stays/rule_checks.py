"""Marks answers that rest on a rule which was to be checked again before the day asked about: they are stale.

A stale answer stands as it is: neither its state nor its next change differs. But no notice can be issued from it.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law

QUESTION = "rule_check_due"


def with_check_due(answers: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Add the question ``rule_check_due`` to answers that rest, by their reasons, on a rule whose check is due.

    Args:
        answers: rows with ``reasons`` and ``questions`` of ``tables.ANSWERS``.
        law: the law as known.
        as_of: the day asked about, as a value of the same row or of a table of one row.
    """
    due: dict[date, list[str]] = {}
    for rule in law.rules:
        due.setdefault(rule.check_by, []).append(rule.id)
    # One branch for each day of a check, the latest first: the rules due by then are all those with a day before.
    branches = []
    for check_by in sorted(due, reverse=True):
        ids = sorted(name for day, names in due.items() if day <= check_by for name in names)
        branches.append((as_of > ibis.literal(check_by), _rests_on(answers, ids)))
    stale = ibis.cases(*branches, else_=False) if branches else ibis.literal(False)
    marked = answers.questions.concat(ibis.literal([QUESTION], type="array<string>"))
    return answers.mutate(questions=ibis.ifelse(stale, marked, answers.questions))


def _rests_on(answers: ir.Table, ids: list[str]) -> ir.Value:
    return answers.reasons.filter(lambda reason: reason.rule.isin(ids)).length() > 0
