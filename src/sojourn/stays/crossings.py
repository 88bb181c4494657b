"""Reports of one crossing become one crossing: the strongest report gives the time, all are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.stays.order import MICROS_PER_HOUR, alternate_ties, in_turn, neighbours

_SHOWN = ("name", "moment", "local_date", "port", "mode", "kind", "outcome", "transport", "came_back")
_ADMISSION = ("admitted_class", "admitted_until", "duration_of_status")
#: What of the second report of a crossing is read; its direction is that of the first.
_AHEAD = (*_SHOWN, *_ADMISSION, "occurred_at", "line", "line_recorded_at", "strength", "national")
_UNDECIDED = ("deferred", "not_stated")


@dataclass(frozen=True)
class Crossings:
    """Crossings (``rows``), and the tables of the engine that hold them (``kept``)."""

    rows: ir.Table
    kept: tuple[ir.Table, ...]


def merge_reports(engine: Engine, reports: ir.Table, merge_hours: int) -> Crossings:
    """Merge neighbouring reports of one direction into crossings.

    Nearly every crossing has one report or two: those are merged row by row in the pass that finds neighbours. Persons
    with more reports of one crossing, or with a tie in their order, are few and are gone through again.

    Args:
        engine: where the tables live.
        reports: the output of ``crossing_reports``.
        merge_hours: how far apart two reports of one crossing may be.

    Returns:
        As ``rows`` one row per crossing: ``person_id``, ``position``, ``direction``, ``anchor`` (the line that names
        the crossing), ``record_id`` (the strongest report; of equals one whose outcome decides, then one with a time,
        then the first),
        ``occurred_at`` (of the strongest report that has a time), ``local_date``, ``port``, ``mode``, ``kind``,
        ``outcome``, ``transport``, ``came_back``, ``admitted_class``, ``admitted_until``, ``duration_of_status``,
        ``national``, ``second_id`` (the other report, where there are two), ``merged_ids`` (all reports, where there
        are more than two).
    """
    marked = neighbours(in_turn(reports), merge_hours, _AHEAD)
    rows = marked.filter(marked.starts)
    merged = _one_or_two(rows, tied=rows.tied, more=~(rows.ends | rows.pair))
    first = engine.once(merged, "crossings")
    again = first.filter(first.tied | first.more).group_by("person_id").aggregate(tied=ibis._.tied.max())
    again = engine.once(again, "ordered_again")
    plain = first.drop("tied", "more")
    if engine.may_skip(again):
        return Crossings(plain, (first,))
    tied, more = again.filter(again.tied), again.filter(~again.tied)
    turns = alternate_ties(reports.semi_join(tied, "person_id"))
    turns = in_turn(reports.semi_join(more, "person_id")).select(*turns.columns).union(turns)
    closely = engine.once(neighbours(turns, merge_hours), "ordered")
    alone = closely.starts & closely.ends
    single = _one_or_two(closely.filter(alone), lonely=True)
    several = _merge_several(closely.filter(~alone))
    looked_at = engine.once(single.union(several.select(single.columns)), "crossings_again")
    rows = plain.anti_join(again, "person_id").union(looked_at.select(plain.columns))
    return Crossings(rows, (first, closely, looked_at))


def _one_or_two(rows: ir.Table, lonely: bool = False, **further: ir.Value) -> ir.Table:
    """Make crossings of the first of their reports, with the second beside it; ``lonely`` where none has a second."""
    line = rows.line.fill_null(rows.name)
    if lonely:
        shown = {name: rows[name] for name in (*_SHOWN[1:], *_ADMISSION, "occurred_at", "national")}
        ids = {"anchor": line, "record_id": rows.name, "second_id": ibis.null("string")}
    else:
        ids, shown = _of_two(rows, line)
    merged_ids = ibis.null("array<string>")
    return rows.select("person_id", "position", "direction", **ids, **shown, merged_ids=merged_ids, **further)


def _of_two(rows: ir.Table, line: ir.Value) -> tuple[dict[str, ir.Value], dict[str, ir.Value]]:
    ahead = {name: rows[f"ahead_{name}"] for name in _AHEAD}
    here = {name: rows[name] for name in _AHEAD}
    better = rows.pair & _before(_rank(ahead), _rank(here))
    shown = {name: ibis.ifelse(better, ahead[name], here[name]) for name in _SHOWN}
    other = {
        name: ibis.ifelse(better, here[name], ibis.ifelse(rows.pair, ahead[name], ibis.null(here[name].type())))
        for name in ("name", "occurred_at", *_ADMISSION)
    }
    best = {name: ibis.ifelse(better, ahead[name], here[name]) for name in ("occurred_at", *_ADMISSION)}
    admitted = ibis.or_(*(best[name].notnull() for name in _ADMISSION))
    later_line = ahead["line"].fill_null(ahead["name"])
    named_later = rows.pair & _before([ahead["line_recorded_at"], later_line], [here["line_recorded_at"], line])
    ids = {
        "anchor": ibis.ifelse(named_later, later_line, line),
        "record_id": shown.pop("name"),
        "second_id": other["name"],
    }
    shown["occurred_at"] = best["occurred_at"].fill_null(other["occurred_at"])
    shown |= {name: ibis.ifelse(admitted, best[name], other[name]) for name in _ADMISSION}
    shown["national"] = here["national"] | (rows.pair & ahead["national"]).fill_null(False)
    return ids, shown


def _rank(report: Mapping[str, ir.Value]) -> list[ir.Value]:
    """Give what says which report of a crossing is shown: the smaller, column by column; none is ever null."""
    undecided = report["outcome"].isin(_UNDECIDED).fill_null(False).cast("int64")
    timeless = report["occurred_at"].isnull().cast("int64")
    strength = report["strength"] * 4 + undecided * 2 + timeless
    return [strength, report["local_date"], report["moment"].fill_null(0), report["name"]]


def _before(one: list[ir.Value], other: list[ir.Value]) -> ir.Value:
    """Tell whether one list of values stands before another, the first difference deciding."""
    less = one[-1] < other[-1]
    for mine, theirs in zip(reversed(one[:-1]), reversed(other[:-1]), strict=True):
        less = (mine < theirs) | ((mine == theirs) & less)
    return less


def _merge_several(reports: ir.Table) -> ir.Table:
    running = ibis.window(group_by="person_id", order_by="position", preceding=None, following=0)
    numbered = reports.mutate(crossing=reports.starts.cast("int64").sum().over(running))
    line = numbered.line.fill_null(numbered.name)
    rank = ibis.struct(dict(zip("abcd", _rank({name: numbered[name] for name in _AHEAD}), strict=True)))
    admitted = ibis.or_(*(numbered[name].notnull() for name in _ADMISSION))
    merged = numbered.group_by("person_id", "crossing", "direction").agg(
        position=numbered.position.min(),
        shown=ibis.struct({name: numbered[name] for name in _SHOWN}).argmin(rank),
        occurred_at=numbered.occurred_at.argmin(rank, where=numbered.occurred_at.notnull()),
        admission=ibis.struct({name: numbered[name] for name in _ADMISSION}).argmin(rank, where=admitted),
        anchor=line.argmin(ibis.struct({"a": numbered.line_recorded_at, "b": line})),
        national=numbered.national.max(),
        merged_ids=numbered.name.collect(distinct=True).sort(),
    )
    return merged.mutate(
        record_id=merged.shown["name"],
        second_id=ibis.null("string"),
        **{name: merged.shown[name] for name in _SHOWN[1:]},
        **{name: merged.admission[name] for name in _ADMISSION},
    ).drop("shown", "admission", "crossing")


def undo_turn_backs(engine: Engine, crossings: ir.Table, hours: int) -> ir.Table:
    """Take out each departure whose voyage came back, together with the arrival that shows it.

    That is an arrival without a new admission at the port of the departure right before it, at most ``hours`` later, on
    the same voyage (or one that started where it ended). The person did not reach another country: the stay goes on.
    """
    arrivals = crossings.filter(
        crossings.direction == "arrival", crossings.admitted_class.isnull(), crossings.admitted_until.isnull()
    )
    arrivals = arrivals.select("person_id", "port", back_moment="moment")
    departures = crossings.filter(crossings.direction == "departure").select("person_id", "port", left_moment="moment")
    near = arrivals.inner_join(departures, ["person_id", "port"])
    near = near.filter((near.back_moment - near.left_moment).between(0, hours * MICROS_PER_HOUR))
    some = engine.once(near.select("person_id").distinct(), "came_back_soon")
    if engine.may_skip(some):
        return crossings
    undone = _turn_backs(crossings.semi_join(some, "person_id"), hours)
    return crossings.anti_join(engine.once(undone, "undone"), ["person_id", "position"])


def _turn_backs(crossings: ir.Table, hours: int) -> ir.Table:
    window = ibis.window(group_by="person_id", order_by="position")
    before = {
        name: crossings[name].lag().over(window) for name in ("direction", "port", "transport", "moment", "position")
    }
    same_voyage = (crossings.transport == before["transport"]).fill_null(False) | crossings.came_back
    back = (
        (crossings.direction == "arrival")
        & (before["direction"] == "departure")
        & (crossings.port == before["port"])
        & (crossings.moment - before["moment"]).between(0, hours * MICROS_PER_HOUR)
        & crossings.admitted_class.isnull()
        & crossings.admitted_until.isnull()
        & ~crossings.outcome.isin(["admitted", "paroled"]).fill_null(False)
        & same_voyage
    )
    marked = crossings.mutate(back=back.fill_null(False), left_at=before["position"])
    marked = marked.filter(marked.back)
    return marked.select("person_id", "position").union(marked.select("person_id", position="left_at"))
