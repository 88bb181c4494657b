"""References of letters: short enough to be read out on the telephone, and such that none can be guessed."""

from __future__ import annotations

import re

from sojourn.law.procedure.letter_references import LETTERS
from sojourn.register.desk.recording import new_token

_FORM = re.compile(rf"([{''.join(LETTERS.values())}])-?([0-9BCDFGHJKMNPQRSTVWXZ]{{12}})")


def new_reference(kind: str) -> str:
    """Make the reference of a letter to be; its first letter tells the kind."""
    return f"{LETTERS[kind]}-{new_token()}"


def read_reference(text: str) -> str:
    """Read a reference as somebody typed it: small letters, spaces and a missing dash do no harm; empty: it is none."""
    found = _FORM.fullmatch("".join(text.upper().split()))
    return f"{found[1]}-{found[2]}" if found else ""
