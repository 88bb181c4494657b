"""What lifts: only a fact that names its source document, recorded by somebody other than who proposes the step."""

from __future__ import annotations

from sojourn.law.procedure.blockers.context import DECIDED, FILED, Context, is_later, moment_of
from sojourn.law.procedure.case_file import Fact

#: Outcomes of a decision after which nothing is pending any more.
ENDING = frozenset({"denied", "withdrawn", "abandoned", "rejected", "dismissed", "terminated", "revoked"})
#: Outcomes by which an appeal or a motion is decided, besides: the order that it was against no longer stands.
UNDOING = frozenset({"sustained", "remanded"})
#: Outcomes that give what was asked for.
GIVING = frozenset({"approved", "granted"})


def hindrance(context: Context, fact: Fact) -> str:
    """Say why a fact lifts nothing; empty where it may lift."""
    if not fact.source:
        return "lift_without_source"
    if not fact.by:
        return "lift_by_unknown"
    if context.proposed is not None and fact.by == context.proposed.by:
        return "lift_by_proposer"
    return ""


def why_in_effect(context: Context, fact: Fact) -> str:
    """Say why a fact that lasts is still in effect; empty where it ended, and the end counts.

    It ends by its own words (``end_reason``, ``valid_to``), by a ``cancellation`` of its kind, or by a later fact of
    the same kind, reference, type and authority that tells the end. Where such a fact could mean one of several, none
    of them has ended.
    """
    if _tells_end(context, fact):
        return hindrance(context, fact)
    beside = [each for each in context.file.of(fact.kind) if _key(each) == _key(fact)] if fact.get("reference") else []
    ends = [each for each in beside if _tells_end(context, each)] + _cancelled_by(context, fact)
    if not ends:
        return "in_effect"
    counted = [each for each in ends if not hindrance(context, each)]
    started = [each for each in beside if not _tells_end(context, each)]
    if _open_after(started, counted) == 0:
        return ""
    return next((why for why in (hindrance(context, each) for each in ends) if why), "in_effect")


def _tells_end(context: Context, fact: Fact) -> bool:
    last = fact.get("valid_to")
    return bool(fact.get("end_reason")) or bool(last is not None and last < context.today)


def _key(fact: Fact) -> tuple[object, ...]:
    return fact.get("reference"), fact.get("type"), fact.get("authority")


def _cancelled_by(context: Context, fact: Fact) -> list[Fact]:
    reference = fact.get("reference")
    return [
        each
        for each in context.file.of("cancellation")
        if reference and each.get("reference") == reference and each.get("type") == fact.kind
    ]


def _open_after(started: list[Fact], ends: list[Fact]) -> int:
    """Count what is open after all; of two facts learned at one instant the end comes first, so it ends nothing."""
    turns = [(each.recorded_at, 1) for each in started] + [(each.recorded_at, -1) for each in ends]
    still = 0
    for _, turn in sorted(turns):
        still = max(0, still + turn)
    return still


def why_pending(context: Context, filing: Fact) -> str:
    """Say why a filing (application, appeal, motion) still stands in the way; empty where a decision ended it.

    ``pending``: nobody decided. ``granted``: what was asked for was given, and no end of it is on file.
    """
    why = "pending"
    for decision in _decisions_on(context, filing):
        outcome, last = decision.get("outcome"), decision.get("valid_to")
        over = outcome in GIVING and last is not None and last < context.today
        if outcome in ENDING or over or (outcome in UNDOING and filing.kind != "application"):
            against = hindrance(context, decision)
            why = why and against
        else:
            why = "granted" if outcome in GIVING else "pending"
    return why


def _decisions_on(context: Context, filing: Fact) -> list[Fact]:
    filed = moment_of(filing, FILED)
    found = [each for each in context.file.of("decision") if is_later(moment_of(each, DECIDED), filed)]
    return sorted(
        (each for each in found if _is_about(context, each, filing)), key=lambda each: moment_of(each, DECIDED)
    )


def _is_about(context: Context, decision: Fact, filing: Fact) -> bool:
    """Say whether a decision is about a filing: by the same reference; without one, by the only such filing."""
    about, asked = decision.get("benefit"), filing.get("benefit")
    if about and (asked or filing.kind != "application") and about != asked:
        return False
    kinds = (None, filing.kind, filing.get("type"))
    if filing.kind != "application" and decision.get("type") not in kinds:
        return False
    references = decision.get("reference"), filing.get("reference")
    if all(references):
        return bool(references[0] == references[1])
    alike = [each for each in context.file.of(filing.kind) if each.get("benefit") == asked]
    return bool(about) and len(alike) == 1
