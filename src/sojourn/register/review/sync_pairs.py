"""Pairs to compare: new ones opened, decided ones left alone until a record changes, others withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from sojourn.register import clock
from sojourn.register.review.basis import basis_of
from sojourn.register.review.found_pairs import FoundPair
from sojourn.register.review.models import ReviewPair

#: The kind of a pair that the reviewer of a question asked for; it stands until it is decided.
ASKED = "asked_by_reviewer"
State = ReviewPair.State


def sync_pairs(found: Iterable[FoundPair], names: Collection[str] | None = None) -> list[str]:
    """Open what was found, reopen what was decided on other records, and withdraw what is found no more.

    Args:
        found: the pairs found now, all or those about ``names``.
        names: only pairs about these records; None: all.

    Returns:
        The ids of the pairs that were looked at.
    """
    rows = ReviewPair.objects.all()
    rows = rows if names is None else rows.filter(Q(record_a__in=names) | Q(record_b__in=names))
    known = {(pair.record_a, pair.record_b): pair for pair in rows}
    looked_at = [pair.review_id for pair in known.values()]
    for each in found:
        pair = known.pop((each.record_a, each.record_b), None)
        if pair is None:
            looked_at.append(open_pair(each).review_id)
        else:
            _bring_up(pair, each)
    gone = [pair.review_id for pair in known.values() if pair.state == State.OPEN and pair.kind != ASKED]
    if gone:
        held = ReviewPair.objects.filter(review_id__in=gone).select_for_update(skip_locked=True)
        free = list(held.values_list("review_id", flat=True))
        ReviewPair.objects.filter(review_id__in=free).update(state=State.WITHDRAWN)
    return looked_at


def open_pair(found: FoundPair) -> ReviewPair:
    """Write a new pair down."""
    return ReviewPair.objects.create(
        review_id=found.review_id,
        kind=found.kind,
        record_a=found.record_a,
        record_b=found.record_b,
        why=found.why,
        suggested=found.suggested,
        basis=basis_of(found.record_a, found.record_b),
        opened_at=clock.now(),
    )


def _bring_up(pair: ReviewPair, found: FoundPair) -> None:
    basis = basis_of(pair.record_a, pair.record_b)
    changed = bytes(pair.basis) != basis
    if pair.state == State.DECIDED and not changed:
        return
    if pair.state == State.OPEN and not changed and pair.kind == found.kind:
        return
    if ReviewPair.objects.select_for_update(skip_locked=True).filter(pk=pair.pk).first() is None:
        return  # a reviewer holds it at this moment; the next look at everything finds it
    if pair.state != State.OPEN:
        pair.opened_at = clock.now()
    pair.kind, pair.why, pair.suggested = found.kind, found.why, found.suggested
    pair.state, pair.basis, pair.features, pair.weight = State.OPEN, basis, None, None
    pair.save()
