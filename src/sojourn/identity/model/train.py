"""``sojourn identity train``: a model from labelled records, or from what an agency's own evidence already proves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.engine import Engine, open_engine
from sojourn.identity.model.labelled import Labelled, read_labelled
from sojourn.identity.model.measuring import STEPS, Outcome, kind_for, load_labelled, run_model, true_pairs
from sojourn.identity.model.model_file import DEFAULT, KINDS, check_model, write_model
from sojourn.identity.model.training import Counts, Known, Probabilities, estimate, size_class, to_content

DEFAULT_NUMBERS = {
    **dict.fromkeys(KINDS, (-13.0, 10.0, 3.0)),
    "return": (-22.0, 10.0, 3.0),
    "labelled": (-9.0, 4.0, 0.0),
    "duplicates": (-9.0, 10.0, 2.0),
}
"""Prior, link and review band of each kind of pair, in bits. Leftovers of a run are many and few belong together: of
8,000 possible partners one is right at best. Of first arrivals under other documents there are as many as travellers,
and very few of them are a return. Labelled records mostly have a partner; within one source nothing says that a record
has one partner only, so more is asked of each pair."""
DEFAULT_RULES: dict[str, Any] = {
    "margin": 3.0,
    "agreements": 2,
    "never": {
        "name": [
            "one word, the same",
            "surname same, given names differ",
            "given names same, surname differs",
            "one name in the other field",
            "different",
        ],
        "sex": ["different"],
        "birth_date": ["two digits different", "year same", "month and day same", "different"],
    },
}


PRECISION_OF_BANDS = 0.995
"""What a model trained on labelled records asks of its own automatic links."""


@dataclass(frozen=True)
class Trained:
    """Probabilities of every level, the common names, and how many pairs the m probabilities were counted from."""

    m: Probabilities
    u: Probabilities
    frequencies: dict[str, Any]
    counted: Counts


def train_on_labelled(engine: Engine, labelled: Labelled, seed: int) -> Trained:
    """Count probabilities from labelled records: m from all pairs of one person, u from random pairs of two."""
    records, _sides = load_labelled(engine, labelled)
    pairs = sorted(true_pairs(labelled))
    known = engine.load(
        pa.table(
            {name: pa.array([pair[n] for pair in pairs], pa.string()) for n, name in enumerate(("node_a", "node_b"))}
        ),
        "known",
    )
    people = engine.load(
        pa.table(
            {"node": labelled.table["record_id"].combine_chunks(), "person": labelled.table["person"].combine_chunks()}
        ),
        "labels",
    )
    return Trained(*estimate(engine, Known(records.join(people, "node"), known), seed))


def train(source: Path, out: Path, seed: int = 1) -> Trained:
    """Make a model from an evidence folder or a file of labelled records, and write it; it must then be evaluated."""
    from sojourn.identity.model.own_evidence import train_on_evidence

    with open_engine("duckdb") as engine:
        if source.is_dir():
            trained, on = train_on_evidence(engine, source, seed), "an agency's own evidence"
        else:
            trained, on = train_on_labelled(engine, read_labelled(source), seed), "labelled records"
        content = default_content(trained, f"{on}, seed {seed}") | {"name": out.stem}
        if not source.is_dir():
            content = with_own_bands(engine, read_labelled(source), content)
    check_model(content, out)
    write_model(content, out)
    return trained


def with_own_bands(engine: Engine, labelled: Labelled, content: dict[str, Any]) -> dict[str, Any]:
    """Set the bands for such labelled records: the lowest threshold at which few of the training links are wrong."""
    kind = kind_for(labelled)
    outcome = run_model(engine, labelled, check_model(content, DEFAULT), "default", kind)
    link = next((bits for bits in STEPS if _precision(outcome, bits) >= PRECISION_OF_BANDS), STEPS[-1])
    content["size_classes"]["default"]["kinds"][kind]["bands"] = {"link": float(link), "review": float(link - 6)}
    return content


def _precision(outcome: Outcome, bits: float) -> float:
    links = [pair in outcome.truth for weight, pair in outcome.weights if weight >= bits]
    return sum(links) / len(links) if links else 1.0


def default_content(trained: Trained, trained_on: str) -> dict[str, Any]:
    """Put a model file together, with the bands and rules of the shipped model; nothing is measured yet."""
    sizes = {"default": size_class("40,000 to 400,000 travellers; measured at both", DEFAULT_NUMBERS)}
    return to_content("default", "1", trained.m, trained.u, trained.frequencies, sizes, DEFAULT_RULES, trained_on)
