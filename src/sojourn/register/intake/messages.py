"""The body of a request, by its media type, as a message whose rows were checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Body:
    """What was sent: its bytes, their media type, and for PAXLST the country that it is about (alpha-3)."""

    media: str
    body: bytes
    country: str | None = None


def read_message_body(source: Source, feed: str, media: str, body: bytes, country: str | None) -> Message:
    """Read and check the body of a request.

    Raises:
        RegisterError: ``media-type``; ``bad-json``; ``too-many-rows``.
    """
    (read,) = read_message_bodies(source, feed, [Body(media, body, country)])
    if isinstance(read, RegisterError):
        raise read
    return read


def read_message_bodies(source: Source, feed: str, bodies: Sequence[Body]) -> list[Message | RegisterError]:
    """Read several messages of a feed, their rows checked together: that costs hardly more than one message.

    Returns:
        For each its rows, or what keeps it from being read: ``media-type``, ``bad-json``, ``too-many-rows``.
    """
    read: list[Message | list[Line] | RegisterError] = []
    for each in bodies:
        try:
            read.append(_read(source, feed, each))
        except RegisterError as error:
            read.append(error)
    lines = [line for found in read if isinstance(found, list) for line in found]
    good, bad = (
        check_lines(source, lines, Terms(feed, clock.now(), has_right(feed, Right.REPLAY))) if lines else ([], [])
    )
    good_of = {id(row.line): row for row in good}
    bad_of = {id(row.line): row for row in bad}
    return [
        _message(source, feed, each, found, good_of, bad_of) if isinstance(found, list) else found
        for each, found in zip(bodies, read, strict=True)
    ]


def _read(source: Source, feed: str, sent: Body) -> Message | list[Line]:
    """Read a message as lines that are to be checked, or PAXLST, whose reader checks them itself."""
    if sent.media == EDIFACT and source == "movement":
        good, bad = _read_paxlst(sent.body, feed, sent.country)
        return Message(source, feed, sent.body, sent.media, good, bad)
    if sent.media not in (JSON, NDJSON):
        allowed = f"`{JSON}`, `{NDJSON}`" + (f" and `{EDIFACT}`" if source == "movement" else "")
        raise RegisterError(
            "media-type", f"the content type is not one of those allowed: {allowed}. Next: name the one that is sent."
        )
    return read_array(sent.body) if sent.media == JSON else read_ndjson(sent.body)


def _message(
    source: Source,
    feed: str,
    sent: Body,
    lines: Sequence[Line],
    good_of: Mapping[int, Good],
    bad_of: Mapping[int, Bad],
) -> Message:
    """Put the checked rows of one message together; each good row names the message and its line there."""
    digest = hashlib.sha256(sent.body).hexdigest()
    good = [good_of[id(line)] for line in lines if id(line) in good_of]
    for row in good:
        row.values["raw"] = f"sha256:{digest}#{row.line.number}"
    return Message(
        source, feed, sent.body, sent.media, good, [bad_of[id(line)] for line in lines if id(line) in bad_of]
    )


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
