"""Which few keys need a closer look, found by two aggregations; every other key is one person without more ado."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.lines import further_mentions


@dataclass(frozen=True)
class Spotted:
    """What two passes over all lines found.

    Attributes:
        keys: (key, at, line, low, high): each first key with its anchor, the line smallest by time of recording and
            name, and the smallest and greatest birth date.
        doubtful: (key): keys whose lines must be looked at one by one: birth dates differ, or the document was lost.
        watched: (key): the doubtful keys, and those that may tie several keys together.
        names_several: whether any line names a key beside its first one.
        kept: the table that holds ``keys``, to be dropped when they are used up.
    """

    keys: ir.Table
    doubtful: ir.Table
    watched: ir.Table
    names_several: bool
    kept: ir.Table


def spot_keys(engine: Engine, lines: ir.Table, lost: ir.Table, *, may_name_several: bool) -> Spotted:
    """Find the keys that need a closer look among the lines (see ``lines``) and the lost documents.

    ``may_name_several`` false says that no line names more than one key, which spares a pass.
    """
    kept = engine.once(_first_keys(lines), "keys")
    # Lines without a key form one group: a filter on the key would make the engine work out every key twice.
    keys = kept.filter(_.key.notnull())
    further = engine.once(_further_keys(lines.limit(None if may_name_several else 0)), "further")
    doubtful = engine.once(_doubtful(keys, further).union(lost.select("key")).distinct(), "doubtful")
    watched = engine.once(doubtful.union(_ties(keys, further)).distinct(), "watched")
    names_several = not engine.may_skip(further)
    engine.drop(further)
    return Spotted(keys, doubtful, watched, names_several, kept)


def _first_keys(lines: ir.Table) -> ir.Table:
    order = ibis.struct({"a": _.at, "b": _.line})
    born = _.birth.nullif("")
    return lines.group_by("key").aggregate(at=_.at.min(), line=_.line.argmin(order), low=born.min(), high=born.max())


def _further_keys(lines: ir.Table) -> ir.Table:
    named = further_mentions(lines)
    named = named.mutate(first=ibis.ifelse(named.named != named.key, named.key, ibis.null(str)))
    born = ibis.ifelse(_.first.notnull(), _.birth.nullif(""), ibis.null(str))
    every = (
        named.select("named", "first", born=born)
        .group_by(key=_.named)
        .aggregate(first_low=_.first.min(), first_high=_.first.max(), low=_.born.min(), high=_.born.max())
    )
    further: ir.Table = every.filter(_.first_low.notnull())
    return further


def _doubtful(keys: ir.Table, further: ir.Table) -> ir.Table:
    ranges = keys.filter(_.low != _.high).select("key").union(further.filter(_.low != _.high).select("key"))
    also = further.select("key", other_low=_.low, other_high=_.high)
    differ = (_.low != _.other_low) | (_.high != _.other_high)
    return ranges.union(keys.inner_join(also, "key").filter(differ).select("key"))


def _ties(keys: ir.Table, further: ir.Table) -> ir.Table:
    """Keys named second that hold together more than one first key.

    A key whose lines all have one first key ties nothing: where that key is plain, its lines are one person already;
    where it is doubtful, they are all looked at anyway.
    """
    several = further.filter(_.first_low != _.first_high).select("key")
    also_first = further.semi_join(keys, "key").select("key")
    return several.union(also_first)
