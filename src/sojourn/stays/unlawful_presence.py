"""Unlawful presence: an answer of its own, an interval of days in one stay, with what would narrow it.

It is worked out from the records and from rules of its own; neither the state nor the authorised periods are read. The
lower end counts only days that are certain: while no departure is known it is 0, so nobody is shown to be here by
silence. It is information for counsel and officer and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.law.rule import Law
from sojourn.stays.dated import dated
from sojourn.stays.presence_ages import childhood
from sojourn.stays.presence_facts import of_kinds, rules_of
from sojourn.stays.presence_pauses import pauses
from sojourn.stays.presence_shape import shaped
from sojourn.stays.presence_starts import Asked, ask
from sojourn.tables import FURTHER


@dataclass(frozen=True)
class Presence:
    """``rows`` are ``tables.UNLAWFUL_PRESENCE`` with ``person_id``; ``asked`` and ``spans`` are what they come from.

    ``spans`` are null where there is no stay in which a day may count.
    """

    rows: ir.Table
    asked: Asked
    spans: ir.Table | None


def unlawful_presence(
    engine: Engine, rows: ir.Table, facts: ir.Table, movements: ir.Table, law: Law, as_of: ir.Value
) -> Presence | None:
    """Give the days of unlawful presence of each stay in which a day may count.

    Args:
        engine: where the tables live.
        rows: the output of ``stays_with_extras`` with ``doubtful``.
        facts: facts in force with ``person_id`` and ``on_day``.
        movements: movements in force, for the birth dates.
        law: the law as known.
        as_of: the day asked about.

    Returns:
        The rows, one for each stay in which a day may count; null where the law has no such rule. A stay without a row
        has no day that may count.
    """
    if not rules_of(law, "presence_after_date"):
        return None
    asked = ask(engine, rows, facts, law, as_of)
    if engine.may_skip(asked.stays):
        return Presence(no_rows(engine, "unlawful_presence"), asked, None)
    waits = pauses(engine, asked, facts, law, as_of)
    young = childhood(asked.stays, movements, facts, law)
    spans = waits if young is None else engine.once(waits.union(young), "presence_spans")
    counted = engine.once(_counted(asked, spans, facts, law), "presence_counted")
    return Presence(engine.once(shaped(counted, asked, spans, law), "unlawful_presence"), asked, spans)


def no_rows(engine: Engine, name: str) -> ir.Table:
    """Give the table of a further answer without a row, with ``person_id``."""
    schema = FURTHER[name].append(pa.field("person_id", pa.string()))
    return engine.load(schema.empty_table(), f"no_{name}")


def _counted(asked: Asked, spans: ir.Table, facts: ir.Table, law: Law) -> ir.Table:
    """Count the days at both ends of the interval, and say which consequence each could have."""
    starts = asked.starts
    begun = starts.group_by("stay_id").agg(
        starts_on=starts.first.min(),
        surely_on=starts.first.min(where=starts.settled),
        open_start=(~starts.settled).max(),
    )
    rows = asked.stays.left_join(begun, "stay_id").drop("stay_id_right")
    rows = rows.select(
        "stay_id",
        "person_id",
        "arrival_id",
        "departed_on",
        "out_by",
        "departure_basis",
        "duration",
        "upper",
        "lower",
        "claimed",
        "clash",
        "doubtful",
        "doubt",
        "starts_on",
        "surely_on",
        in_review=rows.in_review | rows.by_model,
        no_end=rows.last_day.isnull() & ~rows.duration,
        open_start=rows.open_start.fill_null(False),
    )
    for world in ("most", "least"):
        days = _days(rows, starts, spans, world)
        rows = rows.left_join(days, "stay_id").drop("stay_id_right")
    closed = facts.filter(facts.restricted.fill_null(False), facts.kind.isin(["protection", "application"]))
    closed = closed.select("person_id", closed=ibis.literal(True)).distinct()
    rows = rows.left_join(closed, "person_id").drop("person_id_right")
    rows = rows.mutate(closed=rows.closed.fill_null(False))
    rows = rows.mutate(
        days_min=ibis.ifelse(rows.closed, 0, rows.least.fill_null(0)).cast("int32"),
        days_max=ibis.ifelse(rows.no_end, ibis.null("int64"), rows.most.fill_null(0)).cast("int32"),
    )
    return _consequences(rows, asked.acts, law)


def _days(rows: ir.Table, starts: ir.Table, spans: ir.Table, world: str) -> ir.Table:
    """Count the days of each stay in one reading: ``most`` takes every open question one way, ``least`` the other.

    Of days that several spans cover, each is taken off once.
    """
    most = world == "most"
    window = rows.select(
        "stay_id", win_from=rows.starts_on if most else rows.surely_on, win_to=rows.upper if most else rows.lower
    )
    window = window.filter(window.win_from <= window.win_to)
    some = spans.filter(spans.settled) if most else spans
    cuts = starts.filter(starts.later) if most else starts.filter(starts.later & starts.settled)
    some = _cut(some, cuts)
    laid = some.inner_join(window, "stay_id")
    laid = laid.mutate(first=ibis.greatest(laid.first, laid.win_from), last=ibis.least(laid.last, laid.win_to))
    laid = laid.filter(laid.first <= laid.last)
    earlier = ibis.window(group_by="stay_id", order_by=[laid.first, laid.last], preceding=(None, 1))
    laid = laid.mutate(latest=laid.last.max().over(earlier))
    own = laid.last.delta(laid.first, unit="day") + 1
    fresh = ibis.least(own, ibis.greatest(laid.last.delta(laid.latest, unit="day"), 0))
    laid = laid.mutate(off=ibis.ifelse(laid.latest.isnull(), own, fresh))
    off = laid.group_by("stay_id").agg(off=laid.off.sum())
    whole = window.left_join(off, "stay_id").drop("stay_id_right")
    length = whole.win_to.delta(whole.win_from, unit="day") + 1
    return whole.select("stay_id", **{world: (length - whole.off.fill_null(0)).cast("int64")})


def _cut(spans: ir.Table, cuts: ir.Table) -> ir.Table:
    """End what a formal finding or an order ends, on the day of the first one that came while it lasted."""
    keys = ("stay_id", "rule_id", "record_id", "first")
    ends = spans.filter(spans.ends).inner_join(cuts.select("stay_id", counts_from="first"), "stay_id")
    ends = ends.filter(ends.counts_from > ends.first).group_by(*keys).agg(counts_from=ends.counts_from.min())
    rows = spans.left_join(ends, list(keys)).drop(*(f"{key}_right" for key in keys))
    before = (rows.counts_from - ibis.interval(days=1)).cast("date")
    last = ibis.ifelse(rows.ends & rows.counts_from.notnull(), ibis.least(rows.last, before), rows.last)
    return rows.select("stay_id", "first", last=last)


def _consequences(rows: ir.Table, acts: ir.Table, law: Law) -> ir.Table:
    """Name the consequence that each end of the interval could have for a later application for admission."""
    charges = of_kinds(acts, "charge_filed")
    cancelled = of_kinds(acts, "cancellation").filter(ibis._.reference.notnull())
    cancelled = cancelled.select("person_id", "reference", gone=ibis.literal(True)).distinct()
    charges = charges.left_join(cancelled, ["person_id", "reference"]).drop("person_id_right", "reference_right")
    both = rows.select("stay_id", "person_id", "upper").inner_join(charges, "person_id")
    both = both.filter(both.filed_on.fill_null(both.act_on) <= both.upper)
    filed = both.group_by("stay_id").agg(charged=both.gone.fill_null(False).min())
    # ``charged`` is null where nothing was filed, true where every charge was cancelled, false where one stands
    rows = rows.left_join(filed, "stay_id").drop("stay_id_right")
    stands = (~rows.charged).fill_null(False)
    return rows.mutate(
        consequence_min=_consequence(rows, rows.days_min, rows.charged.notnull(), law),
        consequence_max=_consequence(rows, rows.days_max, stands, law),
    )


def _consequence(rows: ir.Table, days: ir.Value, charged: ir.Value, law: Law) -> ir.Value:
    reached: list[tuple[ir.Value, str]] = [(days.isnull(), "")]
    for role, code in (("presence_ten_years", "ten_years"), ("presence_three_years", "three_years")):
        for rule in rules_of(law, role):
            enough = dated(rule, rows.upper, lambda values: days >= values["from_days"], "boolean").fill_null(False)
            barred = dated(
                rule, rows.upper, lambda values: ibis.literal(values.get("before_proceedings", False)), "boolean"
            )
            reached.append((enough & ~(barred & charged), code))
    return ibis.cases(*reached, else_="none").nullif("")
