"""The closer look at the lines that name a watched key: where each belongs, and which keys hold together.

A *node* is a key, or for a doubtful key one class of compatible birth dates on it. A line's *home* is the node of the
strongest key that it names; every other key that it names ties that key's node to the home.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.birth_dates import fit_classes
from sojourn.identity.components import connect
from sojourn.identity.lines import BY_DOCUMENT, LINE, further_mentions, mentions
from sojourn.identity.spotting import Spotted


@dataclass(frozen=True)
class Placed:
    """Where the lines that were looked at closely belong.

    Attributes:
        lines: LINE, ``key`` (the first key, before any doubt), home, by: one row per line; home null: held by no key.
        mentions: LINE, key, by, node, home: each key that still joins; node null: the birth date leaves its class open.
        fits: (key, birth, node, fits): the classes of the doubtful keys.
        void: LINE, key, lost_line, lost_record, lost_recorded_at: mentions of a document after its loss.
        labels: (node, label): nodes that are tied together, by a common label.
    """

    lines: ir.Table
    mentions: ir.Table
    fits: ir.Table
    void: ir.Table
    labels: ir.Table


def place_lines(engine: Engine, lines: ir.Table, spotted: Spotted, lost: ir.Table) -> Placed:
    """Look closely at every line that names a watched key."""
    close = engine.once(_watched_lines(lines, spotted), "close")
    named = engine.once(mentions(close), "mentions")
    void = engine.once(_void(named, lost), "void")
    standing = named.anti_join(void, ["line", "key"])
    dates = engine.once(standing.semi_join(spotted.doubtful, "key").select("key", "birth").distinct(), "dates")
    fits = fit_classes(engine, dates)
    noded = engine.once(_give_nodes(standing, spotted.doubtful, fits), "noded")
    homes = engine.once(_homes(noded), "homes")
    placed = engine.once(noded.left_join(homes, "line").select(*LINE, "key", "by", "node", "home"), "placed")
    edges = placed.filter(_.node != _.home).select(a=_.home, b=_.node).distinct()
    held = close.left_join(homes, "line").select(*LINE, "key", "home", by=_.home_by)
    return Placed(engine.once(held, "held"), placed, fits, void, connect(engine, edges))


def _watched_lines(lines: ir.Table, spotted: Spotted) -> ir.Table:
    by_first = lines.semi_join(spotted.watched, "key")
    if not spotted.names_several:
        return by_first
    by_other = further_mentions(lines).semi_join(spotted.watched.select(named=_.key), "named").drop("named")
    return by_first.union(by_other).distinct()


def _void(named: ir.Table, lost: ir.Table) -> ir.Table:
    later = (_.by == BY_DOCUMENT) & ~_.statement & (_.day > _.lost_day)
    return named.join(lost, "key").filter(later).select(*LINE, "key", "lost_line", "lost_record", "lost_recorded_at")


def _give_nodes(standing: ir.Table, doubtful: ir.Table, fits: ir.Table) -> ir.Table:
    plain = standing.anti_join(doubtful, "key").mutate(node=_.key)
    certain = fits.filter(_.fits == 1).select("key", "birth", "node")
    classed = standing.semi_join(doubtful, "key").left_join(certain, ["key", "birth"])
    return plain.union(classed.select(*plain.columns))


def _homes(noded: ir.Table) -> ir.Table:
    strongest = ibis.struct({"a": _.by, "b": _.key})
    return noded.filter(_.node.notnull()).group_by("line").aggregate(home=_.node.argmin(strongest), home_by=_.by.min())
