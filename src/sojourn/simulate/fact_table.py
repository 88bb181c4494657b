"""The rows of facts, and the truth, as the tables that are written."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sojourn.simulate import facts
from sojourn.simulate.columns import (
    DAY,
    FACT_SCHEMA,
    MINUTE,
    TRUTH,
    a_numbers,
    build,
    days,
    delays,
    lists,
    numbers,
    prefixed,
    times,
    whose,
    words,
)
from sojourn.simulate.events import NONE
from sojourn.simulate.people import Column, People, document_numbers, pc
from sojourn.simulate.world import Array, World
from sojourn.tables import BASES, TRUTHS

_NOTHING = pa.scalar(None, pa.string())


def fact_table(
    world: World, rng: np.random.Generator, people: People, stays: Array, rows: Array, sequence: Array, end: int
) -> pa.Table:
    """Make the table of facts; ``end`` is the last moment of recording, in microseconds since 1970."""
    stay = stays[rows["stay"]]
    person = stay["person"]
    filed, decided = _office_hours(rows["filed"]), _office_hours(rows["decided"])
    recorded = rows["day"].astype("i8") * DAY + 17 * 60 * MINUTE + delays(rng, np.ones(len(rows), "i4"))
    latin = np.zeros(len(rows), "i4")
    columns = {
        "fact_id": numbers(sequence),
        "feed": words(rows["feed"], world.feeds),
        "kind": words(rows["kind"], facts.KINDS),
        "recorded_at": times(np.minimum(recorded, end)),
        "sequence": pa.array(sequence),
        **whose(world, people, person, rows["doc"], latin, latin > 0),
        "filed_at": times(filed),
        "received_at": times(filed),
        "decided_at": times(decided),
        "valid_from": days(rows["from"]),
        "valid_to": days(rows["to"]),
        "benefit": words(rows["benefit"], facts.BENEFITS),
        "outcome": words(rows["outcome"], facts.OUTCOMES),
        "type": words(rows["type"], facts.TYPES),
        "class": words(rows["cls"], world.class_names),
        "other_document_number": document_numbers(people, person, rows["other"]),
        "other_document_issuer": words(np.where(rows["other"] < 0, NONE, people.nationality[person]), world.countries),
        **_references(people, stays, stay, rows),
    }
    return build(FACT_SCHEMA, len(rows), columns)


def truth_table(
    names: Column, truth: Array, knowable: Array, causes: Column, until: Array, basis: Array, left: Array
) -> pa.Table:
    """Make the table of truth: one row for each arrival, named by the record of its inspection."""
    columns = {
        "record_id": names,
        "truth": words(truth, TRUTHS),
        "knowable": pa.array(knowable),
        "causes": causes,
        "authorised_until": days(until),
        "basis": words(basis, BASES),
        "left_on": days(left),
    }
    return build(TRUTH, len(truth), columns)


def _office_hours(day: Array) -> Array:
    return np.where(day < 0, NONE, day.astype("i8") * DAY + 15 * 60 * MINUTE)


def _references(people: People, stays: Array, stay: Array, rows: Array) -> dict[str, Column]:
    """The receipt or programme that a fact is about, its principal's programme, and the file of a resident."""
    number = people.number[stay["person"]] * 4 + stay["ordinal"]
    leader = stays[np.maximum(rows["leader"], 0)]
    principal = 3_000_000_000 + people.number[leader["person"]] * 4 + leader["ordinal"]
    programme = prefixed("N", numbers(3_000_000_000 + number))
    receipt = prefixed("IOE", numbers(4_000_000_000 + number))
    is_programme, is_receipt = rows["reference"] == facts.PROGRAMME_NUMBER, rows["reference"] == facts.RECEIPT
    on_file = np.isin(rows["kind"], [facts.KINDS.index("residence"), facts.KINDS.index("citizenship_decision")])
    text = pc.if_else(pa.array(is_programme), prefixed("sevis:", programme), a_numbers(people, stay["person"]))
    listed = is_programme | on_file
    by_number = pc.if_else(pa.array(is_programme), programme, _NOTHING)
    return {
        "reference": pc.if_else(pa.array(is_receipt), receipt, by_number),
        "references": lists(listed.astype("i4"), text.filter(pa.array(listed))),
        "principal_reference": pc.if_else(pa.array(rows["leader"] < 0), _NOTHING, prefixed("N", numbers(principal))),
    }
