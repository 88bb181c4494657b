"""Marks: whole numbers by which a stock finds records again.

Two records that may concern each other share a mark: their name, a correction, a key, or what a model compares. Marks
are DuckDB's hashes, so a lookup in an index costs what it returns; two texts with one mark by chance only make a little
more be looked at.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis import _

from sojourn.identity.lines import fact_lines, further_mentions, movement_lines, with_first_key
from sojourn.identity.model.blocking import blocking_keys
from sojourn.tables import FACTS, MOVEMENTS

MOVEMENT_COLUMNS = tuple(column.name for column in MOVEMENTS)
FACT_COLUMNS = tuple(column.name for column in FACTS)
AGREE = ("born_surname", "born_given", "born_number")
"""What an open arrival and another arrival must agree in: the birth date, and a name or the number as written."""


@ibis.udf.scalar.builtin(name="hash", signature=((dt.string,), dt.uint64))
def _hash(text):  # type: ignore[no-untyped-def]  # DuckDB's own function
    ...


def mark(text: Any) -> Any:
    """Give the mark of a text, null for none."""
    return ibis.ifelse(text.isnull(), ibis.null("int64"), (_hash(text) >> 1).cast("int64"))


def marked_movements(movements: ir.Table) -> ir.Table:
    """Add to movements ``unit`` (the mark of the name), ``target`` (of the record corrected), ``key`` (of the first key
    that names a person) and, for arrivals, ``AGREE``."""
    rows = with_first_key(movements.select(*MOVEMENT_COLUMNS))
    came = (rows.direction == "arrival") & (rows.kind != "declared")
    agree = {name: ibis.ifelse(came, value, ibis.null("int64")) for name, value in agree_marks(rows).items()}
    return rows.select(
        unit=mark(rows.feed + "/" + rows.movement_id),
        target=mark(rows.corrects),
        key=mark(rows.first_key),
        **agree,
        **{name: rows[name] for name in MOVEMENT_COLUMNS},
    )


def marked_facts(facts: ir.Table) -> ir.Table:
    """Add to facts ``unit``, ``target`` and ``key``, as ``marked_movements`` does."""
    rows = with_first_key(facts.select(*FACT_COLUMNS))
    return rows.select(
        unit=mark(rows.feed + "/" + rows.fact_id),
        target=mark(rows.corrects),
        key=mark(rows.first_key),
        **{name: rows[name] for name in FACT_COLUMNS},
    )


def further_marks(movements: ir.Table, facts: ir.Table) -> ir.Table:
    """Give the keys that records name beside their first one: (unit, key)."""
    lines = movement_lines(_as_lines(movements, "movement_id")).union(fact_lines(_as_lines(facts, "fact_id")))
    named = further_mentions(lines).filter(_.named.notnull(), _.named != _.key)
    return named.select(unit=mark(_.line), key=mark(_.named)).distinct()


def agree_marks(records: ir.Table) -> dict[str, Any]:
    """Give the marks ``AGREE`` of records with a surname, given names, birth date and document number."""
    born = records.birth_date
    return {
        "born_surname": mark("s|" + born + "|" + records.surname),
        "born_given": mark("g|" + born + "|" + records.given_names),
        "born_number": mark("n|" + born + "|" + records.document_number),
    }


def block_marks(prepared: ir.Table) -> ir.Table:
    """Give the marks of the keys by which the model finds candidates: (node, mark)."""
    return blocking_keys(prepared).select("node", mark=mark("k|" + _.key))


def _as_lines(rows: ir.Table, id_column: str) -> ir.Table:
    name = rows.feed + "/" + rows[id_column]
    return rows.mutate(name=name, line=name, line_recorded_at=rows.recorded_at)
