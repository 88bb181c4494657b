"""What is true of each stay on the day asked about, and whether the records written suffice to know it."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.events import FAR, NONE, NOT_SUBJECT, RESIDENT
from sojourn.simulate.mistakes import (
    IDENTITY,
    LAND_UNMATCHED,
    LAND_UNRECORDED,
    MINOR,
    NEVER_BOARDED,
    NOT_BOARDED,
    PRIVATE,
    Mistakes,
)
from sojourn.simulate.world import Array
from sojourn.tables import TRUTHS

IN_STATUS, AUTHORISED, REMOVAL_BARRED, LEFT_IN_TIME, LEFT_AFTER_END, IS_RESIDENT, IS_NOT_SUBJECT, OVERSTAYED = range(
    len(TRUTHS)
)


def last_days(stays: Array) -> Array:
    """Give the last authorised day of each stay (``FAR`` without an end, ``NONE`` without a limit on record)."""
    last: Array = np.maximum(stays["status"], np.maximum(stays["kept"], stays["barred"]))
    return last


def classify(standing: Array, leave: Array, status: Array, kept: Array, barred: Array, as_of: int) -> Array:
    """Give the truth (number in ``TRUTHS``) of stays with these last days and this departure (``NONE``: still here)."""
    last = np.maximum(status, np.maximum(kept, barred))
    left = leave != NONE
    return np.select(
        [
            (standing == NOT_SUBJECT) | (standing > RESIDENT),
            left & ((leave <= last) | (standing == RESIDENT)),
            left,
            standing == RESIDENT,
            status >= as_of,
            kept >= as_of,
            barred >= as_of,
        ],
        [IS_NOT_SUBJECT, LEFT_IN_TIME, LEFT_AFTER_END, IS_RESIDENT, IN_STATUS, AUTHORISED, REMOVAL_BARRED],
        OVERSTAYED,
    )


def find_truth(stays: Array, mistakes: Mistakes, as_of: int) -> tuple[Array, Array]:
    """Give each stay's truth, and whether it can be known from the records written.

    A lost departure can still be known where a later arrival proves that the person was out within the authorised time.
    """
    truth = classify(stays["standing"], stays["leave"], stays["status"], stays["kept"], stays["barred"], as_of)
    read = classify(mistakes.standing, mistakes.leave, mistakes.status, mistakes.kept, mistakes.barred, as_of)
    returned = np.isin(mistakes.error, [NOT_BOARDED, LAND_UNRECORDED, LAND_UNMATCHED, PRIVATE, MINOR, IDENTITY])
    returned &= (stays["next_arrive"] != NONE) & (stays["next_arrive"] <= last_days(stays)) & (truth == LEFT_IN_TIME)
    knowable = (truth == read) | returned
    return truth, knowable & (mistakes.error != NEVER_BOARDED)


def find_bases(stays: Array, truth: Array) -> Array:
    """Give the basis of the last authorised day (number in ``BASES``), ``NONE`` where there is no limit."""
    last = last_days(stays)
    basis = np.select([last == NONE, stays["status"] == last, stays["kept"] == last], [NONE, 0, 1], 2)
    return np.where(np.isin(truth, [IS_RESIDENT, IS_NOT_SUBJECT]), NONE, basis)


def limits(stays: Array, truth: Array) -> Array:
    """Give the last authorised day to be written: ``NONE`` where there is no limit or no end of it."""
    last = last_days(stays)
    return np.where((last == FAR) | np.isin(truth, [IS_RESIDENT, IS_NOT_SUBJECT]), NONE, last)
