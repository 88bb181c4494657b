"""What the service does by itself while it runs: what time brings, piece by piece, and each day's long work beside it.

``tick`` is called by the worker between two micro-batches. It puts those into the queue who are to be answered anew
though no record came: their answer changes with the day, or rests on a feed's day whose quarantine began or ended. The
queue answers them like all others. What is to do follows from the tables alone, so whoever is killed loses nothing.

Long work (comparing what documents left over, published tables, feeds judged) is done by a process of its own
(``python -m sojourn.register.chores``), so that no departure waits for it.
"""

from __future__ import annotations

import atexit
import logging
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import DatabaseError, transaction

from sojourn.errors import RegisterError, SojournError
from sojourn.register import clock
from sojourn.register.store.statements import select

#: Seconds between two looks at what is to do.
PAUSE = 60.0
#: Seconds between two looks at all work, for what the micro-batches passed over.
_LOOK_AT_ALL = 600.0
#: Subjects put into the queue in one tick.
_AT_ONCE = 500
#: The cause of versions that time alone brings.
DAY = "day"
#: Where an answer still names a day that has come after so many tries, it is left for another day.
_MOST_TRIES = 3
#: The lock that the process of the long work holds.
LONG_WORK = 0x50_4A_43
_LOG = logging.getLogger(__name__)

_DUE = """
WITH due AS (
  SELECT a.stay_id, a.person_id, a.next_change_on FROM store_current_answer a
  WHERE a.next_change_on <= %s AND EXISTS (
    SELECT FROM store_current_person p WHERE p.person_id = a.person_id AND p.subject_id <> ALL(%s)
      AND NOT EXISTS (SELECT FROM live_pending w WHERE w.why = 'day' AND p.subject_id = ANY(w.subject_ids)))
  ORDER BY a.next_change_on, a.stay_id LIMIT %s
)
SELECT p.subject_id FROM due JOIN store_current_person p USING (person_id)
GROUP BY p.subject_id ORDER BY min(due.next_change_on), min(due.stay_id)
"""
# Rows of the queue that time brought and that have not failed: no more are put there before these are answered.
_STILL = "SELECT EXISTS (SELECT FROM live_pending WHERE why IN ('day', 'feed', 'stop') AND attempts = 0)"


def tick() -> bool:
    """Do one short piece of what time brings; says whether more waits.

    Raises:
        DatabaseError: the database is away; nothing was done.
    """
    more = bring_in_part()
    more = bring_to_cases() or more
    if not more:
        _BESIDE.look()
    return more


def bring_in_part() -> bool:
    """Put some of those into the queue whom the day or a feed's quarantine touches; says whether any were.

    No more than one part stands in the queue at a time, so that records that come in never wait behind many.
    """
    from sojourn.register.controls.spreading import touch_part as touch_stopped
    from sojourn.register.feeds.touching import touch_part
    from sojourn.register.intake.lifted import take_in_part

    with transaction.atomic():
        ((still,),) = select(_STILL)
        if still:
            return True
        return touch_stopped() or enqueue_due(clock.today()) > 0 or touch_part() or take_in_part()


def bring_to_cases() -> bool:
    """Pass on messages that nobody acknowledged, look at cases and declarations whose time has come; whether any."""
    from sojourn.register.cases.passing_time import look_at_due
    from sojourn.register.court.escalating import escalate_due
    from sojourn.register.requests.ahead import put_due_on_file

    return escalate_due(clock.now()) + look_at_due() + put_due_on_file() > 0


def enqueue_due(day: date, most: int = _AT_ONCE) -> int:
    """Put those into the queue whose answers change with the day alone, up to and including ``day``; gives how many.

    Args:
        day: the day that has come.
        most: stays at most; those whose day came first come first.
    """
    from sojourn.register.live.queue import Waiting, enqueue

    due: list[UUID] = [subject for (subject,) in select(_DUE, [day, _TRIED.given_up(day), most])]
    enqueue([Waiting(subject, day.isoformat()) for subject in due], DAY)
    _TRIED.note(day, due)
    return len(due)


class _Tried:
    """How often this process tried a subject on one day.

    An answer worked out on a day names a later one as its next change. Should one ever not, it is tried no further on
    that day, instead of again and again.
    """

    def __init__(self) -> None:
        self._day = date.min
        self._tries: Counter[UUID] = Counter()

    def given_up(self, day: date) -> list[UUID]:
        """Give the subjects that are not tried again on this day."""
        if day != self._day:
            self._day, self._tries = day, Counter()
        return [subject for subject, tries in self._tries.items() if tries >= _MOST_TRIES]

    def note(self, day: date, subjects: list[UUID]) -> None:
        """Note that subjects were put into the queue."""
        self._day = day
        self._tries.update(subjects)
        if any(self._tries[subject] >= _MOST_TRIES for subject in subjects):
            _LOG.warning("answers still name a day that has come; they are left for another day")


