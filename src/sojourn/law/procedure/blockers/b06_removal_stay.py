"""B6: a removal stay is in effect, by order or by law, or a court was promised not to act.

Sources: 8 CFR 1003.6(a) (appeal pending or its time running), 1003.23(b)(4)(ii) and INA 240(b)(5)(C) (motion against an
order made in absence), 241.6. Automatic stays come without a written order: they are derived. 8 CFR 241.6 lets a stay
lapse that is communicated after boarding; here one that is received at any time before the departure stops the step.
"""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.law.procedure.blockers.asking import heeds_yes, if_absent
from sojourn.law.procedure.blockers.context import Context, blocks, unknown
from sojourn.law.procedure.blockers.lifting import why_in_effect, why_pending
from sojourn.law.procedure.blockers.word_lists import ASYLUM, ORDERS_IN_ABSENCE, STOPPING_MOTIONS
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Finding

#: Why, the plainest first; what lifts each.
LIFTS = {
    "removal_stay": ("end_of_removal_stay",),
    "undertaking": ("end_of_undertaking",),
    "motion_pending": ("decision",),
    "appeal_pending": ("decision",),
    "asylum_pending": ("decision",),
    "appeal_time": ("time",),
}


@heeds_yes("B6")
def look(context: Context) -> Finding:
    """Look for stays by order and by law, promises to a court, and messages of a court that nobody has read."""
    found = sorted(set(_stays(context)), key=lambda each: (list(LIFTS).index(each[0]), each[1]))
    if found:
        first = found[0][0]
        # A fact that was to end it and may not count explains itself, where nothing else holds.
        hindered = [hindering for _, _, hindering in found]
        why = min(hindered) if all(hindered) else first
        return blocks("B6", why, [record for _, record, _ in found if record], LIFTS[first])
    if context.file.unread:
        return unknown("B6", "unread_messages", context.file.unread, ("messages_read",))
    return if_absent(context, "B6", "no_removal_stay")


def _stays(context: Context) -> Iterator[tuple[str, str, str]]:
    """Give why, the record, and what hinders its end (empty: nothing tells of an end)."""
    for kind in ("removal_stay", "undertaking"):
        for fact in context.file.of(kind):
            if why := why_in_effect(context, fact):
                yield kind, fact.name, "" if why == "in_effect" else why
    for why, filings in _filings(context):
        for fact in filings:
            if pending := why_pending(context, fact):
                yield why, fact.name, "" if pending in ("pending", "granted") else pending
    for clock in context.deadlines:
        if clock.clock == "appeal_to_board" and (clock.ends_at is None or clock.ends_at > context.now):
            yield "appeal_time", clock.start_record, ""


def _filings(context: Context) -> Iterator[tuple[str, list[Fact]]]:
    file = context.file
    in_absence = any(order.get("type") in ORDERS_IN_ABSENCE for order in file.of("order"))
    stopping = STOPPING_MOTIONS | ({"reopen"} if in_absence else frozenset())
    # A motion that says no type may be any.
    yield "motion_pending", [each for each in file.of("motion") if each.get("type") in {None, *stopping}]
    yield "appeal_pending", list(file.of("appeal"))
    yield "asylum_pending", [each for each in file.of("application") if each.get("benefit") in ASYLUM]
