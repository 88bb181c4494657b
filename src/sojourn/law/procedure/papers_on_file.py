"""What stands on file: charges, orders, services and letters, for the requirements of a step."""

from __future__ import annotations

from datetime import date

from sojourn.law.procedure.blockers.context import Context, is_later, moment_of
from sojourn.law.procedure.blockers.lifting import GIVING, UNDOING
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.lifecycle import Standing, Taken

UNDONE = frozenset({*UNDOING, "rescinded", "vacated"})
"""Outcomes of a decision on an appeal or a motion by which an order no longer stands."""

CONTESTS = frozenset({"appeal", "motion", "review", "reopen", "rescind"})
"""Types of a decision on an appeal or a motion; where it grants what was asked for, the order no longer stands."""

ISSUED = frozenset({None, "issued"})
"""Outcomes of a ``travel_document`` by which there is one."""


def last_letter(standing: Standing, letter: str) -> Taken | None:
    """Give the last step taken that sends a letter of a kind (``notice``, ``receipt``)."""
    sending = {step.id for step in standing.lifecycle.steps if step.letter == letter}
    return next((taken for taken in reversed(standing.taken) if taken.step in sending), None)


def services_of(file: CaseFile, document: Fact) -> list[Fact]:
    """Give the services of a document that a fact put on file, by its reference."""
    reference = document.get("reference")
    return [each for each in file.of("service") if reference and each.get("reference") == reference]


def is_cancelled(file: CaseFile, fact: Fact, *types: str) -> bool:
    """Say whether a later cancellation names the fact's reference and its kind (or no kind)."""
    reference = fact.get("reference")
    return any(
        reference and each.get("reference") == reference and each.get("type") in (None, fact.kind, *types)
        for each in file.of("cancellation")
        if each.recorded_at >= fact.recorded_at
    )


def orders(file: CaseFile) -> list[Fact]:
    """Give the orders that stand: no warrant, not cancelled, and not set aside on an appeal or a motion."""
    found = [each for each in file.of("order") if not str(each.get("type") or "").startswith("warrant")]
    return [each for each in found if not is_cancelled(file, each, "order") and not _is_set_aside(file, each)]


def _is_set_aside(file: CaseFile, order: Fact) -> bool:
    made = moment_of(order, ("decided_at",))
    reference = order.get("reference")
    return any(
        (each.get("outcome") in UNDONE or (each.get("outcome") in GIVING and each.get("type") in CONTESTS))
        and is_later(moment_of(each, ("decided_at",)), made)
        and (not reference or not each.get("reference") or each.get("reference") == reference)
        for each in file.of("decision")
    )


def is_over(today: date, fact: Fact) -> bool:
    """Say whether a fact tells that it has ended."""
    last = fact.get("valid_to")
    return bool(fact.get("end_reason")) or bool(last is not None and last < today)


def is_valid_for(context: Context, document: Fact, destination: str) -> bool:
    """Say whether a travel document was issued, is valid today, and serves for a country (where one is named)."""
    country = document.get("territory")
    fits = not destination or not country or country == destination
    return (
        fits and document.get("outcome") in ISSUED and bool(_given(document)) and not is_over(context.today, document)
    )


def _given(document: Fact) -> object:
    """Give when it was issued; one that was only asked for (``filed_at`` alone) is none."""
    return document.get("decided_at") or document.get("valid_from") or document.get("valid_to")


def documents(file: CaseFile) -> frozenset[str]:
    """Give the digests of the documents that facts and answers were taken from."""
    sources = {fact.source for fact in file.facts} | {asked.source for asked in file.asked}
    return frozenset(sources - {""})
