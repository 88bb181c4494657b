"""The proof of one answer in plain sentences, in the order in which a lawyer reads it.

The answer; the records, where each came from and when we learned it; the rule in force that day with its citation; how
sure the answer is; what would change it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sojourn.law.roles import days_after_arrival, programme_letter
from sojourn.law.rule import Rule
from sojourn.law.sentences import long_day, render_sentence
from sojourn.stays.explain_further import further_lines
from sojourn.stays.feed_named import feed_sentence
from sojourn.stays.link_told import link_sentence
from sojourn.stays.proof import Proof
from sojourn.stays.proof_layout import item, rule_item, wrapped
from sojourn.stays.record_sentence import instant, record_sentence
from sojourn.words import QUESTION_WORDS, UNKNOWN_WORDS

_BASES = {
    "status": "status",
    "authorised_only": "lawful to stay, no status",
    "removal_barred": "removal forbidden, no status",
}
_ENTRY_ROLES = ("entry_until", "entry_days", "entry_parole", "entry_programme", "entry_months")


def explain_lines(proof: Proof) -> list[str]:
    """Give the proof as a list of sentences: answer, records, rules, how sure, what would change it."""
    return [
        answer_sentence(proof),
        *(record_sentence(record) for record in proof.records.values()),
        *(link_sentence(link) for link in proof.links),
        *(feed_sentence(day) for day in proof.feeds),
        *(sentence for sentence, _ in _rule_sentences(proof)),
        sureness(proof),
        *_changes(proof),
    ]


def explain_text(proof: Proof) -> str:
    """Give the proof as a page of text with headings and citations."""
    answer = proof.answer
    lines = [f"Stay {answer['stay_id']} of person {answer['person_id']}", "", *wrapped(answer_sentence(proof)), ""]
    lines += [f"Asked about {long_day(answer['as_of'])}, with what was known on {instant(answer['known_at'])}.", ""]
    lines += ["What the records say"]
    numbers = {name: number for number, name in enumerate(proof.records, start=1)}
    for name, record in proof.records.items():
        lines += item(f"{numbers[name]}.", record_sentence(record))
    if not proof.records:
        lines += wrapped(f"The evidence is not at hand; the records are {', '.join(_all_names(answer))}.", "  ")
    if proof.links:
        lines += ["", "Why these records are one person's"]
    for link in proof.links:
        lines += item("-", link_sentence(link))
    if proof.feeds:
        lines += ["", "What is doubtful"]
    for day in proof.feeds:
        lines += item("-", feed_sentence(day))
    lines += ["", "What the law says"]
    for sentence, rule in _rule_sentences(proof):
        lines += rule_item(sentence, rule, proof)
    lines += ["", "Authorised periods", *_period_lines(proof)]
    lines += further_lines(proof)
    lines += ["", "How sure", *wrapped(sureness(proof), "  ")]
    lines += ["", "What would change the answer"]
    for change in _changes(proof):
        lines += item("-", change)
    lines += ["", f"Law {answer['law']} {answer['law_version']}, engine {answer['engine_version']}."]
    if proof.law_changed:
        lines += wrapped("The law pack has changed since this run. The rules above are those of the pack as it is now.")
    return "\n".join(lines)


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


def _rule_sentences(proof: Proof) -> list[tuple[str, Rule]]:
    found = []
    for reason in proof.answer["reasons"]:
        rule = proof.law.get(reason["rule"])
        variant = proof.answer["state"]
        periods = [each for each in proof.periods if each["rule_id"] == rule.id] or [{}]
        for period in periods:
            facts = _placeholders(proof, rule, period, reason["records"])
            sentence = render_sentence(rule, facts, variant)
            if rule.role in _ENTRY_ROLES and not period and variant not in rule.text.sentences:
                sentence = f"No last day follows from the record of the arrival ({reason['records'][0]})."
            found.append((sentence, rule))
    return [each for place, each in enumerate(found) if each not in found[:place]]


def _placeholders(proof: Proof, rule: Rule, period: dict[str, Any], records: list[str]) -> dict[str, Any]:
    answer = proof.answer
    waiting = proof.law.one("waiting_time").on(answer["authorised_until"] or answer["as_of"])
    left = answer["departed_on"]
    if rule.role == "declared" and records and records[0] in proof.records:
        left = proof.records[records[0]].values["local_date"]
    end = period.get("valid_to")
    return {
        "arrived_on": answer["arrived_on"],
        "departed_on": left,
        "valid_from": period.get("valid_from"),
        "valid_to": end if end or not period else "an open end",
        "authorised_until": answer["authorised_until"],
        "class": period.get("class") or _class(proof),
        "days": _days(rule, answer["arrived_on"], period.get("class") or _class(proof)),
        "waiting_days": waiting.values["days"] if waiting else None,
        "record": period.get("record_ids") or records,
    }


def _class(proof: Proof) -> str | None:
    arrival = proof.records.get(proof.answer["arrival_id"])
    return arrival.values["admitted_class"] if arrival else None


def _days(rule: Rule, day: date, class_: str | None) -> int | None:
    """The number of days that the rule counts for this class, for its sentence."""
    version = rule.on(day)
    if version is None:
        return None
    values = version.values
    if "grace_days" in values:
        grace: Mapping[str, int] = values["grace_days"]
        return grace.get(programme_letter(class_) or "")
    if "classes" in values and rule.role == "entry_days":
        counted = 1 if values["counts_arrival_day"] else 0
        last = days_after_arrival(values).get((class_ or "").replace("-", ""))
        return None if last is None else last + counted
    return values.get("days") or values.get("max_days")


def _period_lines(proof: Proof) -> list[str]:
    if not proof.periods:
        return ["  None on file."]
    lines = []
    for period in proof.periods:
        days = f"From {long_day(period['valid_from'])}, no end on file"
        if period["valid_to"]:
            days = f"{long_day(period['valid_from'])} to {long_day(period['valid_to'])}"
        lines += wrapped(f"{days}: {_BASES[period['basis']]} ({period['rule_id']})", "  ")
    return lines


def _changes(proof: Proof) -> list[str]:
    answer = proof.answer
    changes = [QUESTION_WORDS[code] for code in answer["questions"]]
    if answer["state"] == "unknown":
        settles = UNKNOWN_WORDS[answer["unknown_code"]].settles
        changes.append(f"This would settle it: {settles[0].lower()}{settles[1:]}")
    if answer["next_change_on"]:
        changes.append(f"With no new record, the answer changes on {long_day(answer['next_change_on'])}.")
    return changes or ["Only a new record, or a correction of one of those named above."]


def _all_names(answer: dict[str, Any]) -> list[str]:
    return sorted({answer["arrival_id"], *(record for reason in answer["reasons"] for record in reason["records"])})


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
