"""Which records belong together: an order, the appeals against it, what was decided on them, what was cancelled."""

from __future__ import annotations

from dataclasses import replace

from sojourn.law.clock_words import COURT_APPEALS, DELIVERED, FAILED_APPEAL, NOT_CONTACT, PROTECTING_ORDERS
from sojourn.law.procedure.blockers.lifting import GIVING, UNDOING
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.moments import FILED, done, moment_of

UNDONE = frozenset({*UNDOING, "rescinded", "vacated"})
"""Outcomes of a decision on an appeal or a motion by which an order no longer stands."""

CONTESTS = frozenset({"appeal", "motion", "review", "reopen", "rescind"})
"""Types of a decision on an appeal or a motion; where it grants what was asked for, the order no longer stands."""

ENDED_ORDERS = frozenset({"terminated", "vacated", "rescinded"})
"""Outcomes of an order that end what an earlier one ordered; such an order is none against the person."""

AGAINST = frozenset({"order", "charge_issued", "charge_filed"})
"""Kinds of act against the person: in doubt whether a cancellation means one, it does."""

OTHER_ACTS = frozenset(
    {"appeal", "application", "extension", "hold", "motion", "programme", "protection", "removal_stay", "residence",
     "undertaking", "visa", "voluntary_departure"}
)  # fmt: skip
"""Types of a cancellation that name another act than an order or a charge, even where both bear one reference."""

_CHARGES = frozenset({"charge_issued", "charge_filed"})
_CHARGE_WORDS = frozenset({"charge", "notice_to_appear", *_CHARGES})


def orders(file: CaseFile, zone: str) -> list[Fact]:
    """Give the orders against the person that stand, in the order in which they were made.

    None is an order that protects, a warrant, one that was cancelled or set aside, or one that ends what was ordered.
    """
    found = [fact for fact in file.of("order") if fact.get("type") not in PROTECTING_ORDERS and not is_warrant(fact)]
    standing = [fact for fact in found if not (cancelled(file, fact, zone) or is_set_aside(file, fact, zone))]
    return sorted((told(file, fact) for fact in standing), key=lambda each: done(each, zone).at)


def is_warrant(order: Fact) -> bool:
    """Say whether an order is a warrant: it carries out an order and is none by itself."""
    return str(order.get("type") or "").startswith("warrant")


def is_set_aside(file: CaseFile, order: Fact, zone: str) -> bool:
    """Say whether a decision or an order that is not older ended what an order says; in doubt it did.

    It is about the order where both bear one reference, or where one of them bears none.
    """
    if order.get("outcome") in ENDED_ORDERS:
        return True
    made = done(order, zone)
    return any(
        _sets_aside(each) and done(each, zone).at_latest >= made.at and _same(each.get("reference"), _reference(order))
        for each in file.of("decision", "order")
    )


def _sets_aside(later: Fact) -> bool:
    outcome = later.get("outcome")
    if later.kind == "order":
        return outcome in ENDED_ORDERS
    return outcome in UNDONE or (outcome in GIVING and later.get("type") in CONTESTS)


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
    """Say whether an act was cancelled: a cancellation names its reference, means such an act, and is not older.

    An act against the person is cancelled in doubt: by a cancellation that does not say what it cancels, or that was
    only learned of later. Any other act is cancelled by one that names its kind, and not before it was done.
    """
    reference = fact.get("reference")
    return bool(reference) and any(
        each.get("reference") == reference and _means(each, fact) and _is_not_older(each, fact, zone)
        for each in file.of("cancellation")
    )


def _means(cancellation: Fact, fact: Fact) -> bool:
    type_ = cancellation.get("type")
    if fact.kind not in AGAINST:
        return bool(type_ == fact.kind)
    if fact.kind in _CHARGES:
        return type_ in _CHARGE_WORDS or not (type_ in OTHER_ACTS or type_ == "order" or _names_warrant(type_))
    return not (type_ in OTHER_ACTS or type_ in _CHARGE_WORDS or (_names_warrant(type_) and not is_warrant(fact)))


def _names_warrant(type_: str | None) -> bool:
    return str(type_ or "").startswith("warrant")


def _is_not_older(cancellation: Fact, fact: Fact, zone: str) -> bool:
    later = done(cancellation, zone).at_latest >= done(fact, zone).at
    return later or (fact.kind in AGAINST and cancellation.recorded_at >= fact.recorded_at)


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


def _reference(fact: Fact) -> str | None:
    reference = fact.get("reference")
    return str(reference) if reference else None


def _same(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other
