"""What covers a day: the authorised periods of a stay laid over each other, and when that changes next."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.stays.dated import forever

#: Days on which it is not known whether a period still ran; no basis of a period, and never in an output.
DOUBTED = "doubted"
#: The higher basis names the state of a covered day.
RANKS = {"exempt": 6, "resident": 5, "status": 4, "authorised_only": 3, "removal_barred": 2, DOUBTED: 1}


def covered_days(periods: ir.Table, days: ir.Table, as_of: ir.Value) -> ir.Table:
    """Lay the periods of each stay over each other and look at one day of it.

    Args:
        periods: ``stay_id``, ``valid_from``, ``valid_to``, ``basis``; every period of the stays in question.
        days: ``stay_id``, ``day`` (the day looked at), ``open`` (still here).
        as_of: the day asked about.

    Returns:
        ``stay_id``, ``rank`` on the day (0: not covered), ``until`` (last day of the unbroken run that covers the day,
        or that ended last before it; ``FOREVER`` where no end is on file; null where none began), ``next_change_on``
        (open stays: the first day after ``as_of`` on which the rank differs).
    """
    laid = periods.inner_join(days, "stay_id")
    laid = laid.mutate(rank=laid.basis.cases(*RANKS.items(), else_=0).cast("int64"))
    runs = _runs(laid)
    started = runs.filter(runs.run_from <= runs.day)
    until = started.group_by("stay_id").agg(until=started.run_to.max())
    here = laid.filter(laid.valid_from <= laid.day, laid.valid_to >= laid.day)
    rank = here.group_by("stay_id").agg(rank=here["rank"].max())
    changes = _changes(laid, rank, as_of)
    whole = days.select("stay_id")
    for part in (rank, until, changes):
        whole = whole.left_join(part, "stay_id").drop("stay_id_right")
    return whole.mutate(rank=whole["rank"].fill_null(0))


def _runs(laid: ir.Table) -> ir.Table:
    order = [laid.valid_from, laid.valid_to, laid.basis]
    before = ibis.window(group_by="stay_id", order_by=order, preceding=(None, 1))
    latest = laid.valid_to.max().over(before)
    fresh = (laid.valid_from > latest + ibis.interval(days=1)).fill_null(True)
    marked = laid.mutate(fresh=fresh.cast("int64"))
    running = ibis.window(
        group_by="stay_id", order_by=[marked.valid_from, marked.valid_to, marked.basis], preceding=None, following=0
    )
    numbered = marked.mutate(run=marked.fresh.sum().over(running))
    return numbered.group_by("stay_id", "day", "run").agg(
        run_from=numbered.valid_from.min(), run_to=numbered.valid_to.max()
    )


def _changes(laid: ir.Table, rank: ir.Table, as_of: ir.Value) -> ir.Table:
    still = laid.filter(laid.open)
    ends = still.filter(still.valid_to < forever()).select("stay_id", change=still.valid_to + ibis.interval(days=1))
    starts = still.select("stay_id", change="valid_from")
    dates = ends.union(starts, distinct=True)
    dates = dates.filter(dates.change > as_of)
    over = dates.inner_join(laid.select("stay_id", "valid_from", "valid_to", then="rank"), "stay_id")
    held = over.filter(over.valid_from <= over.change, over.valid_to >= over.change)
    held = held.group_by("stay_id", "change").agg(then=held.then.max())
    then = dates.left_join(held, ["stay_id", "change"]).drop("stay_id_right", "change_right")
    both = then.left_join(rank, "stay_id").drop("stay_id_right")
    differ = both.filter(both.then.fill_null(0) != both["rank"].fill_null(0))
    return differ.group_by("stay_id").agg(next_change_on=differ.change.min())
