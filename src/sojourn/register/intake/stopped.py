"""Records of a stopped feed: set apart when they come in, taken in when the stop is lifted. None is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.evidence.validate import Fault
from sojourn.register.controls.in_force import stopped_feeds
from sojourn.register.intake.checking import Bad, Good, bad_line
from sojourn.register.store.row_shape import canonical_json

FAULT = Fault(
    None, "feed-stopped", "a record of a feed that is stopped", "nothing to do: it is taken in when the stop is lifted"
)
STOPPED = FAULT.code


def apart_of_stopped(rows: Sequence[Good]) -> tuple[list[Good], list[Bad]]:
    """Part rows into those that may be taken in now and those whose feed is stopped, each in their order."""
    stopped = stopped_feeds()
    if not stopped:
        return list(rows), []
    taken = [row for row in rows if row.values["feed"] not in stopped]
    return taken, [bad_line(row.line, FAULT) for row in rows if row.values["feed"] in stopped]


def text_of(each: Bad) -> str:
    """Give the text under which a row is kept: as it came, and of a stopped feed as JSON, to be read again later."""
    line = each.line
    return canonical_json(line.value) if STOPPED in each.codes and line.value is not None else line.raw