_TRIED = _Tried()


class Beside:
    """The process of the long work, started where something is to do and none runs."""

    def __init__(self) -> None:
        """Nothing runs yet; the first look is a minute away, so that a start is not disturbed."""
        self._running: subprocess.Popen[bytes] | None = None
        self._late: int | None = None
        self._next_look = time.monotonic() + PAUSE
        self._next_start = 0.0
        atexit.register(self.stop)

    def look(self) -> None:
        """Start the process where a day's work or a look at all work is due; tell of entries that the log leaves."""
        now = time.monotonic()
        if now < self._next_look:
            return
        from sojourn.register.log.delay import tell_of_late

        self._next_look = now + PAUSE
        self._late = tell_of_late(self._late)
        if self._running is not None and self._running.poll() is None:
            return
        if now >= self._next_start:
            self._next_start = now + _LOOK_AT_ALL
            self._running = subprocess.Popen([sys.executable, "-m", "sojourn.register.chores"])

    def stop(self) -> None:
        """End the process, where it runs; what it has not committed is done again."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait()


_BESIDE = Beside()


def do_long_work() -> bool:
    """Do what is due of the long work, and look at all work; false where another process is at it."""
    from sojourn.register.operate.metrics import chore_done
    from sojourn.register.retention.destroying import destroy_confirmed
    from sojourn.register.review.syncing import sync_work

    if not select("SELECT pg_try_advisory_lock(%s)", [LONG_WORK])[0][0]:
        return False
    try:
        if not is_done_today():
            _do_long()
        sync_work()
        chore_done("work", clock.now())
        destroy_confirmed()
        _tidy()
    finally:
        select("SELECT pg_advisory_unlock(%s)", [LONG_WORK])
    return True


def _tidy() -> None:
    """Keep the log of the register's own PostgreSQL short, where there is one."""
    from django.conf import settings

    from sojourn.register.postgres.log_file import tidy_log

    home = settings.CONFIGURATION.home
    if home is not None:
        tidy_log(home / "postgres" / "server.log")


def is_done_today() -> bool:
    """Say whether this day's chores were done, by this process or by one before it: the feeds are judged last."""
    from sojourn.register.feeds.quality import find_judged

    judged = find_judged()
    return judged is not None and clock.day_of(judged.judged_at) == clock.today()


def do_daily() -> None:
    """Do what each day brings, at once: answers that are due, what is left over, the published tables, feeds."""
    from sojourn.register.answering.recompute import answer_due

    answer_due(clock.today())
    _do_long()


def _do_long() -> None:
    from sojourn.register.answering.matching import match_leftovers
    from sojourn.register.cases.offence_mapping import forget_unsigned
    from sojourn.register.controls.glass import alert_unreviewed
    from sojourn.register.feeds.judging import refresh_feeds
    from sojourn.register.operate.metrics import chore_done
    from sojourn.register.oversight.issuing import count_due
    from sojourn.register.published.case_issues import publish_cases_due
    from sojourn.register.published.issues import publish_due
    from sojourn.register.retention.listing import list_due

    works: tuple[tuple[str, Callable[[], object]], ...] = (
        ("matching", match_leftovers),
        ("publishing", publish_due),
        ("publishing_cases", publish_cases_due),
        ("oversight", count_due),
        ("offences", forget_unsigned),
        ("letters", _make_letters),
        ("retention", list_due),
        ("emergencies", alert_unreviewed),
        ("feeds", refresh_feeds),
    )
    for name, work in works:
        work()
        chore_done(name, clock.now())


def _make_letters() -> None:
    """Make the reminders and enquiries that are due; a service that has not said who it is sends none."""
    from sojourn.register.letters.automatic import make_due

    try:
        make_due(clock.today())
    except RegisterError as error:
        if error.code != "letter-service-unset":
            raise
        _LOG.warning("no reminders or enquiries are made: the service has not said what letters say of it")


def main() -> None:
    """Do the long work once, behind everything else that this machine has to do."""
    import os

    import django

    django.setup()
    os.nice(10)
    try:
        do_long_work()
    except (SojournError, DatabaseError) as error:
        _LOG.warning("the long work failed and is tried again later: %s", type(error).__name__)


if __name__ == "__main__":
    main()
