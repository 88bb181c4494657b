"""Pieces of work made from what is open now: pairs to compare, questions to answer. Safe to repeat.

A piece whose pair or answer is no longer open is withdrawn, whoever has it. Each micro-batch brings its own stays in
line (``following``); this look at everything is for what was answered elsewhere, and for what somebody held then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from sojourn.register.door.notices import list_for_notice
from sojourn.register.review.found_pairs import list_found_pairs
from sojourn.register.review.pieces import close_pieces, open_pair_pieces
from sojourn.register.review.sync_pairs import sync_pairs
from sojourn.register.review.sync_questions import sync_questions


@dataclass(frozen=True)
class Synced:
    """What came of it: pieces made and pieces withdrawn."""

    made: int
    withdrawn: int


@dataclass(frozen=True)
class Scope:
    """What is brought in line.

    Attributes:
        stays: questions about these stays.
        names: pairs about these records.
        disclosed: notices of what was disclosed of these stays.
    """

    stays: Collection[str] = ()
    names: Collection[str] = ()
    disclosed: Collection[str] = ()


@transaction.atomic
def sync_work(scope: Scope | None = None) -> Synced:
    """Bring pairs, questions, pieces of work and notices of disclosures in line with the current answers.

    Args:
        scope: only what hangs on some stays and records; None: everything.
    """
    if scope is not None:
        return _sync_some(scope)
    sync_pairs(list_found_pairs())
    made = sync_questions() + open_pair_pieces()
    list_for_notice()
    return Synced(made, close_pieces())


def _sync_some(scope: Scope) -> Synced:
    made, pairs = 0, list[str]()
    if scope.names:
        pairs = sync_pairs(list_found_pairs(scope.names), scope.names)
        made += open_pair_pieces(pairs)
    if scope.stays:
        made += sync_questions(scope.stays)
    if scope.disclosed:
        list_for_notice(scope.disclosed)
    return Synced(made, close_pieces(pairs, scope.stays) if pairs or scope.stays else 0)
