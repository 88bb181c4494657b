"""Names of any script in the capitals A to Z, as the machine-readable line of a passport writes them.

Letters go by ICAO Doc 9303 where it names them (``Ü`` is UE, ``ß`` is SS); Cyrillic, Greek, Chinese, Korean and all
others by the tables of ``anyascii``. Arabic and Hebrew leave most vowels out: an A is written for each. The letters and
words are data, in ``spelling.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_HEBREW = re.compile(r"[\u05d0-\u05ea][\u05d0-\u05ea'\"\u05f3\u05f4]*")
_HANGUL = re.compile(r"(?<![\uac00-\ud7a3])[\uac00-\ud7a3](?![\uac00-\ud7a3])")
_ARTICLE, _SERVANT = "ال", "عبد"
_VOWELS = ("A", "E", "I", "O", "U")


@lru_cache(maxsize=1)
def read_spelling() -> dict[str, Any]:
    """Read the lists of ``spelling.yaml``, once."""
    text = files("sojourn.identity").joinpath("spelling.yaml").read_text(encoding="utf-8")
    lists: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return lists


def spell_in_latin(text: str) -> str:
    """Write a name of any script in ASCII capitals; marks and blanks stay where they are.

    ``Müller`` is MUELLER, ``Мария`` MARIYA, ``محمد`` MAHAMAD. Chinese characters are read as Mandarin, in
    Japanese names too.
    """
    from anyascii import anyascii  # tables of all scripts: read on first use

    lists = read_spelling()
    plain = unicodedata.normalize("NFKC", text)
    plain = _ARABIC.sub(lambda word: _spell_word(word.group(), _arabic_sounds), plain)
    plain = _HEBREW.sub(lambda word: _spell_word(word.group(), _hebrew_sounds), plain)
    plain = _HANGUL.sub(lambda word: str(lists["hangul_surnames"].get(word.group(), word.group())), plain)
    plain = _spell_greek(plain.upper(), lists["greek"]).translate(str.maketrans(lists["latin"]))
    return anyascii(plain).upper()


def _spell_greek(text: str, pairs: dict[str, str]) -> str:
    """Take the accents off Greek letters and join those that are one sound; leave other scripts alone."""
    if not re.search("[Ͱ-Ͽἀ-῾]", text):
        return text
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    for pair, sound in pairs.items():
        bare = bare.replace(pair, sound)
    return bare


def _spell_word(word: str, sounds: Callable[[str], list[str]]) -> str:
    """Spell one word of a script without vowels, its article and the servant in ``Abdul`` apart."""
    small = read_spelling()["small_words"].get(word)
    if small is not None:
        return str(small)
    begun = ""
    for start, spelled in ((_SERVANT, "ABD"), (_ARTICLE, "AL")):
        if word.startswith(start) and len(word) > len(start) + (1 if begun else 2):
            begun, word = begun + spelled, word.removeprefix(start)
    return begun + _with_vowels(sounds(word))


def _with_vowels(sounds: list[str]) -> str:
    """Write an A between two consonants."""
    text, before = "", ""
    for sound in filter(None, sounds):
        if before and before[-1] not in _VOWELS and sound[0] not in _VOWELS:
            text += "A"
        text, before = text + sound, sound
    return text


def _arabic_sounds(word: str) -> list[str]:
    letters = read_spelling()["arabic"]
    marks = re.findall("تش|.", "".join(mark for mark in word if not unicodedata.combining(mark) and mark != "ـ"))
    sounds = [str(letters.get(mark, "")) for mark in marks]
    last = len(sounds) - 1
    for place, sound in enumerate(sounds):
        before_a = place < last and sounds[place + 1] == "A"
        if sound in ("W", "Y") and place > 0 and not before_a:
            sounds[place] = "U" if sound == "W" else "I"
        elif marks[place] in "هہھ" and place == last and place > 1:
            sounds[place] = "A"
        elif marks[place] == "ع" and place == last:
            sounds[place] = ""
    return sounds


def _hebrew_sounds(word: str) -> list[str]:
    letters = read_spelling()["hebrew"]
    word = word.replace("׳", "'").replace("״", "").replace('"', "")
    marks = re.findall("וו|יי|[גצזתץ]'|.", word)
    sounds = [str(letters.get(mark, "")) for mark in marks]
    last = len(sounds) - 1
    for place, sound in enumerate(sounds):
        before_vowel = place < last and marks[place + 1] in "אעיה"
        if marks[place] in ("ו", "י") and place > 0 and not before_vowel:
            sounds[place] = "O" if sound == "V" else "I"
        elif marks[place] == "ה" and place == last:
            sounds[place] = "A"
        elif marks[place] == "ב" and place == last > 0:
            sounds[place] = "V"
    return sounds
