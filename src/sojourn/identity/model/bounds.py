"""The most that a pair may weigh, before its names are compared: nearly every candidate can be let go by that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.identity.model.features import equal
from sojourn.identity.model.levels import (
    BOTH_AGREE,
    COMMONNESS,
    COMMONNESS_LIMITS,
    GIVEN_AGREE,
    MISSING,
    NAME,
    SURNAME_AGREES,
)
from sojourn.identity.model.model_file import KINDS, Model

Column = Any

SLACK = 0.001
"""Bits that a sum may be off: weights are rounded to six decimals, one by one and as a sum."""
_ONE_WORD = "one word, the same"
_LOWEST = -1.0e9
_PLAIN = {
    "birth_date": "birth_level",
    "sex": "sex_level",
    "nationality": "nationality_level",
    "document_number": "number_level",
}


def may_weigh(pairs: ir.Table, model: Model, size: str, least: Mapping[str, float]) -> ir.Table:
    """Leave out pairs that cannot weigh as much as asked, whatever comparing their names would give.

    Args:
        pairs: the pairs of ``features.levels`` before their names are compared.
        model: the model.
        size: a size class of the model.
        least: bits by kind of pair; pairs of another kind stay.

    Returns:
        The pairs that some level of the names, among those that their equal names still allow, brings to ``least``.
    """
    rest: Column = ibis.literal(sum(max(0.0, *model.weights(name).values()) for name in model.also))
    for comparison, column in _PLAIN.items():
        rest = rest + _weight(pairs[column], model.weights(comparison))
    asked = [(pairs.kind == kind, least[kind] - model.prior(size, kind) - SLACK) for kind in KINDS if kind in least]
    weighed = pairs.mutate(
        lacking=ibis.cases(*asked, else_=_LOWEST) - rest,
        surname_worth=_rarity(pairs, "surname", model.weights("surname_commonness")),
        given_worth=_rarity(pairs, "given", model.weights("given_names_commonness")),
    )
    return weighed.filter(_best_name(model) >= _.lacking).drop("lacking", "surname_worth", "given_worth")


def _best_name(model: Model) -> Column:
    """Give the greatest weight of the names together, among the levels that a pair can still have."""
    weights, conditions = model.weights("name"), _conditions()
    best: list[Column] = []
    for (needs, in_surname, in_given), words in _grouped().items():
        total: Column = ibis.literal(max(weights[word] for word in words))
        for counts, column in ((in_surname, _.surname_worth), (in_given, _.given_worth)):
            total = column + total if counts else total
        best.append(total if needs is None else ibis.ifelse(conditions[needs], total, _LOWEST))
    return ibis.greatest(*best)


def _grouped() -> dict[tuple[str | None, bool, bool], list[str]]:
    """Group the levels of names by what must be equal for them, and by which names count as common or rare."""
    groups: dict[tuple[str | None, bool, bool], list[str]] = {}
    for word in (*NAME, MISSING):
        groups.setdefault((_needs(word), word in SURNAME_AGREES, word in GIVEN_AGREE), []).append(word)
    return groups


def _needs(word: str) -> str | None:
    if word in BOTH_AGREE or word == _ONE_WORD:
        return "both"
    return next((part for part in ("surname", "given") if word.startswith(part)), None)


def _conditions() -> dict[str, Column]:
    whole = equal("name_bare") | equal("name_sorted") | (equal("surname_form") & equal("given_form"))
    return {"both": whole, "surname": equal("surname_bare"), "given": equal("given_bare")}


def _rarity(pairs: ir.Table, part: str, weights: Mapping[str, float]) -> Column:
    """Give the bits of the more common of two names, as if they agreed."""
    bits = ibis.least(pairs[f"{part}_bits_a"], pairs[f"{part}_bits_b"])
    levels = [(bits < limit, weights[word]) for limit, word in zip(COMMONNESS_LIMITS, COMMONNESS, strict=False)]
    return ibis.cases((bits.isnull(), 0.0), *levels, else_=weights[COMMONNESS[-1]])


def _weight(word: Column, weights: Mapping[str, float]) -> Column:
    return ibis.cases(*[(word == each, bits) for each, bits in weights.items()], else_=0.0)
