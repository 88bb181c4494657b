"""Who records are about: names as given, in every script on file, with birth date, nationality and documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_MOST_NAMES = 3


@dataclass(frozen=True)
class Identity:
    """What an officer compares with the document or the person in front of them.

    Attributes:
        names: names as given, the one on the newest record first, at most three.
        birth_date: full or partial; null where none is on file.
        nationality: alpha-3.
        documents: issuer and number, the newest first.
    """

    names: tuple[str, ...]
    birth_date: str | None
    nationality: str | None
    documents: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The name on the newest record, or nothing."""
        return self.names[0] if self.names else ""

    @property
    def other_name(self) -> str:
        """Another spelling or script of the name."""
        return self.names[1] if len(self.names) > 1 else ""


#: Of whom nothing is on file.
NOBODY = Identity((), None, None, ())


def read_identity(rows: Iterable[Mapping[str, object]]) -> Identity:
    """Gather the identity from rows of movements and facts."""
    newest = sorted(rows, key=lambda row: str(row.get("recorded_at") or ""), reverse=True)
    names = _distinct(full_name(row) for row in newest)
    documents = dict.fromkeys((_text(row, "document_issuer"), _text(row, "document_number")) for row in newest)
    return Identity(
        names=names[:_MOST_NAMES],
        birth_date=_longest(_text(row, "birth_date") for row in newest),
        nationality=next(iter(_distinct(_text(row, "nationality") for row in newest)), None),
        documents=tuple((issuer, number) for issuer, number in documents if number),
    )


def full_name(row: Mapping[str, object]) -> str:
    """Write a name as it was given: given names, then the family name."""
    return " ".join(part for part in (_text(row, "given_names"), _text(row, "surname")) if part)


def _text(row: Mapping[str, object], column: str) -> str:
    return str(row.get(column) or "")


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(texts) if text)


def _longest(texts: Iterable[str]) -> str | None:
    """Take the fullest of several, the newest of equals."""
    return max((text for text in texts if text), key=len, default=None)
