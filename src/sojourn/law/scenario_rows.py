"""From the short form in which a lawyer writes records to rows of the two input tables.

    arrival 2026-01-10 20:00 inspection at IATA:JFK class B2 until 2026-07-09

reads: the direction, the day at the port, perhaps a time in UTC, the kind of record, then any words of ``WORDS``.
What a scenario does not say is filled with an invented traveller, whose one passport joins the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sojourn.tables import DIRECTIONS, FACT_KINDS, FACTS, MOVEMENT_KINDS, MOVEMENTS, Column

Row = dict[str, Any]

WORDS: dict[str, str] = {
    "at": "the port (`at IATA:JFK`)",
    "from": "the port before",
    "to": "the port after",
    "by": "the mode: `air`, `sea`, `land`, or `unknown`; an IATA port alone means `air`",
    "on": "the flight or voyage",
    "class": "the class of admission",
    "until": "the last day given at the border, or `programme` for duration of status",
    "outcome": "the outcome of the inspection",
    "aboard": "a manifest's close-out says: on board (alone, without a further word)",
    "absent": "a manifest's close-out says: not on board (alone)",
    "recorded": "when the record arrived, a day or a time in UTC (else one hour after it happened, or noon of its day)",
    "nationality": "alpha-3 code (else `NLD`)",
    "document": "the passport's number (else the traveller's one passport)",
    "feed": "the feed (else one that fits the kind)",
    "named": "the record's id (else m1, m2, ...)",
}

_FEEDS = {
    "manifest": "carrier:XX",
    "neighbour": "neighbour:CAN",
    "consular": "consulate:LIS",
    "attested": "authority:review",
    "declared": "declared",
}
_SYLLABLES = ("ba", "de", "fi", "go", "ha", "je", "ki", "lo", "ma", "ne", "pi", "ro", "sa", "te", "vi", "zo")
_FIRST_BIRTHDAY = date(1950, 1, 1)
_FACT_TIMES = ("notified_at", "decided_at", "received_at", "filed_at")


class RecordError(ValueError):
    """A record of a scenario that cannot be read; the text says why."""


def movement_row(written: Any, number: int, scenario: str) -> Row:
    """Make a row of ``movements`` from the short form, or from a mapping of columns (the short form under ``record``).

    Raises:
        RecordError: what cannot be read, and what is allowed.
    """
    columns = dict(written) if isinstance(written, Mapping) else {"record": written}
    row = _read_short(str(columns.pop("record"))) if "record" in columns else {}
    row |= _typed(columns, MOVEMENTS)
    for needed in ("direction", "local_date", "kind"):
        if needed not in row:
            raise RecordError(f"`{needed}` is missing")
    row.setdefault("feed", _FEEDS.get(row["kind"], "post:XXX"))
    happened = row.get("occurred_at")
    row.setdefault("recorded_at", happened + timedelta(hours=1) if happened else _noon(row["local_date"]))
    return _traveller(scenario) | {"document_type": "P"} | _named(row, "movement_id", number, scenario)


def fact_row(written: Any, number: int, scenario: str) -> Row:
    """Make a row of ``facts`` from a mapping of columns; a day stands for noon UTC where a column wants a time.

    Raises:
        RecordError: what cannot be read, and what is allowed.
    """
    if not isinstance(written, Mapping) or written.get("kind") not in FACT_KINDS:
        raise RecordError(f"a fact is a mapping with a `kind`; allowed: {', '.join(FACT_KINDS)}")
    row = _typed(written, FACTS)
    row.setdefault("feed", "agency:XX")
    acts = [row[name] for name in _FACT_TIMES if row.get(name)]
    if "recorded_at" not in row:
        if not acts and not row.get("valid_from"):
            raise RecordError("a fact needs `recorded_at`, the time of an act, or `valid_from`")
        row["recorded_at"] = max(acts) if acts else _noon(row["valid_from"])
    return _traveller(scenario) | _named(row, "fact_id", number, scenario)


def _traveller(scenario: str) -> Row:
    """The invented traveller of a scenario: a name, a birth date and a passport number that no other scenario has."""
    digest = hashlib.sha256(scenario.encode()).hexdigest().upper()
    number = int(digest[:12], 16)
    return {
        "surname": "".join(_SYLLABLES[int(digit, 16)] for digit in digest[:6]).capitalize(),
        "given_names": "Noor",
        "birth_date": (_FIRST_BIRTHDAY + timedelta(days=number % 18_000)).isoformat(),
        "sex": "F",
        "nationality": "NLD",
        "document_number": f"N{digest[:8]}",
        "document_issuer": "NLD",
    }


def record_owner(record: str) -> str:
    """The scenario that a record belongs to, from the record's name (``post:XXX/entry-3-m1`` gives ``entry-3``)."""
    return record.split("/", 1)[1].rsplit("-", 1)[0]


