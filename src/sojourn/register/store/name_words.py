"""The words of a name for search, spelled alike whatever the script, the order and the spelling.

The same lists and rules as ``identity.names`` and ``identity.skeleton``, which work on whole tables; here for the one
name that somebody types. A test holds both against each other.
"""

from __future__ import annotations

import functools
import re

from sojourn.identity.spelling import read_spelling, spell_in_latin

_ONE_SYLLABLE = re.compile(r"[^AEIOU]?[AEIOU]+([^AEIOU]|NG)?")
_VOWELS = re.compile(r"[AEIOU]+")
_SIMPLE = re.compile("[A-Z]{3,}")
_FEW = 3
_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uac00-\ud7a3]{2,4}")


def name_words(*texts: str | None) -> frozenset[str]:
    """Give the skeletons of the words of a name, without particles unless there is nothing else."""
    words = [word for text in texts if text for word in _form(text)]
    particles = _particles()
    own = [word for word in words if word not in particles]
    return frozenset(skeleton(word) for word in own or words)


def readings(name: str) -> list[frozenset[str]]:
    """Give the sets of words that a typed name may mean: one, or several where ideographs are written together."""
    written = name.strip()
    if not _IDEOGRAPHS.fullmatch(written):
        return [words for words in [name_words(name)] if words]
    parted = [name_words(written[:length], written[length:]) for length in (1, 2) if length < len(written)]
    return list(dict.fromkeys([*parted, name_words(written)]))


@functools.lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """Give the skeleton of one word in capitals A to Z; see ``identity.skeleton``."""
    left = word
    for pattern, replacement in _rules():
        left = pattern.sub(replacement, left)
    stem = re.sub("[AEIOU]+$", "", left)
    ending = {"A": "A", "I": "I", "O": "O", "U": "O"}.get(left[-1:], "")
    consonants = _VOWELS.sub("", left)
    if _ONE_SYLLABLE.fullmatch(left):
        bare = left
    elif len(consonants) < _FEW:
        bare = re.sub("[OU][AEIOU]*", "O", re.sub("[AEI][AEIOU]*", "A", stem)) + ending
    else:
        bare = ("A" if left[:1] in "AEIOU" else "") + consonants + ending
    return bare or word


@functools.lru_cache(maxsize=50_000)
def _form(text: str) -> tuple[str, ...]:
    """Write a text as words in capitals, as ``identity.names`` does."""
    latin = text.upper() if text.isascii() and text.isprintable() else spell_in_latin(text)
    simple = _SIMPLE.fullmatch(latin) and not latin.startswith("ABD") and latin not in _named()
    if simple:  # most texts are one plain word: they are spared the rules for several
        return (latin,)
    form = " " + re.sub("[^A-Z]+", " ", re.sub("[`'\"]", "", latin)).strip() + " "
    joined, nothing, titles = _form_rules()
    for pattern, replacement in joined:
        form = pattern.sub(replacement, form)
    form = nothing.sub(" ", nothing.sub(" ", form))  # twice: two words in a row share the blank between them
    form = titles.sub(" ", form).strip() or form.strip()
    return () if form in read_spelling()["placeholders"]["phrases"] else tuple(form.split())


@functools.cache
def _form_rules() -> tuple[list[tuple[re.Pattern[str], str]], re.Pattern[str], re.Pattern[str]]:
    lists = read_spelling()
    joined = [(re.compile(pattern), replacement) for pattern, replacement in lists["joined"]]
    nothing = re.compile(f" ({'|'.join(lists['placeholders']['words'])}) ")
    return joined, nothing, re.compile(f" ({'|'.join(lists['titles'])}) ")


@functools.cache
def _particles() -> frozenset[str]:
    return frozenset(read_spelling()["particles"])


@functools.cache
def _named() -> frozenset[str]:
    """Words that stand for no name, and titles."""
    lists = read_spelling()
    return frozenset(word for words in (*lists["placeholders"].values(), lists["titles"]) for word in words)


@functools.cache
def _rules() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), replacement) for pattern, replacement in read_spelling()["skeleton"]]
