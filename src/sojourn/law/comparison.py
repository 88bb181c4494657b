"""Comparing the answers of an engine with what a scenario expects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sojourn.law.rule_questions import RuleAnswer
from sojourn.tables import FURTHER

Expected = tuple[Mapping[str, Any], ...]
Row = dict[str, Any]


def compare(
    expected: Expected, answers: list[Row], periods: list[Row], further: Mapping[str, list[Row]] = MappingProxyType({})
) -> list[str]:
    """Say where answers differ from the expected ones; stays are taken in order of arrival.

    Args:
        expected: one mapping for each stay; only the keys that it has are compared.
        answers: the rows of ``tables.ANSWERS`` that belong to the scenario.
        periods: rows of ``tables.PERIODS``; those of other stays are left aside.
        further: rows of the answers beside the answer, by table.
    """
    rows = sorted(answers, key=lambda row: (row["arrived_on"] or date.min, row["stay_id"]))
    if len(rows) != len(expected):
        states = ", ".join(str(row["state"]) for row in rows) or "none"
        return [f"stays: expected {len(expected)}, got {len(rows)} ({states})"]
    differences = []
    for number, (wanted, row) in enumerate(zip(expected, rows, strict=True), start=1):
        where = f"stay {number}: " if len(expected) > 1 else ""
        own = {
            name: [each for each in rows_of if each["stay_id"] == row["stay_id"]]
            for name, rows_of in {"periods": periods, **further}.items()
        }
        differences += [f"{where}{line}" for line in _differences(wanted, row, own)]
    return differences


def compare_rule(expected: Mapping[str, Any], answer: RuleAnswer) -> list[str]:
    """Say where the answer about a rule differs from the expected one; only what is expected is compared."""
    lines = []
    for key, wanted in expected.items():
        if key == "refused":
            lines.append(f"refused: expected {wanted}, got an answer")
        elif key == "values" and wanted is not None and answer.values is not None:
            lines += [
                f"{name}: expected {_shown(value)}, got {_shown(answer.values.get(name))}"
                for name, value in wanted.items()
                if answer.values.get(name) != value
            ]
        elif getattr(answer, key) != wanted:
            lines.append(f"{key}: expected {_shown(wanted)}, got {_shown(getattr(answer, key))}")
    return lines


def answer_in_words(rows: list[Row]) -> str:
    """Say the answers of a scenario in a few words, stay by stay (``left_in_time, authorised until 2026-07-09``)."""
    ordered = sorted(rows, key=lambda row: (row["arrived_on"] or date.min, row["stay_id"]))
    return "; then ".join(_answer_words(row) for row in ordered) or "no stay"


def _answer_words(row: Row) -> str:
    code = f" ({row['unknown_code']})" if row["unknown_code"] else ""
    until = f", authorised until {row['authorised_until']}" if row["authorised_until"] else ""
    left = f", left on {row['departed_on']}" if row["departed_on"] else ""
    return f"{row['state']}{code}{until}{left}"


def rule_answer_in_words(answer: RuleAnswer) -> str:
    """Say what a rule says in a few words (``in force: days 30``)."""
    if answer.status is None:
        return "no version is on file for that day"
    held = f": {_shown(answer.values)}" if answer.values else ""
    return f"{answer.version}, {answer.status.replace('_', ' ')}{held}"


def expected_in_words(expected: Expected | Mapping[str, Any]) -> str:
    """Say what is expected in a few words, stay by stay."""
    if isinstance(expected, Mapping):
        return _shown(expected)
    return "; then ".join(_shown(_days_once(one)) for one in expected) or "no stay"


def _days_once(stay: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say a number of days once where the least and the most are the same."""
    least, most = stay.get("days_over", (0, 1))
    return {**stay, "days_over": least} if least == most else stay


def _differences(wanted: Mapping[str, Any], row: Row, own: Mapping[str, list[Row]]) -> list[str]:
    lines = []
    for key, value in wanted.items():
        if key == "periods":
            lines += _period_differences(value, own["periods"])
            continue
        if key in FURTHER:
            lines += _row_differences(key, value, own.get(key, []))
            continue
        found = _found(key, row)
        among = key in ("reasons", "questions")
        if (among and not set(value) <= set(found)) or (not among and found != value):
            lines.append(f"{key}: expected {_shown(value)}, got {_shown(found)}")
    return lines


def _found(key: str, row: Row) -> Any:
    if key == "days_over":
        return (row["days_over_min"], row["days_over_max"])
    if key == "reasons":
        return tuple(reason["rule"] for reason in row["reasons"] or [])
    found = row[key]
    return tuple(found) if isinstance(found, list) else found


def _period_differences(wanted: tuple[Mapping[str, Any], ...], periods: list[Row]) -> list[str]:
    periods = sorted(periods, key=lambda period: (period["valid_from"], period["rule_id"]))
    shown = "; ".join(f"{p['valid_from']} to {p['valid_to']} {p['basis']} by {p['rule_id']}" for p in periods) or "none"
    fits = len(wanted) == len(periods) and all(
        any(all(period[key] == value for key, value in one.items()) for period in periods) for one in wanted
    )
    return (
        [] if fits else [f"periods: expected {'; '.join(_shown(dict(one)) for one in wanted) or 'none'}, got {shown}"]
    )


def _row_differences(name: str, wanted: tuple[Mapping[str, Any], ...], rows: list[Row]) -> list[str]:
    """Every wanted row must fit one that is there, and none may be over; ``reasons`` are compared by rule."""
    plain = [row | {"reasons": [each["rule"] for each in row["reasons"]]} if "reasons" in row else row for row in rows]
    fits = len(wanted) == len(plain) and all(
        any(all(row[key] == value for key, value in one.items()) for row in plain) for one in wanted
    )
    keys = [key for one in wanted for key in one]
    shown = "; ".join(_shown({key: row[key] for key in keys or row}) for row in plain) or "none"
    return [] if fits else [f"{name}: expected {'; '.join(_shown(dict(one)) for one in wanted) or 'none'}, got {shown}"]


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(part)}" for key, part in value.items()) or "none"
    if isinstance(value, tuple | list):
        many = len(value) > 2
        return (", " if many else " and ").join(_shown(part) for part in value) or "none"
    return "none" if value is None else str(value)
