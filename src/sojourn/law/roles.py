"""The closed list of roles: what the engine uses a rule for, and which values a rule of that role has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sojourn.law.role import Field, Role, Shape
from sojourn.law.roles_area import AREA_ROLES
from sojourn.law.roles_arrival import ARRIVAL_ROLES
from sojourn.law.roles_facts import FACTS_ROLES
from sojourn.law.roles_leave import LEAVE_ROLES
from sojourn.law.roles_presence import PRESENCE_ROLES
from sojourn.law.roles_procedure import PROCEDURE_ROLES
from sojourn.law.roles_records import RECORDS_ROLES
from sojourn.law.roles_trips import TRIPS_ROLES
from sojourn.law.roles_window import WINDOW_ROLES

__all__ = ["BY_NAME", "ORDER", "ROLES", "Field", "Role", "Shape", "days_after_arrival", "programme_letter"]

#: Every role, in the order in which a pack keeps its rules.
ROLES: tuple[Role, ...] = (
    *RECORDS_ROLES,
    *ARRIVAL_ROLES,
    *FACTS_ROLES,
    *TRIPS_ROLES,
    *LEAVE_ROLES,
    *WINDOW_ROLES,
    *AREA_ROLES,
    *PRESENCE_ROLES,
    *PROCEDURE_ROLES,
)

BY_NAME: dict[str, Role] = {role.name: role for role in ROLES}
ORDER: dict[str, int] = {role.name: place for place, role in enumerate(ROLES)}

_CLASS_LETTER = re.compile(r"([A-Z]+)-?[0-9]")


def programme_letter(admitted_class: str | None) -> str | None:
    """The letter under which ``entry_programme`` lists a class: ``F`` for ``F1``, ``F-1``, ``F2``."""
    match = _CLASS_LETTER.match(admitted_class or "")
    return match.group(1) if match else None


def days_after_arrival(values: Mapping[str, Any]) -> dict[str, int]:
    """For each class of an ``entry_days`` rule, how many days after the arrival the last authorised day is."""
    counted = 1 if values["counts_arrival_day"] else 0
    return {name: days - counted for name, days in values["classes"].items()}
