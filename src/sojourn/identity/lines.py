"""The lines of both input tables as identity sees them: the keys that each names, with its birth date and day."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.keys import document_key, reference_key, reference_keys, with_document_key

LOSSES = ("lost", "stolen", "revoked")
BY_DOCUMENT, BY_REFERENCE, BY_DOCUMENT_FACT = 0, 1, 2
LINE = ("line", "record_id", "at", "recorded_at", "day", "birth", "statement")


def names_several(engine: Engine, movements: ir.Table, facts: ir.Table) -> bool:
    """Tell whether any record can name more than one key: it carries references, or a second document."""
    listed = movements.select("references").union(facts.select("references"))
    none = engine.may_skip(listed.filter(_["references"].length() > 0))
    return not (none and engine.may_skip(facts.filter(_.other_document_number.notnull())))


def with_first_key(table: ir.Table) -> ir.Table:
    """Add to movements or facts in force the first key that names a person.

    ``document_key``, null where there is no document; ``other_key``, the old passport that a ``document`` fact names
    beside the new one; ``first_key``, the document, else the smallest reference, else the old passport.
    """
    keyed = with_document_key(table).mutate(other_key=_other_key(table))
    # Reading lists is slow; ``coalesce`` reads them only where there is no document.
    smallest = reference_keys(_["references"]).mins()
    return keyed.mutate(first_key=ibis.coalesce(_.document_key, smallest, _.other_key))


def movement_lines(movements: ir.Table) -> ir.Table:
    """Give one row per movement in force: LINE, document, references (as given), other and ``key``, its first key.

    ``document`` tells whether the first key is a document's.
    """
    return _narrow(movements, _.local_date, ibis.literal(False))


def fact_lines(facts: ir.Table) -> ir.Table:
    """Give the same for facts; their day is that of recording.

    ``statement`` marks `document` facts: what an issuer states about a document stays with it after a loss.
    """
    return _narrow(facts, _.recorded_at.date(), _.kind == "document")


def lost_documents(facts: ir.Table) -> ir.Table:
    """Give each document reported lost, stolen or revoked, with its earliest day and the fact that says so.

    Returns a table (key, lost_day, lost_line, lost_record, lost_recorded_at).
    """
    reports = facts.filter(_.kind == "document", _.outcome.isin(LOSSES)).select(
        key=document_key(_.document_type, _.document_number, _.document_issuer),
        day=ibis.coalesce(_.valid_from, _.decided_at.date(), _.recorded_at.date()),
        at=_.line_recorded_at,
        line=_.line,
        record_id=_.name,
        recorded_at=_.recorded_at,
    )
    first = ibis.struct({"a": _.day, "b": _.at, "c": _.line})
    return (
        reports.filter(_.key.notnull())
        .group_by("key")
        .aggregate(
            lost_day=_.day.min(),
            lost_line=_.line.argmin(first),
            lost_record=_.record_id.argmin(first),
            lost_recorded_at=_.recorded_at.argmin(first),
        )
    )


def mentions(lines: ir.Table) -> ir.Table:
    """Give one row per line and key that it names: LINE, key and ``by``, how (the strongest way, of several)."""
    documents = lines.filter(_.document).select(*LINE, key=_.key, by=ibis.literal(BY_DOCUMENT))
    references = _by_reference(lines).select(*LINE, key=_.named, by=ibis.literal(BY_REFERENCE))
    others = _by_other(lines).select(*LINE, key=_.named, by=ibis.literal(BY_DOCUMENT_FACT))
    every = documents.union(references).union(others)
    return every.filter(_.key.notnull()).group_by([*LINE, "key"]).aggregate(by=_.by.min())


def further_mentions(lines: ir.Table) -> ir.Table:
    """Give the lines once for each key that they name beside the document, as ``named``.

    It may be their first key, and null for a reference that names no person: whoever reads them leaves those out as
    late as possible, because a filter on ``named`` makes the engine work it out twice.
    """
    return _by_reference(lines).union(_by_other(lines))


def _by_reference(lines: ir.Table) -> ir.Table:
    # Taken out of their lists first: what is done to the elements of a list costs several times as much.
    single = lines.filter(_["references"].length() > 0).mutate(named=_["references"].unnest())
    keyed: ir.Table = single.mutate(named=reference_key(_.named))
    return keyed


def _by_other(lines: ir.Table) -> ir.Table:
    return lines.filter(_.other.notnull()).mutate(named=_.other)


def _narrow(table: ir.Table, day: Any, statement: Any) -> ir.Table:
    return with_first_key(table).select(
        line=_.line,
        record_id=_.name,
        at=_.line_recorded_at,
        recorded_at=_.recorded_at,
        day=day,
        birth=ibis.coalesce(_.birth_date, ""),
        statement=statement,
        document=_.document_key.notnull(),
        references=_["references"],
        other=_.other_key,
        key=_.first_key,
    )


def _other_key(table: ir.Table) -> Any:
    if "other_document_number" not in table.columns:
        return ibis.null(str)
    is_new = (_.kind == "document") & ~ibis.coalesce(_.outcome, "new").isin(LOSSES)
    issuer = ibis.coalesce(_.other_document_issuer, _.document_issuer)
    return ibis.ifelse(is_new, document_key(ibis.literal("P"), _.other_document_number, issuer), ibis.null(str))
