"""What the model compares, and the words of each level: a closed list for each comparison, from best to worst.

The level of a pair is worked out before Splink sees it (``features``), so that Splink's own conditions are plain
equality of a word and run alike on every engine.
"""

from __future__ import annotations

from typing import Any

from sojourn.identity.model.births import BIRTH_RELATIONS

MISSING = "missing"
OTHER_WISE = "different"

NAME = (
    "same",
    "same in another order",
    "same in another spelling",
    "surname same, given names in part",
    "surname same, no given names",
    "all names of one in the other",
    "cut short",
    "surname same, given names one letter off",
    "surname same, given names two letters off",
    "given names same, surname one letter off",
    "given names same, surname two letters off",
    "given names same, no surname",
    "given names same, surname begins alike",
    "surname same, given names begin alike",
    "both a letter or two off",
    "one word, the same",
    "surname same, given names differ",
    "given names same, surname differs",
    "one name in the other field",
    OTHER_WISE,
)
BOTH_AGREE = NAME[:3]
_OFF = ("one letter off", "two letters off")
SURNAME_AGREES = (
    *BOTH_AGREE,
    *(word for word in NAME if word.startswith("surname same")),
    *(word for word in NAME if word.startswith("given names same") and word.endswith(_OFF)),
)
GIVEN_AGREE = (
    *BOTH_AGREE,
    *(word for word in NAME if word.startswith("given names same")),
    *(word for word in NAME if word.startswith("surname same") and word.endswith(_OFF)),
)

COMMONNESS = ("1 in 64 or more", "1 in 256", "1 in 1024", "1 in 4096", "rarer")
"""How many people bear a name, by the list in the model file: more than 1 in 128, 1 in 512, 1 in 2048, 1 in 8192."""
COMMONNESS_LIMITS = (7.0, 9.0, 11.0, 13.0)
"""The bits (minus the base-2 logarithm of the frequency) below which each word but the last holds."""

NUMBER = ("same", "one character off, same issuer", "same, other issuer", OTHER_WISE)
PLAIN = ("same", OTHER_WISE)
ALSO = ("same", "one letter off", OTHER_WISE)
ALSO_PREFIX = "also_"

LEVELS: dict[str, tuple[str, ...]] = {
    "name": NAME,
    "surname_commonness": COMMONNESS,
    "given_names_commonness": COMMONNESS,
    "birth_date": BIRTH_RELATIONS,
    "sex": PLAIN,
    "nationality": PLAIN,
    "document_number": NUMBER,
}
"""The levels of each comparison without ``missing``, which weighs nothing."""


def levels_of(comparison: str) -> tuple[str, ...]:
    """Give the words of a comparison, one of ``LEVELS`` or a column ``also_...`` of labelled data."""
    return ALSO if comparison.startswith(ALSO_PREFIX) else LEVELS[comparison]


def splink_comparison(name: str, m: dict[str, float], u: dict[str, float]) -> dict[str, Any]:
    """Give Splink's settings of a comparison from the probabilities of each level."""
    words = levels_of(name)
    levels: list[dict[str, Any]] = [
        {"sql_condition": _is(name, MISSING), "label_for_charts": MISSING, "is_null_level": True}
    ]
    for word in words:
        condition = "ELSE" if word == words[-1] else _is(name, word)
        levels.append(
            {"sql_condition": condition, "label_for_charts": word, "m_probability": m[word], "u_probability": u[word]}
        )
    return {"output_column_name": name, "comparison_levels": levels}


def splink_settings(comparisons: list[dict[str, Any]]) -> dict[str, Any]:
    """Give Splink's settings for comparisons; the prior is Sojourn's own and added after Splink's sum."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "pattern",
        "probability_two_random_records_match": 0.5,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": comparisons,
        "linker_uid": "sojourn",
    }


def _is(name: str, word: str) -> str:
    # Not quoted: what quotes a column in one engine makes a text in another. ``labelled`` admits plain names only.
    return f"{name}_l = '{word}'"
