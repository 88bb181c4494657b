"""What a proof cites: the version of a rule that held, with since when and by when it is to be checked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sojourn.law.rule import Rule
from sojourn.law.sentences import long_day
from sojourn.stays.proof import Proof


@dataclass(frozen=True)
class Citation:
    """A rule as a proof cites it.

    Attributes:
        rule_id: the rule's name (``us.visa_waiver``).
        title: its plain title.
        text: the citation of its version on the day of arrival.
        since: the first day of that version; null where none held.
        check_by: by when the rule is to be checked against the text of the law again.
        stale: the day asked about lies after that.
    """

    rule_id: str
    title: str
    text: str
    since: date | None
    check_by: date
    stale: bool


@dataclass(frozen=True)
class Step:
    """One step of a proof: what is said, and what it rests on.

    Attributes:
        sentence: what is said.
        records: the records that it rests on, as ``feed/id``.
        learned_at: when the record reached us; for a step that tells of one record.
        cited: the rule; for a step of the law.
    """

    sentence: str
    records: tuple[str, ...] = ()
    learned_at: datetime | None = None
    cited: Citation | None = None


def cite(rule: Rule, proof: Proof) -> Citation:
    """Cite the version of a rule on the day of arrival."""
    version = rule.on(proof.answer["arrived_on"]) or (rule.versions[-1] if rule.versions else None)
    return Citation(
        rule_id=rule.id,
        title=rule.text.title,
        text=(version.citation if version else None) or rule.text.citation,
        since=version.valid_from if version else None,
        check_by=rule.check_by,
        stale=proof.answer["as_of"] > rule.check_by,
    )


def stale_sentence(cited: Citation) -> str:
    """Say that a rule was to be checked again by a day that has passed, and what follows."""
    due = long_day(cited.check_by)
    return f"It was to be checked again by {due}. This is stale: no notice can be issued from this answer."
