"""UN/EDIFACT as it arrives: the characters of a transmission become segments, each with its place in the file.

The service characters come from UNA or, without one, from the first header. Around an interchange, and inside it,
stands what networks add: telex headers, hard line breaks within a value, control characters, footers. They are left
out; the byte offsets stay those of the file. Nothing raises here but a file without any EDIFACT in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sojourn.errors import EvidenceError
from sojourn.evidence.edifact_service import Service, find_service

_TAG = "U[\r\n]*N[\r\n]*{}"
_BLANK = "[ \t\r\n\x00-\x08\x0b\x0c\x0e-\x1a]*"
_SEPARATOR = "[^A-Za-z0-9 \t\r\n]"
_START = re.compile(
    f"{_TAG.format('A')}(?P<una>[^A-Za-z0-9]{{5,6}}?)(?=[A-Za-z \t\r\n]){_BLANK}"
    f"(?:(?={_TAG.format('[GH]')})|{_TAG.format('B')} *(?={_SEPARATOR}))"
    # without UNA the syntax identifier and its version (UNOA:4) must follow, so that a value UNB starts nothing
    f"|(?<![A-Za-z0-9]){_TAG.format('B')} *(?={_SEPARATOR}[A-Z]{{3}}[A-Z0-9]{{1,5}}{_SEPARATOR}[0-9])",
    re.IGNORECASE,
)
_BARE_START = re.compile(f"(?<![A-Za-z0-9])(?={_TAG.format('[BGH]')} *{_SEPARATOR})", re.IGNORECASE)
# What a network puts between two blocks of one message: end of text to start of text, or a telex header of two lines.
_BETWEEN = re.compile(
    "\x03[^\x02\x03]*\x02|\x01[^\x02\x01]*\x02|[\r\n]Q[A-Z] [A-Z0-9 ]{7,80}\r?\n\\.[A-Z0-9]{7}[^\r\n+:']*[\r\n]+"
)
_UNIT = "\ue00f"  # separates components where the sender's own character may be plain text
_TRAILERS = ("UNT", "UNE", "UNZ")
_IS_TAG = re.compile("[A-Z][A-Z0-9]{2}")
_CHARSETS = {level: f"iso8859_{part}" for level, part in zip("DEFGHIJK", (2, 5, 7, 3, 4, 6, 8, 9), strict=True)}


def quoted(text: str, longest: int = 14) -> str:
    """Give a code or count for use in a remark; what is longer than such a value may hold a name, and is left out."""
    return text if len(text) <= longest else "(unreadable)"


@dataclass(frozen=True)
class Position:
    """Where something stands: byte offset in the file, and number of the segment in the transmission (0: none)."""

    offset: int
    segment: int

    def __str__(self) -> str:
        """Render for a person."""
        return f"byte {self.offset}, segment {self.segment}"


@dataclass(frozen=True)
class Remark:
    """Something about a message that a reader should know. ``code`` is stable; ``text`` holds no personal data."""

    position: Position
    code: str
    text: str


class Segment(NamedTuple):
    """One segment: its tag in upper case, its elements as text with their ``component`` separator, and its place.

    ``offset`` and ``end`` are bytes of the file. Elements are split on demand: most are never looked at.
    """

    tag: str
    values: list[str]
    component: str
    offset: int
    end: int
    number: int

    def get(self, element: int, component: int = 0) -> str:
        """Give one component without surrounding blanks, or an empty text; elements count from 1 after the tag."""
        parts = self.parts(element)
        return parts[component].strip() if component < len(parts) else ""

    def parts(self, element: int) -> list[str]:
        """Give the components of an element; none when the segment is shorter."""
        return self.values[element].split(self.component) if element < len(self.values) else []

    @property
    def elements(self) -> list[list[str]]:
        """All components of all elements; the first holds the tag as written."""
        return [value.split(self.component) for value in self.values]

    def text(self) -> str:
        """Render the elements behind the tag with ``+`` and ``:``, whatever characters the sender used."""
        return "+".join(":".join(parts) for parts in self.elements[1:])


@dataclass
class Interchange:
    """The segments between UNB and UNZ; ``una`` is null when the service characters were implied."""

    una: str | None
    service: Service
    segments: list[Segment] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    offset: int = 0
    broken_end: tuple[int, int] | None = None


def read_interchanges(data: bytes) -> list[Interchange]:
    """Split the bytes of a file into interchanges and their segments.

    Raises:
        EvidenceError: ``not-edifact`` when neither UNA, UNB, UNG nor UNH is found.
    """
    text = _BETWEEN.sub(lambda found: "\r" * len(found[0]), data.decode("latin-1"))
    starts = _starts(text)
    if not starts:
        raise EvidenceError(
            "not-edifact",
            "the file holds no EDIFACT message: no UNA, UNB, UNG or UNH was found. Allowed: UN/EDIFACT interchanges, "
            "with transport headers around them. Next: check that this is the file meant, or name its layout with "
            "`--layout`.",
        )
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    number = 0
    interchanges = []
    for (start, una, body), end in zip(starts, ends, strict=True):
        interchange = Interchange(f"UNA{una}" if una else None, find_service(una, text, body, end), offset=start)
        number = _fill(interchange, text, body, end, number)
        interchanges.append(interchange)
    return interchanges


def _starts(text: str) -> list[tuple[int, str | None, int]]:
    """Give for each interchange where it starts, its UNA characters, and where its first segment starts."""
    starts: list[tuple[int, str | None, int]] = []
    for found in _START.finditer(text):
        una: str | None = found["una"]
        starts.append((found.start(), una, found.end("una") if una else found.start()))
    if starts:
        return starts
    bare = _BARE_START.search(text)
    return [(bare.start(), None, bare.start())] if bare else []


def _fill(interchange: Interchange, text: str, body: int, end: int, number: int) -> int:
    """Put the segments between two offsets into the interchange, up to UNZ; give the number of the last one."""
    reader = _Reader(interchange.service)
    for start, stop in _pieces(text, body, end, interchange.service):
        offset, tag, values, component, noisy = reader.read(text[start:stop], start, stop < end)
        if noisy:
            said = "text before a segment" if tag else "text that is no segment"
            interchange.remarks.append(Remark(Position(start, number + 1), "noise", f"{said} was left out"))
        if not tag:
            continue
        if stop == end and tag not in _TRAILERS:
            interchange.broken_end = (offset, stop)
            break
        number += 1
        interchange.segments.append(Segment(tag, values, component, offset, stop, number))
        if tag == "UNB":
            reader.charset = _charset(interchange.segments[-1])
        elif tag == "UNZ":
            break
    return number


class _Reader:
    """Reads the text of one segment at a time, with the service characters and the character set of an interchange."""

    def __init__(self, service: Service) -> None:
        kept = {service.component, service.element, service.release, service.repetition, service.terminator}
        self.service = service
        self.controls = {code: None for code in (*range(32), 127) if chr(code) not in kept}
        self.blanks = "".join(map(chr, self.controls)) + " \xa0"
        self.charset = "utf-8"
        self.rescue = re.compile(f"[\r\n] *([A-Z][A-Z0-9]{{2}}) *{re.escape(service.element)}", re.IGNORECASE)

    def read(self, raw: str, offset: int, complete: bool) -> tuple[int, str, list[str], str, bool]:
        """Give where the segment starts, its tag (none: no segment), values, separator, and whether noise was cut."""
        text = raw.lstrip(self.blanks)
        if not text:
            return offset, "", [], "", False
        offset += len(raw) - len(text)
        if not complete:  # a trailer without its terminator: what follows on later lines is a footer
            text = text.splitlines()[0] if text[:3].upper() in _TRAILERS else text
        tag, values, component = self._split(text)
        if _IS_TAG.fullmatch(tag):
            return offset, tag, values, component, False
        starts = [found.start(1) for found in self.rescue.finditer(text)]
        if not starts:
            return offset, "", [], "", True
        tag, values, component = self._split(text[starts[-1] :])
        return offset + starts[-1], tag, values, component, True

    def _split(self, text: str) -> tuple[str, list[str], str]:
        if not text.isascii() or not text.isprintable():
            text = _decode(text.translate(self.controls), self.charset)
        values, component = _values(text, self.service)
        return values[0].partition(component)[0].strip().upper(), values, component


def _pieces(text: str, body: int, end: int, service: Service) -> Iterator[tuple[int, int]]:
    """Give the bounds of each segment, its terminator left out; the last has no terminator when it reaches ``end``."""
    start = look = body
    last = service.release + "\r\n"
    while start < end:
        stop = text.find(service.terminator, look, end)
        if stop < 0:
            yield start, end
            return
        if service.release and text[stop - 1] in last and _released(text, start, stop, service.release):
            look = stop + 1
            continue
        yield start, stop
        start = look = stop + 1


def _released(text: str, start: int, stop: int, release: str) -> bool:
    at = stop
    while at > start and text[at - 1] in "\r\n":
        at -= 1
    count = 0
    while at > start and text[at - 1] == release:
        at -= 1
        count += 1
    return count % 2 == 1


def _values(raw: str, service: Service) -> tuple[list[str], str]:
    """Give the elements of a segment, and what separates their components. Of a repeated element the first counts."""
    if service.release and service.release in raw:
        return _released_values(raw, service)
    values = raw.split(service.element)
    if service.repetition and service.repetition in raw:
        values = [value.partition(service.repetition)[0] for value in values]
    return values, service.component


def _released_values(raw: str, service: Service) -> tuple[list[str], str]:
    """Split a segment in which a release character makes the next character plain text."""
    special = service.component + service.element + service.release + service.repetition + service.terminator
    hide = {char: chr(0xE000 + place) for place, char in enumerate(special)}
    show = {0xE000 + place: char for place, char in enumerate(special)}
    released = re.compile(re.escape(service.release) + "(.?)", re.DOTALL)
    hidden = released.sub(lambda found: hide.get(found[1], found[1]), raw)
    values, component = _values(hidden, replace(service, release=""))
    return [value.replace(component, _UNIT).translate(show) for value in values], _UNIT


def _charset(unb: Segment) -> str:
    level = unb.get(1).upper()
    return _CHARSETS.get(level[3:], "utf-8") if level.startswith("UNO") else "utf-8"


def _decode(raw: str, charset: str) -> str:
    """Read bytes held as Latin-1 in the interchange's character set; UTF-8 counts where it fits, else Windows-1252."""
    if raw.isascii():
        return raw
    held = raw.encode("latin-1")
    for name in (charset, "cp1252"):
        try:
            return held.decode(name)
        except UnicodeDecodeError:
            continue
    return raw
