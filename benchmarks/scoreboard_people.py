"""People whose ids come ready made, in the form in which Sojourn's own identity stage hands them on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from benchmarks.scoreboard_splink import group_records
from sojourn import tables
from sojourn.engine import Engine
from sojourn.identity.decisions import Decisions
from sojourn.identity.keys import with_document_key
from sojourn.identity.people import People, Places, members_of, person_id

#: Stands in for ``find_reviewed_people``: movements and facts in force, the knowledge cut-off and decisions to people.
FindPeople = Callable[[Engine, ir.Table, ir.Table, datetime, Decisions], People]


def by_same_document(
    engine: Engine, movements: ir.Table, facts: ir.Table, known_at: datetime, decisions: Decisions
) -> People:
    """Hold together the records of one document (type, issuer and number), and nothing else.

    No reference, no `document` fact, no birth date: a record without a document is a person of its own.
    """

    def placed(table: ir.Table) -> ir.Table:
        keyed = with_document_key(table)
        whose = person_id(ibis.coalesce(keyed.document_key, keyed.line))
        return _held(keyed.mutate(person_id=whose).drop("document_key"), table)

    return _people(engine, movements, facts, placed)


def by_splink(engine: Engine, movements: ir.Table, facts: ir.Table, known_at: datetime, decisions: Decisions) -> People:
    """Hold together what Splink puts into one group (see ``scoreboard_splink``), and nothing else."""
    clusters = group_records(engine, movements, facts)

    def placed(table: ir.Table) -> ir.Table:
        joined = table.left_join(clusters.rename(cluster_line="line"), table.line == clusters.line)
        whose = person_id(ibis.coalesce("cluster " + joined.cluster.cast("string"), joined.line))
        return _held(joined.mutate(person_id=whose), table)

    return _people(engine, movements, facts, placed)


def _held(placed: ir.Table, table: ir.Table) -> ir.Table:
    basis, nothing = ibis.literal("document"), ibis.null("string")
    return placed.select(*table.columns, "person_id", basis=basis, link_id=nothing)


def _people(engine: Engine, movements: ir.Table, facts: ir.Table, placed: Callable[[ir.Table], ir.Table]) -> People:
    with_movements, with_facts = placed(movements), placed(facts)
    nobody = engine.load(_empty("person_id"), "nobody_in_review")
    nowhere = engine.load(_empty("key", "line", "person_id"), "nowhere")
    return People(
        members=members_of(with_movements, with_facts),
        links=engine.load(tables.LINKS.empty_table(), "no_links"),
        review=engine.load(tables.REVIEW.empty_table(), "no_review"),
        in_review=nobody,
        movements=with_movements,
        facts=with_facts,
        given_movements=movements,
        given_facts=facts,
        apart=engine.load(_empty("person_a", "person_b"), "none_apart"),
        places=Places(nowhere, nowhere),
    )


def _empty(*names: str) -> pa.Table:
    return pa.schema([(name, pa.string()) for name in names]).empty_table()
