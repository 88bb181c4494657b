"""People, cases and files for the tests of letters."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "cases"))
from case_people import Made, ask_all, at_the_screen, begin, make_person, put, see, tell

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.letters.models import Letter

__all__ = ["PDF", "PNG", "Noticed", "at_the_screen", "begin", "make_person", "put", "see", "tell", "text_of"]

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
ADDRESS = "17 Quarrowby Lane\n99999 Nowhere"


def chunk(kind: bytes, body: bytes) -> bytes:
    """Write one part of a PNG."""
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)


def text_of(pdf: bytes) -> str:
    """Read the words of a PDF."""
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@dataclass
class Noticed:
    """A case whose next step is the notice, with an officer who opened the records."""

    officer: Any
    made: Made
    case: Case
    contact: str

    @classmethod
    def make(cls, acting: Any, word: str = "noticed", *, contact: bool = True, language: str = "") -> Noticed:
        """Put somebody on file whose stay left a question, and begin a case about it."""
        officer = acting("officer", office="centre")
        made = make_person(word)
        more = {"type": f"language:{language}"} if language else {}
        name = tell(made, "contact", feed="agency:TEST", place=ADDRESS, **more) if contact else ""
        case = put(begin(officer, made, "us.overstay"), "reviewed")
        ask_all(case, acting("caseworker", office="centre").user_id)
        see(officer, made)
        return cls(officer, made, case, name)

    def asked(self, **more: Any) -> Any:
        """Ask for a notice that relies on the arrival."""
        from sojourn.register.letters.making import Asked

        return Asked(**{"kind": "notice", "records": (self.made.arrival,), "grounds": (), **more})

    def notice(self, **more: Any) -> Letter:
        """Make the notice."""
        from sojourn.register.letters.making import make_notice

        return make_notice(self.officer, at_the_screen(self.officer), self.case.case_id, self.asked(**more))

    def served(self, letter: Letter, **more: Any) -> Any:
        """Record one try to serve a letter: handed over just now, with a receipt."""
        from sojourn.register import clock
        from sojourn.register.desk.recording import new_token
        from sojourn.register.letters.documents import Sent
        from sojourn.register.letters.serving import Served, record_service

        told = {
            "method": "in_person", "outcome": "delivered", "at": clock.now(), "by": "officer", "token": new_token(),
            "proof": Sent("receipt.pdf", "application/pdf", PDF),
        }  # fmt: skip
        return record_service(self.officer, letter.reference, Served(**{**told, **more}))
