"""The layers of an interchange: its messages, with what their headers and trailers get wrong.

A wrong count or reference is a remark about the message; everything in the message is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sojourn.evidence.edifact import Interchange, Position, Remark, Segment, quoted

# The structural remarks, in the order in which a summary lists them.
STRUCTURAL = (
    "unt-count",
    "unt-reference",
    "unt-missing",
    "unz-count",
    "unz-reference",
    "unz-missing",
    "unb-missing",
    "unh-missing",
    "cnt-malformed",
    "cnt-persons",
)


@dataclass
class Message:
    """One message (UNH to UNT) with the header of its interchange; ``type`` is ``PAXLST``, ``CUSRES`` or another."""

    type: str
    id: str
    reference: str
    unb: Segment | None
    group: Segment | None
    segments: list[Segment]
    remarks: list[Remark] = field(default_factory=list)
    complete: bool = False

    @property
    def position(self) -> Position:
        """Where the message begins."""
        return Position(self.segments[0].offset, self.segments[0].number)

    def find(self, tag: str) -> Segment | None:
        """Find the first segment with a tag."""
        return next((segment for segment in self.segments if segment.tag == tag), None)

    @property
    def bgm(self) -> str:
        """The type and function of the message as BGM gives them, such as ``745+CP``."""
        found = self.find("BGM")
        return found.text().strip() if found else ""

    @property
    def recipient(self) -> str:
        """To whom the interchange goes."""
        return self.unb.get(3) if self.unb else ""

    @property
    def sender(self) -> str:
        """From whom the interchange comes."""
        return self.unb.get(2) if self.unb else ""


def list_messages(interchange: Interchange) -> list[Message]:
    """List the messages of an interchange; what its own layers get wrong is added to ``interchange.remarks``."""
    return _Layers(interchange).read()


class _Layers:
    """Walks the service segments of one interchange."""

    def __init__(self, interchange: Interchange) -> None:
        self.interchange = interchange
        self.messages: list[Message] = []
        self.unb: Segment | None = None
        self.group: Segment | None = None
        self.open: Message | None = None
        self.groups = 0
        self.in_group = 0

    def read(self) -> list[Message]:
        for segment in self.interchange.segments:
            step = _STEPS.get(segment.tag)
            if step is not None:
                step(self, segment)
            elif self.open is not None:
                self.open.segments.append(segment)
            elif segment.tag == "BGM":
                self._open_message(segment, "PAXLST")
                self._remark(segment, "unh-missing", "UNH missing")
            else:
                self._remark(segment, "stray-segment", f"{segment.tag} stands outside a message and was left out")
        self._end()
        return self.messages

    def _unb(self, segment: Segment) -> None:
        self.unb = segment

    def _ung(self, segment: Segment) -> None:
        self._close_message(None)
        self.group, self.in_group = segment, 0
        self.groups += 1

    def _unh(self, segment: Segment) -> None:
        self._close_message(None)
        type_ = segment.get(2).upper()
        self._open_message(segment, "PAXLST" if not type_ and self._group_type() == "PAXLST" else type_)

    def _unt(self, segment: Segment) -> None:
        if self.open is None:
            self._remark(segment, "stray-segment", "UNT stands outside a message and was left out")
        self._close_message(segment)

    def _une(self, segment: Segment) -> None:
        self._close_message(None)
        if self.group is None:
            return
        if _number(segment.get(1)) != self.in_group:
            self._remark(segment, "une-count", f"UNE count {quoted(segment.get(1))} != actual {self.in_group}")
        if segment.get(2) != self.group.get(5):
            self._remark(segment, "une-reference", "UNE ref != UNG ref")
        self.group = None

    def _unz(self, segment: Segment) -> None:
        self._close_message(None)
        actual = self.groups or len(self.messages)
        if _number(segment.get(1)) != actual:
            self._remark(segment, "unz-count", f"UNZ count {quoted(segment.get(1))} != actual {actual}")
        if self.unb is not None and segment.get(2) != self.unb.get(5):
            self._remark(segment, "unz-reference", "UNZ ref != UNB ref")

    def _end(self) -> None:
        self._close_message(None)
        segments = self.interchange.segments
        last = segments[-1] if segments else None
        place = Position(last.end, last.number) if last else Position(self.interchange.offset, 0)
        if self.unb is None:
            self.interchange.remarks.append(Remark(place, "unb-missing", "UNB missing"))
        elif last is None or last.tag != "UNZ":
            self.interchange.remarks.append(Remark(place, "unz-missing", "UNZ missing"))
        if self.interchange.broken_end is not None:
            said = "the transmission ends within a segment, which was left out"
            self.interchange.remarks.append(Remark(place, "cut-off", said))

    def _open_message(self, segment: Segment, type_: str) -> None:
        unh = segment.tag == "UNH"
        id_ = ":".join(segment.parts(2)).strip() if unh else ""
        reference = segment.get(1) if unh else ""
        self.open = Message(type_, id_, reference, self.unb, self.group, [segment])
        self.messages.append(self.open)
        self.in_group += 1

    def _close_message(self, unt: Segment | None) -> None:
        message, self.open = self.open, None
        if message is None:
            return
        if unt is None:
            message.remarks.append(Remark(message.position, "unt-missing", "UNT missing"))
            return
        message.segments.append(unt)
        message.complete = True
        place = Position(unt.offset, unt.number)
        actual = len(message.segments)
        if _number(unt.get(1)) != actual:
            message.remarks.append(Remark(place, "unt-count", f"UNT count {quoted(unt.get(1))} != actual {actual}"))
        if unt.get(2) != message.reference:
            message.remarks.append(Remark(place, "unt-reference", "UNT ref != UNH ref"))

    def _group_type(self) -> str:
        return self.group.get(1).upper() if self.group else ""

    def _remark(self, segment: Segment, code: str, text: str) -> None:
        self.interchange.remarks.append(Remark(Position(segment.offset, segment.number), code, text))


_STEPS = {
    "UNB": _Layers._unb,
    "UNG": _Layers._ung,
    "UNH": _Layers._unh,
    "UNT": _Layers._unt,
    "UNE": _Layers._une,
    "UNZ": _Layers._unz,
}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def in_structural_order(remarks: Iterable[Remark]) -> list[str]:
    """Give the texts of the structural remarks among some remarks, in the order of ``STRUCTURAL``."""
    kept = [remark for remark in remarks if remark.code in STRUCTURAL]
    return [remark.text for remark in sorted(kept, key=lambda remark: STRUCTURAL.index(remark.code))]
