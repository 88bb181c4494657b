"""One warm engine for each process: built at the first question, then run again and again, one question at a time."""

from __future__ import annotations

import atexit
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

import pyarrow as pa

from sojourn import tables
from sojourn.engine import Engine, open_engine
from sojourn.evidence.fates import SET_ASIDE, Rights
from sojourn.identity.decisions import NO_DECISIONS, Decisions
from sojourn.identity.options import Matching
from sojourn.law.pack import Pack, load_pack
from sojourn.law.rule import Law
from sojourn.register import clock
from sojourn.stays.in_memory import Answering, MemoryAnswers, answer_in_memory

#: Laws for which statements are kept: today's, and those of pages that ask what was believed earlier.
MOST_LAWS = 4
_MEMORY = "2GB"
_LOCK = threading.RLock()


@dataclass
class _Warm:
    """The engine of this process, and what it has built; used under the lock only."""

    engine: Engine | None = None
    built: dict[tuple[Law, tuple[str, ...]], Answering] = field(default_factory=dict)

    def open(self) -> Engine:
        if self.engine is None:
            stack = ExitStack()
            self.engine = stack.enter_context(open_engine("duckdb", memory=_MEMORY, threads=1))
            atexit.register(stack.close)
        return self.engine

    def answering(self, law: Law, rights: Rights) -> Answering:
        trusted = tuple(sorted(feed for feed, given in rights.items() if SET_ASIDE in given))
        key = (law, trusted)
        if key not in self.built:
            while len(self.built) >= MOST_LAWS:
                self.built.pop(next(iter(self.built)))
            self.built[key] = Answering(self.open(), law, rights)
        return self.built[key]


_WARM = _Warm()


@cache
def law_pack() -> Pack:
    """Give the law pack that the register was configured with."""
    from django.conf import settings

    return load_pack(settings.CONFIGURATION.law)


def answer_records(
    movements: pa.Table,
    facts: pa.Table,
    as_of: date,
    known_at: datetime,
    decisions: Decisions = NO_DECISIONS,
) -> MemoryAnswers:
    """Answer for these records on a day, with what was known at a time; questions wait for one another."""
    from sojourn.register.answering.rights import standing_rights
    from sojourn.register.controls.suspended_law import law_for_engine
    from sojourn.register.feeds.doubted import doubted_feeds

    law = law_for_engine(law_pack(), known_at)
    rights = standing_rights()
    with _LOCK:
        feeds = doubted_feeds()
        return _WARM.answering(law, rights).answer(movements, facts, as_of, known_at, decisions, feeds)


def match_records(
    movements: pa.Table, facts: pa.Table, as_of: date, known_at: datetime, decisions: Decisions, matching: Matching
) -> MemoryAnswers:
    """Answer once with the model comparing what is left over; seconds, so only the matching of leftovers asks so."""
    from sojourn.register.answering.rights import standing_rights
    from sojourn.register.controls.suspended_law import law_for_engine
    from sojourn.register.feeds.doubted import doubted_feeds

    law = law_for_engine(law_pack(), known_at)
    rights = standing_rights()
    with _LOCK:
        return answer_in_memory(
            _WARM.open(), movements, facts, law, as_of, known_at, rights, decisions, matching, doubted_feeds()
        )


def warm_up() -> None:
    """Build what the first question would have to wait for, and prepare it with the second; for the start."""
    no_movements = tables.arrow_schema(tables.MOVEMENTS).empty_table()
    no_facts = tables.arrow_schema(tables.FACTS).empty_table()
    for _ in range(2):
        answer_records(no_movements, no_facts, clock.today(), clock.now())
