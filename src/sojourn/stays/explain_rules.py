"""What the law says about one stay: each rule of the answer's reasons in a sentence, with its citation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sojourn.law.roles import days_after_arrival, programme_letter
from sojourn.law.rule import Rule
from sojourn.law.sentences import render_sentence
from sojourn.stays.proof import Proof
from sojourn.stays.proof_cited import Step, cite

_ENTRY_ROLES = ("entry_until", "entry_days", "entry_parole", "entry_programme", "entry_months")


def rule_steps(proof: Proof) -> list[Step]:
    """Give the steps of a proof that tell of the law, in the order of the answer's reasons."""
    found: dict[tuple[str, str], Step] = {}
    for reason in proof.answer["reasons"]:
        rule = proof.law.get(reason["rule"])
        variant = proof.answer["state"]
        periods = [each for each in proof.periods if each["rule_id"] == rule.id] or [{}]
        for period in periods:
            facts = _placeholders(proof, rule, period, reason["records"])
            sentence = render_sentence(rule, facts, variant)
            if rule.role in _ENTRY_ROLES and not period and variant not in rule.text.sentences:
                sentence = f"No last day follows from the record of the arrival ({reason['records'][0]})."
            step = Step(sentence, tuple(reason["records"]), cited=cite(rule, proof))
            found.setdefault((sentence, rule.id), step)
    return list(found.values())


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
