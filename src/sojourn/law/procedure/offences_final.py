"""Final convictions of the closed offence types: a law pack's mapping of statutes, and what it says of facts.

Only the final conviction of an adult by a criminal court has a kind of fact at all (``conviction``); one that is under
appeal, vacated, pardoned, spent or of a juvenile is no such fact, and a retracted one is not in the file. Where a later
act on file undoes one, or an appeal against it is pending, it does not count until its record is put right. No charge,
suspicion, list or membership has a field that is read here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sojourn.law.clock_words import FAILED_APPEAL
from sojourn.law.offences import OFFENCE_TYPES, why_never
from sojourn.law.procedure.case_file import Fact
from sojourn.law.rule import Law

ROLE = "offences"

UNDOING_OUTCOMES = frozenset({"sustained", "approved", "remanded", "terminated", "revoked"})
"""Outcomes of a ``decision`` by which a conviction that it is about no longer stands, or may not."""

_UNDONE_BY = ("appeal", "cancellation", "decision")


@dataclass(frozen=True)
class MappedStatute:
    """One line of a mapping: a statute as the courts cite it, its offence type, and the convictions that it is for.

    Attributes:
        decided_from, decided_to: first and last day on which a conviction was decided (None: until further notice).
    """

    statute: str
    offence_type: str
    decided_from: date
    decided_to: date | None
    rule_id: str
    citation: str


@dataclass(frozen=True)
class OffenceMapping:
    """Which statutes are which offence types, as a law pack says at one time.

    Attributes:
        digest: of all lines; another mapping has another digest, and needs another signature.
    """

    pack: str
    lines: tuple[MappedStatute, ...]
    digest: str

    def type_of(self, statute: str, decided_on: date) -> str | None:
        """Give the offence type of a statute for a conviction decided on a day; None where it has none.

        The statute is compared as it is cited, but for spaces, dots and section signs; a subsection is its own statute.
        """
        wanted = _plain(statute)
        for line in self.lines:
            until = line.decided_to
            if (
                _plain(line.statute) == wanted
                and line.decided_from <= decided_on
                and (not until or decided_on <= until)
            ):
                return line.offence_type
        return None


def mapping_of(law: Law) -> OffenceMapping:
    """Give the mapping of a law; a pack without one has no lines.

    What the core never lets be mapped is left out here once more, though no pack that has it would load.
    """
    lines = tuple(
        sorted(
            (
                MappedStatute(statute, kind, version.valid_from, version.valid_to, rule.id, rule.text.citation)
                for rule in law.rules
                if rule.role == ROLE
                for version in rule.versions
                for statute, kind in version.values["statutes"].items()
                if kind in OFFENCE_TYPES and why_never(statute) is None
            ),
            key=lambda line: (line.offence_type, line.statute, line.decided_from),
        )
    )
    told = [[line.statute, line.offence_type, line.decided_from, line.decided_to] for line in lines]
    return OffenceMapping(
        law.code, lines, hashlib.sha256(json.dumps([law.code, told], default=str).encode()).hexdigest()
    )


def offence_of(
    facts: Iterable[Fact], mapping: OffenceMapping | None, today: date, doubted: Collection[str] = ()
) -> str | None:
    """Give the offence type of a final conviction on file; the first in the order of names, None where there is none.

    Args:
        facts: those that stand; what was retracted is not among them. All of the person: what undoes a conviction is
            looked for among them.
        mapping: signed by oversight; None: none is, and nothing is an offence.
        today: a conviction decided after it is none yet.
        doubted: names of records that may be another person's (an open pair); they count for nobody.
    """
    if mapping is None:
        return None
    told = tuple(facts)
    counted = (fact for fact in told if fact.name not in doubted and not is_undone(fact, told))
    found = (_type_of(fact, mapping, today) for fact in counted)
    return min((kind for kind in found if kind is not None), default=None)


def is_undone(conviction: Fact, facts: Iterable[Fact]) -> bool:
    """Say whether a conviction was cancelled or undone by a decision, or is under an appeal that nobody has decided.

    What is about it names its docket, or names no docket and comes from its court. When it happened does not matter:
    in doubt a conviction does not count.
    """
    about = [fact for fact in facts if fact.kind in _UNDONE_BY and _is_about(fact, conviction)]
    return any(
        fact.kind == "cancellation"
        or (fact.kind == "decision" and fact.get("outcome") in UNDOING_OUTCOMES)
        or (fact.kind == "appeal" and not _has_failed(fact, about))
        for fact in about
    )


def _is_about(act: Fact, conviction: Fact) -> bool:
    docket = _plain(str(act.get("reference") or ""))
    if docket:
        return docket == _plain(str(conviction.get("reference") or ""))
    court = _plain(str(act.get("authority") or ""))
    return bool(court) and court == _plain(str(conviction.get("authority") or ""))


def _has_failed(appeal: Fact, acts: Iterable[Fact]) -> bool:
    """Say whether a later decision that names the docket refused an appeal; one that names none ends no appeal."""
    filed = _time(appeal, ("filed_at", "received_at"))
    return any(
        act.kind == "decision"
        and act.get("reference")
        and act.get("type") in (None, "appeal", appeal.get("type"))
        and act.get("outcome") in FAILED_APPEAL
        and _time(act, ("decided_at",)) >= filed
        for act in acts
    )


def _time(fact: Fact, columns: tuple[str, ...]) -> datetime:
    told = next((fact.get(column) for column in columns if fact.get(column) is not None), fact.recorded_at)
    at = told if isinstance(told, datetime) else datetime.combine(told, time())
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _type_of(fact: Fact, mapping: OffenceMapping, today: date) -> str | None:
    decided = _day(fact.get("decided_at"))
    complete = all(str(fact.get(column) or "").strip() for column in ("authority", "reference", "statute"))
    if fact.kind != "conviction" or decided is None or decided > today or not complete or not _joined(fact):
        return None
    return mapping.type_of(str(fact.get("statute")), decided)


def _joined(fact: Fact) -> bool:
    """Say whether the record names the person by a document or a reference; names alone join no adverse fact."""
    return bool(fact.get("document_number") or fact.get("references"))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).date() if value.tzinfo else value.date()
    return value if isinstance(value, date) else None


def _plain(statute: str) -> str:
    return re.sub(r"[\s.§]+", "", statute).casefold()
