"""The shapes of facts: what the tests of fact kinds ask of a row, each once, however many rows have it.

Those tests ask for words of a few columns, and of all others only whether they hold a value. Among a million facts
there are some hundred such shapes, so the many tests are made on these.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.evidence.fact_kinds import JUDGED, fact_kinds, is_given

_GIVEN, _BLANK = "1", ""


def fact_shapes(facts: ir.Table) -> ir.Table:
    """Give the shapes of facts, for ``list_fact_checks`` and ``list_fact_remarks``.

    Args:
        facts: a table with the columns of ``tables.FACTS``.

    Returns:
        Table(kind, the columns that the tests read, facts): how many facts have each shape. Columns with words of their
        own hold them; of any other the text is ``1`` where it has a value, empty where it is there but says nothing,
        and null where it is null.
    """
    worded = {column for kind in fact_kinds().values() for column in kind.words}
    shape = {column: facts[column] for column in ("kind", *sorted(worded))}
    shape |= {column: _shape(facts, column) for column in sorted(_columns() - worded)}
    shapes: ir.Table = facts.select(**shape).group_by(list(shape)).aggregate(facts=ibis._.count())
    return shapes


def _columns() -> set[str]:
    """The columns that the tests read, besides the kind."""
    groups = [group for kind in fact_kinds().values() for group in (*kind.requires, kind.whose)]
    return {*JUDGED, *(column for group in groups for column in group)}


def _shape(facts: ir.Table, column: str) -> ir.StringValue:
    shape: ir.StringValue = ibis.cases(
        (facts[column].isnull(), ibis.null("string")), (is_given(facts, column), _GIVEN), else_=_BLANK
    )
    return shape
