"""The statement of an Ibis expression, in one walk over it.

Ibis rewrites an expression four times, whole, before it puts it into words; a run has some two hundred statements over
wide tables, and to compile them took half of a small run. Here one walk puts each node into words by Ibis's own
compiler, with the same meaning; whatever the walk does not know is left to Ibis.
"""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Iterator
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot as sg
import sqlglot.expressions as sge

#: What is one ``SELECT`` over its parent, with all its columns.
_WHOLE = (ops.Filter, ops.Sort, ops.Distinct)

#: What is written once, in front, where several parts of a statement read it.
_NAMED = (*_WHOLE, ops.Project, ops.DropColumns, ops.Aggregate, ops.JoinChain, ops.Set, ops.Limit)

#: Relations that the walk puts into words; a statement with another one is left to Ibis.
_KNOWN = (*_NAMED, ops.Reference, ops.DatabaseTable, ops.TableUnnest, ops.DummyTable)

#: What engines count from one and Ibis from nought.
_FROM_ONE = (ops.StringFind, ops.FindInSet, ops.ArrayPosition)

#: Functions over a window that Ibis words in ways of its own.
_ODD_WINDOWS = (ops.NTile, ops.NthValue, ops.First, ops.Last)

_Parts = dict[ops.Node, tuple[ops.Node, ...]]


def compile_relation(con: Any, relation: ops.Relation) -> str:
    """Give the statement of a relation in the dialect of a backend.

    Args:
        con: the Ibis backend (DuckDB).
        relation: what ``Table.op()`` gives.
    """
    nodes = _below(relation)
    if any(_is_strange(node, con.compiler.lowered_ops) for node in nodes):
        return str(con.compile(relation.to_expr()))
    query = _Walk(con.compiler, _read_often(nodes)).query(relation, nodes)
    return str(query.sql(con.dialect, copy=False, unsupported_level=sg.ErrorLevel.RAISE))


@functools.lru_cache(maxsize=256)
def word_of(types: Any, kind: dt.DataType) -> str:
    """Give the name of a type in the dialect of a backend's type mapper."""
    return str(types.to_string(kind))


def declared_table(con: Any, name: str, schema: ibis.Schema) -> ir.Table:
    """Give a temporary table made of columns cast to the types of ``schema``, as the backend would describe it.

    To ask DuckDB what it has just been told takes longer than to make a small table.
    """
    types = con.compiler.type_mapper
    columns = {column: _described(types, kind) for column, kind in schema.items()}
    place = ops.Namespace(catalog="temp", database="main")
    return ops.DatabaseTable(name, schema=ibis.schema(columns), source=con, namespace=place).to_expr()


@functools.lru_cache(maxsize=256)
def _described(types: Any, kind: dt.DataType) -> dt.DataType:
    described: dt.DataType = types.from_string(word_of(types, kind), nullable=True)
    return described


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage in cycles a hundred times more rarely than Python does by itself, as long as this is open.

    A run makes some million small nodes that live as long as it does; to look through them again and again takes a
    tenth of a small run, and finds some MiB.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _is_strange(node: ops.Node, lowered: Any) -> bool:
    """Tell whether a node is one that Ibis rewrites before it words it, in a way not known here."""
    if isinstance(node, ops.Relation):
        return not isinstance(node, _KNOWN)
    if isinstance(node, ops.WindowFunction):
        return isinstance(node.func, _ODD_WINDOWS)
    if isinstance(node, ops.ArrayMap | ops.ArrayFilter):
        return node.index is not None
    return isinstance(node, ops.NthValue | ops.ScalarParameter) or type(node) in lowered


def _counts_from_one(node: ops.Node) -> bool:
    ranks = isinstance(node, ops.WindowFunction) and isinstance(node.func, ops.RankBase)
    return ranks or isinstance(node, _FROM_ONE)


def _takes_all(node: ops.Project) -> bool:
    """Tell whether a projection takes every column of its parent as it is."""
    values, names = node.values, node.parent.schema.names
    return tuple(values) == names and all(
        isinstance(value, ops.Field) and value.name == name and value.rel == node.parent
        for name, value in values.items()
    )


def _flat(args: Any) -> Iterator[ops.Node]:
    for each in args:
        if isinstance(each, ops.Node):
            yield each
        elif isinstance(each, tuple | list):
            yield from _flat(each)
        elif isinstance(each, dict):
            yield from _flat(each.values())


def _parts(node: ops.Node) -> tuple[ops.Node, ...]:
    """Give the nodes that a node's words are made of."""
    if isinstance(node, ops.Project) and _takes_all(node):
        return (node.parent,)
    return tuple(_flat(node.__args__))


