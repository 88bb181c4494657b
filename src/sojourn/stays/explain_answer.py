"""The answer of a proof in one sentence, how sure it is, and what would change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sojourn.law.sentences import long_day
from sojourn.stays.proof import Proof
from sojourn.words import QUESTION_WORDS, UNKNOWN_WORDS


def answer_sentence(proof: Proof) -> str:
    """Say the answer in one sentence."""
    answer = proof.answer
    say = _ANSWERS[answer["state"]]
    return say(answer)


def sureness(proof: Proof) -> str:
    """Say how sure the answer is."""
    answer = proof.answer
    if answer["certainty"] == "confirmed":
        return "Confirmed: the departure rests on a record that settles a crossing."
    if answer["certainty"] == "likely" and any(link.row["by"] == "model" for link in proof.links):
        return "Likely: the departure was recorded under other particulars, and the join rests on how well these agree."
    if answer["certainty"] == "likely" and answer["left_between"]:
        return "Likely: a later record shows that the person had left; it does not settle on which day."
    if answer["certainty"] == "likely":
        return "Likely: the departure rests on a record that makes it likely and does not settle it."
    if answer["state"] == "not_subject":
        return "The answer does not depend on whether and when the person left."
    if answer["departure_basis"] != "none":
        return "Open: a departure is on file; the records named above do not suffice to answer."
    return "Open: no departure is on file; the answer rests on the law and the records named above."


def changes(proof: Proof) -> list[str]:
    """Say what would change the answer."""
    answer = proof.answer
    found = [QUESTION_WORDS[code] for code in answer["questions"]]
    if answer["state"] == "unknown":
        settles = UNKNOWN_WORDS[answer["unknown_code"]].settles
        found.append(f"This would settle it: {settles[0].lower()}{settles[1:]}")
    if answer["next_change_on"]:
        found.append(f"With no new record, the answer changes on {long_day(answer['next_change_on'])}.")
    return found or ["Only a new record, or a correction of one of those named above."]


def _until(answer: dict[str, Any]) -> str:
    last = answer["authorised_until"]
    return f"until {long_day(last)}" if last else "with no last day on file"


def _left(answer: dict[str, Any]) -> str:
    if answer["departed_on"]:
        return f"on {long_day(answer['departed_on'])}"
    first, last = answer["left_between"]
    return f"between {long_day(first)} and {long_day(last)}"


def _over(answer: dict[str, Any]) -> str:
    least, most = answer["days_over_min"], answer["days_over_max"]
    days = f"{most} {'day' if most == 1 else 'days'}"
    if least == most:
        return days
    return f"up to {days}" if least == 0 else f"{least} to {days}"


def _unknown(answer: dict[str, Any]) -> str:
    words = UNKNOWN_WORDS[answer["unknown_code"]]
    last = answer["authorised_until"]
    until = f" The last authorised day on file is {long_day(last)}." if last else ""
    return f"Unknown: {words.title[0].lower()}{words.title[1:]}. {words.missing}{until}"


def _date_unknown(answer: dict[str, Any]) -> str:
    in_time = "in time, or " if answer["days_over_min"] == 0 else ""
    return (
        f"The person left {_left(answer)}; on which day is not on record. The last authorised day on file is "
        f"{long_day(answer['authorised_until'])}, so the person left {in_time}{_over(answer)} after it."
    )


_ANSWERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "in_status": lambda a: f"In status on {long_day(a['as_of'])}: presence is authorised {_until(a)}.",
    "authorised": lambda a: (
        f"Authorised on {long_day(a['as_of'])}: it is lawful to stay, without a status, {_until(a)}."
    ),
    "removal_barred": lambda a: (
        f"On {long_day(a['as_of'])} a protection forbids removal, {_until(a)}. It is no status."
    ),
    "left_in_time": lambda a: f"Left in time: the person left {_left(a)}, and was authorised to be here {_until(a)}.",
    "left_after_end": lambda a: (
        f"The records put the departure {_left(a)}, {_over(a)} after the last authorised day on "
        f"file, {long_day(a['authorised_until'])}. This is a question about the records."
    ),
    "left_date_unknown": _date_unknown,
    "resident": lambda a: f"Resident on {long_day(a['as_of'])}: the limits of a temporary stay do not apply.",
    "not_subject": lambda a: f"Not subject: no limit on stays applies to the arrival on {long_day(a['arrived_on'])}.",
    "awaiting_records": lambda a: (
        f"Awaiting records: the last authorised day on file was "
        f"{long_day(a['authorised_until'])}, and late records may still come. Nothing is asked of the person."
    ),
    "unexplained": lambda a: (
        f"Unexplained: the last authorised day on file was {long_day(a['authorised_until'])}, no "
        "departure is known and nothing found explains it. This is a question for a human being, not a conclusion."
    ),
    "unknown": _unknown,
}
