"""Decide about a pair, and take a decision back. A decision is a row of link decisions, and the answers follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review.assigned import finish, get_own
from sojourn.register.review.basis import basis_of
from sojourn.register.review.models import Kind, PairDecision, PieceState, ReviewPair, SecondLook
from sojourn.register.review.opening import pair_of, require_persons
from sojourn.register.review.pieces import open_piece
from sojourn.register.review.sample import is_sampled
from sojourn.register.review.who import user_of
from sojourn.register.review.whose import subjects_of
from sojourn.register.review.words import REASONS_OF

_VERDICTS: dict[str, Literal["same", "different", "unsure"]] = {
    "same": "same",
    "different": "different",
    "unsure": "unsure",
}


@dataclass(frozen=True)
class Decided:
    """What a reviewer says: the verdict, its reason as a code, a note, and the basis that they saw."""

    verdict: str
    reason: str
    note: str
    basis: str


@action(Verb.PAIR_DECIDED, "review_pairs")
def decide_pair(acting: Acting, piece_id: int, said: Decided) -> Done[PairDecision]:
    """Decide about the pair of a piece of one's own work; the answers of both persons are worked out anew.

    Raises:
        RegisterError: ``work-not-yours``, ``pair-changed`` or ``bad-verdict``.
    """
    from sojourn.register.store.links import record_decision

    piece = get_own(acting, piece_id, (Kind.PAIR,))
    pair = ReviewPair.objects.select_for_update().get(review_id=piece.subject)
    persons, basis = _check(acting, pair, said)
    now = clock.now()
    link_id = record_decision(
        pair.record_a, pair.record_b, _VERDICTS[said.verdict], acting.actor, said.reason, pair.review_id, now
    )
    decision = PairDecision.objects.create(
        pair=pair,
        verdict=said.verdict,
        reason=said.reason,
        note=said.note,
        basis=basis,
        link_id=link_id,
        score_seen=piece.score_seen,
        decided_by_id=user_of(acting),
        decided_at=now,
    )
    pair.state, pair.basis = ReviewPair.State.DECIDED, basis
    pair.save()
    finish(piece)
    _ask_again(decision)
    _answer_anew(acting, pair)
    return Done(decision, persons, {"review": pair.review_id, "verdict": said.verdict, "link": link_id})


@action(Verb.PAIR_CHECKED_AGAIN, "check_again")
def decide_again(acting: Acting, piece_id: int, said: Decided) -> Done[None]:
    """Decide about a pair of the sample without seeing the first decision; nothing is joined or parted by it.

    Raises:
        RegisterError: ``work-not-yours``, ``pair-changed`` or ``bad-verdict``.
    """
    piece = get_own(acting, piece_id, (Kind.SECOND_LOOK,))
    pair = pair_of(piece)
    persons, _basis = _check(acting, pair, said)
    look = SecondLook.objects.select_for_update().get(id=int(piece.subject))
    look.verdict, look.reason, look.note = said.verdict, said.reason, said.note
    look.score_seen, look.decided_by_id, look.decided_at = piece.score_seen, user_of(acting), clock.now()
    look.save()
    finish(piece)
    return Done(None, persons, {"review": pair.review_id, "verdict": said.verdict})


@action(Verb.DECISION_WITHDRAWN, "review_pairs")
def undo_own(acting: Acting, decision_id: int, reason: str) -> Done[None]:
    """Take one's own decision back; the pair is asked again.

    Raises:
        RegisterError: ``decision-missing``: it is not one's own, or was taken back already.
    """
    return _withdraw(acting, decision_id, reason, own=True)


@action(Verb.DECISION_WITHDRAWN, "assign_work")
def ask_anew(acting: Acting, decision_id: int, reason: str) -> Done[None]:
    """Take anybody's decision back, so that the pair is asked again; for those who assign work.

    Raises:
        RegisterError: ``decision-missing``.
    """
    return _withdraw(acting, decision_id, reason, own=False)


def _check(acting: Acting, pair: ReviewPair, said: Decided) -> tuple[tuple[str, ...], bytes]:
    if said.reason not in REASONS_OF.get(said.verdict, ()):
        raise RegisterError(
            "bad-verdict", "this reason does not go with this decision. Next: choose one that stands beside it."
        )
    basis = basis_of(pair.record_a, pair.record_b)
    if basis.hex() != said.basis:
        raise RegisterError(
            "pair-changed",
            "a record of this pair has changed since you opened it; nothing was decided. Next: open the pair again.",
        )
    return require_persons(acting, pair), basis


def _ask_again(decision: PairDecision) -> None:
    if is_sampled(decision.pair.review_id, settings.CONFIGURATION.index_key):
        look = SecondLook.objects.create(decision=decision, asked_at=clock.now())
        open_piece(Kind.SECOND_LOOK, str(look.id), decision.pair)


def _withdraw(acting: Acting, decision_id: int, reason: str, *, own: bool) -> Done[None]:
    from sojourn.register.store.links import withdraw_decision

    standing = PairDecision.objects.select_for_update().filter(id=decision_id, withdrawn_at=None)
    decision = standing.filter(decided_by_id=user_of(acting)).first() if own else standing.first()
    if decision is None:
        raise RegisterError(
            "decision-missing",
            "there is no such decision that you could take back: it is another's, or was taken back already. Next: go "
            "to My work.",
        )
    pair, now = decision.pair, clock.now()
    persons = require_persons(acting, pair)
    withdraw_decision(decision.link_id, acting.actor, reason, now)
    decision.withdrawn_by_id, decision.withdrawn_at, decision.withdrawn_reason = acting.user_id, now, reason
    decision.save()
    pair.state, pair.opened_at = ReviewPair.State.OPEN, now
    pair.save()
    _drop_second_look(decision)
    piece = open_piece(Kind.PAIR, pair.review_id, pair)
    if own:
        piece.state, piece.assigned_to_id, piece.office = PieceState.ASSIGNED, acting.user_id, acting.office
        piece.assigned_at = now
        piece.save()
    _answer_anew(acting, pair)
    return Done(None, persons, {"review": pair.review_id, "link": decision.link_id, "reason": reason})


def _drop_second_look(decision: PairDecision) -> None:
    from sojourn.register.review.pieces import close_pieces

    if SecondLook.objects.filter(decision=decision).exists():
        close_pieces()


def _answer_anew(acting: Acting, pair: ReviewPair) -> None:
    from sojourn.register.answering.recompute import answer_and_follow

    names = [pair.record_a, pair.record_b]
    answer_and_follow(subjects_of(names), "decision", names, acting)
