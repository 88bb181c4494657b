"""The skeleton of a word of a name: what is left when different spellings of one name are made equal.

The rules are data, in ``spelling.yaml``; what they leave loses its vowels here, the more of them the longer the word
is: short words differ in little else.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.spelling import read_spelling

_META = frozenset(r"\[](){}|^$?*+.")
_SYLLABLE = "^[^AEIOU]?[AEIOU]+([^AEIOU]|NG)?$"
_MANY = 3


def with_skeletons(engine: Engine, words: ir.Table) -> ir.Table:
    """Add ``bare``, the skeleton of each word.

    Args:
        engine: where to compute.
        words: table (word), distinct, in capitals A to Z.

    Returns:
        A table (word, bare), kept in the engine. One syllable keeps its vowels (LI, LIU, LU); a word of one or two
        consonants keeps whether they are A, E, I or O, U (OMAR is not AMIR); a longer one keeps that it begins with a
        vowel, and A, I or O at its end (MARIA, MARIO).
    """
    reduced = words.mutate(left=_.word)
    for pattern, replacement in read_spelling()["skeleton"]:
        reduced = reduced.mutate(left=substitute(engine, _.left, pattern, replacement))
    kept = engine.once(reduced, "reduced_words")
    parts = kept.mutate(
        stem=_.left.re_replace("[AEIOU]+$", ""),
        ending=ibis.cases(
            (_.left.endswith("A"), "A"),
            (_.left.endswith("I"), "I"),
            (_.left.endswith("O") | _.left.endswith("U"), "O"),
            else_="",
        ),
        consonants=_.left.re_replace("[AEIOU]+", ""),
    )
    short = _.stem.re_replace("[AEI][AEIOU]*", "A").re_replace("[OU][AEIOU]*", "O") + _.ending
    long = ibis.ifelse(_.left.re_search("^[AEIOU]"), "A", "") + _.consonants + _.ending
    bare = ibis.cases((_.left.re_search(_SYLLABLE), _.left), (_.consonants.length() < _MANY, short), else_=long)
    skeletons = engine.once(parts.select(word=_.word, bare=ibis.coalesce(bare.nullif(""), _.word)), "skeletons")
    engine.drop(kept)
    return skeletons


def substitute(engine: Engine, text: Any, pattern: str, replacement: str) -> Any:
    r"""Replace every match of a regular expression; ``\1`` in the replacement is its first group.

    DuckDB (RE2) writes a group ``\1``, Spark (Java) ``$1``.
    """
    if not _META & set(pattern):
        return text.replace(pattern, replacement)
    return text.re_replace(pattern, replacement if engine.name == "duckdb" else replacement.replace("\\", "$"))
