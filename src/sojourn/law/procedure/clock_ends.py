"""What keeps a clock, and when that was done: by the time of the act, so that an act in time may be recorded late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from sojourn.law.procedure.calendars import DAY
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.case_records import appeals, follows, motions
from sojourn.law.procedure.clock_counting import Start
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.counting_days import day_begins, local_day
from sojourn.law.procedure.custody_clocks import Met, custody_met
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.lifecycle import Standing
from sojourn.law.procedure.moments import FILED, Moment, done, moment, moment_of


def met(deadline: Deadline, rule: ClockRule, start: Start, standing: Standing, file: CaseFile) -> Deadline:
    """Say in a deadline by which act it was kept, and when that was done; as it is where nothing keeps it yet."""
    if rule.liberty:
        found = custody_met(rule, start, standing, file, deadline.zone)
        return deadline if found is None else replace(deadline, met_at=found[0].at_latest, met_by=found[1])
    acts = [*_acts(rule, start, file, deadline.zone), *_steps(rule, start, standing, deadline.zone)]
    if not acts:
        return deadline
    first = min(acts, key=lambda each: each[0].at)
    return replace(deadline, met_at=first[0].at, met_by=first[1])


def cut(deadline: Deadline, rule: ClockRule, start: Start, file: CaseFile) -> Deadline:
    """End a period to leave by oneself with the day of a filing that ends it, where one was made in it."""
    if start.fact is None or deadline.ends_at is None or not (rule.ended_by_motions or rule.ended_by_appeals):
        return deadline
    zone = deadline.zone
    filed = motions(file, start.fact, rule.ended_by_motions, zone)
    filed += [
        each for each in appeals(file, start.fact, zone, to_court=True) if each.get("type") in rule.ended_by_appeals
    ]
    whens = [(moment_of(each, FILED, zone) or done(each, zone), each.name) for each in filed]
    in_time = [each for each in whens if each[0].at < deadline.ends_at]
    if not in_time:
        return deadline
    when, record = min(in_time, key=lambda each: each[0].at)
    return replace(deadline, last_day=when.day, ends_at=day_begins(when.day + DAY, zone), ended_by=record)


def _acts(rule: ClockRule, start: Start, file: CaseFile, zone: str) -> Iterator[Met]:
    find = _KEPT_BY.get(rule.clock)
    for fact in find(start, file, zone) if find else ():
        yield moment_of(fact, FILED, zone) or done(fact, zone), fact.name
    if rule.clock in _KEPT_BY_DEPARTURE and start.when is not None:
        for each in file.crossings:
            left = each.direction == "departure" and each.boarded is not False
            if left and each.local_date >= start.when.day:
                yield moment(each.local_date, zone), each.name


def _appeals(start: Start, file: CaseFile, zone: str) -> list[Fact]:
    return appeals(file, start.fact, zone) if start.fact else []


def _petitions(start: Start, file: CaseFile, zone: str) -> list[Fact]:
    return appeals(file, start.fact, zone, to_court=True) if start.fact else []


def _motions(type_: str) -> Callable[[Start, CaseFile, str], list[Fact]]:
    return lambda start, file, zone: motions(file, start.fact, (type_,), zone) if start.fact else []


def _later(*kinds: str) -> Callable[[Start, CaseFile, str], list[Fact]]:
    """Acts of some kinds after the start, that belong to it."""

    def find(start: Start, file: CaseFile, zone: str) -> list[Fact]:
        if start.fact is None or start.when is None:
            return []
        since, own = start.when, start.fact
        acts = [fact for fact in file.of(*kinds) if done(fact, zone).at_latest >= since.at and fact.name != own.name]
        return [fact for fact in acts if follows(file, fact, own, zone)]

    return find


def _bond(start: Start, file: CaseFile, zone: str) -> list[Fact]:
    found = _later("custody_decision")(start, file, zone)
    return [fact for fact in found if fact.get("type") == "departure_bond" and fact.get("outcome") == "posted"]


_KEPT_BY: dict[str, Callable[[Start, CaseFile, str], list[Fact]]] = {
    "appeal_to_board": _appeals,
    "review_by_court": _petitions,
    "motion_to_reopen": _motions("reopen"),
    "motion_to_reconsider": _motions("reconsider"),
    "filing_of_charge": _later("charge_filed"),
    "entry_to_court": _later("proceeding", "hearing", "decision"),
    "departure_bond": _bond,
}
_KEPT_BY_DEPARTURE = ("voluntary_departure", "removal_period")


def _steps(rule: ClockRule, start: Start, standing: Standing, zone: str) -> Iterator[Met]:
    """Steps that end the clock, taken after the act that started it."""
    ending = {step.id for step in standing.lifecycle.steps if rule.clock in step.ends}
    for taken in standing.taken:
        if taken.step in ending and (start.when is None or _not_before(taken.at, start.when, zone)):
            yield Moment(taken.at, local_day(taken.at, zone), taken.at), f"case:{taken.step}"


def _not_before(at: datetime, when: Moment, zone: str) -> bool:
    return at >= when.at or local_day(at, zone) >= when.day
