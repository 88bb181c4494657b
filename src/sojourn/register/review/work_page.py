"""Review pieces in words: what each is called, where it is done, how many wait. Kinds and numbers; nobody's name."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from sojourn.register.review import words
from sojourn.register.review.models import Assignment, Kind

#: The address of each kind of work.
PLACES: dict[str, str] = {
    Kind.PAIR: "pair",
    Kind.SECOND_LOOK: "pair",
    Kind.QUESTION: "question",
    Kind.ORPHAN: "question",
}


def name_of(piece: Assignment) -> str:
    """Give what a piece of work is called."""
    return gettext("%(kind)s %(number)s") % {"kind": words.say(words.KINDS, piece.kind), "number": piece.id}


def place_of(piece: Assignment) -> str:
    """Give the address at which a piece of work is done."""
    return reverse(PLACES[piece.kind], args=[piece.id])


def waiting_sentence(counts: Mapping[str, int]) -> str:
    """Say how many pieces wait that somebody may be given."""
    number = sum(counts.values())
    if not number:
        return gettext("No other piece of work waits that you may do.")
    return ngettext(
        "%(number)s more piece of work waits to be given out.",
        "%(number)s more pieces of work wait to be given out.",
        number,
    ) % {"number": number}
