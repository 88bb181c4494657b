"""Fields of a line that tabs part: what would end a field or a line is written with a backslash, as PostgreSQL does."""

from __future__ import annotations

import re

_LETTERS = {"\\": "\\", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v"}
_WRITTEN = str.maketrans({sign: f"\\{letter}" for sign, letter in _LETTERS.items()})
_READ = {letter: sign for sign, letter in _LETTERS.items()}
_MARKED = re.compile(r"\\(.)", re.DOTALL)


def write_field(text: str) -> str:
    """Write a text as one field."""
    return text.translate(_WRITTEN)


def read_field(field: str) -> str:
    """Read the text of a field."""
    return _MARKED.sub(lambda found: _READ.get(found[1], found[1]), field) if "\\" in field else field
