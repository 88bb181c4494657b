"""How a proof is laid out as text: lines of one width, and the citation of a rule."""

from __future__ import annotations

import textwrap

from sojourn.law.sentences import long_day
from sojourn.stays.proof_cited import Citation, Step, stale_sentence

WIDTH = 100


def item(mark: str, text: str) -> list[str]:
    """Give the lines of one entry of a list."""
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {mark} ", subsequent_indent=" " * (len(mark) + 3))


def wrapped(text: str, indent: str = "") -> list[str]:
    """Give the lines of a paragraph."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def citation(cited: Citation) -> str:
    """Write a citation with since when the rule holds and, where that is due, that it is to be checked."""
    since = f" In force since {long_day(cited.since)}." if cited.since else ""
    stale = f" {stale_sentence(cited)}" if cited.stale else ""
    return f"{cited.text}.{since}{stale}"


def rule_item(step: Step) -> list[str]:
    """Give the lines of what one rule says, with its title and citation."""
    lines = item("-", step.sentence)
    if step.cited:
        lines += wrapped(f"{step.cited.title} ({step.cited.rule_id}). {citation(step.cited)}", "    ")
    return lines
