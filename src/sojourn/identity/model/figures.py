"""The figures of an evaluation: shares with intervals, in total, by band, by kind of change and by threshold."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from sojourn.identity.model.measuring import STEPS, Outcome, count_by_kind

_Z = 1.959963984540054
_DRAWS = 1000


def figures(outcome: Outcome) -> dict[str, Any]:
    """Give every figure of an outcome as plain numbers; shares and bounds are rounded to five decimals."""
    right, linked, true = len(outcome.links & outcome.truth), len(outcome.links), len(outcome.truth)
    precision, recall = _share(right, linked), _share(right, true)
    low, high = _f1_interval(right, linked - right, true - right)
    f1 = round(2 * right / (linked + true), 5) if linked + true else 0.0
    return {
        "true_pairs": true,
        "candidates": outcome.candidates,
        "links": linked,
        "precision": precision,
        "recall": recall,
        "f1": {"value": f1, "low": round(low, 5), "high": round(high, 5)},
        "review": {
            "pairs": len(outcome.review),
            "of_true_pairs": _share(len(outcome.review & outcome.truth), true),
            "precision": _share(len(outcome.review & outcome.truth), len(outcome.review)),
        },
        "by_kind": _by_kind(outcome),
        "thresholds": _thresholds(outcome),
    }


def _by_kind(outcome: Outcome) -> dict[str, Any]:
    told = {
        "true_pairs": outcome.truth,
        "linked": outcome.truth & outcome.links,
        "in_review": outcome.truth & outcome.review,
        "wrong_links": outcome.links - outcome.truth,
        "wrong_in_review": outcome.review - outcome.truth,
    }
    counts = {name: count_by_kind(pairs, outcome.kinds) for name, pairs in told.items()}
    kinds = sorted(set().union(*counts.values()))
    return {
        kind: {
            **{name: count[kind] for name, count in counts.items()},
            "recall": _share(counts["linked"][kind], counts["true_pairs"][kind]),
            "precision": _share(counts["linked"][kind], counts["linked"][kind] + counts["wrong_links"][kind]),
        }
        for kind in kinds
    }


def _thresholds(outcome: Outcome) -> list[dict[str, Any]]:
    rows = []
    for bits in STEPS:
        links = {pair for weight, pair in outcome.weights if weight >= bits}
        right = len(links & outcome.truth)
        shares = {"precision": _share(right, len(links)), "recall": _share(right, len(outcome.truth))}
        rows.append({"bits": bits, "links": len(links), **shares})
    return rows


def _share(events: int, base: int) -> dict[str, Any]:
    """Give a share with its 95 % Wilson interval; null where nothing was counted."""
    if not base:
        return {"value": None, "low": 0.0, "high": 1.0, "of": 0}
    seen, widen = events / base, 1 + _Z * _Z / base
    centre = (seen + _Z * _Z / (2 * base)) / widen
    half = _Z / widen * math.sqrt(seen * (1 - seen) / base + _Z * _Z / (4 * base * base))
    low = 0.0 if events == 0 else max(0.0, centre - half)
    high = 1.0 if events == base else min(1.0, centre + half)
    return {"value": round(seen, 5), "low": round(low, 5), "high": round(high, 5), "of": base}


def _f1_interval(right: int, wrong: int, missed: int) -> tuple[float, float]:
    """Give a 95 % interval of F1 by drawing the three counts again 1,000 times (multinomial, fixed seed)."""
    total = right + wrong + missed
    if not right:
        return 0.0, 1.0 if not total else 0.0
    drawn = np.random.default_rng(1).multinomial(total, np.array([right, wrong, missed]) / total, _DRAWS)
    f1 = 2 * drawn[:, 0] / (2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2])
    low, high = np.quantile(f1, [0.025, 0.975])
    return float(low), float(high)


def to_text(found: dict[str, Any], heading: str) -> str:
    """Write the figures for a terminal."""
    review = found["review"]
    lines = [
        heading,
        "",
        f"true pairs {found['true_pairs']:,} · candidate pairs {found['candidates']:,} · links {found['links']:,}",
        f"precision  {_told(found['precision'])}",
        f"recall     {_told(found['recall'])}",
        f"F1         {_told(found['f1'])}",
        f"review     {review['pairs']:,} pairs",
        f"  of all true pairs, in review: {_told(review['of_true_pairs'])}",
        f"  of the pairs in review, true: {_told(review['precision'])}",
    ]
    if found["by_kind"]:
        lines += [
            "",
            f"{'kind':26}{'true':>8}{'linked':>8}{'review':>8}{'recall':>9}{'wrong':>7}{'wrong in review':>17}",
        ]
        lines += [
            f"{kind:26}{row['true_pairs']:>8,}{row['linked']:>8,}{row['in_review']:>8,}{_short(row['recall']):>9}"
            f"{row['wrong_links']:>7,}{row['wrong_in_review']:>17,}"
            for kind, row in found["by_kind"].items()
        ]
    lines += ["", f"{'link from':>10}{'links':>10}{'precision':>11}{'recall':>9}"]
    lines += [
        f"{row['bits']:>5} bits{row['links']:>10,}{_short(row['precision']):>11}{_short(row['recall']):>9}"
        for row in found["thresholds"]
    ]
    return "\n".join(lines)


def to_json(found: dict[str, Any]) -> str:
    """Write the figures as JSON."""
    return json.dumps(found, indent=1, ensure_ascii=False)


def _short(share: dict[str, Any]) -> str:
    return "-" if share["value"] is None else f"{share['value']:.4f}"


def _told(share: dict[str, Any]) -> str:
    return f"{_short(share)} (95 %: {share['low']:.4f} to {share['high']:.4f})"
