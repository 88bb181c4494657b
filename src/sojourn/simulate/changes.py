"""How one person's next record differs from the first: kinds of change, each with the rule by which it is made.

A record is a mapping of the columns of ``doubles``. Every function returns a changed copy; the generator decides all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

Record = Mapping[str, str | None]
Change = Callable[[dict[str, str | None], np.random.Generator], None]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTICLES = ("DE ", "DE LA ", "VAN ", "VON ", "AL ", "AL-", "DA ", "DI ", "BIN ", "EL ", "DOS ", "DU ")
_SPELLINGS = (
    ("MOHAMMED", "MUHAMMAD"),
    ("MOHAMED", "MUHAMMED"),
    ("MUHAMMAD", "MOHAMAD"),
    ("AHMED", "AHMAD"),
    ("HUSSEIN", "HUSAYN"),
    ("YUSUF", "YOUSSEF"),
    ("OU", "U"),
    ("PH", "F"),
    ("KH", "H"),
    ("TCH", "CH"),
    ("SH", "SCH"),
    ("CH", "TCH"),
    ("TZ", "Z"),
    ("IYA", "IA"),
    ("IY", "Y"),
    ("EY", "EI"),
    ("AI", "AY"),
    ("EE", "I"),
    ("OO", "U"),
    ("W", "V"),
    ("KS", "X"),
    ("X", "KS"),
    ("CK", "K"),
    ("TH", "T"),
    ("UE", "U"),
    ("OE", "O"),
    ("AE", "A"),
    ("Y", "I"),
    ("IE", "I"),
    ("Z", "S"),
    ("J", "Y"),
    ("Q", "K"),
    ("C", "K"),
)
_HEADS = (*"BDFGHJKLMNPRSTVZ", "BR", "DR", "GR", "KR", "PR", "ST", "TR", "CH", "SH", "TH", "R", "S", "T")
_CORES = (*"AEIOUAEIO", "AI", "EI", "OU")
_ENDS = ("", "", "N", "R", "S", "L", "M", "K", "T", "ND", "RD", "SKI")
_DOUBLE = re.compile(r"([B-DF-HJ-NP-TV-Z])\1")


def invent_number(rng: np.random.Generator) -> str:
    """Invent a document number: a letter and eight digits."""
    return _LETTERS[rng.integers(0, 26)] + "".join(str(digit) for digit in rng.integers(0, 10, 8))


def invent_name(rng: np.random.Generator) -> str:
    """Invent a rare name of two to four syllables."""
    heads = _HEADS
    cores, ends = _CORES, _ENDS
    count = int(rng.choice([2, 2, 3, 3, 4]))
    body = "".join(heads[rng.integers(0, len(heads))] + cores[rng.integers(0, len(cores))] for _ in range(count))
    return body + ends[rng.integers(0, len(ends))]


def mistype(text: str, rng: np.random.Generator) -> str:
    """Change one letter: another one, one less, one more, or two exchanged."""
    place = int(rng.integers(0, len(text)))
    letter = _LETTERS[rng.integers(0, 26)]
    form = rng.integers(0, 4)
    if form == 0 or len(text) < 3:
        return text[:place] + letter + text[place + 1 :]
    if form == 1:
        return text[:place] + text[place + 1 :]
    if form == 2:
        return text[:place] + letter + text[place:]
    place = min(place, len(text) - 2)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def respell(text: str, rng: np.random.Generator) -> str:
    """Spell a name in another way, by one of the rules that apply; unchanged where none does."""
    found = [pair for pair in _SPELLINGS if pair[0] in text and not (pair == ("Y", "I") and text.endswith("EY"))]
    forms = [text.replace(old, new, 1) for old, new in found]
    if _DOUBLE.search(text):
        forms.append(_DOUBLE.sub(r"\1", text, count=1))
    return str(forms[rng.integers(0, len(forms))]) if forms else text


def _field(record: dict[str, str | None], rng: np.random.Generator) -> str:
    given = record["given_names"]
    return "given_names" if given and rng.random() < 0.5 else "surname"


def _typo(record: dict[str, str | None], rng: np.random.Generator) -> None:
    for _ in range(1 if rng.random() < 0.75 else 2):
        field = _field(record, rng)
        record[field] = mistype(record[field] or "", rng)


def _transliteration(record: dict[str, str | None], rng: np.random.Generator) -> None:
    native = record.get("native_surname")
    if native and native.upper() != record["surname"] and rng.random() < 0.4:
        record["surname"], record["given_names"] = native, record.get("native_given")
        return
    for field in ("surname", "given_names"):
        record[field] = respell(record[field] or "", rng) or None


def _second_nationality(record: dict[str, str | None], rng: np.random.Generator) -> None:
    record["nationality"] = record["document_issuer"] = record["second_nationality"]


def _names_swapped(record: dict[str, str | None], rng: np.random.Generator) -> None:
    record["surname"], record["given_names"] = record["given_names"] or record["surname"], record["surname"]


def _day_month_swapped(record: dict[str, str | None], rng: np.random.Generator) -> None:
    year, month, day = (record["birth_date"] or "").split("-")
    if int(day) <= 12:
        record["birth_date"] = f"{year}-{day}-{month}"


def _digit_in_birth_date(record: dict[str, str | None], rng: np.random.Generator) -> None:
    text = record["birth_date"] or ""
    place = int(rng.choice([2, 3, 6, 9, 9]))
    other = text[:place] + str(rng.integers(0, 10)) + text[place + 1 :]
    try:
        date.fromisoformat(other)
    except ValueError:
        return
    record["birth_date"] = other


def _partial_birth_date(record: dict[str, str | None], rng: np.random.Generator) -> None:
    record["birth_date"] = (record["birth_date"] or "")[: 4 if rng.random() < 0.6 else 7]


def _truncated_name(record: dict[str, str | None], rng: np.random.Generator) -> None:
    room = int(rng.integers(14, 21))
    surname, given = record["surname"] or "", record["given_names"] or ""
    if len(surname) > room - 4:
        record["surname"] = surname[: room - 4].strip()
    given = given[: max(3, room - len(surname))].strip()
    record["given_names"] = given or None


def _missing_given_name(record: dict[str, str | None], rng: np.random.Generator) -> None:
    record["given_names"] = None if rng.random() < 0.5 else "FNU"


def _particle_changed(record: dict[str, str | None], rng: np.random.Generator) -> None:
    surname = record["surname"] or ""
    own = next((particle for particle in _PARTICLES if surname.startswith(particle)), None)
    if own is None:
        record["surname"] = _PARTICLES[rng.integers(0, len(_PARTICLES))] + surname
    elif rng.random() < 0.5:
        record["surname"] = surname.removeprefix(own)
    else:
        record["surname"] = own.replace(" ", "").replace("-", "") + surname.removeprefix(own)


def _second_surname_dropped(record: dict[str, str | None], rng: np.random.Generator) -> None:
    words = (record["surname"] or "").split()
    record["surname"] = " ".join(words[:-1] if len(words) > 1 else words)


def _other_calendar(record: dict[str, str | None], rng: np.random.Generator) -> None:
    born = date.fromisoformat(record["birth_date"] or "")
    if record["nationality"] in ("ETH", "ERI"):
        record["birth_date"] = ethiopian(born)
    else:
        record["birth_date"] = (buddhist if rng.random() < 0.5 else hijri)(born)


def _digit_in_number(record: dict[str, str | None], rng: np.random.Generator) -> None:
    number = record["document_number"] or invent_number(rng)
    place = int(rng.integers(1, len(number)))
    digit = (int(number[place]) + int(rng.integers(1, 10))) % 10
    record["document_number"] = number[:place] + str(digit) + number[place + 1 :]


def _new_passport(record: dict[str, str | None], rng: np.random.Generator) -> None:
    return None


def buddhist(born: date) -> str:
    """Write a date with the year of the Buddhist era (Thailand): 543 years more."""
    return f"{born.year + 543:04d}-{born.month:02d}-{born.day:02d}"


def hijri(born: date) -> str:
    """Write a date in the tabular Islamic calendar, civil epoch; a real one may differ by a day."""
    days = born.toordinal() + 1_721_425 - 1_948_440
    year = (30 * days + 10_646) // 10_631
    start = (year - 1) * 354 + (3 + 11 * year) // 30
    month = min(12, 1 + (days - start) // 29)
    while month > 1 and days < start + _hijri_start(month):
        month -= 1
    return f"{year:04d}-{month:02d}-{days - start - _hijri_start(month) + 1:02d}"


def _hijri_start(month: int) -> int:
    return (59 * (month - 1) + 1) // 2


def ethiopian(born: date) -> str:
    """Write a date in the Ethiopian calendar: twelve months of thirty days, and a thirteenth of five or six."""
    days = born.toordinal() - date(7, 8, 28).toordinal()
    cycle, rest = divmod(days, 1461)
    year = 4 * cycle + rest // 365 - rest // 1460
    day = (rest % 365) if rest != 1460 else 365
    return f"{year:04d}-{day // 30 + 1:02d}-{day % 30 + 1:02d}"


CHANGES: dict[str, Change] = {
    "new_passport": _new_passport,
    "typo": _typo,
    "transliteration": _transliteration,
    "second_nationality": _second_nationality,
    "names_swapped": _names_swapped,
    "day_month_swapped": _day_month_swapped,
    "digit_in_birth_date": _digit_in_birth_date,
    "partial_birth_date": _partial_birth_date,
    "truncated_name": _truncated_name,
    "missing_given_name": _missing_given_name,
    "particle_changed": _particle_changed,
    "second_surname_dropped": _second_surname_dropped,
    "other_calendar": _other_calendar,
    "digit_in_number": _digit_in_number,
}
"""The kinds of change by name. All but ``digit_in_number`` come with another document number."""


def change(record: Record, kind: str, rng: np.random.Generator) -> dict[str, str | None]:
    """Give the next record of the person of ``record``, changed in one way."""
    other = dict(record)
    if kind != "digit_in_number":
        other["document_number"] = invent_number(rng)
    CHANGES[kind](other, rng)
    return other
