"""Hold the register against one batch run over everything that it took in: the same answers, or what differs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from sojourn.register import clock
from sojourn.register.answering.engine import answer_records
from sojourn.register.answering.recompute import answer_due, history_of, restricted_persons
from sojourn.register.answering.versions import Version, versions_of
from sojourn.register.store.answers import PASSING
from sojourn.register.store.links import standing_decisions
from sojourn.register.store.moments import catch_up
from sojourn.register.store.row_shape import canonical_json
from sojourn.register.store.statements import select
from sojourn.register.store.subjects import list_subjects

_STANDING = """
SELECT stay_id, c.restricted, a.as_of, a.body::text, a.periods::text, a.crossings::text, a.further::text
FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
"""


@dataclass(frozen=True)
class Verified:
    """What a comparison gave.

    Attributes:
        stays: how many stays the batch run has; a departure without an arrival counts as one.
        records: over how many records it ran.
        differ: stays that the two do not answer alike, with what is wrong.
    """

    stays: int
    records: int
    differ: tuple[tuple[str, str], ...]

    def render(self) -> str:
        """Say it in words, with the stays that differ."""
        if not self.differ:
            return f"{self.records:,} records, {self.stays:,} stays: the register answers as one batch run does."
        listed = "\n".join(f"  {stay_id}: {what}" for stay_id, what in self.differ[:50])
        return f"{len(self.differ):,} of {self.stays:,} stays differ from one batch run:\n{listed}"


def verify_register(say: Callable[[str], None]) -> Verified:
    """Answer everything anew in one run, and compare it with the current answers.

    What is due today is answered first. The answers beside the answer count up to the day on which they were given, so
    they are compared where that day is today.
    """
    catch_up()  # what came before the machine's clock was put back counts as well
    say("answering what is due today")
    answer_due(clock.today())
    say("reading every record")
    history = history_of(set(list_subjects()))
    say("answering in one run")
    decisions = standing_decisions(None)
    found = answer_records(history.movements, history.facts, clock.today(), clock.now(), decisions)
    batch = {each.stay_id: each for each in versions_of(found, restricted_persons(found, history.facts))}
    records = history.movements.num_rows + history.facts.num_rows
    return Verified(len(batch), records, tuple(_compare(batch)))


def _compare(batch: dict[str, Version]) -> list[tuple[str, str]]:
    standing = {stay_id: rest for stay_id, *rest in select(_STANDING)}
    missing = [(stay, "the register has no answer") for stay in sorted(batch.keys() - standing.keys())]
    extra = [(stay, "the batch run has no such stay") for stay in sorted(standing.keys() - batch.keys())]
    both = sorted(batch.keys() & standing.keys())
    return missing + extra + [(stay, "the answers differ") for stay in both if _differs(batch[stay], standing[stay])]


def _differs(version: Version, standing: list[object]) -> bool:
    restricted, as_of, *texts = standing
    body, periods, crossings, further = (json.loads(str(text)) for text in texts)
    beside = (version.further, further) if as_of == clock.today() else ({}, {})
    anew = _said(version.restricted, version.body, version.periods, version.crossings, beside[0])
    return anew != _said(bool(restricted), body, periods, crossings, beside[1])


def _said(restricted: bool, body: dict[str, object], *beside: object) -> str:
    """Write what an answer says as one text."""
    lasting = {name: value for name, value in body.items() if name not in PASSING}
    return canonical_json([restricted, lasting, *beside])
