"""Which rows must be there for a query to give any: where they are not, the query need not run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import ibis.expr.operations as ops

#: The column whose words are heeded, not only whether a table has rows: most kinds of fact are not in a small batch.
KIND = "kind"


@dataclass(frozen=True)
class Rows:
    """Rows of a table; with ``words``, rows that have one of them in the column ``column``."""

    table: str
    column: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OneOf:
    """One of the parts is enough; without parts, never."""

    parts: frozenset[Needs]


@dataclass(frozen=True)
class AllOf:
    """Every part is needed; without parts, nothing is: there may always be rows."""

    parts: frozenset[Needs]


Needs: TypeAlias = "Rows | OneOf | AllOf"
"""What a query needs to give a row."""

ALWAYS = AllOf(frozenset())
NEVER = OneOf(frozenset())

_Where: TypeAlias = "tuple[str, frozenset[str]] | None"
"""Of the rows of a query, those alone that have one of some words in a column."""


def needs_of(query: ops.Relation) -> Needs:
    """Tell which rows of temporary tables must be there for a query to give one.

    It never says that there are no rows where there could be some; where it cannot tell, it says ``ALWAYS``.
    """
    told: dict[tuple[ops.Relation, _Where], Needs] = {}

    def needs(each: ops.Relation, where: _Where) -> Needs:
        if (each, where) not in told:
            told[each, where] = _needs(each, where, needs)
        return told[each, where]

    return needs(query, None)


def may_give_rows(needs: Needs, is_there: Callable[[Rows], bool]) -> bool:
    """Say whether there may be rows, from whether rows are there."""
    if isinstance(needs, Rows):
        return is_there(needs)
    parts = (may_give_rows(part, is_there) for part in needs.parts)
    return any(parts) if isinstance(needs, OneOf) else all(parts)


def renamed(needs: Needs, names: Mapping[str, str]) -> Needs:
    """Say the same of tables under other names."""
    if isinstance(needs, Rows):
        return Rows(names[needs.table], needs.column, needs.words)
    return type(needs)(frozenset(renamed(part, names) for part in needs.parts))


_Ask: TypeAlias = "Callable[[ops.Relation, _Where], Needs]"


def _needs(query: ops.Relation, where: _Where, needs: _Ask) -> Needs:
    if isinstance(query, ops.DatabaseTable):
        temporary = (query.namespace.catalog, query.namespace.database) == ("temp", "main")
        return Rows(str(query.name), *(where or ())) if temporary else ALWAYS
    if isinstance(query, ops.JoinChain):
        return _of_joins(query, where, needs)
    if isinstance(query, ops.Set):
        return _of_sets(query, where, needs)
    if isinstance(query, ops.Limit) and query.n == 0:
        return NEVER
    if isinstance(query, ops.Filter):
        return needs(query.parent, where or _asked_kind(query))
    if isinstance(query, ops.Project):
        return needs(query.parent, _below(query.values, where)[1])
    if isinstance(query, ops.Aggregate):
        return needs(query.parent, _below(query.groups, where)[1]) if query.groups else ALWAYS
    if isinstance(query, ops.FillNull | ops.TableUnnest):
        return needs(query.parent, None)
    if isinstance(query, ops.Sort | ops.Limit | ops.Distinct | ops.DropColumns | ops.DropNull | ops.Reference):
        return needs(query.parent, where)
    return ALWAYS


def _asked_kind(query: ops.Filter) -> _Where:
    """Give the kinds that a filter lets through, where it says so plainly."""
    for each in query.predicates:
        if isinstance(each, ops.Equals) and _is_kind(each.left) and isinstance(each.right, ops.Literal):
            return KIND, frozenset([str(each.right.value)])
        if isinstance(each, ops.InValues) and _is_kind(each.value):
            words = [option.value for option in each.options if isinstance(option, ops.Literal)]
            if len(words) == len(each.options):
                return KIND, frozenset(map(str, words))
    return None


def _is_kind(value: ops.Value) -> bool:
    return isinstance(value, ops.Field) and value.name == KIND


def _below(values: Mapping[str, ops.Value], where: _Where) -> tuple[ops.Relation | None, _Where]:
    """Say the same of the rows below, from the columns that are taken over as they are: the relation, and its rows."""
    value = values.get(where[0]) if where else None
    if where is None or not isinstance(value, ops.Field):
        return None, None
    return value.rel, (value.name, where[1])


def _of_joins(chain: ops.JoinChain, where: _Where, needs: _Ask) -> Needs:
    told, below = _below(chain.values, where)

    def side(table: ops.Relation) -> Needs:
        return needs(table, below if table == told else None)

    found = side(chain.first)
    for link in chain.rest:
        if link.how in ("inner", "semi", "cross"):
            found = _all(found, side(link.table))
        elif link.how not in ("left", "anti"):
            found = ALWAYS
    return found


def _of_sets(query: ops.Set, where: _Where, needs: _Ask) -> Needs:
    if isinstance(query, ops.Difference):
        return needs(query.left, where)
    both = needs(query.left, where), needs(query.right, where)
    return _all(*both) if isinstance(query, ops.Intersection) else _any(*both)


def _any(*parts: Needs) -> Needs:
    flat = [each for part in parts for each in (part.parts if isinstance(part, OneOf) else [part])]
    return ALWAYS if ALWAYS in flat else _alone(OneOf(frozenset(flat)))


def _all(*parts: Needs) -> Needs:
    flat = [each for part in parts for each in (part.parts if isinstance(part, AllOf) else [part])]
    return NEVER if NEVER in flat else _alone(AllOf(frozenset(flat)))


def _alone(needs: OneOf | AllOf) -> Needs:
    return next(iter(needs.parts)) if len(needs.parts) == 1 else needs
