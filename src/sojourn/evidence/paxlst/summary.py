"""What a file holds, in one line: for a look at unknown files, and for the check against a known index."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.evidence.edifact import read_interchanges
from sojourn.evidence.paxlst.envelope import in_structural_order, list_messages
from sojourn.evidence.paxlst.manifest import read_manifest

_ANY_YEAR = 2000


@dataclass(frozen=True)
class Summary:
    """One file in figures.

    ``una`` is the service string advice; ``segments`` counts all but it; ``tags`` are those of the messages' own
    segments; ``structural`` holds the wrong counts and references in words.
    """

    una: str
    message_ids: tuple[str, ...]
    bgms: tuple[str, ...]
    persons: int
    segments: int
    tags: tuple[str, ...]
    structural: tuple[str, ...]

    def columns(self) -> tuple[str, ...]:
        """Give the values as text, in the order of the fields; several values of one field are joined."""
        return (
            self.una,
            ", ".join(self.message_ids),
            ", ".join(self.bgms),
            str(self.persons),
            str(self.segments),
            " ".join(self.tags),
            "; ".join(self.structural),
        )


def summarise(data: bytes) -> Summary:
    """Summarise a file of EDIFACT messages. ``una`` is ``(none)`` when the service characters were implied.

    Raises:
        EvidenceError: ``not-edifact`` when there is no EDIFACT in it.
    """
    interchanges = read_interchanges(data)
    ids: dict[str, None] = {}
    bgms: dict[str, None] = {}
    persons = 0
    structural: list[str] = []
    for interchange in interchanges:
        remarks = []
        for message in list_messages(interchange):
            ids[message.id] = None
            bgms[message.bgm] = None
            remarks += message.remarks
            if message.type == "PAXLST":
                manifest = read_manifest(message, _ANY_YEAR)
                persons += len(manifest.persons)
                remarks += manifest.remarks
        structural += in_structural_order([*remarks, *interchange.remarks])
    segments = [segment for interchange in interchanges for segment in interchange.segments]
    tags = sorted({segment.tag for segment in segments if not segment.tag.startswith("UN")})
    una = interchanges[0].una or "(none)"
    return Summary(una, tuple(ids), tuple(bgms), persons, len(segments), tuple(tags), tuple(structural))
