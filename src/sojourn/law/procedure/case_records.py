"""Which records belong together: an order, the appeals against it, what was decided on them, what was cancelled."""

from __future__ import annotations

from dataclasses import replace

from sojourn.law.clock_words import COURT_APPEALS, DELIVERED, FAILED_APPEAL, NOT_CONTACT, PROTECTING_ORDERS
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.moments import FILED, done, moment_of


def orders(file: CaseFile, zone: str) -> list[Fact]:
    """Give the orders against the person that nobody cancelled, in the order in which they were made."""
    found = [fact for fact in file.of("order") if fact.get("type") not in PROTECTING_ORDERS]
    standing = (told(file, fact) for fact in found if not cancelled(file, fact, zone))
    return sorted(standing, key=lambda each: done(each, zone).at)


def told(file: CaseFile, fact: Fact) -> Fact:
    """Give an order with the time at which the person was told: its own, or that of the first service of it."""
    reference = fact.get("reference")
    if fact.get("notified_at") is not None or not reference:
        return fact
    served = [each for each in file.of("service") if each.get("reference") == reference and reached(each)]
    times = [each.get("notified_at") for each in served if each.get("notified_at") is not None]
    return replace(fact, values={**fact.values, "notified_at": min(times)}) if times else fact


def reached(service: Fact) -> bool:
    """Say whether a service reached the person or the representative: delivered, and not merely put on file."""
    return service.get("outcome") == DELIVERED and service.get("type") not in NOT_CONTACT


def cancelled(file: CaseFile, fact: Fact, zone: str) -> bool:
    """Say whether an act was cancelled: a cancellation names its reference, and is not older."""
    reference = fact.get("reference")
    return bool(reference) and any(
        each.get("reference") == reference and done(each, zone).at_latest >= done(fact, zone).at
        for each in file.of("cancellation")
    )


def follows(file: CaseFile, later: Fact, earlier: Fact, zone: str) -> bool:
    """Say whether an act is about an earlier one: by its reference; without one, about the last of that kind."""
    ours, theirs = later.get("reference"), earlier.get("reference")
    if ours and theirs:
        return bool(ours == theirs)
    began = done(earlier, zone)
    at = done(later, zone)
    if at.at_latest < began.at:
        return False
    between = (done(each, zone).at for each in file.of(earlier.kind) if each.name != earlier.name)
    return not any(began.at < each <= at.at for each in between)


def appeals(file: CaseFile, fact: Fact, zone: str, *, to_court: bool = False) -> list[Fact]:
    """Give the appeals against an order or a decision, the earliest first: to a court, or to the authority above."""
    began = done(fact, zone)
    found = [
        each
        for each in file.of("appeal")
        if (each.get("type") in COURT_APPEALS) is to_court
        and done(each, zone).at_latest >= began.at
        and follows(file, each, fact, zone)
    ]
    return sorted(found, key=lambda each: done(each, zone).at)


def motions(file: CaseFile, fact: Fact, types: tuple[str, ...], zone: str) -> list[Fact]:
    """Give the motions of some types about an order or a grant, the earliest first."""
    began = done(fact, zone)
    found = [
        each
        for each in file.of("motion")
        if each.get("type") in types and done(each, zone).at_latest >= began.at and follows(file, each, fact, zone)
    ]
    return sorted(found, key=lambda each: done(each, zone).at)


def decision_on(file: CaseFile, filed: Fact, zone: str) -> Fact | None:
    """Give the first decision after an appeal or a motion that can be about it; None while it is pending."""
    at = moment_of(filed, FILED, zone) or done(filed, zone)
    found = [
        each
        for each in file.of("decision")
        if done(each, zone).at_latest >= at.at and _same(each.get("reference"), filed.get("reference"))
    ]
    return min(found, key=lambda each: done(each, zone).at, default=None)


def failed(decision: Fact) -> bool:
    """Say whether a decision on an appeal lets stand what it was against."""
    return decision.get("outcome") in FAILED_APPEAL


def _same(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other
