"""Which stays may have a day of unlawful presence, and from when: filter first, most stays end here."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import in_force
from sojourn.stays.entry import last_day_of_class, programme_letter
from sojourn.stays.presence_facts import acts_of, beside, decisions, listed, of_kinds, rules_of, since, union

STARTS = ("stay_id", "first", "settled", "later", "rule_id", "record_id")
_DAY = ibis.interval(days=1)
#: Outcomes of a decision by which what an appeal is against no longer stands.
UNDONE = ("sustained", "remanded")
_KEPT = (
    "stay_id",
    "person_id",
    "place",
    "arrival_id",
    "arrival_ids",
    "arrived_on",
    "departed_on",
    "out_by",
    "departure_basis",
    "departure_ids",
    "admitted_class",
)


@dataclass(frozen=True)
class Asked:
    """What may count, and from when.

    Attributes:
        acts: the output of ``acts_of``, kept.
        known: the output of ``measured`` for the stays that were not plainly in time, kept.
        stays: those of them in which a day may count, kept.
        starts: ``STARTS``: from which day days count; ``later``: by a finding or an order, not by the calendar.
    """

    acts: ir.Table
    known: ir.Table
    stays: ir.Table
    starts: ir.Table


def ask(engine: Engine, rows: ir.Table, facts: ir.Table, law: Law, as_of: ir.Value) -> Asked:
    """Find the stays in which a day may count.

    Args:
        engine: where the tables live.
        rows: the output of ``stays_with_extras`` with ``doubtful``.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known.
        as_of: the day asked about.
    """
    acts = engine.once(acts_of(facts, as_of), "acts")
    some = measured(rows, law, as_of)
    some = some.filter(some.more | some.duration | some.last_day.isnull() | (some.last_day < some.upper))
    known = engine.once(_with_return(engine.once(some, "presence_measured"), rows), "presence_known")
    starts = engine.once(_starts(known, acts, law), "presence_starts")
    begun = starts.select("stay_id").distinct().mutate(begun=True)
    asked = known.left_join(begun, "stay_id").drop("stay_id_right")
    asked = asked.filter(asked.duration | asked.last_day.isnull() | asked.begun.notnull())
    return Asked(acts, known, engine.once(asked.drop("begun"), "presence_asked"), starts)


def _with_return(some: ir.Table, rows: ir.Table) -> ir.Table:
    """Where the departure is in doubt, days may count up to the person's next arrival."""
    returns = rows.select("person_id", later_place="place", later_on="arrived_on")
    again = some.filter(some.doubt).select("stay_id", "person_id", "place").inner_join(returns, "person_id")
    again = again.filter(again.later_place > again.place).group_by("stay_id").agg(next_on=again.later_on.min())
    some = some.left_join(again, "stay_id").drop("stay_id_right")
    return some.mutate(upper=ibis.least(some.upper, some.next_on.fill_null(some.upper))).drop("next_on")


