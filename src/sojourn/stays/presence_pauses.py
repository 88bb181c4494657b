"""Days of a stay that do not count as unlawful presence: grants, applications that wait, protections, childhood.

Every function gives spans (``presence_facts.SPANS``). What is certain and what is open are kept apart, so that the
answer can be an interval.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import forever
from sojourn.stays.entry import programme_letter
from sojourn.stays.presence_facts import SPANS, Pick, beside, decisions, held, listed, of_kinds, rules_of, span, union
from sojourn.stays.presence_starts import UNDONE, Asked

#: The word of a decision that took nothing in, "as if never filed" (evidence/fact_kinds.yaml).
REJECTED = "rejected"
APPROVED = ("approved", "granted")
REFUSED = "denied"
MOTIONS = ("reopen", "reconsider")


def pauses(engine: Engine, asked: Asked, facts: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Give the spans of the stays asked about, kept.

    Args:
        engine: where the tables live.
        asked: the output of ``ask``.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known.
        as_of: the day asked about; what was decided later does not exist for it.
    """
    some = asked.stays
    lasting = rules_of(law, "presence_status", "presence_pause", "presence_possible")
    parts = [_lasting(some, facts, asked.acts, lasting, as_of)] if lasting else []
    parts += [_approvals(some, asked.acts, rule, law) for rule in rules_of(law, "presence_approval")]
    nothing = span(some.mutate(record_id="stay_id"), some.arrived_on, some.arrived_on, "").limit(0)
    grants = engine.once(union([each.select(*SPANS) for each in [nothing, *parts]]), "presence_grants")
    waiting = rules_of(law, "presence_timely", "presence_pending")
    if not waiting:
        return grants
    waits = engine.once(_waiting(some, asked.acts, waiting), "presence_waiting")
    open_spans = [_timely(some, waits, grants), _pending(waits), _reviews(waits, asked.acts)]
    return engine.once(union([grants, *(each.select(*SPANS) for each in open_spans)]), "presence_pauses")


def _lasting(some: ir.Table, facts: ir.Table, acts: ir.Table, rules: list[Rule], as_of: ir.Value) -> ir.Table:
    """Days that a fact itself has: each fact goes to the first rule that names its kind and type."""
    kinds = sorted({kind for rule in rules for each in rule.versions for kind in each.values["kinds"]})
    given = facts.filter(facts.kind.isin(kinds))
    given = given.select(
        "person_id",
        "kind",
        "type",
        "days",
        record_id="name",
        first=given.valid_from.fill_null(given.on_day),
        given_to="valid_to",
    )
    rows = beside(some, given)
    rows = rows.filter(rows.first <= rows.upper, rows.first <= as_of)
    fits = {rule.id: _fits(rows, rule) for rule in rules}
    extra = [
        (fits[rule.id], held(rule, rows.first, lambda values: ibis.literal(values["days"]), "int64"))
        for rule in rules
        if rule.role == "presence_possible"
    ]
    rows = rows.mutate(
        rule_id=ibis.cases(*((fits[rule.id], rule.id) for rule in rules), else_=ibis.null("string")),
        more=ibis.cases(*extra, else_=0) if extra else ibis.literal(0),
    )
    rows = rows.mutate(last=rows.given_to.fill_null((rows.first + rows.days.as_interval("D")).cast("date")))
    last = (rows.last + rows.more.cast("int64").as_interval("D")).cast("date")
    rows = rows.mutate(last=last.fill_null(forever()))
    cut = _with_motions(rows, acts)
    parts = [
        span(_of(cut, rules, "presence_status"), ibis._.first, ibis._.last, ibis._.rule_id, ends=True),
        span(_of(cut, rules, "presence_pause"), ibis._.first, ibis._.until, ibis._.rule_id),
    ]
    opened = cut.filter(cut.until < cut.last)
    parts.append(_open_span(opened, opened.until, "voluntary_departure_record"))
    possible = _of(cut, rules, "presence_possible")
    return union([*parts, _open_span(possible, possible.first, "programme_record")])


def _of(rows: ir.Table, rules: list[Rule], role: str) -> ir.Table:
    ids = [rule.id for rule in rules if rule.role == role]
    return rows.filter(rows.rule_id.isin(ids)) if ids else rows.limit(0)


def _open_span(rows: ir.Table, first: ir.Value, asks: str) -> ir.Table:
    return span(rows, first, rows.last, rows.rule_id, settled=False, ends=True, asks=asks)


