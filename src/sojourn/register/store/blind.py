"""Blind keys: keyed digests under which a subject is found, though the values themselves lie sealed.

Who has the database alone cannot test a guess; that takes the index key, which is kept apart.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from django.conf import settings

from sojourn.register.store.name_words import name_words
from sojourn.register.store.person_keys import bare_code, document_key, plain_number, reference_key

Kind = Literal["document", "reference", "record", "number", "name"]
#: Subjects that share a digest of these kinds are connected; the other kinds are for search alone.
CONNECTING: tuple[Kind, ...] = ("document", "reference", "record")
SIZE = 16
_YEAR = re.compile("[0-9]{4}")


class BlindKey(NamedTuple):
    """A kind and a digest."""

    kind: Kind
    digest: bytes


def blind(kind: Kind, text: str) -> BlindKey:
    """Give the blind key of one text."""
    told = f"{kind}\n{text}".encode(errors="replace")
    return BlindKey(kind, hmac.digest(settings.CONFIGURATION.index_key, told, "sha256")[:SIZE])


def content_digest(text: str) -> bytes:
    """Give the keyed digest of what a source said; whole, because rows are told apart by it for good."""
    return hmac.digest(settings.CONFIGURATION.index_key, b"content\n" + text.encode(), "sha256")


def connecting_keys(name: str, values: Mapping[str, object]) -> list[BlindKey]:
    """Give the keys that say whose a record is, the strongest first: document, references, what it corrects, itself."""
    text = _texts(values)
    documents = [document_key(text["document_type"], text["document_number"], text["document_issuer"])]
    if values.get("kind") == "document":
        issuer = text["other_document_issuer"] or text["document_issuer"]
        documents.append(document_key("P", text["other_document_number"], issuer))
    references = [reference_key(reference) for reference in _references(values)]
    names = [text["corrects"], name]
    # An I-94 number is one key, whether it stands as a document or as a reference.
    found = [
        *(blind("reference" if key.startswith("i94:") else "document", key) for key in documents if key),
        *(blind("reference", key) for key in references if key),
        *(blind("record", key) for key in names if key),
    ]
    return list(dict.fromkeys(found))


def searching_keys(values: Mapping[str, object]) -> list[BlindKey]:
    """Give the keys under which search alone finds a record: its documents' numbers, its name with the birth year."""
    text = _texts(values)
    shown = [
        (plain_number(text["document_number"]), text["document_issuer"]),
        (plain_number(text["other_document_number"]), text["other_document_issuer"] or text["document_issuer"]),
    ]
    found = [number_key(number, of) for number, issuer in shown if number for of in (None, issuer or "")]
    year = _YEAR.match(text["birth_date"] or "")
    if year:
        words = name_words(text["surname"], text["given_names"])
        found += [name_key(word, int(year.group())) for word in sorted(words)]
    return found


def number_key(plain: str, issuer: str | None) -> BlindKey:
    """Give the blind key of a document's number, with or without its issuer, whatever its type."""
    return blind("number", plain if issuer is None else f"{plain}|{bare_code(issuer)}")


def name_key(word: str, birth_year: int) -> BlindKey:
    """Give the blind key of one word of a name with a birth year."""
    return blind("name", f"{word}|{birth_year:04}")


_TEXTS = (
    "document_type",
    "document_number",
    "document_issuer",
    "other_document_number",
    "other_document_issuer",
    "corrects",
    "birth_date",
    "surname",
    "given_names",
)


def _texts(values: Mapping[str, object]) -> dict[str, str | None]:
    found = {name: values.get(name) for name in _TEXTS}
    return {name: value if isinstance(value, str) else None for name, value in found.items()}


def _references(values: Mapping[str, object]) -> list[str]:
    listed = values.get("references")
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
