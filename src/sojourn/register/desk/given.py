"""What an officer gives at the desk: a document's number, or a machine-readable zone with its check digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sojourn.evidence.airports import find_country
from sojourn.evidence.mrz import Mrz, find_mrz, movement_columns

#: Codes of Doc 9303-3 section 5 beside ISO 3166-1: organisations, stateless persons, refugees, specimens.
_OTHER_ISSUERS = frozenset({
    "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "UNA", "UNK", "UNO", "UTO", "XBA", "XCC", "XCO", "XCT", "XDC",
    "XIM", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX",
})  # fmt: skip
_NUMBER = re.compile(r"[A-Z0-9]{3,24}")
_LINE = re.compile(r"[A-Z0-9<]+")
#: A scanner that types no line breaks: the length of the whole, and of a line.
_UNBROKEN = {88: 44, 72: 36, 90: 30}
_THREE, _SHORT, _LONG = 30, 36, 44


@dataclass(frozen=True)
class Given:
    """A document as given.

    Attributes:
        number: its number, without spaces and in capitals.
        issuer: who issued it, alpha-3; empty where it was not said.
        columns: what a zone says besides (names, birth date, sex, nationality, type), as columns of a movement.
    """

    number: str
    issuer: str
    columns: Mapping[str, str] = field(default_factory=dict)


def read_given(text: str, issuer: str, on: date) -> Given:
    """Read a document's number or a machine-readable zone; ``on`` bounds the century of a birth date.

    Raises:
        ValidationError: everything that is wrong, with the line in which it is wrong.
    """
    lines = _split(text)
    if len(lines) == 1 and "<" not in lines[0] and len(lines[0]) < _THREE:
        return Given(read_number(lines[0]), issuer)
    mrz = _read_zone(lines)
    columns = {name: value for name, value in movement_columns(mrz, on=on).items() if value}
    number = columns.get("document_number", "").replace(" ", "")
    if not number:
        raise ValidationError(_("The zone has no document number. Type the number that is printed in the document."))
    return Given(number, columns.get("document_issuer", issuer), columns)


def read_number(text: str) -> str:
    """Read a document's number: letters and digits, without the spaces, dots and hyphens that people write.

    Raises:
        ValidationError: it has other characters, or is too short or too long.
    """
    number = re.sub(r"[\s.\-/]", "", text).upper()
    if not _NUMBER.fullmatch(number):
        raise ValidationError(
            _("This is not a document number. It has 3 to 24 letters A to Z and digits. Type it as it is printed.")
        )
    return number


def read_issuer(text: str) -> str:
    """Read who issued a document: a country's code of two or three letters, or a code of Doc 9303; empty stays empty.

    Raises:
        ValidationError: no such code.
    """
    code = text.strip().strip("<").upper()
    if not code or code in _OTHER_ISSUERS:
        return code
    found = find_country({"D": "DEU"}.get(code, code))
    if found is None:
        raise ValidationError(
            _("This is not the code of a country. Use the three letters in the document, such as KEN or FRA.")
        )
    return found


def _split(text: str) -> list[str]:
    lines = ["".join(line.split()).upper() for line in text.splitlines() if line.strip()]
    width = _UNBROKEN.get(len(lines[0])) if len(lines) == 1 else None
    if width is None:
        return lines
    return [lines[0][start : start + width] for start in range(0, len(lines[0]), width)]


def _read_zone(lines: list[str]) -> Mrz:
    problems = _shape_problems(lines)
    mrz = None if problems else find_mrz(lines)
    if problems:
        raise ValidationError(problems)
    if mrz is None:
        raise ValidationError(
            _("This zone has a layout that is not known here. Type the number that is printed in the document.")
        )
    if mrz.format.startswith("MRV"):
        raise ValidationError(
            _("This is the zone of a visa. Use the zone of the passport, or type the passport's number.")
        )
    if not mrz.all_checks_valid:
        raise ValidationError(_check_problems(mrz))
    return mrz


def _shape_problems(lines: list[str]) -> list[str]:
    """Say which line has the wrong length or a character that cannot stand in it."""
    if len(lines) not in (2, 3):
        return [
            _(
                "A machine-readable zone has two or three lines, and this has %(number)d. "
                "Type all its lines, or the number alone."
            )
            % {"number": len(lines)}
        ]
    longest = max(len(line) for line in lines)
    expected = _THREE if len(lines) == 3 else _SHORT if longest <= (_SHORT + _LONG) // 2 else _LONG
    problems = []
    for number, line in enumerate(lines, 1):
        about = {"number": number, "length": len(line), "expected": expected}
        if len(line) != expected:
            problems.append(
                _("Line %(number)d has %(length)d characters; it must have %(expected)d. Fillers < count too.") % about
            )
        if not _LINE.fullmatch(line):
            problems.append(
                _("Line %(number)d has a character that cannot stand in it. Only A to Z, 0 to 9 and < can.") % about
            )
    return problems


def _check_problems(mrz: Mrz) -> list[str]:
    """Say which characters of which line to read again; the check over all counts only where no other fails."""
    wrong = [name for name, fits in mrz.check_digits.items() if not fits]
    parts = [name for name in wrong if name != "composite"]
    three = mrz.format == "TD1"
    told = {
        "document_number": (1, 6, 15, _("document number")) if three else (2, 1, 10, _("document number")),
        "document_number(long)": (1, 6, 30, _("document number")) if three else (2, 1, 35, _("document number")),
        "birth": (2, 1, 7, _("birth date")) if three else (2, 14, 20, _("birth date")),
        "expiry": (2, 9, 15, _("expiry date")) if three else (2, 22, 28, _("expiry date")),
        "optional": (2, 29, 43, _("personal number")),
    }
    problems = [
        _("Line %(line)d: the check digit of the %(part)s does not fit. Read characters %(first)d to %(last)d again.")
        % {"line": line, "first": first, "last": last, "part": part}
        for line, first, last, part in (told[name] for name in parts)
    ]
    if not problems:
        whole = _("Lines 1 and 2: the last check digit of line 2 does not fit them. Read both lines again.")
        problems = [
            whole if three else _("Line 2: its last check digit does not fit the line. Read the whole line again.")
        ]
    return problems
