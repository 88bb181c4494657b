"""What must hold in each row of an input table, as vectorised tests on a table of the right columns and types."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import ibis
import ibis.expr.types as ir

from sojourn.tables import Column

FEED_FORM = r"^[a-z][a-z0-9_-]*(:[A-Za-z0-9][A-Za-z0-9._-]*)*$"
FEED_ALLOWED = "a feed's name such as `carrier:KL`, `post:JFK` or `declared`"
NAME_FORM = r"^[a-z][a-z0-9_-]*(:[A-Za-z0-9][A-Za-z0-9._-]*)*/.*[^\s].*$"
REFERENCE_FORM = r"^[a-z][a-z0-9_-]*:.*[^\s].*$"

# a calendar without a calendar: a year, a month of it, a day of it, and 29 February in leap years only
_MONTH = r"(0[1-9]|1[0-2])"
_DAY = r"((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"
_LEAP = r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29"
PARTIAL_DATE_FORM = rf"^(\d{{4}}(-{_MONTH}|-{_DAY})?|{_LEAP})$"

_FIRST_DAY, _LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
_FIRST_TIME, _LAST_TIME = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong with a row.

    Attributes:
        column: the column that is wrong; null: the row as a whole.
        code: stable name of the problem.
        found: the kind of value found, never the value.
        allowed: what is allowed.
    """

    column: str | None
    code: str
    found: str
    allowed: str

    @property
    def reason(self) -> str:
        """Say the problem in the form that the quarantine keeps."""
        where = "the row" if self.column is None else f"`{self.column}`"
        return f"{self.code}: {where} holds {self.found}; allowed: {self.allowed}"


@dataclass(frozen=True)
class Check(Fault):
    """A fault with its vectorised test: ``bad`` is true where the row has the fault, and null counts as false."""

    bad: ir.BooleanValue


def list_checks(table: ir.Table, columns: Sequence[Column]) -> list[Check]:
    """List the tests of an input table's rows that follow from its columns alone."""
    checks = [check for column in columns for check in _column_checks(table[column.name], column)]
    return [*checks, *_relation_checks(table)]


def any_bad(checks: Sequence[Check]) -> ir.BooleanValue:
    """Join tests into one, never null: the row fails at least one of them."""
    return any_of(checks).fill_null(False)


def any_of(checks: Sequence[Check]) -> ir.BooleanValue:
    """Join tests into one for a filter, which takes null for false: the engine sees through it to the column."""
    return functools.reduce(operator.or_, (check.bad for check in checks))


def failed(checks: Sequence[Check]) -> ir.ArrayValue:
    """Give the positions of the tests that a row fails, as a list; null where it fails none."""
    positions = [check.bad.fill_null(False).ifelse(at, ibis.null("int16")) for at, check in enumerate(checks)]
    listed = ibis.array(positions).filter(lambda at: at.notnull())
    return any_bad(checks).ifelse(listed, ibis.null(listed.type()))


def _column_checks(value: ir.Value, column: Column) -> list[Check]:
    name = column.name
    if name == "feed":
        bad = value.isnull() | ~value.re_search(FEED_FORM)
        return [Check(name, "feed-name", "no feed's name", FEED_ALLOWED, bad)]
    checks = []
    if column.required:
        missing = value.isnull() | _blank(value) if column.kind == "text" else value.isnull()
        checks.append(Check(name, "required-null", "nothing", "a value, the column is required", missing))
    if column.allowed:
        allowed = "one of " + ", ".join(f"`{each}`" for each in column.allowed)
        other = ~value.isin(column.allowed)
        checks.append(Check(name, "unknown-value", "a value that is not on the list", allowed, other))
    return checks + _kind_checks(value, column)


def _blank(value: ir.StringValue) -> ir.BooleanValue:
    """Tell whether a text is all space. To strip is slow, so it is done only where the text begins before ``!``."""
    blank: ir.BooleanValue = ibis.cases((value < "!", value.strip() == ""), else_=False)
    return blank


def _kind_checks(value: ir.Value, column: Column) -> list[Check]:
    name = column.name
    match column.kind:
        case "partial_date":
            bad = ~value.re_search(PARTIAL_DATE_FORM)
            allowed = "a real `YYYY-MM-DD`, `YYYY-MM` or `YYYY`"
            return [Check(name, "partial-date", "no date or part of one", allowed, bad)]
        case "date":
            bad = (value < _FIRST_DAY) | (value > _LAST_DAY)
            return [Check(name, "out-of-range", "a day outside the calendar", "years 0001 to 9999", bad)]
        case "timestamp":
            bad = (value < _FIRST_TIME) | (value > _LAST_TIME)
            return [Check(name, "out-of-range", "a time outside the calendar", "years 0001 to 9999", bad)]
        case "texts":
            wrong = value.filter(lambda each: ~each.re_search(REFERENCE_FORM).fill_null(False))
            allowed = "a list of `scheme:value`"
            return [Check(name, "list-shape", "an element that is no reference", allowed, wrong.length() > 0)]
        case _:
            return []


def _relation_checks(table: ir.Table) -> list[Check]:
    unnamed = table.corrects.notnull() & ~table.corrects.re_search(NAME_FORM)
    alone = table.retracted & table.corrects.isnull()
    return [
        Check("corrects", "record-name", "no record's name", "the record's `feed/id`", unnamed),
        Check("retracted", "retracted-alone", "true without `corrects`", "true only with `corrects`", alone),
    ]
