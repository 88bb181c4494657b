"""One record in one plain sentence: what it says, where it came from, when we learned it. No names, no document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.law.sentences import long_day
from sojourn.stays.proof import Record, day_of
from sojourn.stays.proof_cited import Step

_KINDS = {
    "inspection": "an officer inspected the person",
    "manifest": "a carrier's list names the person",
    "neighbour": "the neighbouring country recorded the crossing",
    "consular": "a consulate abroad saw the person",
    "stamp": "a stamp shows the crossing",
    "attested": "an officer examined documents that the person showed, and accepted them",
    "declared": "the person says so",
}
#: Kinds of fact whose first day is the day on which they happened.
_ON_A_DAY = ("hearing", "death", "custody_start", "custody_end", "document")


def record_step(record: Record) -> Step:
    """Give the step of a proof that tells of one record; no names and no document."""
    return Step(record_said(record), (record.name,), record.recorded_at)


def record_said(record: Record) -> str:
    """Say what one record says."""
    said = _movement(record.values) if record.table == "movement" else _fact(record.values)
    return f"{said[0].upper()}{said[1:]}."


def record_sentence(step: Step) -> str:
    """Say what one record says, where it came from and when we learned it."""
    learned = f" Learned on {instant(step.learned_at)}." if step.learned_at else ""
    return f"{step.records[0]}. {step.sentence}{learned}"


def instant(moment: datetime) -> str:
    """Write a moment as people do: 14 March 2027, 09:30 UTC."""
    return f"{long_day(moment.date())}, {moment:%H:%M} UTC"


def _movement(values: dict[str, Any]) -> str:
    where = f" at {values['port']}" if values["port"] else ""
    said = f"{_KINDS[values['kind']]}: {values['direction']} on {long_day(values['local_date'])}{where}"
    if values["boarded"] is not None:
        said += ", on board at close-out" if values["boarded"] else ", not on board"
    if values["outcome"]:
        said += f", {values['outcome'].replace('_', ' ')}"
    if values["admitted_class"]:
        said += f", class {values['admitted_class']}"
    if values["admitted_until"]:
        said += f", until {long_day(values['admitted_until'])}"
    elif values["duration_of_status"]:
        said += ", for as long as a programme lasts"
    return said


def _fact(values: dict[str, Any]) -> str:
    said: str = values["kind"]
    if values["benefit"]:
        said += {"application": " for ", "decision": " on "}.get(values["kind"], ", ") + values["benefit"]
    for name, text in (("type", " ({})"), ("outcome", ": {}"), ("class", ", class {}")):
        if values[name]:
            said += text.format(values[name])
    said = said.replace("_", " ")
    start = ", on" if values["kind"] in _ON_A_DAY else ", from"
    days = {"filed_at": ", filed on", "decided_at": ", decided on", "valid_from": start, "valid_to": " to"}
    for name, word in days.items():
        if values[name]:
            said += f"{word} {long_day(day_of(values[name]))}"
    return said
