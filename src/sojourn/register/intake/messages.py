"""The body of a request, by its media type, as a message whose rows were checked."""

from __future__ import annotations

import hashlib

from sojourn.errors import EvidenceError, RegisterError
from sojourn.evidence.paxlst import read_paxlst
from sojourn.evidence.validate import Fault
from sojourn.register import clock
from sojourn.register.intake.checking import OTHER_FEED, Bad, Good, Terms, bad_line, check_lines
from sojourn.register.intake.keys import has_right
from sojourn.register.intake.lines import Line, check_number, read_array, read_ndjson
from sojourn.register.intake.models import Right
from sojourn.register.intake.schemas import EDIFACT, NDJSON
from sojourn.register.intake.take_in import Message
from sojourn.register.store.row_shape import Source

JSON = "application/json"


def read_message_body(source: Source, feed: str, media: str, body: bytes, country: str | None) -> Message:
    """Read and check the body of a request.

    Raises:
        RegisterError: ``media-type``; ``bad-json``; ``too-many-rows``.
    """
    if media == EDIFACT and source == "movement":
        good, bad = _read_paxlst(body, feed, country)
        return Message(source, feed, body, media, good, bad)
    if media not in (JSON, NDJSON):
        allowed = f"`{JSON}`, `{NDJSON}`" + (f" and `{EDIFACT}`" if source == "movement" else "")
        raise RegisterError(
            "media-type", f"the content type is not one of those allowed: {allowed}. Next: name the one that is sent."
        )
    lines = read_array(body) if media == JSON else read_ndjson(body)
    replay = has_right(feed, Right.REPLAY)
    terms = Terms(feed, clock.now(), replay, hashlib.sha256(body).hexdigest())
    good, bad = check_lines(source, lines, terms)
    return Message(source, feed, body, media, good, bad)


def _read_paxlst(body: bytes, feed: str, country: str | None) -> tuple[list[Good], list[Bad]]:
    """Read PAXLST: its rows are numbered first, then the parts that could not be read.

    A transmission that cannot be read at all is set apart as one row, so that an operator sees it.
    """
    try:
        reading = read_paxlst(body, country=country, recorded_at=clock.now())
    except EvidenceError as error:
        raw = body.decode(errors="backslashreplace").replace("\x00", "\\x00")
        return [], [Bad(Line(1, raw), (error.code,), error.message)]
    rows = reading.movements
    check_number(len(rows) + len(reading.quarantined))
    good: list[Good] = []
    bad: list[Bad] = []
    for number, row in enumerate(rows, start=1):
        line = Line(number, str(row["raw"]), row)
        if row["feed"] == feed:
            good.append(Good(line, row))
        else:
            bad.append(bad_line(line, OTHER_FEED))
    for number, part in enumerate(reading.quarantined, start=len(rows) + 1):
        fault = Fault(None, "paxlst-unreadable", f"a part at line {part.line} that cannot be read", part.reason)
        bad.append(
            Bad(Line(number, part.raw.replace("\x00", "\\x00")), (fault.code,), fault.found + ": " + part.reason)
        )
    return good, bad
