"""Machine-readable zones of travel documents: TD1, TD2, TD3, MRV-A and MRV-B, with their check digits.

Source: ICAO Doc 9303, parts 3 (check digits, names, codes), 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas). A zone is read as
it stands and nothing is corrected: ``O`` for ``0`` fails its check digit and stays ``O``; names stay as printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sojourn.errors import EvidenceError

Format = Literal["TD1", "TD2", "TD3", "MRV-A", "MRV-B"]

_FILLER = "<"
_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {_FILLER: 0}
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SEXES = {"M": "M", "F": "F", "X": "X", _FILLER: "X"}
_OLD_FRENCH = "IDFRA"


@dataclass(frozen=True)
class Mrz:
    """One zone as read.

    Codes and six-digit dates are as printed (``issuer`` may be ``D<<``, ``birth`` may be ``65<<<<``). In names and
    numbers a filler between characters is a space. ``document_number`` holds the whole of a long number. ``optional2``
    is null except on TD1. ``remarks`` is a closed list: ``lower_case``, ``spaces_removed``, ``names_may_be_truncated``,
    ``character_not_allowed``, ``sex_unreadable``, ``long_number_check_counts_filler``.
    """

    format: Format
    document_code: str
    issuer: str
    document_number: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    surname: str
    given_names: str
    optional1: str
    optional2: str | None
    check_digits: Mapping[str, bool]
    remarks: tuple[str, ...] = ()

    @property
    def all_checks_valid(self) -> bool:
        """Say whether every check digit of the zone fits."""
        return all(self.check_digits.values())

    @property
    def fields(self) -> dict[str, str]:
        """Give the fields by name; TD1 has ``optional1`` and ``optional2``, the others ``optional``."""
        optional = {"optional": self.optional1}
        if self.optional2 is not None:
            optional = {"optional1": self.optional1, "optional2": self.optional2}
        return {
            "document_code": self.document_code,
            "issuer": self.issuer,
            "document_number": self.document_number,
            "nationality": self.nationality,
            "birth": self.birth,
            "sex": self.sex,
            "expiry": self.expiry,
            **optional,
            "surname": self.surname,
            "given": self.given_names,
        }


@dataclass(frozen=True)
class _Fields:
    """The parts of a zone, whole and uncleaned, wherever the format keeps them."""

    number: str
    number_digit: str
    optional: str
    birth: str
    birth_digit: str
    sex: str
    expiry: str
    expiry_digit: str
    nationality: str


def check_digit(text: str) -> int:
    """Compute the check digit of a field: weights 7, 3, 1, modulo 10 (Doc 9303-3, 4.9).

    Raises:
        EvidenceError: ``mrz-character``, a character other than ``A``-``Z``, ``0``-``9`` and ``<``.
    """
    try:
        return sum(_VALUES[character] * (7, 3, 1)[index % 3] for index, character in enumerate(text)) % 10
    except KeyError as error:
        raise EvidenceError(
            "mrz-character",
            "a machine-readable zone has a character that it cannot have; allowed are `A` to `Z`, `0` to `9` and `<`. "
            "Next: read the zone again from the document.",
        ) from error


def read_mrz(zone: str | Sequence[str]) -> Mrz:
    """Read a zone of two or three lines.

    Args:
        zone: the lines, as a list or as one text. Empty lines are left out; spaces are removed and small letters made
            capitals, both said in ``remarks``.

    Raises:
        EvidenceError: ``mrz-format``, the number and length of the lines fit no format of Doc 9303, or the zone is of
            another layout (the French identity card of 1988 to 2021).
    """
    lines, remarks = _clean_lines(zone)
    shape = (len(lines), *sorted({len(line) for line in lines}))
    if shape == (2, 36) and lines[0].startswith(_OLD_FRENCH):
        raise _unknown("this is the French identity card of 1988 to 2021, which has a layout of its own")
    if shape == (3, 30):
        return _read_td1(lines, remarks)
    if shape in ((2, 36), (2, 44)):
        return _read_two_lines(lines, remarks)
    lengths = " and ".join(str(len(line)) for line in lines) or "no"
    raise _unknown(f"{len(lines)} lines of {lengths} characters fit no format")


def find_mrz(zone: str | Sequence[str]) -> Mrz | None:
    """Read a zone, or give nothing where it is in no format of Doc 9303."""
    try:
        return read_mrz(zone)
    except EvidenceError:
        return None


def _unknown(what: str) -> EvidenceError:
    return EvidenceError(
        "mrz-format",
        f"the machine-readable zone cannot be read: {what}. Allowed are three lines of 30 characters (TD1), two of 36 "
        "(TD2, MRV-B) and two of 44 (TD3, MRV-A). Next: read the zone again, every filler `<` included.",
    )


def _clean_lines(zone: str | Sequence[str]) -> tuple[list[str], list[str]]:
    given = zone.splitlines() if isinstance(zone, str) else list(zone)
    outer = [line.strip() for line in given if line.strip()]
    closed = ["".join(line.split()) for line in outer]
    lines = [line.translate(_UPPER) for line in closed]
    remarks = []
    if lines != closed:
        remarks.append("lower_case")
    if closed != outer:
        remarks.append("spaces_removed")
    if any(character not in _VALUES for line in lines for character in line):
        remarks.append("character_not_allowed")
    return lines, remarks


def _read_td1(lines: list[str], remarks: list[str]) -> Mrz:
    first, second, third = lines
    parts = _Fields(
        number=first[5:14],
        number_digit=first[14],
        optional=first[15:30],
        birth=second[0:6],
        birth_digit=second[6],
        sex=second[7],
        expiry=second[8:14],
        expiry_digit=second[14],
        nationality=second[15:18],
    )
    composite = _fits(first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29])
    return _assemble("TD1", first, third, parts, remarks, checks={"composite": composite}, optional2=second[18:29])


def _read_two_lines(lines: list[str], remarks: list[str]) -> Mrz:
    first, second = lines
    visa, wide = first.startswith("V"), len(first) == 44
    name: Format = ("MRV-A" if wide else "MRV-B") if visa else ("TD3" if wide else "TD2")
    end = {"TD2": 35, "TD3": 42, "MRV-A": 44, "MRV-B": 36}[name]
    parts = _Fields(
        number=second[0:9],
        number_digit=second[9],
        nationality=second[10:13],
        birth=second[13:19],
        birth_digit=second[19],
        sex=second[20],
        expiry=second[21:27],
        expiry_digit=second[27],
        optional=second[28:end],
    )
    checks: dict[str, bool] = {}
    if name == "TD3":  # an empty personal number may carry 0 or a filler (Doc 9303-4)
        empty = not parts.optional.strip(_FILLER) and second[42] == _FILLER
        checks["optional"] = empty or _fits(parts.optional, second[42])
    if not visa:
        checks["composite"] = _fits(second[0:10] + second[13:20] + second[21 : len(second) - 1], second[-1])
    return _assemble(name, first, first[5:], parts, remarks, checks=checks, optional2=None)


def _assemble(
    name: Format,
    first: str,
    names: str,
    parts: _Fields,
    remarks: list[str],
    *,
    checks: dict[str, bool],
    optional2: str | None,
) -> Mrz:
    number, optional, number_check = _read_number(name, parts, remarks)
    surname, _, given = names.partition(_FILLER * 2)
    if not names.endswith(_FILLER):
        remarks.append("names_may_be_truncated")
    if parts.sex not in _SEXES:
        remarks.append("sex_unreadable")
    return Mrz(
        format=name,
        document_code=_clean(first[0:2]),
        issuer=first[2:5],
        document_number=_clean(number),
        nationality=parts.nationality,
        birth=parts.birth,
        sex=_SEXES.get(parts.sex, parts.sex),
        expiry=parts.expiry,
        surname=_clean(surname),
        given_names=_clean(given),
        optional1=_clean(optional),
        optional2=None if optional2 is None else _clean(optional2),
        check_digits={
            **number_check,
            "birth": _fits(parts.birth, parts.birth_digit),
            "expiry": _fits(parts.expiry, parts.expiry_digit),
            **checks,
        },
        remarks=tuple(remarks),
    )


def _read_number(name: Format, parts: _Fields, remarks: list[str]) -> tuple[str, str, dict[str, bool]]:
    """Give the number, what is left of the optional data, and the number's check.

    On TD1 and TD2 a number of more than nine characters goes on in the optional data: a filler stands where the check
    digit would be, and the digit follows the rest of the number (Doc 9303-5 and 9303-6, notes on long numbers).
    """
    goes_on = parts.number_digit == _FILLER and _FILLER not in (parts.number[8], parts.optional[0])
    if name not in ("TD1", "TD2") or not goes_on:
        return parts.number, parts.optional, {"document_number": _fits(parts.number, parts.number_digit)}
    rest = parts.optional.split(_FILLER, 1)[0]
    number, digit = parts.number + rest[:-1], rest[-1]
    valid = _fits(number, digit)
    if not valid and _fits(parts.number + _FILLER + rest[:-1], digit):  # some Belgian cards count the filler
        remarks.append("long_number_check_counts_filler")
    return number, parts.optional[len(rest) :], {"document_number(long)": valid}


def _fits(text: str, digit: str) -> bool:
    return digit in "0123456789" and all(c in _VALUES for c in text) and check_digit(text) == int(digit)


def _clean(text: str) -> str:
    return text.strip(_FILLER).replace(_FILLER, " ")
