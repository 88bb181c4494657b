"""Which records that documents and references left over may be one person's.

Four kinds of pair, each with an open arrival: a departure that no arrival precedes (``departure``), a first arrival
under another document, later or on the same day at the same port (``return``, ``same_arrival``), and a status fact of
somebody of whom no crossing is on file (``fact``). No pair is made by a birth date alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.model.blocking import candidate_pairs
from sojourn.identity.model.features import prepare
from sojourn.identity.model.model_file import Model
from sojourn.identity.model.scoring import term_frequencies
from sojourn.identity.people import People, attach

VALUES = ("surname", "given_names", "birth_date", "sex", "nationality", "document_number", "document_issuer")
"""What is compared of a record."""
RECORD = ("name", "line", "at", "recorded_at", "person_id", "local_date", "port", *VALUES)

STATUS_KINDS = (
    "application",
    "decision",
    "appeal",
    "motion",
    "programme",
    "visa",
    "extension",
    "residence",
    "exemption",
    "citizenship_claim",
    "citizenship_decision",
    "protection",
    "removal_stay",
)
"""Facts that may join an open stay by the model: those that can make a stay lawful. A closed list."""

ADVERSE_KINDS = (
    "cancellation",
    "charge_issued",
    "charge_filed",
    "service",
    "hearing",
    "order",
    "voluntary_departure",
    "custody_start",
    "custody_decision",
    "custody_end",
    "hold",
    "travel_document",
    "proceeding",
    "conviction",
    "death",
)
"""Facts that never join a person by a model; whoever has one is joined further by a reviewer only. A closed list."""

FACT_LEAD = ibis.interval(days=400)
"""How long before an arrival a status fact for it may have been recorded (a programme, a visa)."""


@dataclass(frozen=True)
class Leftovers:
    """Crossings that lack their other half, and what must be known of all others to compare them.

    Attributes:
        opens: (record_id, person_id): arrivals with nothing after them.
        orphans: the same for departures with no arrival before them.
        firsts: (record_id): arrivals with nothing before them.
        people: (person_id): everybody of whom a crossing is on file, as often as there are crossings.
        stays: (person_id, arrival: the record_id, starts, ends): all stays; an open one ends on ``date.max``.
    """

    opens: ir.Table
    orphans: ir.Table
    firsts: ir.Table
    people: ir.Table
    stays: ir.Table


@dataclass(frozen=True)
class Candidates:
    """Pairs to compare, and the records they name.

    Attributes:
        pairs: (node_a, node_b, kind), kept: an open arrival against what may belong to it.
        records: (node, RECORD): one row for each node.
        prepared: the output of ``features.prepare`` for them.
    """

    pairs: ir.Table
    records: ir.Table
    prepared: ir.Table


def find_candidates(engine: Engine, people: People, left: Leftovers, model: Model) -> Candidates | None:
    """Find the pairs that are worth comparing; none where nothing is left over on either side."""
    opens, orphans, facts = leftover_records(engine, people, left)
    if not engine.has_rows(opens):
        return None
    back = engine.once(_arrival_pairs(people, opens, left.firsts), "arrival_pairs")
    arrivals = engine.once(back.select(opens.columns).distinct(), "arrival_records")
    side = orphans.union(facts.select(orphans.columns))
    records = opens.union(side, arrivals)
    prepared = prepare_records(engine, records, model)
    alike = _alike(engine, prepared, opens, side)
    every = _departures(alike, opens, orphans).union(
        back.select("node_a", node_b=_.node, kind=_.pair_kind), _facts(alike, opens, facts)
    )
    pairs = engine.once(_joinable(every, records, people.apart), "candidate_pairs")
    return Candidates(pairs, records, prepared) if engine.has_rows(pairs) else None


def leftover_records(engine: Engine, people: People, left: Leftovers) -> tuple[ir.Table, ir.Table, ir.Table]:
    """Give the records (node, RECORD) of open arrivals, orphan departures, and status facts without a crossing."""
    crossings = engine.once(_crossing_records(people, left), "leftover_records")
    facts = engine.once(_named(_fact_records(people, left.people), "f:"), "fact_records")
    opens, orphans = (crossings.filter(_.side == side).drop("side") for side in ("a", "d"))
    return opens, orphans, facts.select(opens.columns)


def prepare_records(engine: Engine, records: ir.Table, model: Model) -> ir.Table:
    """Prepare records (node, ``VALUES``) for comparing; see ``features.prepare``."""
    text = {name: _[name].cast("string") for name in VALUES}
    return prepare(engine, records.select("node", **text), term_frequencies(engine, model))


def _alike(engine: Engine, prepared: ir.Table, opens: ir.Table, others: ir.Table) -> ir.Table:
    """Pair open arrivals with other records that share a name and part of the birth date, or a number."""
    sides = opens.select("node", side=ibis.literal(0)).union(others.select("node", side=ibis.literal(1)))
    return candidate_pairs(engine, prepared, sides, most=None)


def _named(records: ir.Table, prefix: str) -> ir.Table:
    """Name the nodes: one record may stand on both sides. Records without a name or a birth date are left out."""
    spoken = records.filter(_.birth_date.notnull(), _.surname.notnull() | _.given_names.notnull())
    return spoken.select(*records.columns, node=prefix + _.name)


def _crossing_records(people: People, left: Leftovers) -> ir.Table:
    """Give the records of open arrivals (side a) and of orphan departures (side d)."""
    both = left.opens.mutate(side=ibis.literal("a")).union(left.orphans.mutate(side=ibis.literal("d")))
    wanted = both.select("person_id", "side", name=_.record_id)
    rows = people.given_movements.select(
        "name", "line", "recorded_at", "local_date", "port", *VALUES, at=_.line_recorded_at
    )
    found = rows.join(wanted, "name").select(*RECORD, "side")
    spoken = found.filter(_.birth_date.notnull(), _.surname.notnull() | _.given_names.notnull())
    return spoken.mutate(node=_.side + ":" + _.name)


def _arrival_pairs(people: People, opens: ir.Table, firsts: ir.Table) -> ir.Table:
    """Pair open arrivals with arrivals of other persons that share a birth date, and a name or a number as written.

    The other one is on the same day at the same port (one arrival told twice), or later and somebody's first crossing
    (a return). Arrivals are many: they are read once, and only for those that agree in so much is it looked up whose
    they are. Most of them are the open person's own, other reports of one crossing: they end here.

    Returns:
        (node, RECORD) of the other arrival, ``node_a`` (the open one) and ``pair_kind``; one row a pair.
    """
    keys = opens.select(
        birth_date=_.birth_date,
        node_a=_.node,
        open_person=_.person_id,
        open_name=_.name,
        open_surname=_.surname,
        open_given=_.given_names,
        open_number=_.document_number,
        open_day=_.local_date,
        open_port=_.port,
    )
    arrivals = people.given_movements.filter(_.direction == "arrival", _.kind != "declared")
    near = arrivals.join(keys, "birth_date").filter(
        (_.surname == _.open_surname) | (_.given_names == _.open_given) | (_.document_number == _.open_number),
        _.name != _.open_name,
        _.local_date >= _.open_day,
    )
    told_twice = ((_.local_date == _.open_day) & (_.port == _.open_port)).fill_null(False)
    near = near.mutate(told_twice=told_twice).filter(_.told_twice | (_.local_date > _.open_day))
    begins = firsts.select(first_name=_.record_id)
    marked = near.left_join(begins, near.name == begins.first_name).filter(_.told_twice | _.first_name.notnull())
    placed = attach(marked.rename(at="line_recorded_at"), people.places).filter(_.person_id != _.open_person)
    kind = ibis.ifelse(_.told_twice, "same_arrival", "return")
    return _named(placed.mutate(pair_kind=kind).select(*RECORD, "node_a", "pair_kind"), "b:")


def _fact_records(people: People, known: ir.Table) -> ir.Table:
    """Give the status facts of people of whom no crossing is on file."""
    facts = people.facts.filter(_.kind.isin(STATUS_KINDS)).anti_join(known, "person_id")
    acted = ibis.coalesce(_.filed_at, _.received_at, _.decided_at, _.recorded_at).date()
    return facts.select(
        "name",
        "line",
        "recorded_at",
        "person_id",
        *VALUES,
        at=_.line_recorded_at,
        local_date=acted,
        port=ibis.null(str),
    ).select(*RECORD)


def _departures(alike: ir.Table, opens: ir.Table, orphans: ir.Table) -> ir.Table:
    days = _with_days(alike, opens, orphans)
    return days.filter(_.day_b >= _.day_a).select("node_a", "node_b", kind=ibis.literal("departure"))


def _facts(alike: ir.Table, opens: ir.Table, facts: ir.Table) -> ir.Table:
    days = _with_days(alike, opens, facts)
    return days.filter(_.day_b >= _.day_a - FACT_LEAD).select("node_a", "node_b", kind=ibis.literal("fact"))


def _with_days(pairs: ir.Table, left: ir.Table, right: ir.Table) -> ir.Table:
    with_a = pairs.join(left.select(node_a=_.node, day_a=_.local_date), "node_a")
    return with_a.join(right.select(node_b=_.node, day_b=_.local_date), "node_b")


def _joinable(pairs: ir.Table, records: ir.Table, apart: ir.Table) -> ir.Table:
    """Leave out pairs of one person, and those that a reviewer has looked at."""
    persons = records.select("node", "person_id")
    both = pairs.join(persons.select(node_a=_.node, person_a=_.person_id), "node_a")
    both = both.join(persons.select(node_b=_.node, person_b=_.person_id), "node_b")
    other = both.filter(_.person_a != _.person_b).anti_join(apart, ["person_a", "person_b"])
    return other.select("node_a", "node_b", "kind").distinct()
