"""How a proof is laid out as text: lines of one width, and the citation of a rule."""

from __future__ import annotations

import textwrap

from sojourn.law.rule import Rule
from sojourn.law.sentences import long_day
from sojourn.stays.proof import Proof

WIDTH = 100


def item(mark: str, text: str) -> list[str]:
    """Give the lines of one entry of a list."""
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {mark} ", subsequent_indent=" " * (len(mark) + 3))


def wrapped(text: str, indent: str = "") -> list[str]:
    """Give the lines of a paragraph."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def citation(rule: Rule, proof: Proof) -> str:
    """Cite the version of a rule on the day of arrival, with since when it holds and whether it is to be checked."""
    day = proof.answer["arrived_on"]
    version = rule.on(day) or (rule.versions[-1] if rule.versions else None)
    cited = (version.citation if version else None) or rule.text.citation
    since = f" In force since {long_day(version.valid_from)}." if version else ""
    stale = ""
    if proof.answer["as_of"] > rule.check_by:
        due = long_day(rule.check_by)
        stale = f" It was to be checked again by {due}. This is stale: no notice can be issued from this answer."
    return f"{cited}.{since}{stale}"


def rule_item(sentence: str, rule: Rule, proof: Proof) -> list[str]:
    """Give the lines of what one rule says, with its title and citation."""
    title = f"{rule.text.title} ({rule.id}). {citation(rule, proof)}"
    return [*item("-", sentence), *wrapped(title, "    ")]
