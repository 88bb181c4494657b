"""Dependants follow their principal one step: whose record says how long a status lasts that has no end of its own.

A fact that names a principal (``principal_reference``) is read together with the records of other persons that have
this reference, and no further: a principal that follows somebody in turn is taken as its own record stands. The link is
read from the dependant to the principal only. It is never listed, no table of an answer names the principal or the
principal's records, and nothing that a dependant does or leaves out changes an answer about the principal.

A restricted person's records are read for dependants who are restricted too; for anybody else they are not on file.

A new record of a principal changes answers about its dependants. What runs on the records of some persons only (a
micro-batch) has to add those whose facts name a reference of a fact that came, went or was corrected.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import word_in
from sojourn.stays.cover import DOUBTED
from sojourn.stays.dated import forever
from sojourn.stays.fact_rows import COLUMNS

_DAY = ibis.interval(days=1)
#: Kinds of fact that without a last day on record have no end yet; the others say nothing without one.
_LASTING = ("programme", "residence", "exemption", "protection")


@dataclass(frozen=True)
class Following:
    """What following principals gives.

    Attributes:
        facts: all facts; of those that follow a principal and have no end of their own, the last day is that of the
            principal's record, and those whose principal is not on file are left out.
        led: (person_id, record_id, starts, led, lost, sure_to), kept: the facts that follow a principal. ``led``: the
            end comes only through the principal; ``lost``: it would, but no record of the principal is on file;
            ``sure_to``: the principal's record ended early, on that day. None where no fact follows anybody.
    """

    facts: ir.Table
    led: ir.Table | None


def follow_principals(engine: Engine, facts: ir.Table, law: Law) -> Following:
    """Lay the facts that name a principal beside the principal's records.

    Args:
        engine: where the tables live.
        facts: facts in force with ``person_id``, ``name`` and ``on_day``.
        law: the law as known; without a rule of the role ``dependant`` every fact counts as it stands.
    """
    rule = law.find("dependant")
    if rule is None or not rule.versions:
        return Following(facts, None)
    named = facts.filter(facts.principal_reference.notnull())
    named = named.mutate(starts=named.valid_from.fill_null(named.on_day))
    own = named.filter(word_in(rule, named.starts, named.kind, "kinds"))
    own = own.select("person_id", "kind", "starts", "principal_reference", record_id="name", own_to="valid_to")
    own = engine.once(own, "dependants")
    if engine.may_skip(own):
        return Following(facts, None)
    ends = engine.once(_principal_ends(facts, own, rule, law), "principal_ends")
    led = own.left_join(ends, "record_id").drop("record_id_right")
    endless = led.own_to.isnull()
    led = led.select(
        "person_id",
        "record_id",
        "starts",
        "kind",
        "sure_to",
        led=endless & led.principal_to.notnull(),
        lost=endless & led.principal_to.isnull(),
        led_to=ibis.ifelse(endless, led.principal_to, ibis.null("date")),
    )
    led = engine.once(led, "led")
    return Following(_with_ends(engine, facts, led), led)


def _with_ends(engine: Engine, facts: ir.Table, led: ir.Table) -> ir.Table:
    changed = led.filter(led.led | led.lost).select("led_to", "lost", name="record_id")
    some = facts.inner_join(changed, "name")
    open_end = (some.led_to >= forever()) & some.kind.isin(_LASTING)
    some = some.filter(~some.lost).mutate(valid_to=ibis.ifelse(open_end, ibis.null("date"), some.led_to))
    some = engine.once(some.select(*facts.columns), "facts_led")
    return facts.anti_join(changed, "name").union(some)


def _principal_ends(facts: ir.Table, own: ir.Table, rule: Rule, law: Law) -> ir.Table:
    """Give the last day of the principal's record: ``record_id``, ``principal_to``, ``sure_to`` (it ended early)."""
    pairs = _pairs(facts, own)
    day = pairs.valid_from.fill_null(pairs.on_day)
    pairs = pairs.filter(word_in(rule, day, pairs.kind, "kinds"))
    decided = pairs.kind == "decision"
    undone = decided & word_in(rule, pairs.on_day, pairs.outcome, "ended_early")
    early = undone | word_in(rule, pairs.on_day, pairs.end_reason, "ended_early")
    lasts = ibis.ifelse(pairs.kind.isin(_LASTING), forever(), ibis.null("date"))
    last = pairs.valid_to.fill_null(ibis.ifelse(pairs.end_reason.notnull(), pairs.on_day, lasts))
    gives = ~decided | pairs.outcome.isin(_granting(law)).fill_null(False)
    nothing = ibis.null("date")
    pairs = pairs.mutate(
        undone_on=ibis.ifelse(undone, pairs.on_day, nothing),
        early_to=ibis.ifelse(early & ~decided, last, nothing),
        full_to=ibis.ifelse(gives & ~early, last, nothing),
    )
    ends = pairs.group_by("record_id").agg(
        undone_on=pairs.undone_on.min(), early_to=pairs.early_to.max(), full_to=pairs.full_to.max()
    )
    # Of several records with one reference the one that lasts longest counts, and an approval that was taken back none.
    ends = ends.mutate(early_to=ibis.ifelse((ends.full_to >= ends.early_to).fill_null(False), nothing, ends.early_to))
    to = ends.early_to.fill_null(ends.full_to)
    undone = ends.undone_on.notnull() & (ends.undone_on < to.fill_null(forever()))
    ends = ends.mutate(principal_to=ibis.ifelse(undone, ends.undone_on, to), undone=undone)
    early = ends.undone | ends.early_to.notnull()
    return ends.select("record_id", "principal_to", sure_to=ibis.ifelse(early, ends.principal_to, nothing))


