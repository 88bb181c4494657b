"""The schedule of this register: the rules of its law pack, with the country's own times where it has any."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from sojourn.law.pack import load_pack
from sojourn.law.retention_rules import RetentionRule, Schedule, retention_of, schedule_on, with_local
from sojourn.register import clock
from sojourn.register.configuration import Configuration


def schedule_of(configuration: Configuration | None = None) -> Schedule:
    """Give the rules in force today, the country's own times put in place.

    Args:
        configuration: of another register than this process's.

    Raises:
        LawError: ``law-retention``: the pack's rules or the country's file cannot be used.
    """
    told: Configuration = configuration or settings.CONFIGURATION
    schedule = schedule_on(retention_of(load_pack(told.law)), clock.today())
    return with_local(schedule, Path(told.retention)) if told.retention else schedule


def find_rule(rule_id: str) -> RetentionRule | None:
    """Find a rule of the schedule of today by its id."""
    return next((rule for rule in schedule_of().values() if rule.id == rule_id), None)
