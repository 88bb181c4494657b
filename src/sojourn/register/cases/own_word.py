"""What the person declared is no record that a step against them, or a letter about one, may rely on."""

from __future__ import annotations

from collections.abc import Iterable

from sojourn.errors import RegisterError
from sojourn.law.procedure.lifecycle import Step
from sojourn.law.procedure.own_word import is_own_word


def builds_against(step: Step) -> bool:
    """Say whether what a step relies on is turned against the person: it goes against them, or leads there.

    Those that lead there are the notice, and the review that takes records of two feeds for a question to hold.
    """
    return step.adverse or step.second_person or step.letter == "notice" or "two_sources" in step.requires


def require_no_own_word(records: Iterable[str]) -> None:
    """Refuse records of the feed ``declared``; the caller knows that they are relied on against the person.

    Raises:
        RegisterError: ``record-declared``.
    """
    named = sorted({name for name in records if is_own_word(name)})
    if named:
        raise RegisterError(
            "record-declared",
            f"what the person declared stands beside the answer and is never used against them: `{named[0]}`. Allowed "
            "are records of other feeds. Next: choose the records again.",
        )
