"""B5: a record says that the person left, or the person disputes the records.

Source: 8 CFR 239.2(a)(4) (not in the United States: a ground to cancel a charge, which an officer decides).
"""

from __future__ import annotations

from datetime import date

from sojourn.law.procedure.blockers.asking import heeds_yes, if_absent, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, unknown
from sojourn.law.procedure.case_file import CaseFile, Crossed
from sojourn.law.procedure.gate_shape import Finding

ENDED = frozenset({"left_in_time", "left_after_end", "left_date_unknown"})
"""States of an answer that say: left."""


@heeds_yes("B5")
def look(context: Context) -> Finding:
    """Look for any record of a departure since the arrival, a dispute, and open questions about the records.

    What a person declares blocks too: it proves nothing against anybody, and it may be true.
    """
    file, answer = context.file, context.file.answer
    left = departures(file)
    if left:
        return blocks("B5", "departure_on_record", [each.name for each in left], ("correction",))
    if answer is not None and (answer.state in ENDED or answer.departed_on or answer.departure_basis != "none"):
        return blocks("B5", "answer_says_left", answer.records, ("correction", "new_answer"))
    if file.disputed:
        return blocks("B5", "disputed", (), ("answer_weighed",))
    if answer is None:
        return if_asked(context, "B5", "no_answer")
    if answer.state == "unknown":
        return unknown("B5", "questions_open", answer.records, ("new_answer",))
    if answer.questions:
        # An unexplained stay always asks for the record that would explain it: somebody has to have searched for one.
        return if_asked(context, "B5", "questions_open")
    return if_absent(context, "B5", "no_departure")


def departures(file: CaseFile) -> tuple[Crossed, ...]:
    """Give the records of a departure on or after the day the stay began; one that says "not on board" is none."""
    first = arrival_day(file)
    found = [
        each
        for each in file.crossings
        if each.direction == "departure" and each.boarded is not False and (first is None or each.local_date >= first)
    ]
    return tuple(sorted(found, key=lambda each: (each.local_date, each.name)))


def arrival_day(file: CaseFile) -> date | None:
    """Give the day on which the stay began; None where it is not known, and then every departure counts."""
    answer = file.answer
    if answer is None:
        return None
    if answer.arrived_on is not None:
        return answer.arrived_on
    seen = [each for each in file.crossings if each.direction == "arrival" and each.name in answer.records]
    return min((each.local_date for each in seen), default=None)
