"""What starts a clock in a case: the acts on file that its rule names, and steps of the lifecycle that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sojourn.law.clock_words import APPEAL_WAIVED, LIBERTY
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.case_records import cancelled, orders, reached
from sojourn.law.procedure.clock_counting import Start
from sojourn.law.procedure.clock_finality import executable_orders, final_orders, started_by
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.custody_clocks import custody_starts
from sojourn.law.procedure.letter_references import letter_kind
from sojourn.law.procedure.lifecycle import Standing
from sojourn.law.procedure.moments import done, moment
from sojourn.law.rule import Law

_REFUSED = ("denied", "revoked", "rejected")
_REMOVAL_NOTICE = "removal"


@dataclass(frozen=True)
class Looked:
    """Everything that starts are found in."""

    rule: ClockRule
    standing: Standing
    file: CaseFile
    law: Law
    now: datetime


def starts_of(rule: ClockRule, standing: Standing, file: CaseFile, law: Law, now: datetime) -> list[Start]:
    """Give every start of a clock, each record once, in the order of the acts."""
    looked = Looked(rule, standing, file, law, now)
    by_record = {start.record: start for start in _FINDERS[rule.act](looked)}
    if rule.clock not in LIBERTY:
        for start in _by_steps(looked, list(by_record.values())):
            by_record.setdefault(start.record, start)
    return sorted(by_record.values(), key=_order)


def _order(start: Start) -> tuple[bool, float, str]:
    return start.when is not None, start.when.at.timestamp() if start.when else 0.0, start.record


def _orders(looked: Looked) -> Iterator[Start]:
    for fact in orders(looked.file, looked.law.zone):
        waived = looked.rule.clock == "appeal_to_board" and fact.get("outcome") == APPEAL_WAIVED
        if looked.rule.starts_by(fact.get("type")) and not waived:
            yield started_by(looked.rule, fact, looked.law)


def _decisions(looked: Looked) -> Iterator[Start]:
    yield from _orders(looked)
    for fact in looked.file.of("decision"):
        if fact.get("benefit") in looked.rule.benefits and fact.get("outcome") in _REFUSED:
            yield started_by(looked.rule, fact, looked.law)


def _final(looked: Looked) -> Iterator[Start]:
    yield from final_orders(looked.file, looked.law, looked.now)


def _executable(looked: Looked) -> Iterator[Start]:
    yield from executable_orders(looked.file, looked.law, looked.now)


def _of_kinds(*kinds: str) -> Callable[[Looked], Iterator[Start]]:
    def find(looked: Looked) -> Iterator[Start]:
        for fact in looked.file.of(*kinds):
            if looked.rule.starts_by(fact.get("type")) and not cancelled(looked.file, fact, looked.law.zone):
                yield started_by(looked.rule, fact, looked.law)

    return find


def _services(looked: Looked) -> Iterator[Start]:
    """The first service of each document that reached its reader; one on file only starts nothing."""
    first: dict[str, Fact] = {}
    zone = looked.law.zone
    for fact in sorted(looked.file.of("service"), key=lambda each: (done(each, zone).at, each.name)):
        if reached(fact) and _is_about(fact, looked):
            first.setdefault(str(fact.get("reference") or ""), fact)
    yield from (started_by(looked.rule, fact, looked.law) for fact in first.values())


def _is_about(service: Fact, looked: Looked) -> bool:
    """Say whether a service is of the document that the rule means: by the step that it took, or by its reference."""
    steps = {step.id: step for step in looked.standing.lifecycle.steps}
    named = {
        clock
        for taken in looked.standing.taken
        if service.name in taken.records and taken.step in steps
        for clock in steps[taken.step].starts
    }
    if named:
        return looked.rule.clock in named
    reference = str(service.get("reference") or "")
    return looked.rule.served == _document(reference, looked.file)


def _document(reference: str, file: CaseFile) -> str:
    for kind, document in (("charge_issued", "charge"), ("order", "order"), ("decision", "decision")):
        if reference and any(fact.get("reference") == reference for fact in file.of(kind)):
            return document
    if reference.lower().startswith(_REMOVAL_NOTICE):
        return "removal_notice"
    return "notice" if letter_kind(reference) in ("", "notice") else "other"


def _custody(looked: Looked) -> Iterator[Start]:
    yield from custody_starts(looked.rule, looked.standing, looked.file, looked.law.zone)


def _departures(looked: Looked) -> Iterator[Start]:
    for each in looked.file.crossings:
        if each.direction == "departure" and each.boarded is not False:
            yield Start(each.name, moment(each.local_date, looked.law.zone))


def _none(_: Looked) -> Iterator[Start]:
    yield from ()


_FINDERS: dict[str, Callable[[Looked], Iterator[Start]]] = {
    "order": _orders,
    "decision": _decisions,
    "notice": _decisions,
    "final_order": _final,
    "executable_order": _executable,
    "charge": _of_kinds("charge_issued"),
    "service": _services,
    "filing": _of_kinds("appeal", "motion"),
    "custody_start": _custody,
    "custody_decision": _custody,
    "voluntary_departure": _of_kinds("voluntary_departure"),
    "departure": _departures,
    "step": _none,
}


def _by_steps(looked: Looked, found: list[Start]) -> Iterator[Start]:
    """Steps that name the clock, where the fact that they rest on did not start it already.

    A service starts a clock only as a fact: that the step was taken does not show that anybody was reached.
    """
    steps = {step.id: step for step in looked.standing.lifecycle.steps}
    kinds = {start.fact.kind for start in found if start.fact}
    times: dict[str, int] = {}
    for taken in looked.standing.taken:
        step = steps.get(taken.step)
        if step is None or looked.rule.clock not in step.starts or looked.rule.act == "service":
            continue
        own = {step.records, *(each.kind for each in step.by_fact)}
        facts = [fact for fact in looked.file.facts if fact.name in taken.records]
        if kinds & own:
            continue
        if facts and looked.rule.at:
            yield from (started_by(looked.rule, fact, looked.law) for fact in facts)
            continue
        times[taken.step] = times.get(taken.step, 0) + 1
        number = f":{times[taken.step]}" if times[taken.step] > 1 else ""
        yield Start(f"case:{taken.step}{number}", moment(taken.at, looked.law.zone))
