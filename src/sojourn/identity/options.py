"""How a run decides whose records are whose: reviewers' decisions, the model, and what ``run.json`` says of both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sojourn.identity.decisions import NO_DECISIONS, Decisions, load_decisions
from sojourn.identity.links import RULES_VERSION
from sojourn.identity.model.model_file import Model, load_model


@dataclass(frozen=True)
class Matching:
    """With what leftovers are compared: a model and one of its size classes."""

    model: Model
    size: str = "default"


@dataclass(frozen=True)
class IdentityOptions:
    """What a run is given for identity.

    Attributes:
        links: a file of link decisions, or none.
        model: a model file; none: the one that Sojourn ships.
        size: a size class of the model.
        compare: false: documents, references and reviewers only.
    """

    links: Path | None = None
    model: Path | None = None
    size: str = "default"
    compare: bool = True


SHIPPED = IdentityOptions()
"""No decisions, and the model that Sojourn ships."""


@dataclass(frozen=True)
class Whose:
    """The options, read and checked; ``about`` is what ``run.json`` says of them."""

    decisions: Decisions
    matching: Matching | None
    about: dict[str, Any]


def read_options(options: IdentityOptions, known_at: datetime) -> Whose:
    """Read the files that the options name.

    Raises:
        EvidenceError: ``bad-links``.
        ModelError: the model file cannot be used (see ``load_model``), or ``model-unevaluated``, ``model-size``.
    """
    decisions = NO_DECISIONS if options.links is None else load_decisions(options.links, known_at)
    about: dict[str, Any] = {"rules": RULES_VERSION, "model": None, "links": None}
    if options.links is not None:
        about["links"] = {
            "digest": hashlib.sha256(options.links.read_bytes()).hexdigest(),
            "in_force": decisions.rows.num_rows,
            "not_by_a_reviewer": decisions.others,
        }
    if not options.compare:
        return Whose(decisions, None, about)
    model = load_model(options.model)
    model.require_evaluated()
    model.measured(options.size)
    about["model"] = {"name": model.name, "version": model.version, "digest": model.digest, "size": options.size}
    return Whose(decisions, Matching(model, options.size), about)
