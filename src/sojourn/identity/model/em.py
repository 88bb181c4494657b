"""Estimating m by Splink's expectation maximisation, where too few pairs are known to be one person."""

from __future__ import annotations

import json
from typing import Any

import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.identity.model.levels import splink_comparison, splink_settings
from sojourn.identity.model.splink_run import HARMLESS, splink_api, splink_register, strict_warnings
from sojourn.identity.model.training import Counts, Probabilities

_UNSEEN = ("not observed in dataset, unable to train m value",)
"""A level that no candidate pair has keeps the m it began with, which is what is done here."""
_TEXT = "level not observed in training dataset"


def maximise(engine: Engine, judged: ir.Table, m: Probabilities, u: Probabilities) -> Probabilities:
    """Estimate m from candidate pairs whose truth nobody knows; u stays as it is.

    Args:
        engine: where to compute.
        judged: candidate pairs with a column of words for each comparison, kept in the engine.
        m: where to begin.
        u: the chances among random pairs.

    Returns:
        m of each level; a level that no pair has keeps its value.

    Raises:
        ModelError: ``model-warning``.
    """
    from splink import Linker

    names = list(m)
    pairs = engine.once(judged.select(*names, pattern=judged.node_a + "|" + judged.node_b), "em_pairs")
    settings = splink_settings([splink_comparison(name, m[name], u[name]) for name in names])
    settings |= {"link_type": "link_only", "em_convergence": 0.0005}
    with strict_warnings((*HARMLESS, *_UNSEEN)), splink_api(engine) as api:
        # A pair is compared with its own copy: Splink then sees exactly the candidate pairs, each once.
        sides = [splink_register(engine, api, pairs, f"em_{side}") for side in "ab"]
        linker = Linker(sides, settings, log_level=None)
        linker.training.estimate_parameters_using_expectation_maximisation(
            "l.pattern = r.pattern", fix_u_probabilities=True, estimate_without_term_frequencies=True
        )
        content = json.loads(json.dumps(linker.misc.save_model_to_json()))
    engine.drop(pairs)
    return {name: _read(content, name, m[name]) for name in names}


def _read(content: dict[str, Any], name: str, before: dict[str, float]) -> dict[str, float]:
    row = next(row for row in content["comparisons"] if row["output_column_name"] == name)
    told = {level["label_for_charts"]: level.get("m_probability") for level in row["comparison_levels"]}
    return {word: value if isinstance(value := told.get(word), float) else p for word, p in before.items()}


def blend(m: Probabilities, counted: Counts, estimated: Probabilities, enough: int = 500) -> Probabilities:
    """Weigh counted and estimated m: a comparison seen in ``enough`` known pairs is taken as counted alone."""
    mixed: Probabilities = {}
    for name, told in m.items():
        seen = sum(counted.get(name, {}).values())
        share = min(1.0, seen / enough)
        mixed[name] = {word: share * told[word] + (1 - share) * estimated[name][word] for word in told}
    return mixed
