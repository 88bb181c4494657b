"""The closed lists that a rule of the role ``clock`` is written with, and what its values must keep between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CLOCKS: dict[str, str] = {
    "answer_to_notice": "Time to answer the notice",
    "appeal_to_board": "Time to appeal",
    "review_by_court": "Time to ask a court for review",
    "voluntary_departure": "Time to leave by oneself",
    "departure_bond": "Time to post the bond for leaving by oneself",
    "removal_period": "Removal period",
    "filing_of_charge": "Time to file the charge with the court",
    "first_hearing": "Time to prepare before the first hearing",
    "reply_to_the_person": "Time to reply to the person",
    "custody_decision": "Decision on custody",
    "custody_review": "Review of custody",
    "custody_limit": "Longest custody",
    "motion_to_reopen": "Time to ask for the case to be reopened",
    "motion_to_reconsider": "Time to ask for the decision to be reconsidered",
    "notice_of_removal": "Time between the notice of removal and the removal",
    "entry_to_court": "Time to send the file to the court",
}
"""Every clock there is, with its plain name. Two follow from other roles: the time to answer from ``notice``, and in a
pack that has one the time to leave by oneself from ``voluntary_departure``."""

LIBERTY = ("custody_decision", "custody_review", "custody_limit")
"""Clocks of custody: they run in real hours, and stand before everything else that is due."""

COUNTS = ("calendar", "business", "elapsed_hours")
WHOSE = ("theirs", "ours")
TIMES = ("decided_at", "notified_at", "filed_at", "received_at", "valid_from")

ACTS: dict[str, str] = {
    "order": "an order",
    "decision": "an order, or the refusal of one of `benefits`",
    "notice": "the same, from the day on which the person was told of it",
    "final_order": "an order that can no longer be appealed",
    "executable_order": "an order that is final, after any period to leave by oneself",
    "charge": "a charge that was issued",
    "service": "the first service of a document by which it reached the person or the representative",
    "filing": "an appeal or a motion of the person",
    "custody_start": "the act of detention",
    "custody_decision": "a decision on custody while it lasts",
    "voluntary_departure": "a period to leave by oneself that was given",
    "departure": "a departure",
    "step": "nothing but the steps of the lifecycle that name the clock",
}
"""Acts from which a clock may run. A step of a lifecycle that names the clock starts it too."""

SERVED = ("notice", "charge", "order", "removal_notice")
NEEDS = ("custody_decision", "charge_issued")

PAUSES: dict[str, str] = {
    "appeal_pending": "an appeal to the authority above is pending",
    "motion_pending": "a motion is pending",
    "removal_stay": "a removal stay is in effect",
    "hold": "a reason to wait is on file, such as a medical one",
}
"""Why a clock may pause. Each follows from facts on file; nobody ticks it."""

NOT_CONTACT = ("on_file", "publication")
"""Types of service that reach nobody: they start no clock, and support no step against the person."""

DELIVERED = "delivered"
"""The outcome of a service that reached its reader."""

APPEAL_WAIVED = "appeal_waived"
"""The outcome of an order against which the person gave up the appeal before the judge."""

PROTECTING_ORDERS = ("withholding", "cat", "deferral_of_removal", "no_removal_to")
"""Types of an order that protect the person: they start no time to act against them."""

COURT_APPEALS = ("petition_for_review", "judicial_review", "court")
"""Types of an appeal to a court outside the authority; every other one goes to the authority above."""

FAILED_APPEAL = ("dismissed", "withdrawn", "abandoned", "rejected", "denied")
"""Outcomes of the decision on an appeal after which what it was against stands."""

HELD = ("detained", "continued", "held")
"""Outcomes of a custody decision that say: the person is in custody."""


def clock_problems(values: Mapping[str, Any]) -> list[str]:
    """Say which values of a clock do not fit each other."""
    problems = []
    if ("days" in values) == ("hours" in values):
        problems.append("needs `days` or `hours`, and not both")
    elif ("hours" in values) != (values["counts"] == "elapsed_hours"):
        problems.append("`hours` go with `counts: elapsed_hours`, and `days` with the others")
    if ("served" in values) != (values["from"] == "service"):
        problems.append("`served` goes with `from: service`, and with no other")
    if bool(values.get("exceptions")) != ("exception_hours" in values):
        problems.append("`exceptions` and `exception_hours` go together")
    if values["rolls"] and values["counts"] == "elapsed_hours":
        problems.append("a clock of hours ends at its instant: it does not move to a business day (`rolls`)")
    return problems


def clock_floor_problems(values: Mapping[str, Any], citation: str) -> list[str]:
    """Say where a clock goes below the floor: custody runs in real hours, without pause unless the law says so.

    Args:
        values: the values of the version.
        citation: the law that the rule, or its version, cites; a convention of Sojourn is none.
    """
    problems = []
    if values["liberty"] != (values["clock"] in LIBERTY):
        problems.append(f"`liberty` is true for {', '.join(f'`{name}`' for name in LIBERTY)}, and for no other clock")
    if not values["liberty"]:
        return problems
    if values["counts"] != "elapsed_hours":
        problems.append("a clock of custody counts `elapsed_hours`, through nights and holidays")
    if values["whose"] != "ours":
        problems.append("a clock of custody is the authority's (`whose: ours`)")
    cited = not citation.startswith("Convention of Sojourn")
    problems += [
        f"a clock of custody has `{name}` only where the law that it cites says so"
        for name in ("may_pause", "exceptions")
        if values.get(name) and not cited
    ]
    return problems
