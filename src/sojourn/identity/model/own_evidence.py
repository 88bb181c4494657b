"""Training material from an agency's own evidence: records that documents already prove to be one person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.evidence.fates import decide_fates, names_known
from sojourn.evidence.folder import load_evidence
from sojourn.identity.model.blocking import candidate_pairs
from sojourn.identity.model.em import blend, maximise
from sojourn.identity.model.features import RECORD, levels, prepare
from sojourn.identity.model.levels import LEVELS
from sojourn.identity.model.model_file import load_model
from sojourn.identity.model.scoring import term_frequencies
from sojourn.identity.model.train import Trained
from sojourn.identity.model.training import Known, estimate, probabilities_of
from sojourn.identity.people import find_people

MOST_PEOPLE = 200_000
"""Of more people than this, those with the smallest ids are taken: a fixed sample, since ids are digests."""
ENOUGH = 500
"""Known pairs from which m is counted alone; with fewer, Splink's estimate counts for the rest."""
_END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


def train_on_evidence(engine: Engine, folder: Path, seed: int) -> Trained:
    """Count and estimate probabilities from a folder of evidence.

    m of names, birth date, sex and nationality is counted from pairs of records of one person by different feeds or
    with different documents; u from random pairs of people. m of document numbers is the shipped model's: what
    documents join cannot tell how documents change.
    """
    records = _records(engine, folder)
    known = engine.once(_known_pairs(records), "known_pairs")
    one = records.group_by("person").aggregate(node=_.node.min())
    wanted = engine.once(
        records.semi_join(one.select("node").union(_nodes(known)).distinct(), "node"), "training_records"
    )
    m, u, frequencies, counted = estimate(engine, Known(wanted, known), seed)
    shipped = probabilities_of(load_model(), "m")
    m["document_number"] = shipped["document_number"]
    if sum(counted["name"].values()) < ENOUGH:
        m = blend(m, counted, _estimated(engine, wanted, one, shipped, u), ENOUGH)
    return Trained({name: m[name] for name in LEVELS}, {name: u[name] for name in LEVELS}, frequencies, counted)


def _records(engine: Engine, folder: Path) -> ir.Table:
    evidence = load_evidence(engine, folder)
    movements = decide_fates(engine, evidence.movements, "movement_id", _END_OF_TIME, evidence.rights)
    taken = names_known(evidence.movements, "movement_id", _END_OF_TIME)
    facts = decide_fates(engine, evidence.facts, "fact_id", _END_OF_TIME, evidence.rights, names_taken=taken)
    people = find_people(engine, movements.lines, facts.lines, _END_OF_TIME)
    named = people.movements.filter(_.surname.notnull() | _.given_names.notnull())
    kept = named.select("person_id").distinct().order_by("person_id").limit(MOST_PEOPLE)
    told = named.semi_join(kept, "person_id")
    return engine.once(told.select("feed", *RECORD, node=_.name, person=_.person_id), "own_records")


def _known_pairs(records: ir.Table) -> ir.Table:
    """Pair the first record of each person with the first by any other feed, or with any other document, of theirs."""
    key = ibis.coalesce(_.document_number, "") + "|" + ibis.coalesce(_.document_issuer, "")
    first = records.mutate(document=key).group_by(["person", "feed", "document"]).aggregate(node=_.node.min())
    anchor = first.group_by("person").aggregate(node_a=_.node.min())
    return first.join(anchor, "person").filter(_.node_a != _.node).select("node_a", node_b=_.node)


def _nodes(pairs: ir.Table) -> ir.Table:
    return pairs.select(node=_.node_a).union(pairs.select(node=_.node_b))


def _estimated(
    engine: Engine,
    records: ir.Table,
    one: ir.Table,
    m: dict[str, dict[str, float]],
    u: dict[str, dict[str, float]],
) -> dict[str, dict[str, float]]:
    alone = records.semi_join(one.select("node"), "node").drop("person", "feed")
    prepared = prepare(engine, alone, term_frequencies(engine, load_model()))
    pairs = candidate_pairs(engine, prepared, None)
    if not engine.count(pairs.limit(1)):
        return m
    judged = levels(engine, prepared, pairs, [])
    found = maximise(engine, judged, {name: m[name] for name in LEVELS}, {name: u[name] for name in LEVELS})
    engine.drop(prepared, judged, pairs)
    return found
