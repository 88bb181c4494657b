"""What speaks for and against two records being one person's: the model's own features, in words.

The words and the weights are those of the model, so that every explanation says the same. Levels and weights are kept
with the pair; the two values never are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from sojourn.register.review.levels import LEVELS
from sojourn.register.review.models import ReviewPair
from sojourn.register.review.words import FEATURES, say

if TYPE_CHECKING:
    from sojourn.identity.model.model_file import Model

#: Weights (in bits) closer to nothing than this say nothing either way.
SILENT_BELOW = 0.5


@dataclass(frozen=True)
class Evidence:
    """One feature of two records: its name, how well they agree, and what that weighs in bits."""

    feature: str
    level: str
    weight: float

    @property
    def direction(self) -> str:
        """Say whether it supports one person, speaks against it, or is silent."""
        if self.level == "missing" or abs(self.weight) < SILENT_BELOW:
            return "silent"
        return "supports" if self.weight > 0 else "against"

    @property
    def text(self) -> str:
        """Say it in one sentence."""
        told = {"feature": say(FEATURES, self.feature), "level": say(LEVELS, self.level)}
        return gettext("%(feature)s: %(level)s.") % told


@dataclass(frozen=True)
class Weighed:
    """All evidence of a pair, what supports first, and the weight of all together in bits, with the prior."""

    evidence: list[Evidence]
    weight: float

    def direction_of(self, feature: str) -> str:
        """Say what one feature says; a feature that was not compared is silent."""
        return next((each.direction for each in self.evidence if each.feature == feature), "silent")


def weigh(pair: ReviewPair, left: Mapping[str, object], right: Mapping[str, object]) -> Weighed:
    """Give the evidence of a pair; worked out once for each basis of the pair, and kept as levels and weights."""
    if pair.features is None or pair.weight is None:
        pair.features, pair.weight = _compare(left, right)
        pair.save(update_fields=["features", "weight"])
    found = [Evidence(str(each["feature"]), str(each["level"]), float(str(each["weight"]))) for each in pair.features]
    order = {"supports": 0, "against": 1, "silent": 2}
    return Weighed(sorted(found, key=lambda each: (order[each.direction], -abs(each.weight))), pair.weight)


def _compare(left: Mapping[str, object], right: Mapping[str, object]) -> tuple[list[dict[str, object]], float]:
    from sojourn.identity.model.features import RECORD
    from sojourn.identity.model.scoring import compared

    model = _model()
    sides = [{name: _text(record.get(name)) for name in RECORD} for record in (left, right)]
    told = {each.feature: each for each in compared(sides[0], sides[1], model)}
    rows: list[dict[str, object]] = [
        {"feature": name, "level": told[name].level, "weight": told[name].weight}
        if name in told
        else {"feature": name, "level": "missing", "weight": 0.0}
        for name in sorted(model.comparisons)
    ]
    return rows, sum(each.weight for each in told.values()) + model.prior("default", "departure")


@cache
def _model() -> Model:
    from sojourn.identity.model.model_file import load_model

    return load_model(None)


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