def _with_motions(rows: ir.Table, acts: ir.Table) -> ir.Table:
    """Add ``until``: a motion filed in the period of a voluntary departure may have ended it (8 CFR 1240.26(b)(3))."""
    motions = of_kinds(acts, "motion")
    motions = motions.filter(motions.type.isin(MOTIONS)).select("person_id", moved_on="filed_on")
    periods = rows.filter(rows.kind == "voluntary_departure").select(
        "stay_id", "person_id", "record_id", "first", "last"
    )
    moved = periods.inner_join(motions, "person_id")
    moved = moved.filter(moved.moved_on >= moved.first, moved.moved_on <= moved.last)
    moved = moved.group_by("stay_id", "record_id").agg(moved_on=moved.moved_on.min())
    rows = rows.left_join(moved, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    return rows.mutate(until=ibis.ifelse(rows.moved_on.notnull(), rows.moved_on, rows.last))


def _fits(rows: ir.Table, rule: Rule) -> ir.Value:
    of_kind = listed(rule, rows.first, "kinds", rows.kind)
    every = held(rule, rows.first, lambda values: ibis.literal("types" not in values), "boolean").fill_null(False)
    return of_kind & (every | listed(rule, rows.first, "types", rows.type))


def _approvals(some: ir.Table, acts: ir.Table, rule: Rule, law: Law) -> ir.Table:
    """The period that a decision gave; into a class that lasts as long as a programme, it has no end."""
    rows = beside(some, decisions(acts))
    rows = rows.mutate(act=rows.asked_on.fill_null(rows.act_on))
    rows = rows.filter(
        listed(rule, rows.act, "benefits", rows.about),
        listed(rule, rows.act, "outcomes", rows.result),
        rows.act >= rows.arrived_on,
        rows.act <= rows.upper,
    )
    endless = ibis.literal(False)
    for duration in rules_of(law, "presence_duration"):
        endless = endless | listed(duration, rows.act, "letters", programme_letter(rows.act_class))
    first = rows.act_from.fill_null(rows.act)
    known = rows.act_to.notnull() | endless
    asks = ibis.ifelse(known, ibis.null("string"), "admission_record")
    return span(rows, first, rows.act_to, rule.id, settled=known, ends=True, asks=asks)


def _waiting(some: ir.Table, acts: ir.Table, rules: list[Rule]) -> ir.Table:
    """The applications filed in a stay that a rule is about, with what is known of their decision.

    Adds ``rule_id`` and the rule's values (``timely``, ``settled``, ``review_days``), ``ended_on`` (the first decision
    that ends it), ``approved``, ``plain`` (whether days counted until then is on record). Left out are those that were
    not taken in, or were refused on a ground after which they never kept a day from counting.
    """
    rows = beside(some, of_kinds(acts, "application"))
    rows = rows.filter(rows.filed_on >= rows.arrived_on, rows.filed_on <= rows.upper)
    fits = {
        rule.id: listed(rule, rows.filed_on, "benefits", rows.benefit)
        & ~listed(rule, rows.filed_on, "not_classes", rows.admitted_class)
        for rule in rules
    }
    rows = rows.mutate(rule_id=ibis.cases(*((fits[rule.id], rule.id) for rule in rules), else_=ibis.null("string")))
    rows = rows.filter(rows.rule_id.notnull()).drop("result", "kind", "type", "days", "act_class", "act_from", "act_to")
    timely = [rule.id for rule in rules if rule.role == "presence_timely"]
    rows = rows.mutate(
        timely=rows.rule_id.isin(timely) if timely else ibis.literal(False),
        settled=_of_rule(rows, rules, lambda values: ibis.literal(values.get("settled", True)), "boolean"),
        review_days=_of_rule(rows, rules, lambda values: ibis.literal(values.get("review_days")), "int64"),
    )
    given = of_kinds(acts, "decision")
    given = given.filter(given.reference.notnull(), ~given.result.isin(UNDONE))
    given = given.select("person_id", "reference", given_on="act_on", result="result", ground="type")
    both = rows.select("stay_id", "record_id", "person_id", "reference", "filed_on", "rule_id")
    both = both.inner_join(given, ["person_id", "reference"])
    both = both.filter(both.given_on >= both.filed_on)
    open_after = _of_rule(both, rules, lambda values: both.result.isin(list(values.get("open_after", ()))), "boolean")
    grounds = _of_rule(both, rules, lambda values: both.ground.isin(list(values.get("never_for", ()))), "boolean")
    both = both.mutate(open_after=open_after.fill_null(False), grounds=grounds.fill_null(False))
    both = both.filter(~both.open_after)
    approved = both.result.isin(APPROVED)
    ended = both.group_by("stay_id", "record_id").agg(
        ended_on=both.given_on.min(),
        void=((both.result == REJECTED) | both.grounds).max(),
        approved=approved.max(),
        plain=(approved | ((both.result == REFUSED) & both.ground.notnull())).max(),
    )
    rows = rows.left_join(ended, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    rows = rows.mutate(
        approved=rows.approved.fill_null(False), plain=rows.plain.fill_null(False) | rows.ended_on.isnull()
    )
    return rows.filter(~rows.void.fill_null(False)).drop("void")


def _of_rule(rows: ir.Table, rules: list[Rule], pick: Pick, kind: str) -> ir.Value:
    """Give a value of the rule that a row is about."""
    return ibis.cases(
        *((rows.rule_id == rule.id, held(rule, rows.filed_on, pick, kind)) for rule in rules), else_=ibis.null(kind)
    )


def _timely(some: ir.Table, waits: ir.Table, grants: ir.Table) -> ir.Table:
    """Applications that keep days from counting if they were filed in time: while something covered the day."""
    rows = waits.filter(waits.timely)
    own = some.select("stay_id", held_from="arrived_on", held_to=ibis.ifelse(some.duration, forever(), some.last_day))
    given = grants.filter(grants.settled & grants.ends)
    status = own.union(given.select("stay_id", held_from="first", held_to="last"))
    covered = rows.select("stay_id", "record_id", "filed_on", "received_on").inner_join(status, "stay_id")
    received = covered.received_on.fill_null(covered.filed_on)
    met = covered.group_by("stay_id", "record_id").agg(
        filed_in_time=covered.filed_on.between(covered.held_from, covered.held_to).max(),
        received_in_time=received.between(covered.held_from, covered.held_to).max(),
    )
    rows = rows.left_join(met, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    in_time = rows.filed_in_time.fill_null(False)
    rows = rows.mutate(filed=in_time, sure=in_time & rows.received_in_time.fill_null(False))
    # not in time and refused: it was not excused; not in time and undecided or approved: it may be, or was
    rows = rows.filter(rows.filed | rows.ended_on.isnull() | rows.approved)
    asks = ibis.cases((~rows.sure, "application_timely"), (~rows.plain, "denial_ground"), else_=ibis.null("string"))
    known = rows.sure & rows.plain
    return span(rows, rows.arrived_on, rows.ended_on, rows.rule_id, settled=known, ends=True, asks=asks)


def _pending(waits: ir.Table) -> ir.Table:
    rows = waits.filter(~waits.timely)
    asks = ibis.ifelse(rows.settled, ibis.null("string"), "application_decision")
    return span(rows, rows.filed_on, rows.ended_on, rows.rule_id, settled=rows.settled, asks=asks)


def _reviews(waits: ir.Table, acts: ir.Table) -> ir.Table:
    """An appeal keeps the application open from the decision that it is against until its own decision."""
    rows = waits.filter(waits.ended_on.notnull(), waits.review_days.notnull())
    rows = rows.select("stay_id", "person_id", "reference", "filed_on", "rule_id", "review_days")
    appeals = of_kinds(acts, "appeal").select("person_id", "reference", "record_id", appealed_on="filed_on")
    given = of_kinds(acts, "decision").select("person_id", "reference", given_on="act_on", result="result")
    rows = rows.inner_join(appeals, ["person_id", "reference"]).inner_join(given, ["person_id", "reference"])
    before = (rows.given_on <= rows.appealed_on) & (rows.given_on >= rows.filed_on)
    closes = (rows.given_on > rows.appealed_on) & ~rows.result.isin(UNDONE)
    found = rows.group_by("stay_id", "record_id", "rule_id", "review_days", "appealed_on").agg(
        against=rows.given_on.max(where=before), closed=rows.given_on.min(where=closes)
    )
    found = found.filter(found.against.notnull())
    found = found.mutate(in_time_to=(found.against + found.review_days.as_interval("D")).cast("date"))
    in_time = found.appealed_on <= found.in_time_to
    asks = ibis.ifelse(in_time, ibis.null("string"), "application_timely")
    return span(found, found.against, found.closed, found.rule_id, settled=in_time, asks=asks)
