"""Which stops are in force, read afresh at each look: what another process stopped a moment ago counts.

``controls/stops.py`` sets and lifts them; this module only reads, so that every part of the register may ask it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sojourn.register.store.statements import run, select

ADVERSE, RULE, FEED, MODEL = "adverse_steps", "rule", "feed", "model"
KINDS = (ADVERSE, RULE, FEED, MODEL)
#: Between the id of a rule and the name of its version.
AT = "@"
#: Held together by steps against persons, alone by whoever sets a stop: none is half-way when a stop begins.
_LOCK = 0x50_4A_44

# As known at a time: set by then, and neither lifted nor refused by then.
_STANDING = """
SELECT s.id, s.kind, s.target, s.at, s.since, s.court_order, s.why, s.by_id, s.office
FROM controls_stopevent s
WHERE s.what = 'set' AND s.at <= %(known_at)s AND NOT EXISTS (
  SELECT FROM controls_stopevent e WHERE e.stop_id = s.id AND e.what IN ('lifted', 'refused') AND e.at <= %(known_at)s)
ORDER BY s.id
"""


@dataclass(frozen=True)
class Stop:
    """A stop in force.

    Attributes:
        number: of the event that set it.
        kind, target: what is stopped: ``adverse_steps``; ``rule`` (``us.grace@2011-03``: the rule and its version);
            ``feed``; ``model`` (its version).
        set_at: when. since: for a feed, the first day that is not relied on.
        court_order: name of the record of a court's order; empty for a stop of oversight.
        why: in words.
        by: number of the user who set or recorded it. office: where they work.
    """

    number: int
    kind: str
    target: str
    set_at: datetime
    since: date | None
    court_order: str
    why: str
    by: int
    office: str

    @property
    def rule_id(self) -> str:
        """Give the id of the rule that is stopped, without its version."""
        return self.target.partition(AT)[0]


def list_in_force(known_at: datetime | None = None) -> list[Stop]:
    """List the stops in force, the first set first; ``known_at``: those that were in force at that time."""
    return [Stop(*row) for row in select(_STANDING, {"known_at": known_at or "infinity"})]


def stop_in_force(kind: str, target: str = "") -> Stop | None:
    """Find the stop of something that is in force now; of several the first."""
    return next((each for each in list_in_force() if (each.kind, each.target) == (kind, target)), None)


def targets_in_force(kind: str, known_at: datetime | None = None) -> frozenset[str]:
    """Give what is stopped of one kind."""
    return frozenset(each.target for each in list_in_force(known_at) if each.kind == kind)


def stopped_models(known_at: datetime | None = None) -> frozenset[str]:
    """Give the versions of the model that are stopped."""
    return targets_in_force(MODEL, known_at)


def stopped_feeds() -> frozenset[str]:
    """Give the feeds that are stopped now."""
    return targets_in_force(FEED)


def hold_off_stops() -> None:
    """Let no stop begin until the transaction ends; one that is about to begin is waited for."""
    run("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def wait_for_steps() -> None:
    """Wait until no step against a person is half-way, and let none begin until the transaction ends."""
    run("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
