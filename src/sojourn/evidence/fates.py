"""One fate a row: what becomes of every row of an input table, as known at one moment.

Nearly every row is the only one of its name, corrects nothing and is corrected by nothing. Such rows stream through one
anti-join; only the others are gathered into a small side table, where their fate is worked out.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.canonical import content_digest
from sojourn.evidence.corrections import Lines, resolve_lines
from sojourn.tables import FATES

Rights = Mapping[str, frozenset[str]]
Moment: TypeAlias = "datetime | ir.TimestampScalar"
"""A knowledge cut-off: a time with its zone, or the same as a value of a table in the engine."""
ID_CONFLICT = "id_conflict"
NO_RIGHT = "no_right_to_set_aside"
CYCLE = "correction_cycle"
SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Fated:
    """The lines in force, and the fate of every other row.

    Attributes:
        lines: all columns of the input plus ``name`` (``feed/id`` of the standing record), ``line`` (name of the line's
            first record) and ``line_recorded_at``; one row a line in force.
        exceptions: Table(name, feed, fate, reason), one row for each input row that is not ``accepted``. The reason is
            ``id_conflict``, ``no_right_to_set_aside`` or ``correction_cycle`` on quarantined rows, otherwise null.
        rows: the rows given, for ``counts``.
        known: those of them that exist at the cut-off.
        moment: the knowledge cut-off.
        aside: the exceptions among the rows that needed more than a look; null where there are none.
    """

    lines: ir.Table
    exceptions: ir.Table
    rows: ir.Table
    known: ir.Table
    moment: ir.TimestampScalar
    aside: ir.Table | None

    @functools.cached_property
    def counts(self) -> dict[str, int]:
        """Rows by fate, counted when first asked for; every fate is there, and they add up to the input rows."""
        later = (self.rows.recorded_at > self.moment).sum().fill_null(0)
        totals = self.rows.aggregate(rows=self.rows.count(), later=later).execute().iloc[0]
        counts = dict.fromkeys(FATES, 0) | {"later": int(totals["later"])}
        if self.aside is not None:
            per_fate = self.aside.group_by("fate").aggregate(rows=self.aside.count()).execute()
            counts |= {str(fate): int(n) for fate, n in zip(per_fate["fate"], per_fate["rows"], strict=True)}
        counts["accepted"] = int(totals["rows"]) - sum(counts.values())
        return counts


def decide_fates(
    engine: Engine,
    rows: ir.Table,
    id_column: str,
    known_at: Moment,
    rights: Rights,
    names_taken: ir.Table | None = None,
) -> Fated:
    """Give every row its one fate, and every line in force its standing record.

    Args:
        engine: where the tables live.
        rows: ``movements`` or ``facts``, as ``load_evidence`` gives them.
        id_column: ``movement_id`` or ``fact_id``.
        known_at: rows recorded later do not exist for the run.
        rights: rights by feed; ``set_aside`` lets a feed correct another feed's records.
        names_taken: names that no row may use (see ``names_known``): facts are given the movements' names.

    Raises:
        EvidenceError: ``known_at`` has no zone.
    """
    moment = _moment(known_at)
    later = rows.filter(rows.recorded_at > moment)
    # Nearly always all rows are known: without a filter the planner knows how many rows every later join has.
    all_known = engine.may_skip(later)
    known = rows if all_known else engine.shared(rows.filter(rows.recorded_at <= moment), "known")
    exceptions = _exceptions(later.mutate(name=_name(later, id_column)), "later")
    special = _special_names(engine, known, id_column, names_taken)
    lines, aside = _plain_lines(known, id_column), None
    if special is not None:
        settled, aside = _settle(engine, known, special, id_column, rights, names_taken)
        lines = _plain_lines(known.anti_join(special, ["feed", id_column]), id_column).union(settled)
        exceptions = exceptions.union(aside)
    return Fated(engine.shared(lines, "lines_in_force"), exceptions, rows, known, moment, aside)


def known_rows(rows: ir.Table, known_at: Moment) -> ir.Table:
    """Give the rows that exist at a moment.

    Raises:
        EvidenceError: ``known_at`` has no zone.
    """
    known: ir.Table = rows.filter(rows.recorded_at <= _moment(known_at))
    return known


def names_known(rows: ir.Table, id_column: str, known_at: Moment) -> ir.Table:
    """Give the names that a table uses at a moment, as Table(feed, record_id), for ``names_taken``."""
    known = known_rows(rows, known_at)
    return known.select("feed", record_id=known[id_column])


def check_zone(known_at: datetime) -> None:
    """Refuse a knowledge cut-off without a zone.

    Raises:
        EvidenceError: ``time-without-zone``.
    """
    if known_at.tzinfo is None:
        raise EvidenceError(
            "time-without-zone",
            f"the knowledge cut-off `{known_at.isoformat()}` has no zone. Allowed: a time with its zone, such as "
            f"`{known_at.isoformat()}Z`. Next: add the zone.",
        )


def _moment(known_at: Moment) -> ir.TimestampScalar:
    if not isinstance(known_at, datetime):
        return known_at
    check_zone(known_at)
    moment: ir.TimestampScalar = ibis.literal(known_at.astimezone(UTC))
    return moment


def _name(rows: ir.Table, id_column: str) -> ir.StringColumn:
    name: ir.StringColumn = rows.feed + "/" + rows[id_column]
    return name


def _exceptions(rows: ir.Table, fate: str, reason: str | None = None) -> ir.Table:
    why = ibis.literal(reason, type="string")
    return rows.select("name", "feed", fate=ibis.literal(fate), reason=why)


def _plain_lines(rows: ir.Table, id_column: str) -> ir.Table:
    name = _name(rows, id_column)
    return rows.mutate(name=name, line=name, line_recorded_at=rows.recorded_at)


def _special_names(engine: Engine, known: ir.Table, id_column: str, names_taken: ir.Table | None) -> ir.Table | None:
    """Find the names (feed, id) that need more than a look: repeated, correcting, corrected or taken. None: no such."""
    key = ["feed", id_column]
    repeated = known.group_by(key).aggregate(copies=known.count()).filter(ibis._.copies > 1).select(*key)
    correcting = engine.once(known.filter(known.corrects.notnull()).select(*key, "corrects"), "correcting")
    corrected = correcting.select(feed=correcting.corrects.split("/")[0], **{id_column: _after_slash(correcting)})
    names = repeated.union(correcting.select(*key)).union(corrected)
    if names_taken is not None:
        taken = names_taken.rename({id_column: "record_id"}).semi_join(known.select(*key), key)
        names = names.union(taken.select(*key))
    special = engine.once(names.distinct(), "special")
    return None if engine.may_skip(special) else special


def _after_slash(correcting: ir.Table) -> ir.StringValue:
    target = correcting.corrects
    rest: ir.StringValue = target.substr(target.find("/") + 1)
    return rest


def _settle(
    engine: Engine,
    known: ir.Table,
    special: ir.Table,
    id_column: str,
    rights: Rights,
    names_taken: ir.Table | None,
) -> tuple[ir.Table, ir.Table]:
    """Work out the rows of the special names: their lines in force, and the exceptions among them."""
    copies = engine.once(_ranked_copies(known.semi_join(special, ["feed", id_column]), id_column), "copies")
    firsts = copies.filter(copies.copy == 0)
    exceptions = _exceptions(copies.filter(copies.copy > 0), "duplicate")
    if names_taken is not None:
        taken = names_taken.select("feed", **{id_column: names_taken.record_id}).distinct()
        exceptions = exceptions.union(
            _exceptions(firsts.semi_join(taken, ["feed", id_column]), "quarantined", ID_CONFLICT)
        )
        firsts = firsts.anti_join(taken, ["feed", id_column])
    conflicting = firsts.filter(firsts.content > 0)
    unique = firsts.filter(firsts.content == 0)
    allowed = _may_correct(unique, rights)
    records = engine.once(_records(unique.filter(allowed), id_column), "records")
    lines = resolve_lines(engine, records)
    exceptions = engine.once(
        exceptions.union(_exceptions(conflicting, "quarantined", ID_CONFLICT))
        .union(_exceptions(unique.filter(~allowed), "quarantined", NO_RIGHT))
        .union(_line_exceptions(records, lines)),
        "exceptions",
    )
    accepted = lines.members.filter(lines.members.fate == "accepted").select("name", "line", "line_recorded_at")
    standing = unique.join(accepted, "name").select(*known.columns, "name", "line", "line_recorded_at")
    return engine.once(standing, "standing"), exceptions


def _ranked_copies(rows: ir.Table, id_column: str) -> ir.Table:
    """Number the different contents of each name (0 stands) and the copies of each content (0 is the first)."""
    named = rows.mutate(name=_name(rows, id_column), digest=content_digest(rows))
    order = [named.recorded_at, named.digest]
    content = ibis.dense_rank().over(group_by="name", order_by=order)
    copy = ibis.row_number().over(group_by=["name", "digest"], order_by=order)
    return named.mutate(content=content, copy=copy).drop("digest")


def _may_correct(rows: ir.Table, rights: Rights) -> ir.BooleanValue:
    """A feed corrects its own records; another feed's only with the right ``set_aside``."""
    trusted = sorted(feed for feed, given in rights.items() if SET_ASIDE in given)
    own = rows.corrects.isnull() | (rows.corrects.split("/")[0] == rows.feed)
    allowed: ir.BooleanValue = own | rows.feed.isin(trusted) if trusted else own
    return allowed


def _records(rows: ir.Table, id_column: str) -> ir.Table:
    retracted = rows.retracted.fill_null(False) & rows.corrects.notnull()
    return rows.select("name", "feed", "recorded_at", "corrects", record_id=rows[id_column], retracted=retracted)


def _line_exceptions(records: ir.Table, lines: Lines) -> ir.Table:
    feeds = records.select("name", "feed")
    others = lines.members.filter(lines.members.fate != "accepted").join(feeds, "name")
    passed = others.select("name", "feed", "fate", reason=ibis.null("string"))
    return passed.union(_exceptions(lines.cycles.join(feeds, "name"), "quarantined", CYCLE))
