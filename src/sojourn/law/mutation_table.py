"""The mutation check as a table: each change, and the scenario that notices it."""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.law.mutation_check import MutationResult


def render_mutations(results: Sequence[MutationResult], *, surviving_only: bool = False) -> str:
    """Render one table in Markdown (rule, change, noticed by), and a count beneath it.

    Args:
        results: the output of ``check_mutations``.
        surviving_only: only changes that no scenario notices.
    """
    shown = [result for result in results if result.survives or not surviving_only]
    lines = ["| rule | change | noticed by |", "|---|---|---|"]
    lines += [f"| {result.rule} | {result.change} | {_noticed(result)} |" for result in shown]
    return "\n".join([*lines, "", _count(results)])


def _noticed(result: MutationResult) -> str:
    if result.skipped is not None:
        return f"not tried: {result.skipped}"
    return result.noticed_by or "SURVIVES"


def _count(results: Sequence[MutationResult]) -> str:
    survivors = sum(result.survives for result in results)
    skipped = sum(result.skipped is not None for result in results)
    noticed = len(results) - survivors - skipped
    return f"{len(results)} changes: {noticed} noticed, {survivors} not noticed, {skipped} not tried."
