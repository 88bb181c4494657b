"""``sojourn identity evaluate`` and the measured error rates of a model file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sojourn.engine import open_engine
from sojourn.identity.model.figures import figures
from sojourn.identity.model.labelled import Labelled, read_labelled
from sojourn.identity.model.measuring import kind_for, run_model
from sojourn.identity.model.model_file import DEFAULT, Model, load_model, write_model


def evaluate(
    labelled: Path, model_file: Path | None, size: str = "default", kind: str | None = None, *, write: bool = False
) -> tuple[dict[str, Any], Model]:
    """Measure a model on a file of labelled records; with ``write`` the figures go into the model file.

    Returns the figures (see ``figures``) and the model.
    """
    model = load_model(model_file)
    records = read_labelled(labelled)
    kind = kind or kind_for(records)
    found = evaluate_records(records, model, size, kind)
    if write:
        write_model(with_measured(model, size, kind, found, labelled.name), model_file or DEFAULT)
    return found, model


def evaluate_records(
    labelled: Labelled, model: Model, size: str = "default", kind: str | None = None
) -> dict[str, Any]:
    """Measure a model on labelled records in memory."""
    with open_engine("duckdb") as engine:
        return figures(run_model(engine, labelled, model, size, kind))


def with_measured(model: Model, size: str, what: str, found: dict[str, Any], on: str) -> dict[str, Any]:
    """Give the content of a model file with figures put in; ``what`` is a kind of pair, with a size."""
    sizes = dict(model.content["size_classes"])
    told = {name: value for name, value in found.items() if name != "thresholds"}
    measured = {**model.measured(size), what: {"on": on, **told}}
    sizes[size] = {**sizes[size], "measured": measured}
    return {**model.content, "size_classes": sizes}
