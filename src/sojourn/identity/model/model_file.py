"""The model file: readable JSON with every number that the model uses, and the error rates measured for its bands."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.errors import SojournError
from sojourn.identity.model.levels import ALSO_PREFIX, LEVELS, levels_of

ENGINE = "splink 5.0.0"
KINDS = ("departure", "return", "same_arrival", "fact", "labelled", "duplicates")
"""What a pair of records can be: four kinds of leftovers of a run, and labelled records of two sources or of one."""
DEFAULT = Path(__file__).with_name("default.json")
_PARTS = ("name", "version", "engine", "comparisons", "term_frequencies", "rules", "size_classes", "trained_on")


class ModelError(SojournError):
    """A model file cannot be used as it stands."""


@dataclass(frozen=True)
class Band:
    """From how many bits a pair is linked, and from how many it is reviewed; the prior is part of the weight."""

    link: float
    review: float


@dataclass(frozen=True)
class Rules:
    """What else an automatic link needs.

    Attributes:
        margin: bits by which it must beat every other candidate of either side.
        agreements: how many of (surname equal, nationality equal, number within one edit) must hold.
        never: for each comparison, the levels at which a pair is never linked without a reviewer, unless the document
            number is the same. Not asked of labelled records that have no such column.
    """

    margin: float
    agreements: int
    never: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Model:
    """A checked model. ``content`` is the file; everything else is read from it.

    Attributes:
        content: the whole file as parsed JSON.
        digest: SHA-256 of its canonical JSON.
    """

    content: dict[str, Any]
    digest: str

    @property
    def name(self) -> str:
        """Give the model's name."""
        return str(self.content["name"])

    @property
    def version(self) -> str:
        """Give the model's version."""
        return str(self.content["version"])

    @property
    def comparisons(self) -> list[str]:
        """List the names of the comparisons, in the order of the file."""
        return [row["output_column_name"] for row in self.content["comparisons"]["comparisons"]]

    @property
    def also(self) -> list[str]:
        """List the comparisons of columns that only labelled data has."""
        return [name for name in self.comparisons if name.startswith(ALSO_PREFIX)]

    @property
    def rules(self) -> Rules:
        """Give what an automatic link needs beside its weight."""
        rules = self.content["rules"]
        needs = {name: tuple(words) for name, words in rules["never"].items()}
        return Rules(float(rules["margin"]), int(rules["agreements"]), needs)

    def weights(self, comparison: str) -> dict[str, float]:
        """Give the weight in bits of each level of a comparison, with six decimals; ``missing`` weighs nothing."""
        found = next(
            row for row in self.content["comparisons"]["comparisons"] if row["output_column_name"] == comparison
        )
        return {
            level["label_for_charts"]: 0.0
            if level.get("is_null_level")
            else round(math.log2(level["m_probability"] / level["u_probability"]), 6)
            for level in found["comparison_levels"]
        }

    def prior(self, size: str, kind: str) -> float:
        """Give the log2 odds that a random pair of a kind is one person."""
        return float(self._kind(size, kind)["prior"])

    def band(self, size: str, kind: str) -> Band:
        """Give the bands of a kind of pair."""
        bands = self._kind(size, kind)["bands"]
        return Band(float(bands["link"]), float(bands["review"]))

    def measured(self, size: str) -> dict[str, Any]:
        """Give the error rates measured for the bands of a size class; empty where it was never evaluated."""
        return dict(self._size(size).get("measured") or {})

    @property
    def is_evaluated(self) -> bool:
        """Say whether every size class carries measured error rates."""
        return all(self.measured(size) for size in self.content["size_classes"])

    def require_evaluated(self) -> None:
        """Refuse a model whose error rates nobody has measured.

        Raises:
            ModelError: ``model-unevaluated``.
        """
        if not self.is_evaluated:
            raise ModelError(
                "model-unevaluated",
                f"the model `{self.name} {self.version}` was trained but never measured. Only a model with measured "
                "error rates is used. Next: `sojourn identity evaluate LABELLED --model FILE --write` on other data "
                "than it was trained on.",
            )

    def _size(self, size: str) -> dict[str, Any]:
        classes = self.content["size_classes"]
        if size not in classes:
            raise ModelError(
                "model-size",
                f"the model has no size class `{size}`. Allowed: {', '.join(sorted(classes))}. "
                "Next: name one of them with `--size`.",
            )
        found: dict[str, Any] = classes[size]
        return found

    def _kind(self, size: str, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = self._size(size)["kinds"][kind]
        return found


def load_model(path: Path | None = None) -> Model:
    """Read and check a model file; none given: the model that Sojourn ships.

    Raises:
        ModelError: ``model-unreadable`` (the file is no such model) or ``model-untrained`` (a probability is missing).
    """
    source = path or DEFAULT
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(source, "it cannot be read as JSON") from error
    return check_model(content, source)


def check_model(content: Any, source: Path) -> Model:
    """Check the parts and probabilities of a model; ``source`` is named in messages."""
    if not isinstance(content, dict) or (lacking := [part for part in _PARTS if part not in content]):
        raise _unreadable(source, f"it lacks {', '.join(lacking)}" if isinstance(content, dict) else "it is no object")
    if content["engine"] != ENGINE:
        raise _unreadable(source, f"its engine is not `{ENGINE}`")
    try:
        problems = [problem for row in content["comparisons"]["comparisons"] for problem in _untrained(row)]
        _check_sizes(content)
        model = Model(content, digest(content))
        model.rules  # noqa: B018  # reading them checks them
        [model.content["term_frequencies"][part]["values"] for part in ("surname_bare", "given_bare")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(source, "a part of it has another form") from error
    lacking = [name for name in LEVELS if name not in model.comparisons]
    if problems or lacking:
        raise ModelError(
            "model-untrained",
            f"the model `{source.name}` is not fully trained: {'; '.join([*problems, *lacking])}. Every level of every "
            "comparison needs its m and u probability, above 0 and at most 1. Next: train it again with `sojourn "
            "identity train` on more data, or leave `--model` out for the model that Sojourn ships.",
        )
    return model


def _untrained(row: dict[str, Any]) -> list[str]:
    name = row["output_column_name"]
    levels = {level["label_for_charts"]: level for level in row["comparison_levels"]}
    problems = [f"{name} lacks the level `{word}`" for word in levels_of(name) if word not in levels]
    for word, level in levels.items():
        told = [level.get(f"{letter}_probability") for letter in "mu"]
        if not level.get("is_null_level") and not all(isinstance(p, int | float) and 0 < p <= 1 for p in told):
            problems.append(f"{name} `{word}`")
    return problems


def _check_sizes(content: dict[str, Any]) -> None:
    for row in content["size_classes"].values():
        for kind in KINDS:
            told = row["kinds"][kind]
            if not all(math.isfinite(float(n)) for n in (told["prior"], *told["bands"].values())):
                raise ValueError("a number of a size class is not finite")
            if told["bands"]["link"] < told["bands"]["review"]:
                raise ValueError("the link band begins below the review band")


def digest(content: dict[str, Any]) -> str:
    """Give the SHA-256 of a model's canonical JSON: sorted keys, no blanks."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_model(content: dict[str, Any], path: Path) -> None:
    """Write a model file, beside and renamed."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(path)


def _unreadable(source: Path, why: str) -> ModelError:
    return ModelError(
        "model-unreadable",
        f"`{source.name}` is not a model of Sojourn: {why}. Allowed: a JSON file with {', '.join(_PARTS)}. "
        "Next: give the file that `sojourn identity train` wrote.",
    )