def _pairs(facts: ir.Table, own: ir.Table) -> ir.Table:
    """Lay each dependant's fact beside the other persons' facts with the reference it names."""
    columns = ("person_id", "name", "kind", "outcome", "end_reason", "valid_from", "valid_to", "on_day")
    by_one = facts.filter(facts.reference.notnull()).select(*columns, key="reference")
    listed = facts.filter(facts["references"].length() > 0)
    by_any = listed.select(*columns, key=listed["references"].unnest())
    wanted = own.select(key=own.principal_reference).distinct()
    found = by_one.semi_join(wanted, "key").select(*columns, "key")
    found = found.union(by_any.semi_join(wanted, "key").select(*columns, "key"), distinct=True)
    follows = own.select("record_id", dependant="person_id", key="principal_reference")
    pairs = found.inner_join(follows, "key")
    pairs = pairs.filter(pairs.person_id != pairs.dependant)
    hidden = facts.filter(facts.restricted.fill_null(False)).select("person_id").distinct()
    closed = pairs.semi_join(hidden, "person_id").semi_join(hidden.rename(dependant="person_id"), "dependant")
    return pairs.anti_join(hidden, "person_id").union(closed)


def _granting(law: Law) -> list[str]:
    """The outcomes of a decision that give a period."""
    rules = law.all("approved_application")
    return sorted({word for rule in rules for version in rule.versions for word in version.values["outcomes"]})


