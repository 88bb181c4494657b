"""Pieces of work made from what is open now: pairs to compare, questions to answer. Safe to repeat.

A piece whose pair or answer is no longer open is withdrawn, whoever has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from sojourn.register.review.found_pairs import list_found_pairs
from sojourn.register.review.pieces import close_pieces, open_pair_pieces
from sojourn.register.review.sync_pairs import sync_pairs
from sojourn.register.review.sync_questions import sync_questions


@dataclass(frozen=True)
class Synced:
    """What came of it: pieces made and pieces withdrawn."""

    made: int
    withdrawn: int


@transaction.atomic
def sync_work() -> Synced:
    """Bring pairs, questions and pieces of work in line with the current answers."""
    sync_pairs(list_found_pairs())
    made = sync_questions()
    made += open_pair_pieces()
    return Synced(made, close_pieces())
