"""What the service does by itself while it runs: answers that change with the day, work that follows, feeds judged."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections

from sojourn.errors import SojournError
from sojourn.register import clock

#: Seconds between two looks at what is to do.
PAUSE = 60.0
_LOG = logging.getLogger(__name__)


class Chores(threading.Thread):
    """Does the chores one after the other until the process ends; a failure is logged and tried again later."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        super().__init__(name="sojourn-chores", daemon=True)

    def run(self) -> None:
        """Warm the engine up, then look each minute."""
        from sojourn.register.answering.engine import warm_up

        warm_up()
        while True:
            try:
                self.look()
            except (SojournError, DatabaseError) as error:
                _LOG.warning("a chore failed and is tried again in a minute: %s", type(error).__name__)
            close_old_connections()
            threading.Event().wait(PAUSE)

    def look(self) -> None:
        """Do what is to do now."""
        from sojourn.register.review.syncing import sync_work

        if not is_done_today():
            do_daily()
        sync_work()


def is_done_today() -> bool:
    """Say whether this day's chores were done, by this process or by one before it: the feeds are judged last."""
    from sojourn.register.feeds.quality import find_judged

    judged = find_judged()
    return judged is not None and judged.judged_at.date() == clock.today()


def do_daily() -> None:
    """Do what each day brings: answers that are due, what is left over, the published tables, feeds."""
    from sojourn.register.answering.matching import match_leftovers
    from sojourn.register.answering.recompute import answer_due
    from sojourn.register.feeds.judging import refresh_feeds
    from sojourn.register.published.issues import publish_due

    answer_due(clock.today())
    match_leftovers()
    publish_due()
    refresh_feeds()
