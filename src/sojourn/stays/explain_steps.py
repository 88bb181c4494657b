"""The proof of one answer as steps, in the order in which a lawyer reads it; the command line and the pages lay it out.

The answer; the records, where each came from and when we learned it; the rule in force that day with its citation; how
sure the answer is; what would change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.law.sentences import long_day
from sojourn.stays.explain_answer import answer_sentence, changes, sureness
from sojourn.stays.explain_further import Further, further_told
from sojourn.stays.explain_rules import rule_steps
from sojourn.stays.feed_named import feed_sentence
from sojourn.stays.link_told import link_sentence
from sojourn.stays.proof import Proof
from sojourn.stays.proof_cited import Step
from sojourn.stays.record_sentence import record_step

_BASES = {
    "status": "status",
    "authorised_only": "lawful to stay, no status",
    "removal_barred": "removal forbidden, no status",
}


@dataclass(frozen=True)
class Period:
    """One authorised period of a proof, with its basis in words and the rule and records that give it."""

    valid_from: date
    valid_to: date | None
    basis: str
    basis_words: str
    class_: str | None
    rule_id: str
    records: tuple[str, ...]

    @property
    def days(self) -> str:
        """Say from which day to which."""
        if self.valid_to is None:
            return f"From {long_day(self.valid_from)}, no end on file"
        return f"{long_day(self.valid_from)} to {long_day(self.valid_to)}"


@dataclass(frozen=True)
class Explanation:
    """A proof in words.

    Attributes:
        answer: the answer in one sentence.
        records: one step for each record, in the order of the answer's reasons.
        links: why these records are one person's.
        feeds: what is doubtful about where the records came from.
        rules: what the law says.
        periods: the authorised periods.
        further: the answers beside the answer.
        sure: how sure the answer is.
        changes: what would change it.
    """

    answer: str
    records: tuple[Step, ...]
    links: tuple[Step, ...]
    feeds: tuple[str, ...]
    rules: tuple[Step, ...]
    periods: tuple[Period, ...]
    further: tuple[Further, ...]
    sure: str
    changes: tuple[str, ...]


def explain(proof: Proof) -> Explanation:
    """Put a proof in words."""
    return Explanation(
        answer=answer_sentence(proof),
        records=tuple(record_step(record) for record in proof.records.values()),
        links=tuple(Step(link_sentence(each), (each.row["record_a"], each.row["record_b"])) for each in proof.links),
        feeds=tuple(feed_sentence(day) for day in proof.feeds),
        rules=tuple(rule_steps(proof)),
        periods=tuple(_period(row) for row in proof.periods),
        further=tuple(further_told(proof)),
        sure=sureness(proof),
        changes=tuple(changes(proof)),
    )


def _period(row: dict[str, Any]) -> Period:
    return Period(
        row["valid_from"],
        row["valid_to"],
        row["basis"],
        _BASES[row["basis"]],
        row["class"],
        row["rule_id"],
        tuple(row["record_ids"]),
    )
