"""What a person declares of themselves stands beside the answer and never against them: it carries no step of ours."""

from __future__ import annotations

from collections.abc import Iterable

FEED = "declared"
"""The feed of what the person says; no record of it is a ground for anything against them."""


def is_own_word(name: str) -> bool:
    """Say by its name whether a record is what the person declared."""
    return name.split("/", 1)[0] == FEED


def without_own_word(names: Iterable[str]) -> frozenset[str]:
    """Leave out, of the names of records, those of what the person declared."""
    return frozenset(name for name in names if not is_own_word(name))
