"""The answers beside the answer in plain sentences: unlawful presence, and what the departure does in law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.law.roles import days_after_arrival
from sojourn.law.rule import Rule
from sojourn.law.sentences import long_day, render_sentence
from sojourn.stays.proof import Proof
from sojourn.stays.proof_cited import Step, cite
from sojourn.words import QUESTION_WORDS

PRESENCE_HEADING = "Unlawful presence (a separate answer)"
EFFECTS_HEADING = "What the departure does in law (for an officer; it ends nothing by itself)"

_CONSEQUENCES = {
    "none": "no consequence for a later application for admission",
    "three_years": "a later application for admission may be refused for three years",
    "ten_years": "a later application for admission may be refused for ten years",
}


@dataclass(frozen=True)
class Further:
    """One answer beside the answer, in words.

    Attributes:
        heading: what it answers.
        sentences: the answer, and how sure it is.
        questions: what would narrow or settle it.
        steps: the rules it rests on.
    """

    heading: str
    sentences: tuple[str, ...]
    questions: tuple[str, ...]
    steps: tuple[Step, ...]


def further_told(proof: Proof) -> list[Further]:
    """Tell of unlawful presence and of the departure, each only where the run has rows for the stay."""
    told = [_presence(row, proof) for row in proof.further.get("unlawful_presence", [])]
    effects = sorted(proof.further.get("departure_effects", []), key=lambda row: (row["effect"], row["rule_id"]))
    steps = tuple(_step(row["rule_id"], row["record_ids"], proof) for row in effects)
    if steps:
        told.append(Further(EFFECTS_HEADING, (departure_sureness(proof),), (), steps))
    return told


def presence_sentence(row: dict[str, Any]) -> str:
    """Say how many days count (a row of ``tables.UNLAWFUL_PRESENCE``)."""
    least, most = row["days_min"], row["days_max"]
    if most is None:
        return f"At least {_days_in_words(least)}; how many at most cannot be said from the records on file."
    number = _days_in_words(most) if least == most else f"{least} to {_days_in_words(most)}"
    if row["starts_on"] is None or most == 0:
        return f"{number}."
    return f"{number}, counted from {long_day(row['starts_on'])} at the earliest, to {long_day(row['counts_to'])}."


def departure_sureness(proof: Proof) -> str:
    """Say how sure the departure is, before anything is said to follow from it."""
    answer = proof.answer
    if answer["unknown_code"] == "contradiction":
        return "The records contradict each other about the departure; if it did not take place, none of this follows."
    if answer["departed_on"] is None:
        return "On which day the person left is not on record; each of these may or may not hold."
    if answer["certainty"] == "confirmed":
        return "The departure rests on a record that settles a crossing."
    return "The departure is not settled by its records; if it did not take place, none of this follows."


def _presence(row: dict[str, Any], proof: Proof) -> Further:
    return Further(
        PRESENCE_HEADING,
        (presence_sentence(row), _consequence_sentence(row)),
        tuple(QUESTION_WORDS[code] for code in row["questions"]),
        tuple(_step(reason["rule"], reason["records"], proof) for reason in row["reasons"]),
    )


def _step(rule_id: str, records: list[str], proof: Proof) -> Step:
    rule = proof.law.get(rule_id)
    sentence = render_sentence(rule, _placeholders(proof, rule, records))
    return Step(sentence, tuple(records), cited=cite(rule, proof))


def _consequence_sentence(row: dict[str, Any]) -> str:
    limit = "This is information for counsel and officer and decides nothing."
    least, most = row["consequence_min"], row["consequence_max"]
    if most is None:
        return f"What it can mean for a later application cannot be said. {limit}"
    if least == most:
        return f"It means {_CONSEQUENCES[least]}. {limit}"
    return f"It means {_CONSEQUENCES[least]}, or at the upper end that {_CONSEQUENCES[most]}. {limit}"


def _placeholders(proof: Proof, rule: Rule, records: list[str]) -> dict[str, Any]:
    arrival = proof.records.get(proof.answer["arrival_id"])
    class_ = arrival.values["admitted_class"] if arrival else None
    return {
        "arrived_on": proof.answer["arrived_on"],
        "departed_on": proof.answer["departed_on"],
        "class": class_,
        "days": _days(rule, proof.answer["arrived_on"], class_),
        "record": records,
    }


def _days(rule: Rule, day: date, class_: str | None) -> int | None:
    """The number that the rule counts with, for its sentence."""
    version = rule.on(day) or (rule.versions[0] if rule.versions else None)
    if version is None:
        return None
    values = version.values
    if "classes" in values:
        last = days_after_arrival(values).get((class_ or "").replace("-", ""))
        return None if last is None else last + (1 if values["counts_arrival_day"] else 0)
    return next((values[name] for name in ("from_days", "years", "days") if name in values), None)


def _days_in_words(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
