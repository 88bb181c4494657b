"""Whose fact takes a court's step: one that goes against the person is taken by what a court sent, and by nothing else.

An order that an office typed is an order that nobody else has seen. What protects (a removal stay, a promise to a
court, an appeal, a release, a decision that sends the case back) is heeded from whoever tells it.
"""

from __future__ import annotations

from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.lifecycle import STAGES, ByFact, Lifecycle, Step

COURT_FEED = "court:"
OFFICE_FEED = "agency:"

STOPPING = frozenset({"removal_stay", "undertaking", "custody_end"})
"""Kinds of fact that only ever protect."""

CONTESTING = frozenset({"appeal", "motion"})
"""Kinds of fact by which a decision is contested; they protect where the case is then on appeal."""

RELEASES = frozenset({"released", "bond", "supervision"})
"""Outcomes of a ``custody_decision`` that let the person go."""

SENDS_BACK = frozenset({"approved", "sustained", "remanded", "terminated"})
"""Outcomes of a ``decision`` on an appeal or a motion by which what was decided no longer stands."""


def may_take(lifecycle: Lifecycle, step: Step, wanted: ByFact, fact: Fact, *, confirmed: bool = False) -> bool:
    """Say whether a fact that has the words of a step may take it, by where the fact comes from.

    Args:
        confirmed: another person looked at the source of a fact that an office recorded, and confirmed it.
    """
    if not needs_court(lifecycle, step, wanted) or fact.name.startswith(COURT_FEED):
        return True
    return confirmed and fact.name.startswith(OFFICE_FEED) and bool(fact.source)


def needs_court(lifecycle: Lifecycle, step: Step, wanted: ByFact) -> bool:
    """Say whether only a court's fact takes a step: it is a court's, it ends adverse, and the fact protects nobody."""
    return step.by == "court" and lifecycle.state(step.reaches).adverse and not _protects(lifecycle, step, wanted)


def _protects(lifecycle: Lifecycle, step: Step, wanted: ByFact) -> bool:
    """Say whether every fact with these words protects the person, wherever the case then stands."""
    if wanted.kind in STOPPING:
        return True
    if wanted.kind in CONTESTING:
        return lifecycle.state(step.reaches).stage == "appeal"
    outcomes, types = set(wanted.where.get("outcome", ())), set(wanted.where.get("type", ()))
    if wanted.kind == "custody_decision":
        return bool(outcomes) and outcomes <= RELEASES
    undoes = wanted.kind == "decision" and bool(outcomes) and outcomes <= SENDS_BACK
    return undoes and bool(types) and types <= CONTESTING and _leads_back(lifecycle, step)


def _leads_back(lifecycle: Lifecycle, step: Step) -> bool:
    left = [lifecycle.state(name).stage for name in step.leaves if name != "*"]
    reached = STAGES.index(lifecycle.state(step.reaches).stage)
    return len(left) == len(step.leaves) and all(reached < STAGES.index(stage) for stage in left)
