"""What kind of letter a reference names: the letters of this service begin with one letter that says so."""

from __future__ import annotations

LETTERS: dict[str, str] = {"notice": "N", "decision": "D", "receipt": "R", "reminder": "M", "enquiry": "E"}
"""The kinds of letters, each with the letter that its references begin with."""

_LENGTH = 12
_KINDS = {start: kind for kind, start in LETTERS.items()}


def letter_kind(reference: str) -> str:
    """Give the kind of the letter that a reference names; empty where it names none of this service."""
    start, dash, token = reference.partition("-")
    return _KINDS.get(start, "") if dash and len(token) == _LENGTH and token.isalnum() else ""
