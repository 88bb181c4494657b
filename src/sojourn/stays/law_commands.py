"""``sojourn law test``: the scenarios of packs, answered by the engine, and the tables that are printed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sojourn.law.mutation_check import MutationResult, check_mutations
from sojourn.law.mutation_table import render_mutations
from sojourn.law.mutations import list_mutations
from sojourn.law.pack import Pack, list_packs, load_pack
from sojourn.law.scenario_table import render_scenarios
from sojourn.law.scenarios import run_scenarios
from sojourn.stays.mutation_answers import changed_answers
from sojourn.stays.scenario_answers import scenario_answers

#: How many processes the mutation check takes; each has an engine of its own, on one thread.
PROCESSES = 2


def run_pack_scenarios(codes: Sequence[str] = ()) -> tuple[str, bool]:
    """Run the scenarios of packs (default: all at hand); give the tables, and whether all came out as the law expects.

    Raises:
        LawError: a pack or its scenarios cannot be loaded.
    """
    pages, passed = [], True
    for code in codes or list_packs():
        pack = load_pack(code)
        with scenario_answers(pack) as answer:
            results = run_scenarios(pack, answer)
        pages.append(f"{pack.title} (`{pack.code}`)\n\n{render_scenarios(results)}")
        passed = passed and all(result.passed for result in results)
    return "\n\n".join(pages), passed


def run_mutations(codes: Sequence[str] = (), processes: int = PROCESSES) -> tuple[str, bool]:
    """Run the mutation check of packs (default: all at hand); give the tables, and whether every change is noticed.

    Raises:
        LawError: a pack or its scenarios cannot be loaded.
    """
    packs = [load_pack(code) for code in codes or list_packs()]
    found = mutation_results(packs, processes)
    pages = [f"{pack.title} (`{pack.code}`)\n\n{render_mutations(own)}" for pack, own in zip(packs, found, strict=True)]
    return "\n\n".join(pages), not any(result.survives for own in found for result in own)


def mutation_results(packs: Sequence[Pack], processes: int = PROCESSES) -> list[list[MutationResult]]:
    """Run the mutation check of several packs in several processes; the results of each pack, in order of its rules."""
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        running = {
            pack.code: [pool.submit(_check_part, pack.folder, part) for part in deal_rules(pack, processes)]
            for pack in sorted(packs, key=lambda pack: -len(pack.own))
        }
        found = {code: [result for part in parts for result in part.result()] for code, parts in running.items()}
    return [_in_order(pack, found[pack.code]) for pack in packs]


def _in_order(pack: Pack, results: list[MutationResult]) -> list[MutationResult]:
    order = {rule.id: place for place, rule in enumerate(pack.rules)}
    return sorted(results, key=lambda result: order[result.rule])


def deal_rules(pack: Pack, number: int) -> list[list[str]]:
    """Deal the pack's own rules out into so many parts, each with about as many changes to try."""
    weights = {rule.id: len(list_mutations(rule, pack.earliest)) for rule in pack.rules if rule.id in pack.own}
    parts: list[list[str]] = [[] for _ in range(number)]
    for rule_id in sorted(weights, key=lambda each: (-weights[each], each)):
        min(parts, key=lambda part: sum(weights[each] for each in part)).append(rule_id)
    return parts


def _check_part(folder: Path, rule_ids: list[str]) -> list[MutationResult]:
    return check_mutations(load_pack(folder), changed_answers, rule_ids)