def doubt_followed(stays: ir.Table, periods: ir.Table, led: ir.Table | None, law: Law) -> ir.Table:
    """Set apart the days on which a status that follows a principal is in doubt (basis ``cover.DOUBTED``).

    Args:
        stays: stays of persons with facts, with ``last_on``.
        periods: the periods found so far, with ``from_entry``.
        led: the output of ``follow_principals``.
        law: the law as known.

    Returns:
        The periods. One whose principal ended early lasts until that day, and its further days are in doubt, without
        end where its end comes only through the principal; so are the days after any other period of which that is
        true, and all days of a record whose principal is not on file. The doubt ends where a period of the person's
        own record begins that lasts longer.
    """
    rule = law.find("dependant")
    if led is None or rule is None:
        return periods
    follows = led.select("record_id", "led", "sure_to")
    rows = periods.filter(~periods.from_entry).inner_join(follows, "record_id")
    rows = rows.filter(rows.led | rows.sure_to.notnull(), rows.basis != DOUBTED)
    cut = (rows.sure_to < rows.valid_to).fill_null(False)
    rows = rows.mutate(ends=ibis.ifelse(cut, rows.sure_to, rows.valid_to), lasts=rows.valid_to, cut=cut)
    after = ibis.greatest(rows.ends + _DAY, rows.valid_from).cast("date")
    to = ibis.ifelse(rows.led, forever(), rows.lasts)
    doubts = rows.filter(rows.ends < forever(), rows.led | rows.cut)
    doubts = _doubts(doubts, after, to, rule)
    lost = led.filter(led.lost).inner_join(stays, "person_id")
    lost = lost.filter(lost.starts <= lost.last_on)
    first = ibis.greatest(lost.starts, lost.arrived_on)
    lost = _doubts(lost.mutate(**{"class": lost.admitted_class}), first, forever(), rule)
    changed = rows.filter(rows.cut).select("stay_id", "record_id", "rule_id", "valid_from", "lasts", "ends")
    kept = periods.left_join(
        changed.rename(valid_to="lasts"), ["stay_id", "record_id", "rule_id", "valid_from", "valid_to"]
    )
    kept = kept.mutate(valid_to=kept.ends.fill_null(kept.valid_to)).select(*periods.columns)
    kept = kept.filter(kept.valid_to >= kept.valid_from)
    doubted = _until_own(doubts.union(lost), kept, led)
    return kept.union(doubted.mutate(from_entry=False).select(*periods.columns))


def _doubts(rows: ir.Table, start: ir.Value, end: ir.Value, rule: Rule) -> ir.Table:
    found = rows.select(
        "stay_id",
        "class",
        "record_id",
        valid_from=start,
        valid_to=end,
        basis=ibis.literal(DOUBTED),
        rule_id=ibis.literal(rule.id),
    )
    return found.select(*COLUMNS)


def _until_own(doubts: ir.Table, periods: ir.Table, led: ir.Table) -> ir.Table:
    """End a doubt without end where a period begins that the person's own record gives and that lasts beyond it."""
    own = periods.filter(~periods.from_entry, periods.basis != DOUBTED, periods.valid_to < forever())
    own = own.anti_join(led, "record_id").select("stay_id", own_from="valid_from", own_to="valid_to")
    later = doubts.select("stay_id", "record_id", "valid_from").inner_join(own, "stay_id")
    later = later.filter(later.own_to >= later.valid_from)
    first = later.group_by("stay_id", "record_id", "valid_from").agg(own_from=later.own_from.min())
    rows = doubts.left_join(first, ["stay_id", "record_id", "valid_from"])
    before = (rows.own_from - _DAY).cast("date")
    endless = rows.valid_to >= forever()
    rows = rows.mutate(valid_to=ibis.ifelse(endless & rows.own_from.notnull(), before, rows.valid_to))
    return rows.filter(rows.valid_to >= rows.valid_from).select(*COLUMNS)


def principal_doubts(stays: ir.Table, periods: ir.Table, led: ir.Table | None, law: Law) -> ir.Table:
    """Tell of the stays in doubt because a principal's record ended or ends.

    Returns:
        ``stay_id``, ``principal_ended`` (in doubt on the day looked at), ``led_until`` (the last day that is not in
        doubt, where the doubt has no end).
    """
    rule = law.find("dependant")
    if led is None or rule is None:
        none = ibis.null("date")
        return stays.limit(0).select("stay_id", principal_ended=ibis.literal(True), led_until=none)
    doubts = periods.filter(periods.basis == DOUBTED, periods.rule_id == rule.id)
    doubts = doubts.semi_join(led.filter(~led.lost), "record_id").inner_join(stays.select("stay_id", "day"), "stay_id")
    here = (doubts.valid_from <= doubts.day) & (doubts.valid_to >= doubts.day)
    endless = ibis.ifelse(doubts.valid_to >= forever(), doubts.valid_from, ibis.null("date"))
    found = doubts.group_by("stay_id").agg(principal_ended=here.max(), doubt_from=endless.min())
    sure = found.inner_join(periods.filter(periods.basis != DOUBTED), "stay_id")
    sure = sure.filter(sure.valid_from <= sure.doubt_from)
    last = sure.group_by("stay_id").agg(led_until=sure.valid_to.max())
    return found.left_join(last, "stay_id").select("stay_id", "principal_ended", "led_until")
