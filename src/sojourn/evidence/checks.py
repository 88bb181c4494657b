"""All tests of a row of one input table: those of its columns, and for facts those of their kinds."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from sojourn.evidence.fact_kinds import list_fact_checks
from sojourn.evidence.validate import Check, list_checks
from sojourn.tables import FACTS, Column


def checks_of(table: ir.Table, columns: Sequence[Column]) -> list[Check]:
    """List the tests that put a row in quarantine, for ``tables.MOVEMENTS`` or ``tables.FACTS``."""
    kinds = list_fact_checks(table) if columns is FACTS else []
    return [*list_checks(table, columns), *kinds]
