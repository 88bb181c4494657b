"""Reports of one crossing become one crossing: the strongest report gives the time, all are named."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.stays.order import MICROS_PER_HOUR

_SHOWN = ("name", "moment", "local_date", "port", "mode", "kind", "outcome", "transport", "came_back")
_ADMISSION = ("admitted_class", "admitted_until", "duration_of_status")


def merge_reports(engine: Engine, ordered: ir.Table) -> ir.Table:
    """Merge neighbouring reports of one direction into crossings.

    Args:
        ordered: the output of ``ordered_reports``.

    Returns:
        One row per crossing: ``person_id``, ``position``, ``direction``, ``anchor`` (the line that names the crossing),
        ``record_id`` (the strongest report; of equals one whose outcome decides, then one with a time, then the first),
        ``occurred_at`` (of the strongest report that has a time), ``local_date``, ``port``, ``mode``, ``kind``,
        ``outcome``, ``transport``, ``came_back``, ``admitted_class``, ``admitted_until``, ``duration_of_status``,
        ``national``, ``merged_ids`` (all reports, where there is more than one).
    """
    alone = ordered.starts & ordered.ends
    single = ordered.filter(alone)
    single = single.select(
        "person_id",
        "position",
        "direction",
        anchor=single.line.fill_null(single.name),
        record_id=single.name,
        **{name: single[name] for name in ("occurred_at", *_SHOWN[1:], *_ADMISSION, "national")},
        merged_ids=ibis.null("array<string>"),
    )
    several = _merge_several(ordered.filter(~alone))
    return engine.once(single.union(several.select(single.columns)), "crossings")


def _merge_several(reports: ir.Table) -> ir.Table:
    running = ibis.window(group_by="person_id", order_by="position", preceding=None, following=0)
    numbered = reports.mutate(crossing=reports.starts.cast("int64").sum().over(running))
    undecided = numbered.outcome.isin(["deferred", "not_stated"]).fill_null(False).cast("int64")
    timeless = numbered.occurred_at.isnull().cast("int64")
    line = numbered.line.fill_null(numbered.name)
    rank = ibis.struct(
        {
            "a": numbered.strength * 4 + undecided * 2 + timeless,
            "b": numbered.local_date,
            "c": numbered.moment.fill_null(0),
            "d": numbered.name,
        }
    )
    admitted = (
        numbered.admitted_class.notnull() | numbered.admitted_until.notnull() | numbered.duration_of_status.notnull()
    )
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
