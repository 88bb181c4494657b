"""What may happen to a permission to stay, and the words and numbers that every module of the simulator shares."""

from __future__ import annotations

from typing import Any

import numpy as np

EVENTS = (
    "extension_pending",
    "extension_approved",
    "extension_denied",
    "extension_untimely",
    "adjustment_pending",
    "adjustment_approved",
    "asylum_pending",
    "tps",
    "withholding",
    "satisfactory_departure",
    "extension_given",
    "residence_given",
    "death",
    "programme_extended",
    "naturalised",
)
NONE = -1
"""No such day, place, document or event."""
FAR = 1_000_000
"""A day that never comes: a permission without an end."""


def number(event: str) -> int:
    """Give the number of an event in the arrays."""
    return EVENTS.index(event)


def row_type(**names: str) -> np.dtype[Any]:
    """Make the type of a row of an array: for each type of value (``i4``, ``b1``) the names of its fields."""
    return np.dtype([(name, kind) for kind, listed in names.items() for name in listed.split()])


STAY = row_type(
    i4="party person leader arrive leave next_arrive until prog_from prog_to prog_first status kept barred filed "
    "decided grant_to flight_in flight_out",
    i2="cls chosen carrier_in carrier_out port_in port_out post far_in far_out minute_in minute_out",
    i1="ordinal event standing mode_in mode_out doc_in doc_out linked",
)
"""One stay. Days count from 1970-01-01.

``status``, ``kept`` and ``barred`` are the last days of presence by a status held, kept lawful by an application, a
parole or a protection, and with removal forbidden; ``until`` is the last day stamped at the border. ``chosen`` is the
class of the party's leader. ``standing`` numbers ``world.STANDINGS``. ``linked``: how a change of document is told (0
not at all, 1 by a document fact, 2 by a shared number).
"""

AIR, SEA, LAND = 0, 1, 2
TEMPORARY, NOT_SUBJECT, RESIDENT, NATIONAL = 0, 1, 2, 3
