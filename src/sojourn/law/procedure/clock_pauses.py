"""Times that do not count: only for the reasons that the rule of a clock names, and only from facts on file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.case_records import appeals, decision_on, motions
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.deadline import Pause
from sojourn.law.procedure.moments import FILED, done, moment, moment_of


def pauses_of(rule: ClockRule, fact: Fact | None, file: CaseFile, zone: str) -> tuple[Pause, ...]:
    """Give the pauses of a clock, in order of their beginning.

    Args:
        rule: whose ``may_pause`` names the reasons; any other pauses nothing.
        fact: the act that started the clock; appeals and motions are those about it.
        file: the case file.
        zone: where a day without a time begins and ends.
    """
    found = [pause for why in rule.may_pause for pause in _FINDERS[why](fact, file, zone)]
    return tuple(sorted(found, key=lambda each: (each.starts_at, each.record)))


def _appeal_pending(fact: Fact | None, file: CaseFile, zone: str) -> Iterator[Pause]:
    for filed in appeals(file, fact, zone) if fact else ():
        yield _until_decided("appeal_pending", filed, file, zone)


def _motion_pending(fact: Fact | None, file: CaseFile, zone: str) -> Iterator[Pause]:
    for filed in motions(file, fact, ("reopen", "reconsider", "rescind"), zone) if fact else ():
        yield _until_decided("motion_pending", filed, file, zone)


def _until_decided(why: str, filed: Fact, file: CaseFile, zone: str) -> Pause:
    begins = (moment_of(filed, FILED, zone) or done(filed, zone)).at
    decided = decision_on(file, filed, zone)
    return Pause(why, begins, done(decided, zone).at_latest if decided else None, filed.name)


def _lasting(kind: str, why: str) -> Callable[[Fact | None, CaseFile, str], Iterator[Pause]]:
    """Pauses for as long as a fact of a kind lasts: to the end of its last day; without one, until further notice."""

    def find(_: Fact | None, file: CaseFile, zone: str) -> Iterator[Pause]:
        for each in file.of(kind):
            begins = moment_of(each, ("received_at", "valid_from", "decided_at"), zone) or done(each, zone)
            last = each.get("valid_to")
            ends = moment(last, zone).at_latest if last is not None else None
            yield Pause(why, begins.at, None if ends is None else max(ends, begins.at), each.name)

    return find


_FINDERS: dict[str, Callable[[Fact | None, CaseFile, str], Iterator[Pause]]] = {
    "appeal_pending": _appeal_pending,
    "motion_pending": _motion_pending,
    "removal_stay": _lasting("removal_stay", "removal_stay"),
    "hold": _lasting("hold", "hold"),
}
