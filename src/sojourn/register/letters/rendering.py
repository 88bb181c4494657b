"""From what a letter says to its PDF: a fixed template reads the words as data, so that no value is ever markup."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from sojourn.register.letters.texts import apart, words_of

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
#: Characters that would turn the direction of what stands around them, or that are no text.
_NO_TEXT = {*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), 0xFEFF}
_DROPPED = dict.fromkeys((_NO_TEXT | {*range(0x2066, 0x206A)}) - {0x0A}, " ")
#: What was given, and not written by the letters' own texts.
_GIVEN = ("reference", "service_name", "service_address", "to", "copy_to", "facts", "reasons", "rules")
#: A compiler is made once for each thread; it keeps the fonts, which take most of the time to read.
_MADE = threading.local()


@dataclass(frozen=True)
class FactTold:
    """One fact as the annex lists it: what it says and where it comes from, line by line, and when we learned it."""

    what: tuple[str, ...]
    source: tuple[str, ...]
    learned: str


@dataclass(frozen=True)
class RuleTold:
    """One rule as the annex cites it."""

    title: str
    citation: str
    in_force: str


@dataclass(frozen=True)
class Section:
    """One section of a letter; ``id`` is what the law's floor calls it (``deadline``)."""

    id: str
    heading: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class LetterTold:
    """Everything that stands in a letter, in words.

    Attributes:
        to, copy_to: names and addresses, line by line; they are printed and kept nowhere else.
        preview: the letter is marked as one that was not sent.
    """

    language: str
    reference: str
    made_on: str
    service_name: str
    service_address: tuple[str, ...]
    to: tuple[str, ...]
    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: tuple[FactTold, ...] = ()
    reasons: tuple[str, ...] = ()
    rules: tuple[RuleTold, ...] = ()
    changes: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    preview: bool = field(default=False)


def plain(value: object) -> str:
    """Write a value for a letter: one line, without characters that turn the direction of others."""
    return " ".join(str(value).replace("\n", " ").translate(_DROPPED).split())


def lines_of(value: object) -> tuple[str, ...]:
    """Write a value of several lines, such as an address, line by line."""
    return tuple(line for line in map(plain, str(value).splitlines()) if line)


def pdf_of(told: LetterTold, at: datetime) -> bytes:
    """Make the PDF of a letter; the same words at the same time give the same bytes."""
    made = _compiler().compile(format="pdf", sys_inputs=_inputs(told), timestamp=at.replace(microsecond=0))
    return _one(made)


def pictures_of(told: LetterTold, per_inch: float = 110) -> list[bytes]:
    """Make a PNG of each page, for the preview."""
    made = _compiler().compile(format="png", ppi=per_inch, sys_inputs=_inputs(told))
    return [bytes(page) for page in made] if isinstance(made, list) else [_one(made)]


def _inputs(told: LetterTold) -> dict[str, str]:
    words = words_of(told.language)
    body = asdict(told)
    given = {name: _apart(body[name], words.direction) for name in _GIVEN}
    service = {"name": given.pop("service_name"), "address": given.pop("service_address")}
    told_all = {**body, **given, "service": service, "labels": dict(words.labels), "direction": words.direction}
    return {"letter": json.dumps(told_all)}


def _apart(told: Any, direction: str) -> Any:
    """Keep everything that was given, line by line, apart from the letter's direction of writing."""
    if isinstance(told, str):
        return apart(told, direction)
    if isinstance(told, dict):
        return {key: _apart(value, direction) for key, value in told.items()}
    return [_apart(value, direction) for value in told]


def _compiler() -> typst.Compiler:
    if not hasattr(_MADE, "compiler"):
        _MADE.compiler = typst.Compiler(
            input=_HERE / "typst" / "letter.typ",
            root=_HERE / "typst",
            font_paths=[_FONTS],
            ignore_system_fonts=True,
        )
    compiler: typst.Compiler = _MADE.compiler
    return compiler


def _one(made: object) -> bytes:
    assert isinstance(made, bytes), "one file was asked for"
    return made
