"""What a departure would do in law, worked out before anybody declares one: as if an officer had accepted it.

The same engine runs on the person's records with one more that is kept nowhere: an attested departure on that day. So
the page says what the law makes of the departure itself; what a declaration alone does is far less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
from django.utils.translation import gettext

from sojourn.register import clock
from sojourn.register.answering.engine import answer_records
from sojourn.register.answering.recompute import history_of, together
from sojourn.register.desk.recording import who_on_file
from sojourn.register.records.proofs import proof_of
from sojourn.register.records.stay_version import read_found
from sojourn.register.records.why import FurtherShown, show_further
from sojourn.register.store.links import standing_decisions
from sojourn.register.store.persons import subjects_of
from sojourn.stays.explain_further import EFFECTS_HEADING, further_told

_FEED, _ID = "declared", "as-if"


@dataclass(frozen=True)
class Effect:
    """What a departure on a day would do: its effect in law (none where the law pack has no rule), and the answer.

    Attributes:
        state: of the stay, if a record proved the departure.
    """

    state: str
    law: FurtherShown | None


def effect_if_left(person_id: str, stay_id: str, day: date) -> Effect | None:
    """Say what leaving on a day would do in law; None where the stay would not end by it."""
    history = history_of(together(subjects_of(person_id)))
    now = clock.now()
    row = {
        **who_on_file(person_id),
        "movement_id": _ID,
        "feed": _FEED,
        "kind": "attested",
        "verified": "document",
        "direction": "departure",
        "local_date": day,
        "recorded_at": now,
    }
    movements = pa.concat_tables([history.movements, pa.Table.from_pylist([row], schema=history.movements.schema)])
    decisions = standing_decisions(list(history.subject_of))
    found = answer_records(movements, history.facts, max(day, clock.today()), now, decisions)
    version = next((each for each in read_found(found) if each.stay_id == stay_id), None)
    if version is None or version.answer["departed_on"] != day:
        return None
    effects = version.further.get("departure_effects")
    told = further_told(proof_of(replace(version, further={"departure_effects": effects or []}), {}))
    shown = next((show_further(each, ()) for each in told if each.heading == EFFECTS_HEADING), None)
    return Effect(version.answer["state"], _named(shown) if shown and effects else None)


def _named(shown: FurtherShown) -> FurtherShown:
    """Say "the departure" where a sentence names the record that is kept nowhere."""
    steps = (replace(step, text=step.text.replace(f"{_FEED}/{_ID}", gettext("the departure"))) for step in shown.steps)
    return replace(shown, steps=tuple(steps))
