"""B1: a claim to be a national, or a sign of it, until it is decided.

Source: ICE Directive 16001.2; GAO-21-487 (evidence of citizenship that nobody entered in its field still counts).
"""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.law.procedure.blockers.asking import heeds_yes, if_asked
from sojourn.law.procedure.blockers.context import FILED, Context, Moment, blocks, clear, is_later, moment_of, names
from sojourn.law.procedure.blockers.lifting import hindrance
from sojourn.law.procedure.blockers.word_lists import IS_NATIONAL, NO_NATIONAL
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Finding

Sign = tuple[str, str, Moment | None]
"""Why, the record, and when (None: not known)."""

LIFTS = ("citizenship_decision",)


@heeds_yes("B1")
def look(context: Context) -> Finding:
    """Look for claims and signs that nobody decided; a national is never acted against."""
    decisions = context.file.of("citizenship_decision")
    national = [each for each in decisions if each.get("outcome") in _national_words(context)]
    if national:
        return blocks("B1", "is_national", names(national), ("correction",))
    signs = sorted(set(_signs(context)), key=lambda sign: (sign[1], sign[0]))
    refused = [each for each in decisions if each.get("outcome") in NO_NATIONAL]
    counted = [each for each in refused if not hindrance(context, each)]
    still = [sign for sign in signs if not _decided(sign, counted)]
    if still:
        # A claim is named before a sign, a sign before a passport: the plainest reason first.
        why = next(why for why in ("claim_undecided", "sign_undecided", "own_passport") if why in {s[0] for s in still})
        hindered = [hindrance(context, each) for each in refused if all(_decided(sign, [each]) for sign in still)]
        return blocks("B1", max(hindered, default=why), [record for _, record, _ in still], LIFTS)
    if signs:
        return clear("B1", "decided_no_national", names(counted))
    return if_asked(context, "B1")


def _national_words(context: Context) -> tuple[str, ...]:
    rule = context.law.find("citizenship")
    version = rule.on(context.today) if rule is not None else None
    return tuple(version.values["granted"]) if version is not None else IS_NATIONAL


def _decided(sign: Sign, decisions: list[Fact]) -> bool:
    return sign[2] is not None and any(
        is_later(moment_of(each, ("decided_at", "valid_from")), sign[2]) for each in decisions
    )


def _signs(context: Context) -> Iterator[Sign]:
    file = context.file
    for claim in file.of("citizenship_claim"):
        why = "sign_undecided" if claim.get("type") == "indicia" else "claim_undecided"
        yield why, claim.name, moment_of(claim, FILED)
    learned = {fact.name: fact.recorded_at for fact in file.facts}
    learned |= {crossed.name: crossed.recorded_at for crossed in file.crossings}
    for paper in file.papers:
        if paper.issuer == file.country and is_passport(paper.type):
            at = learned.get(paper.record)
            yield "own_passport", paper.record, (at, at) if at is not None else None
    for fact in file.facts:
        if _names_own_passport(fact, file.country):
            yield "own_passport", fact.name, (fact.recorded_at, fact.recorded_at)


def _names_own_passport(fact: Fact, country: str) -> bool:
    own = fact.get("document_issuer") == country and is_passport(fact.get("document_type"))
    return own or fact.get("other_document_issuer") == country


def is_passport(document_type: str | None) -> bool:
    """Say whether a type of document is a passport; a fact that names no type names a passport."""
    kind = (document_type or "P").strip().upper()
    return kind in ("P", "PASSPORT") or (len(kind) == 2 and kind.startswith("P"))