def record_in_words(written: Any) -> str:
    """Say a record of a scenario as it is written, on one line (``extension, decided_at 2026-03-01``)."""
    if not isinstance(written, Mapping):
        return " ".join(str(written).split())
    rest = dict(written)
    head = str(rest.pop("record", None) or rest.pop("kind", ""))
    return ", ".join([" ".join(head.split()), *(f"{name} {_plain(value)}" for name, value in rest.items())])


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " and ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _named(row: Row, id_column: str, number: int, scenario: str) -> Row:
    """Give a record an id of its own among all scenarios, so that many can be answered in one run."""
    letter = id_column[0]
    own = str(row.get(id_column, f"{letter}{number}"))
    if "-" in own or "/" in own:
        raise RecordError(f"the id `{own}` has a `-` or a `/`; write it without, like `{letter}{number}`")
    row[id_column] = f"{scenario}-{own}"
    if row.get("corrects"):
        feed, _, corrected = str(row["corrects"]).rpartition("/")
        row["corrects"] = f"{feed}/{scenario}-{corrected}"
    return row


def _read_short(text: str) -> Row:
    words = text.split()
    if len(words) < 3 or words[0] not in DIRECTIONS:
        raise RecordError(f"`{text}` must begin with {' or '.join(DIRECTIONS)}, a day and a kind of record")
    row: Row = {"direction": words[0], "local_date": read_day(words[1])}
    rest = words[2:]
    if rest[0][0].isdigit():
        clock = time.fromisoformat(rest.pop(0))
        row["occurred_at"] = datetime.combine(row["local_date"], clock, tzinfo=UTC)
    if not rest or rest[0] not in MOVEMENT_KINDS:
        raise RecordError(f"`{text}` has no kind of record after the day; allowed: {', '.join(MOVEMENT_KINDS)}")
    row["kind"] = rest[0]
    for word, value in _pairs(text, iter(rest[1:])):
        _READ[word](row, value)
    if "mode" not in row and str(row.get("port", "")).startswith("IATA:"):
        row["mode"] = "air"
    return row


def _pairs(text: str, words: Iterator[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        if word not in WORDS:
            raise RecordError(f"`{text}` has `{word}`; allowed: {', '.join(WORDS)}")
        value = "" if word in ("aboard", "absent") else next(words, None)
        if value is None:
            raise RecordError(f"`{text}` ends after `{word}`; {WORDS[word]} is expected")
        yield word, value


def _set(column: str, read: Callable[[str], Any] = str) -> Callable[[Row, str], None]:
    return lambda row, value: row.__setitem__(column, read(value))


def _until(row: Row, value: str) -> None:
    if value == "programme":
        row["duration_of_status"] = True
    else:
        row["admitted_until"] = read_day(value)


def _boarded(aboard: bool) -> Callable[[Row, str], None]:
    return lambda row, _: row.__setitem__("boarded", aboard)


_READ: dict[str, Callable[[Row, str], None]] = {
    "at": _set("port"),
    "from": _set("from_port"),
    "to": _set("to_port"),
    "by": _set("mode", lambda value: None if value == "unknown" else value),
    "on": _set("transport"),
    "class": _set("admitted_class"),
    "until": _until,
    "outcome": _set("outcome"),
    "aboard": _boarded(True),
    "absent": _boarded(False),
    "recorded": _set("recorded_at", lambda value: read_time(value)),
    "nationality": _set("nationality"),
    "document": _set("document_number"),
    "feed": _set("feed"),
    "named": _set("movement_id"),
}


def _typed(written: Mapping[str, Any], columns: tuple[Column, ...]) -> Row:
    kinds = {column.name: column.kind for column in columns}
    row: Row = {}
    for name, value in written.items():
        if name not in kinds:
            raise RecordError(f"`{name}` is no column; allowed: {', '.join(kinds)}")
        if kinds[name] == "timestamp" and value is not None:
            row[name] = read_time(value)
        elif kinds[name] == "date" and value is not None:
            row[name] = read_day(value)
        else:
            row[name] = value
    return row


def read_day(value: Any) -> date:
    """Read a day, as YAML gives it or as text."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise RecordError(f"`{value}` is no day; write it as 2026-11-22") from error


def read_time(value: Any) -> datetime:
    """Read a time with its zone; a day alone stands for noon UTC."""
    if type(value) is date:
        return _noon(value)
    text = str(value)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RecordError(f"`{value}` is no time; write it as 2026-11-22T14:30Z or as a day") from error
    if len(text) == len("2026-11-22"):
        return _noon(moment.date())
    if moment.tzinfo is None:
        raise RecordError(f"`{value}` has no time zone; write it as {text}Z")
    return moment.astimezone(UTC)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
