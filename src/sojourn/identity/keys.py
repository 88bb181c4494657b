"""The keys that name a person: documents, and references of the schemes that identify a person.

A key is one text: ``NUMBER|ISSUER`` for a passport, ``NUMBER|ISSUER|TYPE`` for any other document, ``scheme:VALUE`` for
a reference. The number of a document comes first because numbers differ in their first letters, which makes comparing
keys cheap. A document of type ``I94`` and an ``i94:`` reference of one number are the same key.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _

Expression = Any

PERSON_SCHEMES = ("a-number", "ees-file", "file", "i94", "person", "sevis", "uscis-account")
"""Schemes whose value names one person, or one file about one person.

References of every other scheme stay on the record but join nobody: a booking, a voyage, a receipt, a household or an
address may be shared by several people.
"""

_SEPARATORS = " -./_<|#:\t"
_PLAIN_NUMBER = "^0*[1-9A-Z][0-9A-Z]*$"
_PLAIN_ISSUER = "^[A-Z]{3}$"
_PERSON_SCHEME = f"^({'|'.join(PERSON_SCHEMES)})$"
_PLAIN_REFERENCE = f"^({'|'.join(PERSON_SCHEMES)}):0*[1-9A-Z][0-9A-Z]*$"


def with_document_key(table: Expression) -> Expression:
    """Add ``document_key`` to movements or facts: the key of the record's document, null where there is none.

    Upper case, without separators. The type defaults to a passport (``P``); a missing issuer counts as an issuer of its
    own. No number, a blank one and one of zeros only are no document.
    """
    # Nearly every number is plain already: a test spares it the work of being made plain. Number and issuer are tested
    # one by one: there are few issuers, and the engine tests each of them once. The test is a column of its own, so
    # that it is made once.
    is_plain = _.document_number.re_search(_PLAIN_NUMBER) & _.document_issuer.re_search(_PLAIN_ISSUER)
    kind = ibis.coalesce(_.document_type, "P")
    key = ibis.cases(
        (_.is_plain & (kind == "P"), _.document_number + "|" + _.document_issuer),
        (_.is_plain & (kind == "I94"), "i94:" + _.document_number),
        else_=document_key(_.document_type, _.document_number, _.document_issuer),
    )
    return table.mutate(is_plain=is_plain).mutate(document_key=key).drop("is_plain")


def document_key(document_type: Expression, number: Expression, issuer: Expression) -> Expression:
    """Give the key of any document, by the rules of ``with_document_key``."""
    kind = ibis.coalesce(_plain(document_type).nullif(""), "P")
    plain = _plain(number)
    passport = plain + "|" + ibis.coalesce(_plain(issuer), "")
    key = ibis.cases((kind == "P", passport), (kind == "I94", "i94:" + plain), else_=passport + "|" + kind)
    return ibis.ifelse(_is_nothing(plain), ibis.null(str), key)


def reference_keys(references: Expression) -> Expression:
    """Give the keys in a list of references, with repeats and in any order; null where the list is null."""
    return references.map(lambda reference: reference_key(reference)).filter(lambda key: key.notnull())


def reference_key(reference: Expression) -> Expression:
    """Give the key of one reference; null where its scheme names no person, or its value is nothing."""
    colon = reference.find(":")
    scheme = reference.substr(0, colon).strip().lower()
    value = _plain(reference.substr(colon + 1))
    names_a_person = scheme.re_search(_PERSON_SCHEME) & ~_is_nothing(value)
    made_plain = ibis.ifelse(names_a_person, scheme + ":" + value, ibis.null(str))
    return ibis.ifelse(reference.re_search(_PLAIN_REFERENCE), reference, made_plain)


def _plain(text: Expression) -> Expression:
    return text.upper().translate(_SEPARATORS, "")


def _is_nothing(plain: Expression) -> Expression:
    return plain.replace("0", "") == ""
