""" "Asked and answered": what counts as an answer, how long it may be relied on, and what is unknown without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps

from sojourn.law.procedure.blockers.context import Context, blocks, clear, unknown
from sojourn.law.procedure.case_file import Asked
from sojourn.law.procedure.gate_shape import Finding, Verdict

ASKED_DAYS: dict[str, int] = {
    "B1": 90,
    "B2": 30,
    "B3": 7,
    "B4": 30,
    "B5": 7,
    "B6": 1,
    "B7": 30,
    "B8": 30,
    "B9": 30,
    "B10": 30,
}
"""For how many days "asked and answered: no" may be relied on. A convention of Sojourn: what other offices may learn
any day (an application, a court's order) is soon old; what rarely changes lasts longer. B11 to B13 are never asked."""

NOT_BY_PROPOSER = frozenset(ASKED_DAYS)
"""Blockers where the answer of the officer who proposes the step does not count: all that are asked about. An answer
that nothing stands in the way lifts a blocker, and nobody lifts what stands in the way of their own step."""

Look = Callable[[Context], Finding]


def expiry_of(code: str, asked_on: date) -> date:
    """Give the last day on which an answer given on a day may be relied on.

    Raises:
        KeyError: the blocker is never asked about (B11 to B13).
    """
    return asked_on + timedelta(days=ASKED_DAYS[code])


def latest(context: Context, code: str) -> Asked | None:
    """Give the last answer to a question; an answer that favours the step counts only with its document."""
    told = [each for each in context.file.asked if each.blocker == code and each.at <= context.now]
    counted = [each for each in told if each.answer == "yes" or not _hindered(context, each)]
    # Of two answers at one instant the one that forbids counts.
    return max(counted, key=lambda each: (each.at, each.answer == "yes", each.by, each.source), default=None)


def _hindered(context: Context, asked: Asked) -> str:
    if not asked.source:
        return "asked_without_source"
    if asked.blocker in NOT_BY_PROPOSER and context.proposed is not None and asked.by == context.proposed.by:
        return "asked_by_proposer"
    return ""


def if_asked(context: Context, code: str, why: str = "never_asked", after: datetime | None = None) -> Finding:
    """Say what the answers to a question give: clear while "no" holds, else unknown.

    Args:
        why: the reason where nobody asked.
        after: only an answer after this time counts (a fact came, or the case was taken in without its history).
    """
    asked = latest(context, code)
    imported = context.file.imported_at
    since = max((each for each in (after, imported) if each is not None), default=None)
    if asked is None:
        hindered = [_hindered(context, each) for each in context.file.asked if each.blocker == code]
        return unknown(code, max(hindered, default=why) or why, lifts=("asked_no",))
    if asked.answer == "yes":
        return blocks(code, "answered_yes", [asked.source], ("asked_no",))
    if since is not None and asked.at <= since:
        return unknown(code, "imported" if since == imported else "asked_before", lifts=("asked_no",))
    until = min(asked.expires_on, expiry_of(code, asked.at.date()))
    if until < context.today:
        return unknown(code, "asked_expired", [asked.source], ("asked_no",))
    return clear(code, "asked_no", [asked.source], until)


def if_absent(context: Context, code: str, why: str) -> Finding:
    """Say that nothing is on file: clear, but unknown where the case came without its history and nobody asked."""
    if context.file.imported_at is None:
        return clear(code, why)
    return if_asked(context, code, "imported")


def heeds_yes(code: str) -> Callable[[Look], Look]:
    """Make a blocker forbid while the last answer to its question is "yes", whatever the records say."""

    def heeding(look: Look) -> Look:
        @wraps(look)
        def heeded(context: Context) -> Finding:
            found = look(context)
            asked = latest(context, code)
            if found.verdict is Verdict.CLEAR and asked is not None and asked.answer == "yes":
                return blocks(code, "answered_yes", [asked.source], ("asked_no",))
            return found

        return heeded

    return heeding
