"""What the service does by itself while it runs: answers that change with the day, work that follows, feeds judged."""

from __future__ import annotations

import logging
import threading
from datetime import date

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
        self._done_on: date | None = None

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

        if self._done_on != clock.today():
            do_daily()
            self._done_on = clock.today()
        sync_work()


def do_daily() -> None:
    """Do what each day brings: answers that are due, what is left over, feeds, the published tables."""
    from sojourn.register.answering.matching import match_leftovers
    from sojourn.register.answering.recompute import answer_due
    from sojourn.register.feeds.judging import refresh_feeds
    from sojourn.register.published.issues import publish_due

    answer_due(clock.today())
    match_leftovers()
    refresh_feeds()
    publish_due()
