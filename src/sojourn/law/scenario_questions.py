"""The questions of a scenario as they are written: about a stay on a day, or about a rule itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, get_args

from sojourn.law.clock_questions import EXPECTED as CLOCK_EXPECTED
from sojourn.law.comparison import Expected
from sojourn.law.rule import Status, freeze
from sojourn.law.scenario_rows import RecordError, read_day, read_time
from sojourn.tables import CERTAINTIES, DEPARTURE_BASES, FURTHER, STATES, UNKNOWN_CODES

EXPECTED: dict[str, str] = {
    "arrived_on": "day",
    "departed_on": "day or null",
    "left_between": "two days",
    "departure_basis": "how the departure is known",
    "authorised_until": "the last authorised day, or null where there is none on file",
    "state": "the state of the answer",
    "unknown_code": "why it is unknown, or null",
    "certainty": "how sure the answer is",
    "days_over": "days between the last authorised day and the departure: a number, or the least and the most",
    "next_change_on": "the first day on which the answer changes with no new record, or null",
    "reasons": "rules that must be among the reasons",
    "questions": "questions that must be among the open ones",
    "periods": "all authorised periods, each with any of valid_from, valid_to, basis, class, rule_id",
    **{name: f"the row of `{name}` (or a list of its rows), with any of its columns" for name in FURTHER},
}
RULE_EXPECTED: dict[str, str] = {
    "values": "values of the rule, any of them; null where no version is in force",
    "status": "the status of the version made for that day, or null where there is none",
    "version": "its label",
    "citation": "the law that it cites",
    "not_applied": "other versions made for that day that are not in force, with their status",
    "refused": "the code of the error with which the question is refused",
}
_CLOSED = {"state": STATES, "unknown_code": UNKNOWN_CODES, "certainty": CERTAINTIES, "departure_basis": DEPARTURE_BASES}
_PERIOD_KEYS = ("valid_from", "valid_to", "basis", "class", "rule_id")
_ASKED = ("as_of", "known_at", "expected")
_ASKED_OF_RULE = ("rule", "on", "known_at", "expected")
_ASKED_OF_CLOCK = ("rule", "starts", "act", "known_at", "expected")
_COUNTED = ("type", "days", "valid_to", "served_by")


@dataclass(frozen=True)
class Question:
    """A question about stays; ``expected`` is what the law answers, one mapping for each stay by day of arrival."""

    as_of: date
    known_at: datetime
    expected: Expected


@dataclass(frozen=True)
class RuleQuestion:
    """A question about a rule itself: what held on a day, as known at a time."""

    rule: str
    on: date
    known_at: datetime
    expected: Mapping[str, Any]


@dataclass(frozen=True)
class ClockQuestion(RuleQuestion):
    """A question about the clock that a rule sets: when it ends, where an act ``starts`` it; ``on`` is that day."""

    starts: date | datetime
    act: Mapping[str, Any]


def read_question(written: Any) -> Question | RuleQuestion:
    """Read one question with what is expected.

    Raises:
        RecordError: what cannot be read, and what is allowed.
    """
    if isinstance(written, Mapping) and "rule" in written:
        return _clock_question(written) if "starts" in written else _rule_question(written)
    if not isinstance(written, Mapping) or "as_of" not in written or written.get("expected") is None:
        raise RecordError("needs `as_of` and `expected`, or `rule`, `on` and `expected`")
    _check_keys(written, _ASKED)
    as_of, expected = read_day(written["as_of"]), written["expected"]
    stays = expected if isinstance(expected, list) else [expected]
    return Question(as_of, _known_at(written, as_of), tuple(_expected(stay) for stay in stays))


def _rule_question(written: Mapping[str, Any]) -> RuleQuestion:
    expected = written.get("expected")
    if "on" not in written or not isinstance(expected, Mapping) or not expected:
        raise RecordError("a question about a rule needs `rule`, `on` and `expected`")
    _check_keys(written, _ASKED_OF_RULE)
    for key in expected:
        if key not in RULE_EXPECTED:
            raise RecordError(f"`expected` has `{key}`; allowed: {', '.join(RULE_EXPECTED)}")
    if expected.get("status") not in (None, *get_args(Status)):
        raise RecordError(f"`status` is `{expected['status']}`; allowed: {', '.join(get_args(Status))}")
    on = read_day(written["on"])
    return RuleQuestion(str(written["rule"]), on, _known_at(written, on), freeze(expected))


def _clock_question(written: Mapping[str, Any]) -> ClockQuestion:
    expected, act = written.get("expected"), written.get("act") or {}
    if not isinstance(expected, Mapping) or not expected or not isinstance(act, Mapping):
        raise RecordError("a question about a clock needs `rule`, `starts` and `expected`")
    _check_keys(written, _ASKED_OF_CLOCK)
    for where, given, allowed in (("expected", expected, CLOCK_EXPECTED), ("act", act, _COUNTED)):
        for key in given:
            if key not in allowed:
                raise RecordError(f"`{where}` has `{key}`; allowed: {', '.join(allowed)}")
    starts = written["starts"] if type(written["starts"]) is date else read_time(written["starts"])
    on = starts.date() if isinstance(starts, datetime) else starts
    wanted = {key: read_time(value) if key == "ends_at" else value for key, value in expected.items()}
    return ClockQuestion(str(written["rule"]), on, _known_at(written, on), freeze(wanted), starts, freeze(act))


def _check_keys(written: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in written:
        if key not in allowed:
            raise RecordError(f"the question has `{key}`; allowed: {', '.join(allowed)}")


def _known_at(written: Mapping[str, Any], day: date) -> datetime:
    given = written.get("known_at")
    return read_time(given) if given else datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def _expected(written: Any) -> dict[str, Any]:
    if not isinstance(written, Mapping):
        raise RecordError("`expected` must be a mapping, or a list of one for each stay")
    for key, value in written.items():
        if key not in EXPECTED:
            raise RecordError(f"`expected` has `{key}`; allowed: {', '.join(EXPECTED)}")
        if key in _CLOSED and value is not None and value not in _CLOSED[key]:
            raise RecordError(f"`{key}` is `{value}`; allowed: {', '.join(_CLOSED[key])}")
    read = {key: tuple(value) if isinstance(value, list) else value for key, value in written.items()}
    for name in FURTHER:
        read |= {name: _further(name, read[name])} if name in read else {}
    if "days_over" in read and not isinstance(read["days_over"], tuple):
        read["days_over"] = (read["days_over"], read["days_over"])
    unknown = [key for one in read.get("periods", ()) for key in one if key not in _PERIOD_KEYS]
    if unknown:
        raise RecordError(f"`periods` has `{unknown[0]}`; allowed: {', '.join(_PERIOD_KEYS)}")
    return read


def _further(name: str, wanted: Any) -> tuple[Mapping[str, Any], ...]:
    rows = wanted if isinstance(wanted, tuple) else (wanted,)
    allowed = FURTHER[name].names
    for row in rows:
        if not isinstance(row, Mapping) or not set(row) <= set(allowed):
            raise RecordError(f"`{name}` must be a mapping, or a list of them, with any of {', '.join(allowed)}")
    return rows
