"""The words of the letters, one file for each language, all with the same keys and the same placeholders."""

from __future__ import annotations

import functools
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

import yaml

FOLDER = Path(__file__).parent / "texts"

#: The languages in which letters are written; English comes first, and is taken where nothing else is said.
LANGUAGES = ("en", "es", "fr", "ar")

REMINDER, ENQUIRY, NOTICE, DECISION, RECEIPT = "reminder", "enquiry", "notice", "decision", "receipt"
KINDS = (REMINDER, ENQUIRY, NOTICE, DECISION, RECEIPT)
#: Letters that the service makes by itself; neither has a legal effect.
AUTOMATIC = (REMINDER, ENQUIRY)

#: First strong isolate, pop directional isolate.
_ISOLATE = "\u2068{}\u2069"
#: Classes of characters that are written from right to left.
_FROM_RIGHT = {"R", "AL", "AN", "RLE", "RLO", "RLI"}


@dataclass(frozen=True)
class Words:
    """The words of one language as they stand in its file."""

    code: str
    told: Mapping[str, Any]

    @property
    def direction(self) -> str:
        """Give ``ltr`` or ``rtl``."""
        return str(self.told["direction"])

    @property
    def labels(self) -> Mapping[str, str]:
        """Give the short words around a letter."""
        labels: Mapping[str, str] = self.told["labels"]
        return labels

    def letter(self, kind: str) -> Mapping[str, Any]:
        """Give the title, the opening and the sections of a letter."""
        found: Mapping[str, Any] = self.told["letters"][kind]
        return found

    def day(self, day: date) -> str:
        """Write a day as people do in this language."""
        return str(self.told["day"]).format(day=day.day, month=self.told["months"][day.month - 1], year=day.year)


@functools.cache
def words_of(language: str) -> Words:
    """Give the words of a language.

    Raises:
        KeyError: a language that is not in ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Words(language, yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8")))


def fill(sentence: str, values: Mapping[str, str], direction: str) -> str:
    """Put values into a sentence, each kept apart from the direction of the words around it."""
    return sentence.format_map({name: apart(value, direction) for name, value in values.items()})


def apart(value: str, direction: str) -> str:
    """Let a value keep its own direction of writing in a text of this direction, where the two may differ."""
    differs = direction == "rtl" or any(bidirectional(character) in _FROM_RIGHT for character in value)
    return _ISOLATE.format(value) if value and differs else value


def placeholders_of(told: object, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Give each sentence's place in the file with the placeholders that it has; a test compares the languages."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from placeholders_of(value, f"{path}.{key}")
    elif isinstance(told, list):
        for number, value in enumerate(told):
            yield from placeholders_of(value, f"{path}[{number}]")
    else:
        names = (name for _, name, _, _ in string.Formatter().parse(str(told)) if name)
        yield path, frozenset(names)
