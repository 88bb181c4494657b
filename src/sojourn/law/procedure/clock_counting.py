"""From a rule and a start to a deadline: the one function by which every deadline is shown and tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sojourn.law.procedure.calendars import Calendar
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.counting_days import Counted, count_days, count_hours
from sojourn.law.procedure.deadline import Deadline, Pause
from sojourn.law.procedure.moments import Moment
from sojourn.law.rule import Law


@dataclass(frozen=True)
class Start:
    """What started a clock: the record (or ``case:STEP``), when (None: not known), and the fact where it is one."""

    record: str
    when: Moment | None
    fact: Fact | None = None


def count(rule: ClockRule, start: Start, law: Law, pauses: Sequence[Pause] = ()) -> Deadline:
    """Count a clock from its start.

    Args:
        rule: how it is counted, by the version that held on the day of the start.
        start: what started it.
        law: gives the zone and the holidays.
        pauses: times that do not count; `clock_pauses` finds those that the rule allows.

    Returns:
        The deadline; ``ends_at`` is None where the start is not known, or a pause has no end yet.
    """
    days = _days(rule, start)
    by_days = rule.counts != "elapsed_hours"
    calendar = Calendar(law.holidays)
    counted = _counted(rule, start, days, law.zone, calendar, pauses)
    used = [each for each in pauses if counted.ends_at is None or each.starts_at < counted.ends_at]
    return Deadline(
        clock=rule.clock,
        title=rule.title,
        rule_id=rule.rule_id,
        rule_version=rule.version,
        citation=rule.citation,
        start_record=start.record,
        starts_at=start.when.at if start.when else None,
        ends_at=counted.ends_at,
        last_day=counted.last_day,
        zone=law.zone,
        calendar=str(calendar) if by_days and (rule.rolls or rule.counts == "business") else "",
        pauses=tuple(used),
        liberty=rule.liberty,
        theirs=rule.theirs,
    )


def _counted(
    rule: ClockRule, start: Start, days: int | None, zone: str, calendar: Calendar, pauses: Sequence[Pause]
) -> Counted:
    if start.when is None:
        return Counted(None, None)
    if rule.hours is not None:
        return count_hours(start.when.at, rule.hours, pauses)
    if days is None:
        return Counted(None, None)
    business = calendar if rule.counts == "business" else None
    rolls = calendar if rule.rolls else None
    return count_days(start.when.day, days, zone, business=business, rolls=rolls, pauses=pauses)


def _days(rule: ClockRule, start: Start) -> int | None:
    """How many days: the rule's, or what the act itself gives, at most what the rule allows for its type."""
    fact = start.fact
    if not rule.given or fact is None or start.when is None:
        return rule.days
    last: date | None = fact.get("valid_to")
    said = fact.get("days") if last is None else (last - start.when.day).days
    most = rule.most_by_type.get(str(fact.get("type")), rule.most)
    days = said if said is not None else (rule.days if most is None else most)
    days = days if most is None or days is None else min(days, most)
    return None if days is None else max(days, 0)
