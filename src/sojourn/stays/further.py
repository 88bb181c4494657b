"""Answers beside the answer: days counted in a window, unlawful presence, what a departure does in law.

Each is worked out from the records and rules of its own, never from the state of the stay.
"""

from __future__ import annotations

import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law


def further_answers(engine: Engine, stays: ir.Table, facts: ir.Table, law: Law, as_of: ir.Value) -> dict[str, ir.Table]:
    """Give the further answers of every stay, each with ``person_id`` beside the columns of its schema.

    Args:
        engine: where the tables live.
        stays: the output of ``with_entry``.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known; an answer for which it has no rule stays empty.
        as_of: the day asked about.
    """
    return {}
