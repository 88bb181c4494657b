"""The days that count of persons with several stays, and the parts of each stay that a window of days limits."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import number_of
from sojourn.stays.cover import DOUBTED
from sojourn.stays.dated import forever
from sojourn.stays.uncounted import uncounted_runs, without
from sojourn.stays.window import allowed_days, merged_runs

_DAY = ibis.interval(days=1)


@dataclass(frozen=True)
class Counted:
    """The days that count, of those whose stays touch each other's windows: ``traveller``, ``from_on``, ``to_on``.

    ``people`` (person_id) are those persons; ``vague`` (person_id) the ones of whom some last day is not on record.
    """

    least: ir.Table
    most: ir.Table
    people: ir.Table
    vague: ir.Table


def counted_parts(
    engine: Engine, some: ir.Table, people: ir.Table, facts: ir.Table, law: Law, rule: Rule
) -> tuple[Counted, ir.Table]:
    """Count the days, and give the parts of each stay that the window limits with the last lawful day of each.

    A part: ``stay_id``, ``person_id``, ``starts_on``, ``last_least``, ``last_most``, both cut where the days begin that
    do not count.
    """
    covered = uncounted_runs(engine, facts.semi_join(people, "person_id"), law)
    out = None if engine.may_skip(covered) else covered
    least = merged_runs(engine, _less(_runs(some, "to_least"), out))
    vague = engine.once(some.filter(some.out_by.notnull()).select("person_id").distinct(), "vague")
    unsure = not engine.may_skip(vague)
    most = merged_runs(engine, _less(_runs(some, "to_most"), out)) if unsure else least
    pieces = _less(_runs(some, "span_to"), out).rename(piece_to="to_on", stay_id="run_id", starts_on="from_on")
    pieces = pieces.inner_join(some.select("stay_id", "span_to", "arrived_on", "arrival_id"), "stay_id")
    pieces = pieces.mutate(
        segment_id=pieces.stay_id + "/" + pieces.starts_on.cast("string"),
        cut_on=ibis.ifelse(pieces.piece_to < pieces.span_to, pieces.piece_to, forever()),
    )
    pieces = engine.once(pieces, "pieces")
    found = _last_days(engine, pieces, least, rule, "last_least")
    if unsure:
        again = pieces.semi_join(vague.rename(traveller="person_id"), "traveller")
        found = found.left_join(_last_days(engine, again, most, rule, "last_most"), "segment_id")
        found = found.drop("segment_id_right").mutate(last_most=lambda t: t.last_most.fill_null(t.last_least))
    else:
        found = found.mutate(last_most=found.last_least)
    whole = pieces.inner_join(found, "segment_id")
    whole = whole.select(
        "stay_id",
        "starts_on",
        "arrived_on",
        "arrival_id",
        person_id="traveller",
        last_least=ibis.least(whole.last_least, whole.cut_on),
        last_most=ibis.least(whole.last_most, whole.cut_on),
    )
    return Counted(least, most, people, vague), engine.once(whole, "parts")


def _last_days(engine: Engine, pieces: ir.Table, counted: ir.Table, rule: Rule, name: str) -> ir.Table:
    asked = pieces.select("segment_id", "traveller", "starts_on")
    limits = allowed_days(
        engine, asked, counted, number_of(rule, asked.starts_on, "days"), number_of(rule, asked.starts_on, "within")
    )
    return limits.select("segment_id", **{name: limits.last_on})


def _runs(some: ir.Table, to_on: str) -> ir.Table:
    return some.select(run_id="stay_id", traveller="person_id", from_on="area_from", to_on=to_on)


def _less(runs: ir.Table, out: ir.Table | None) -> ir.Table:
    return runs.filter(runs.from_on <= runs.to_on) if out is None else without(runs, out)


def later_parts(parts: ir.Table, rule: Rule) -> ir.Table:
    """The parts that begin later than their stay, as periods; days that only the least count allows stand apart."""
    later = parts.filter(parts.starts_on > parts.arrived_on)
    start = ibis.greatest((later.last_most + _DAY).cast("date"), later.starts_on)
    bounds = ((later.starts_on, later.last_most, rule.basis or "status"), (start, later.last_least, DOUBTED))
    rows = [
        later.select(
            "stay_id",
            "person_id",
            valid_from=first,
            valid_to=last,
            basis=ibis.literal(basis),
            **{"class": ibis.null("string")},
            rule_id=ibis.literal(rule.id),
            record_id="arrival_id",
        )
        for first, last, basis in bounds
    ]
    both = rows[0].union(rows[1])
    return both.filter(both.valid_from <= both.valid_to)
