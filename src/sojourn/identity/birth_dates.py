"""Which birth dates on one key can be one person's.

Two full dates are compatible when they are equal, have day and month swapped, or differ in one digit; within a key they
form classes by that relation, closed transitively. A date that is the beginning of a longer one (``1980``, or none at
all) has no class of its own: it fits every class with a date that it begins. If that is one class it joins, if several
it is unsure. A partial date that begins no other date on the key is a class of its own: too few digits are left to call
a difference a slip.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.components import connect

MOST_BIRTH_DATES = 20
"""A number used with more birth dates than this (``UNKNOWN``, ``123456789``) names nobody and joins nothing."""

_FULL = 10
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9)
_PRECISIONS = (0, 4, 7)


def fit_classes(engine: Engine, dates: ir.Table) -> ir.Table:
    """Give the classes that each birth date on a key fits.

    Args:
        engine: where to compute.
        dates: table (key, birth), distinct; birth is text, empty where unknown.

    Returns:
        A table (key, birth, node, fits), kept in the engine: one row for each class (``node``) that the date fits, with
        the number of them. Crowded keys (``MOST_BIRTH_DATES``) have no rows.
    """
    begun = reduce(lambda left, right: left.union(right), [_cut(dates, length) for length in _PRECISIONS])
    founders = dates.anti_join(begun, ["key", "birth"])
    crowded = founders.group_by("key").aggregate(dates=_.count()).filter(_.dates > MOST_BIRTH_DATES)
    founders = engine.once(founders.anti_join(crowded, "key"), "founders")
    nodes = engine.once(_name_classes(engine, founders), "classes")
    beginnings = [_cut(nodes, length) for length in _PRECISIONS]
    fitting = reduce(lambda left, right: left.union(right), beginnings, nodes).distinct()
    found = dates.join(fitting, ["key", "birth"]).select("key", "birth", "node")
    return engine.once(found.mutate(fits=_.count().over(ibis.window(group_by=["key", "birth"]))), "fits")


def _cut(dates: ir.Table, length: int) -> ir.Table:
    """Shorten the dates that are longer than a length to it."""
    return dates.filter(_.birth.length() > length).mutate(birth=_.birth.substr(0, length))


def _name_classes(engine: Engine, founders: ir.Table) -> ir.Table:
    """Give each founding date the node of its class: the key with the smallest date of the class."""
    named = founders.mutate(node=_class_node(_.key, _.birth))
    forms = [_form(named, form) for form in [*map(_without_digit, _DIGITS), _unordered(_.birth)]]
    alike = reduce(lambda left, right: left.union(right), forms)
    first = alike.group_by(["key", "form"]).aggregate(b=_.node.min())
    edges = alike.join(first, ["key", "form"]).filter(_.node != _.b).select(a=_.node, b=_.b).distinct()
    edges = engine.once(edges, "alike")
    if engine.may_skip(edges):
        return named
    labels = connect(engine, edges).select("node", "label")
    return named.left_join(labels, "node").select("key", "birth", node=ibis.coalesce(_.label, _.node))


def _class_node(key: Any, birth: Any) -> Any:
    return key + "#" + birth


def _form(named: ir.Table, form: Any) -> ir.Table:
    full = named.filter(_.birth.length() == _FULL)
    return full.select("key", "node", form=form)


def _without_digit(position: int) -> Any:
    return _.birth.substr(0, position) + "_" + _.birth.substr(position + 1)


def _unordered(birth: Any) -> Any:
    month, day = birth.substr(5, 2), birth.substr(8, 2)
    return birth.substr(0, 4) + ibis.least(month, day) + "~" + ibis.greatest(month, day)