def measured(rows: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Work out the last day given on arrival, and between which days presence ended; who is not subject falls out."""
    yes = ibis.literal(False)
    some = rows.filter(
        rows.excluded_by.isnull(), ~rows.citizen.fill_null(yes), rows.death_records.isnull(), rows.arrived_on <= as_of
    )
    flags = {name: some[name].fill_null(yes) for name in ("claimed", "in_review", "by_model", "doubtful")}
    flags["more"] = some.has_more.fill_null(yes)
    clash = some.sign_records.notnull() | (some.second_on.notnull() & some.departed_on.notnull())
    ways = _ways(some, law)
    some = some.select(
        *_KEPT,
        **flags,
        clash=clash,
        last_seen=some.last_seen,
        duration=_duration(some, law),
        paroled=_paroled(some, law),
        last_day=ibis.cases(*((applies, last) for applies, last, _ in ways), else_=ibis.null("date")).cast("date"),
        start_rule=ibis.cases(*((applies, rule) for applies, _, rule in ways), else_=ibis.null("string")),
    )
    some = some.mutate(last_day=ibis.ifelse(some.last_day < some.arrived_on, ibis.null("date"), some.last_day))
    ended = some.departed_on.fill_null(some.out_by)
    doubt = ended.notnull() & (some.clash | some.in_review | some.by_model | some.doubtful)
    # the day by which the person had left is no day on which presence is certain
    certain = some.departed_on.fill_null(ibis.greatest(some.last_seen, some.arrived_on))
    return some.mutate(
        doubt=doubt,
        upper=ibis.ifelse(doubt, as_of, ended.fill_null(as_of)),
        lower=ibis.ifelse(ended.notnull() & ~doubt & ~some.claimed, certain, ibis.null("date")),
    )


def _ways(rows: ir.Table, law: Law) -> list[tuple[ir.Value, ir.Value, str]]:
    """Each way in which an arrival gives a last day: when it applies, the day, the rule."""
    ways: list[tuple[ir.Value, ir.Value, str]] = [(_duration(rows, law), ibis.null("date"), "")]
    ways += [(_paroled(rows, law), rows.admitted_until, rule.id) for rule in law.all("presence_after_parole")]
    dated_end = rows.admitted_until.notnull()
    ways += [(dated_end, rows.admitted_until, rule.id) for rule in law.all("presence_after_date")]
    for rule in rules_of(law, "presence_after_days"):
        last = last_day_of_class(rows, rule)
        ways.append((last.notnull(), last, rule.id))
    return ways


def _paroled(rows: ir.Table, law: Law) -> ir.Value:
    rule = law.find("presence_after_parole")
    if rule is None or not rule.versions:
        return ibis.literal(False)
    return listed(rule, rows.arrived_on, "outcomes", rows.outcome)


def _duration(rows: ir.Table, law: Law) -> ir.Value:
    rule = law.find("presence_duration")
    if rule is None or not rule.versions:
        return ibis.literal(False)
    lettered = listed(rule, rows.arrived_on, "letters", programme_letter(rows.admitted_class))
    return ~_paroled(rows, law) & (rows.duration_of_status | (lettered & rows.admitted_until.isnull()))


def _starts(some: ir.Table, acts: ir.Table, law: Law) -> ir.Table:
    """From which day days count; earlier days than the first of the rule about days never do."""
    parts = [_by_calendar(some)]
    makers = (("presence_after_parole", _parole_ends), ("presence_after_finding", _findings))
    parts += [make(some, acts, rule) for role, make in makers for rule in rules_of(law, role)]
    parts += [_orders(some, acts, rule) for rule in rules_of(law, "presence_after_order")]
    found = union(parts)
    found = found.inner_join(some.select("stay_id", "upper", "arrived_on"), "stay_id")
    (counting,) = rules_of(law, "presence_after_date")
    found = found.mutate(first=ibis.greatest(found.first, since(counting)))
    return found.filter(
        found.first <= found.upper, found.first > found.arrived_on, in_force(counting, found.first)
    ).select(*STARTS)


def _by_calendar(some: ir.Table) -> ir.Table:
    rows = some.filter(some.last_day.notnull())
    rows = rows.mutate(first=(rows.last_day + _DAY).cast("date"))
    return _start(rows, "arrival_id", rows.start_rule, settled=True, later=False)


def _parole_ends(some: ir.Table, acts: ir.Table, rule: Rule) -> ir.Table:
    rows = beside(some.filter(some.paroled), of_kinds(acts, "cancellation"))
    rows = rows.mutate(on=rows.act_from.fill_null(rows.act_on))
    rows = rows.filter(listed(rule, rows.on, "ended_by", rows.type), rows.on >= rows.arrived_on)
    return _start(rows.mutate(first=(rows.on + _DAY).cast("date")), "record_id", rule.id, settled=True, later=True)


def _findings(some: ir.Table, acts: ir.Table, rule: Rule) -> ir.Table:
    """A refusal that says that it holds a formal finding; or one that does not say what it holds."""
    rows = beside(some, decisions(acts))
    on = rows.act_on
    says = listed(rule, on, "types", rows.type)
    may = rows.type.isnull() & listed(rule, on, "may_hold", rows.about)
    rows = rows.mutate(says=says, first=(on + _DAY).cast("date"))
    rows = rows.filter(listed(rule, on, "outcomes", rows.result), says | may, on >= rows.arrived_on)
    return _start(rows, "record_id", rule.id, settled=rows.says, later=True)


def _orders(some: ir.Table, acts: ir.Table, rule: Rule) -> ir.Table:
    """Orders; one that was cancelled, or did not stand on appeal, may or may not have made days count."""
    undone = of_kinds(acts, "cancellation", "decision")
    undone = undone.filter((undone.kind == "cancellation") | undone.result.isin(UNDONE), undone.reference.notnull())
    gone = undone.group_by("person_id", "reference").agg(gone_on=undone.act_on.max())
    made = of_kinds(acts, "order")
    made = made.left_join(gone, ["person_id", "reference"]).drop("person_id_right", "reference_right")
    rows = beside(some, made)
    rows = rows.filter(listed(rule, rows.act_on, "types", rows.type), rows.act_on >= rows.arrived_on)
    stands = (rows.gone_on.isnull() | (rows.gone_on < rows.act_on)).fill_null(True)
    rows = rows.mutate(first=(rows.act_on + _DAY).cast("date"), stands=stands)
    return _start(rows, "record_id", rule.id, settled=rows.stands, later=True)


def _start(rows: ir.Table, record: str, rule_id: ir.Value | str, *, settled: ir.Value | bool, later: bool) -> ir.Table:
    return rows.select(
        "stay_id",
        "first",
        settled=ibis.literal(settled) if isinstance(settled, bool) else settled,
        later=ibis.literal(later),
        rule_id=ibis.literal(rule_id) if isinstance(rule_id, str) else rows.start_rule,
        record_id=rows[record],
    )