def _below(root: ops.Node) -> _Parts:
    """Give every node below one, with its parts: each stands after its parts."""
    done: _Parts = {}
    opened: _Parts = {}
    stack = [root]
    while stack:
        node = stack[-1]
        if node in done:
            stack.pop()
        elif node in opened:
            done[node] = opened[node]
            stack.pop()
        else:
            parts = opened[node] = _parts(node)
            stack.extend(part for part in reversed(parts) if part not in done)
    return done


def _read_often(nodes: _Parts) -> set[ops.Node]:
    """Give the relations that several others read. A column says only where it comes from: it reads nothing."""
    readers: dict[ops.Node, int] = {}
    for node, parts in nodes.items():
        if not isinstance(node, ops.Field | ops.CountStar | ops.CountDistinctStar):
            for part in parts:
                readers[part] = readers.get(part, 0) + 1
    return {node for node, count in readers.items() if count > 1 and isinstance(node, _NAMED)}


class _Walk:
    """Puts the nodes of one statement into words, each after its parts."""

    def __init__(self, compiler: Any, often: set[ops.Node]) -> None:
        self._compiler = compiler
        self._often = often
        self._said: dict[ops.Node, Any] = {}
        self._first: list[sge.CTE] = []
        self._names = 0

    def query(self, root: ops.Relation, nodes: _Parts) -> Any:
        for node in nodes:
            said = self._say(node)
            if node is not root and isinstance(node, ops.Relation):
                said = self._named(said)
                if node in self._often:
                    said = self._put_first(said)
            self._said[node] = said
        whole = self._said[root]
        if isinstance(whole, sge.Table):
            whole = self._select(whole, None)
        elif isinstance(whole, sge.Subquery):
            whole = whole.this
        for each in self._first:
            name, query = each.args["alias"], each.args["this"]
            whole = whole.with_(name, as_=query, dialect=self._compiler.dialect, copy=False)
        return whole

    def _named(self, said: Any) -> Any:
        """Give a relation its next name: ``t0``, ``t1`` and so on."""
        alias = sge.TableAlias(this=sg.to_identifier(f"t{self._names}", quoted=True))
        self._names += 1
        if isinstance(said, sge.Table | sge.Subquery):
            return type(said)(**{**said.args, "alias": alias})
        return sge.Subquery(this=said, alias=alias)

    def _put_first(self, said: Any) -> Any:
        name = sg.to_identifier(said.alias, quoted=True)
        self._first.append(sge.CTE(alias=name, this=said.this))
        return self._named(sge.Table(this=name))

    def _of(self, value: Any) -> Any:
        if isinstance(value, ops.Node):
            return self._said[value]
        if isinstance(value, tuple | list):
            return tuple(map(self._of, value))
        if isinstance(value, dict):
            return {key: self._of(each) for key, each in value.items()}
        return value

    def _say(self, node: ops.Node) -> Any:
        if isinstance(node, ops.Alias):
            return self._of(node.arg)
        if isinstance(node, ops.InValues) and not node.options:
            return sge.false()
        if isinstance(node, ops.Project):
            return self._select(self._of(node.parent), None if _takes_all(node) else self._of(node.values))
        if isinstance(node, _WHOLE):
            return self._say_whole(node)
        words = {name: self._of(value) for name, value in zip(node.__argnames__, node.__args__, strict=True)}
        said = self._compiler.visit_node(node, **words)
        return self._from_nought(node, said) if _counts_from_one(node) else said

    def _say_whole(self, node: Any) -> Any:
        query = self._select(self._of(node.parent), None)
        if isinstance(node, ops.Distinct):
            return query.distinct(copy=False)
        if isinstance(node, ops.Sort):
            return query.order_by(*self._of(node.keys), copy=False)
        where: list[Any] = []
        qualify: list[Any] = []
        for each in node.predicates:
            over = each.find(ops.WindowFunction, filter=ops.Value)
            (qualify if over else where).append(self._of(each))
        if where:
            query = query.where(*where, copy=False)
        return query.qualify(*qualify, copy=False) if qualify else query

    def _from_nought(self, node: Any, said: Any) -> Any:
        one = ops.Literal(1, dt.int8)
        less = self._compiler.visit_node(one, value=1, dtype=one.dtype)
        return self._compiler.visit_node(ops.Subtract(node, one), left=said, right=less)

    def _select(self, parent: Any, columns: dict[str, Any] | None) -> Any:
        what = [sge.Star()] if columns is None else self._compiler._cleanup_names(columns)
        return sg.select(*what, copy=False).from_(parent, copy=False)
