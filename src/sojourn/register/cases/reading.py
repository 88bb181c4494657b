"""From the register to what cases are decided on: records that stand, answers, what was asked; many in a few looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from sojourn.law.procedure.case_file import Answered, Asked, CaseFile, Crossed, Fact, Paper, Span
from sojourn.law.procedure.lifecycle import Standing, Taken
from sojourn.register import clock
from sojourn.register.accounts.roles import actor_of
from sojourn.register.cases.law_of_case import law_now, lifecycle_of, pack_of_register
from sojourn.register.cases.models import AskedBlocker, Case, Event
from sojourn.register.cases.standing_rows import Row, name_of, standing_rows
from sojourn.register.desk.current import read_rows
from sojourn.register.records.stay_version import StayVersion, read_stored
from sojourn.register.review.models import ReviewPair
from sojourn.register.store.models import Answer
from sojourn.register.store.persons import resolve_person
from sojourn.register.store.statements import select

__all__ = ["lifecycle_of", "person_of", "persons_of", "read_file", "read_files", "standing_of", "standings_of"]

_ABOUT = "SELECT name, actor, encode(message_digest, 'hex') FROM store_record WHERE name = ANY(%s)"
_CURRENT = "SELECT stay_id, person_id, answer_id FROM store_current_answer WHERE stay_id = ANY(%s)"
#: Columns of a fact that stand in ``Fact`` itself.
_OWN = frozenset({"fact_id", "feed", "kind", "recorded_at", "sequence", "corrects", "retracted", "raw"})
#: What is no travel document: the number of an admission.
_NO_PAPER = frozenset({"I94"})


class _Pointer(NamedTuple):
    """Whose a stay is now, and the number of its answer."""

    person_id: str
    answer_id: int


def person_of(case: Case) -> str:
    """Give the person that now holds the records of a case: records may have been joined or parted since it began.

    Raises:
        RegisterError: ``person-missing``.
    """
    return persons_of([case])[case.case_id]


def persons_of(cases: Sequence[Case]) -> dict[str, str]:
    """Give the person of each of several cases, by case.

    Raises:
        RegisterError: ``person-missing``.
    """
    return _persons(cases, _current(cases))


def read_file(case: Case) -> CaseFile:
    """Read all that the blockers, the gates and the clocks of a case may look at.

    Raises:
        RegisterError: ``person-missing``, ``sealed-unreadable``.
    """
    return read_files([case])[case.case_id]


def read_files(cases: Sequence[Case]) -> dict[str, CaseFile]:
    """Read what several cases are decided on, by case; the number of looks does not grow with the cases.

    Raises:
        RegisterError: ``person-missing``, ``sealed-unreadable``.
    """
    current = _current(cases)
    persons = _persons(cases, current)
    rows = {person: standing_rows(found) for person, found in read_rows(sorted(set(persons.values()))).items()}
    names = [name_of(row) for found in rows.values() for row in found]
    about = {name: (actor, digest or "") for name, actor, digest in select(_ABOUT, [names])}
    known = _Known(cases, sorted(set(persons.values())), names, current)
    whose = {case: persons[case.case_id] for case in cases}
    return {case.case_id: _file(case, person, rows[person], about, known) for case, person in whose.items()}


def standing_of(case: Case) -> Standing:
    """Give where a case stands, from the events of the case alone."""
    return standings_of([case])[case.case_id]


def standings_of(cases: Sequence[Case]) -> dict[str, Standing]:
    """Give where several cases stand, by case."""
    taken: dict[str, list[Taken]] = defaultdict(list)
    for each in Event.objects.filter(case__in=[case.case_id for case in cases], kind="step").order_by("id"):
        told = Taken(each.step, each.actor, each.at, each.approved_by, each.to_state, tuple(each.records))
        taken[each.case_id].append(told)
    return {
        case.case_id: Standing(lifecycle_of(case), case.state, case.origin, case.opened_at, tuple(taken[case.case_id]))
        for case in cases
    }


class _Known:
    """What stands beside the records of several cases: answers, open pairs, what was asked, what waits to be read."""

    def __init__(
        self, cases: Sequence[Case], persons: list[str], names: list[str], current: Mapping[str, _Pointer]
    ) -> None:
        from sojourn.register.court.unread import unread_by_person
        from sojourn.register.letters.answers import unweighed_among

        ids = [case.case_id for case in cases]
        self.answers = _answers(current)
        self.pairs = _open_pairs(names)
        self.asked = _asked(ids)
        self.unread = unread_by_person(persons)
        self.disputed = unweighed_among(ids)


def _file(
    case: Case, person: str, rows: Sequence[Row], about: Mapping[str, tuple[str, str]], known: _Known
) -> CaseFile:
    names = {name_of(row) for row in rows}
    return CaseFile(
        person_id=person,
        country=pack_of_register().country,
        facts=tuple(_fact(row, about) for row in rows if row.get("fact_id")),
        crossings=tuple(_crossing(row) for row in rows if row.get("movement_id")),
        papers=tuple(_papers(rows)),
        answer=known.answers.get(case.stay_id),
        born=_born(rows),
        pairs=tuple(sorted(names & known.pairs)),
        disputed=case.case_id in known.disputed,
        asked=tuple(known.asked[case.case_id]),
        unread=known.unread.get(person, ()),
        imported_at=case.opened_at if case.imported else None,
    )


def _fact(row: Mapping[str, Any], about: Mapping[str, tuple[str, str]]) -> Fact:
    name = name_of(row)
    actor, digest = about.get(name, ("", ""))
    # What somebody typed is no source: they name the document that shows it.
    source = str(row.get("raw") or "") if actor.startswith("user:") else digest
    values = {column: value for column, value in row.items() if column not in _OWN and value is not None}
    return Fact(name, str(row["kind"]), row["recorded_at"], actor, source, values)


def _crossing(row: Mapping[str, Any]) -> Crossed:
    known = ("kind", "direction", "local_date", "recorded_at", "boarded")
    return Crossed(name_of(row), **{column: row[column] for column in known})


def _papers(rows: Iterable[Mapping[str, Any]]) -> Iterable[Paper]:
    for row in rows:
        issuer, kind = row.get("document_issuer"), row.get("document_type") or "P"
        if issuer and kind not in _NO_PAPER:
            yield Paper(str(kind), str(issuer), name_of(row))


def _born(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """Give the birth date; where records differ, the one that makes the person youngest: it protects most."""
    told = sorted({str(row["birth_date"]) for row in rows if row.get("birth_date")})
    return told[-1] if told else None


def _current(cases: Sequence[Case]) -> dict[str, _Pointer]:
    """Give the person and the answer that the stays of cases have now, by stay."""
    found = select(_CURRENT, [[case.stay_id for case in cases if case.stay_id]])
    return {stay: _Pointer(person, answer) for stay, person, answer in found}


def _persons(cases: Sequence[Case], current: Mapping[str, _Pointer]) -> dict[str, str]:
    held = {stay: pointer.person_id for stay, pointer in current.items()}
    return {case.case_id: held.get(case.stay_id) or resolve_person(case.person_id) for case in cases}


def _answers(current: Mapping[str, _Pointer]) -> dict[str, Answered]:
    """Give the current answers of stays, by stay; a stay that is no more has none."""
    pointed = [pointer.answer_id for pointer in current.values()]
    rows = Answer.objects.filter(stay_id__in=current, answer_id__in=pointed, gone=False)
    return {row.stay_id: _answered_of(read_stored(row)) for row in rows}


def _answered_of(version: StayVersion) -> Answered:
    row = version.answer
    return Answered(
        stay_id=version.stay_id,
        state=row["state"],
        certainty=row["certainty"] or "open",
        as_of=row["as_of"],
        arrived_on=row["arrived_on"],
        unknown_code=row["unknown_code"] or "",
        departure_basis=row["departure_basis"] or "none",
        departed_on=row["departed_on"],
        authorised_until=row["authorised_until"],
        stale=_stale(row["reasons"] or []),
        questions=tuple(row["questions"] or ()),
        records=tuple(version.record_names),
        periods=tuple(Span(each["valid_from"], each["valid_to"], each["basis"]) for each in version.periods),
    )


def _stale(reasons: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether a rule that the answer rests on was to be checked before today."""
    law, today = law_now(), clock.today()
    used = {reason["rule"] for reason in reasons}
    return any(rule.id in used for rule in law.stale_rules(today))


def _open_pairs(names: list[str]) -> set[str]:
    """Give the records among some that stand in an open pair: they may be another person's."""
    either = Q(record_a__in=names) | Q(record_b__in=names)
    pairs = ReviewPair.objects.filter(either, state=ReviewPair.State.OPEN).values_list("record_a", "record_b")
    return {name for pair in pairs for name in pair}


def _asked(case_ids: list[str]) -> Mapping[str, list[Asked]]:
    found: dict[str, list[Asked]] = defaultdict(list)
    known = AskedBlocker.objects.filter(case__in=case_ids, withdrawn_at__isnull=True).order_by("asked_at", "id")
    for each in known:
        by = actor_of(each.asked_by_id)
        told = Asked(each.blocker, each.answer, by, each.asked_at, each.expires_on, each.source)
        found[each.case_id].append(told)
    return found
