"""Answers beside the answer: days counted in a window, unlawful presence, what a departure does in law.

Each is worked out from the records and rules of its own, never from the state of the stay.
"""

from __future__ import annotations

import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law
from sojourn.stays.departure_effects import departure_effects
from sojourn.stays.short_stay_days import days_rows
from sojourn.stays.short_stay_parts import Counted
from sojourn.stays.unlawful_presence import unlawful_presence


def further_answers(
    engine: Engine,
    stays: ir.Table,
    facts: ir.Table,
    law: Law,
    as_of: ir.Value,
    counted: Counted | None,
    open_rows: ir.Table,
    movements: ir.Table,
) -> dict[str, ir.Table]:
    """Give the further answers of every stay, each with ``person_id`` beside the columns of its schema.

    Args:
        engine: where the tables live.
        stays: the output of ``with_entry``.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known; an answer for which it has no rule stays empty.
        as_of: the day asked about.
        counted: the days that count in a window of days, where the law has one.
        open_rows: the stays with all that is known of each (``stays_with_extras`` with ``doubtful``).
        movements: the movements in force, for birth dates.
    """
    presence = unlawful_presence(engine, open_rows, facts, movements, law, as_of)
    found = {
        "days": None if counted is None else days_rows(engine, open_rows, counted, law, as_of),
        "unlawful_presence": None if presence is None else presence.rows,
        "departure_effects": departure_effects(engine, presence, law),
    }
    return {name: table for name, table in found.items() if table is not None}
