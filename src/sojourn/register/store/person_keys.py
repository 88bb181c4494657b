"""The keys of ``identity.keys`` for one record in Python: the store needs them before any engine has run."""

from __future__ import annotations

from sojourn.identity.keys import PERSON_SCHEMES

_SEPARATORS = str.maketrans("", "", " -./_<|#:\t")


def plain_number(text: str | None) -> str:
    """Write a number in capitals and without separators; empty for blank ones and zeros, which are no number."""
    plain = _capitals(text or "").translate(_SEPARATORS)
    return plain if plain.replace("0", "") else ""


def document_key(kind: str | None, number: str | None, issuer: str | None) -> str | None:
    """Give the key of a document, as ``identity.keys.document_key`` does; None for no document."""
    plain = plain_number(number)
    if not plain:
        return None
    kind = bare_code(kind) or "P"
    if kind == "I94":
        return f"i94:{plain}"
    passport = f"{plain}|{bare_code(issuer)}"
    return passport if kind == "P" else f"{passport}|{kind}"


def reference_key(reference: str) -> str | None:
    """Give the key of a reference that names one person, as ``identity.keys.reference_keys`` does; else None."""
    scheme, _, value = reference.partition(":")
    scheme, plain = scheme.strip(" ").lower(), plain_number(value)
    return f"{scheme}:{plain}" if scheme in PERSON_SCHEMES and plain else None


def bare_code(text: str | None) -> str:
    """Write a code in capitals and without separators; empty for none."""
    return _capitals(text or "").translate(_SEPARATORS)


def _capitals(text: str) -> str:
    return text.upper() if text.isascii() else "".join(_upper(character) for character in text)


def _upper(character: str) -> str:
    """The engine's capitals go letter by letter: one that becomes two (ß) stays."""
    upper = character.upper()
    return upper if len(upper) == 1 else character
