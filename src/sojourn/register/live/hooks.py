"""What follows when new records or the day changed answers, inside the same transaction, in this order."""

from __future__ import annotations

from collections.abc import Callable

from sojourn.register.live.batch import Batch


def after_batch(batch: Batch) -> None:
    """Let everybody who follows the answers know of a batch."""
    for follow in followers():
        follow(batch)


def followers() -> tuple[Callable[[Batch], None], ...]:
    """Give those who follow; loaded at the first batch, so that importing the queue imports no page."""
    from sojourn.register.cases.following import follow as follow_cases
    from sojourn.register.court.following import follow as follow_courts
    from sojourn.register.live.counting import count_batch
    from sojourn.register.review.following import follow

    return (follow, follow_courts, follow_cases, count_batch)
