"""What stands on file: services, letters and travel documents, for the requirements of a step."""

from __future__ import annotations

from datetime import date

from sojourn.law.procedure.blockers.context import Context
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.lifecycle import Standing, Taken

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
