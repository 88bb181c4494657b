"""Propose a layout file for a ministry's CSV from a sample of it; what the sample cannot tell stands there as ``?``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sojourn.evidence.airports import find_country
from sojourn.evidence.layouts.draft_dates import Guess, guess_clock, guess_dates
from sojourn.evidence.layouts.draft_sample import Sample, take_sample
from sojourn.evidence.layouts.draft_words import guess_direction, guess_sex

_CODES_SHOWN = 60


def draft_layout(path: Path) -> str:
    """Propose the text of a layout file.

    Codes of sex, direction and country are listed in it; no other value of the file is.

    Raises:
        EvidenceError: ``no-such-file``; ``unreadable-file``, the file has no header of two columns or more.
    """
    sample = take_sample(path)
    records = _draft_records(sample)
    unused = [name for name in sample.columns if name not in sample.roles.values()]
    notes = ["# Columns that are not used: " + ", ".join(_quote(name) for name in unused)] if unused else []
    return "\n".join([*_draft_table(sample), *(line for record in records for line in record), *notes]) + "\n"


def _draft_table(sample: Sample) -> list[str]:
    encoding = "utf-8" if sample.encoding == "utf-8-sig" else sample.encoding
    lines = [
        "# Proposed from a sample. Every `?` is a question: answer it before you use the file.",
        "sojourn_layout: 1",
        f"name: {_quote(Path(sample.file).stem)}",
        "tables:",
        f"  - files: {_quote(sample.file)}  # a pattern such as crossings_*.csv",
        f"    delimiter: {_quote(sample.delimiter)}",
        f'    encoding: "{encoding or "?"}"'
        + ("" if encoding else "  # not UTF-8: windows-1256 (Arabic), windows-1252?"),
        '    zone: "?"  # the zone of the local times, such as Africa/Addis_Ababa; drop it where there are no times',
    ]
    if sample.nulls:
        lines.append(f"    nulls: [{', '.join(_quote(each) for each in sample.nulls)}]")
    return [*lines, "    records:"]


def _draft_records(sample: Sample) -> list[list[str]]:
    """A movement for each column of dates of entry and exit; else one by a direction; else a fact."""
    entry, exit_ = "entry_date" in sample.roles, "exit_date" in sample.roles
    if entry and exit_:
        return [
            _draft_movement(sample, "entry", "arrival", when=True),
            _draft_movement(sample, "exit", "departure", when=True),
        ]
    if entry or exit_:
        return [_draft_movement(sample, "entry" if entry else "exit", "arrival" if entry else "departure", when=False)]
    if "date" in sample.roles and ("direction" in sample.roles or "port" in sample.roles):
        return [_draft_movement(sample, "", None, when=False)]
    return [_draft_fact(sample)]


def _draft_movement(sample: Sample, end: str, direction: str | None, *, when: bool) -> list[str]:
    day_role, time_role = (f"{end}_date", f"{end}_time") if end else ("date", "time")
    day = sample.roles[day_role]
    time = sample.roles.get(time_role) or sample.roles.get("time")
    lines = ["      - into: movements"]
    if when:
        lines += ["        when:", f"          - {{column: {_quote(day)}, is: filled}}"]
    lines.append("        columns:")
    columns: dict[str, str] = {
        "movement_id": _draft_id(sample, f"-{direction}" if when else ""),
        "feed": '{constant: "?"}  # such as post:NAME or agency:NAME',
        "kind": "{constant: inspection}  # or stamp, manifest, declared: who says so?",
        "direction": f"{{constant: {direction}}}" if direction else _draft_codes(sample, "direction"),
    }
    columns |= _draft_day(sample, day_role, day, time)
    if "port" in sample.roles:
        columns["port"] = f'{{column: {_quote(sample.roles["port"])}, prefix: "?"}}  # a code system, such as "XYZ:"'
    if "transport" in sample.roles:
        columns["transport"] = _quote(sample.roles["transport"])
    columns |= _draft_person(sample)
    if "class" in sample.roles and direction != "departure":
        columns["admitted_class"] = _quote(sample.roles["class"])
    if "until" in sample.roles and direction != "departure":
        columns["admitted_until"] = _draft_date(sample.roles["until"], guess_dates(sample.cells("until")))
    return lines + [f"          {name}: {value}" for name, value in columns.items()]


def _draft_fact(sample: Sample) -> list[str]:
    columns: dict[str, str] = {
        "fact_id": _draft_id(sample, ""),
        "feed": '{constant: "?"}  # such as agency:NAME',
        "kind": '{constant: "?"}  # such as visa, residence, extension, application, programme',
    }
    columns |= _draft_person(sample)
    for column, role in (("valid_from", "from"), ("valid_to", "until")):
        if role in sample.roles:
            columns[column] = _draft_date(sample.roles[role], guess_dates(sample.cells(role)))
    if "date" in sample.roles:
        columns["decided_at"] = _draft_date(sample.roles["date"], guess_dates(sample.cells("date")))
    if "class" in sample.roles:
        columns["class"] = _quote(sample.roles["class"])
    if "reference" in sample.roles:
        columns["reference"] = _quote(sample.roles["reference"])
    lines = ["      - into: facts", "        columns:"]
    return lines + [f"          {name}: {value}" for name, value in columns.items()]


def _draft_person(sample: Sample) -> dict[str, str]:
    columns: dict[str, str] = {}
    for role in ("surname", "given_names"):
        if role in sample.roles:
            columns[role] = _quote(sample.roles[role])
    if "birth_date" in sample.roles:
        guess = guess_dates(sample.cells("birth_date"), partial=True)
        columns["birth_date"] = _draft_date(sample.roles["birth_date"], guess)
    for role in ("sex", "nationality", "document_issuer"):
        if role in sample.roles:
            columns[role] = _draft_codes(sample, role)
    if "document_number" in sample.roles:
        name = sample.roles["document_number"]
        columns["document_type"] = (
            _quote(sample.roles["document_type"]) if "document_type" in sample.roles else "{constant: P}  # a passport?"
        )
        columns["document_number"] = _quote(name)
        if "document_issuer" not in columns and "nationality" in columns:
            columns["document_issuer"] = columns["nationality"] + "  # the nationality stands in: is that right?"
    if "reference" in sample.roles:
        columns["references"] = f'[{{column: {_quote(sample.roles["reference"])}, prefix: "permit:"}}]'
    return columns


def _draft_id(sample: Sample, suffix: str) -> str:
    source = f"column: {_quote(sample.roles['id'])}" if "id" in sample.roles else "row: true"
    note = "" if "id" in sample.roles else "  # the file's name and line"
    return f"{{{source}{f', suffix: {_quote(suffix)}' if suffix else ''}}}{note}"


def _draft_day(sample: Sample, role: str, day: str, time: str | None) -> dict[str, str]:
    """A day, and where the table has a time of day the time as well."""
    guess = guess_dates(sample.cells(role))
    columns: dict[str, str] = {}
    clock = guess_clock(sample.columns[time]) if time else None
    if guess.has_time:
        columns["occurred_at"] = _draft_date(day, guess)
    elif time and clock and len(guess.formats) == 1:
        calendar = f", calendar: {_quote(_calendar(guess))}" if guess.years != "gregorian" else ""
        both = f'format: "{guess.formats[0]} {clock}"{calendar}'
        columns["occurred_at"] = f"{{columns: [{_quote(day)}, {_quote(time)}], {both}}}"
    if not guess.has_time:
        columns["local_date"] = _draft_date(day, guess)
    return columns


def _draft_date(name: str, guess: Guess) -> str:
    if not guess.formats:
        return (
            f'{{column: {_quote(name)}, format: "?"}}  # no known format fits the sample: DD, MM, YYYY, MON, HH, mm, ss'
        )
    if len(guess.formats) > 1:
        choices = " or ".join(guess.formats)
        return f'{{column: {_quote(name)}, format: "?"}}  # the sample cannot tell day and month apart: {choices}?'
    formats = ", ".join(_quote(each) for each in (*guess.formats, *guess.partial))
    calendar, note = "", ""
    if guess.years != "gregorian":
        calendar = f", calendar: {_quote(_calendar(guess))}"
        note = "  # hijri, hijri-civil or persian?" if _calendar(guess) == "?" else ""
    return f"{{column: {_quote(name)}, format: [{formats}]{calendar}}}{note}"


def _calendar(guess: Guess) -> str:
    return "buddhist" if guess.years == "buddhist" else "?"


def _draft_codes(sample: Sample, role: str) -> str:
    """List the codes of a column with what they seem to mean."""
    if role not in sample.roles:
        return '{constant: "?"}'
    name, codes = sample.roles[role], sample.codes(role)
    if role in ("nationality", "document_issuer"):
        known = sum(find_country(code) is not None for code in codes)
        if known * 2 >= len(codes):
            return f"{{column: {_quote(name)}, codes: countries}}"
    if len(codes) > _CODES_SHOWN:
        return f'{{column: {_quote(name)}, codes: "?"}}  # {len(codes)} different codes: write what each means'
    others = frozenset(code.casefold() for code in codes)
    meanings: Mapping[str, str | None] = {
        code: guess_direction(code)
        if role == "direction"
        else guess_sex(code, others)
        if role == "sex"
        else find_country(code)
        for code in codes
    }
    pairs = ", ".join(f"{_quote(code)}: {_quote(meaning or '?')}" for code, meaning in meanings.items())
    return f"{{column: {_quote(name)}, codes: {{{pairs}}}}}"


def _quote(text: str) -> str:
    """Write a text in the double quotes of YAML, which has an escape for whatever cannot be printed."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
