"""Applications: what an approval gives, what a pending one keeps lawful, and decisions that cannot be read.

An application and everything decided on it share one ``reference``. A rule of the role ``pending_application`` is read
on the day of the filing, one of the role ``approved_application`` on the day of the filing too or, where no application
is on file, on the day of the decision.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import class_code, says, word_in
from sojourn.stays.cover import DOUBTED
from sojourn.stays.dated import forever
from sojourn.stays.fact_rows import of_kind, period, within_stay

_DAY = ibis.interval(days=1)
_OF_ONE = ["person_id", "reference"]


def approvals(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the period of each approval, from its first day whenever it was taken (``fact_rows.COLUMNS``).

    One that was revoked lasts until the person was told. Without notice on file the days from the revocation to its own
    last day are doubted, and so are all days of an approval whose last day is not on file.
    """
    rows = _approved(stays, facts, rule)
    basis = rule.basis or "status"
    sure = rows.filter(rows.ends_on.notnull())
    back = sure.filter(sure.revoked_id.notnull()).mutate(record_id=sure.revoked_id)
    doubted = rows.filter(rows.ends_on.isnull() | rows.untold)
    after = ibis.ifelse(doubted.ends_on.isnull(), doubted.starts_on, doubted.ends_on + _DAY)
    return (
        period(sure, rule, sure.starts_on, sure.ends_on, basis)
        .union(period(back, rule, back.starts_on, back.ends_on, basis))
        .union(period(doubted, rule, after, doubted.own_end.fill_null(forever()), DOUBTED))
    )


def unread_decisions(stays: ir.Table, facts: ir.Table, law: Law) -> ir.Table | None:
    """Give the days that a decision may cover whose outcome no rule reads, on a benefit that some rule reads.

    An approval that does not say of what is one of them. What the pack cannot read is missing data, so the days are
    doubted (``fact_rows.COLUMNS``); null where the law reads no decisions.
    """
    rules = law.all("approved_application")
    if not rules:
        return None
    rows = _decided(stays, facts)
    asked = rows.benefit.fill_null(rows.asked_benefit)
    rows = rows.mutate(asked=asked)
    pending = law.all("pending_application")
    read = [_read(rule, rows, ("outcomes", "revoked_by", "gives_nothing")) for rule in rules]
    read += [_read(rule, rows, ("ended_by", "never_filed_by")) for rule in pending]
    read += [_read(rule, rows, ("refused", "ended_by", "admitted_by")) for rule in law.all("appeal_window")]
    about = [word_in(rule, rows.act, rows.asked, "benefits") for rule in (*rules, *pending)]
    approving = ibis.or_(*(word_in(rule, rows.act, rows.fact_outcome, "outcomes") for rule in rules))
    unread = (ibis.or_(*about) & ~ibis.or_(*read)) | (rows.asked.isnull() & approving)
    found = rows.filter(unread)
    end = found.fact_to.fill_null(forever())
    return period(found, rules[0], found.fact_from.fill_null(found.act), end, DOUBTED)


def _read(rule: Rule, rows: ir.Table, lists: tuple[str, ...]) -> ir.Value:
    known = ibis.or_(*(word_in(rule, rows.act, rows.fact_outcome, name) for name in lists))
    return word_in(rule, rows.act, rows.asked, "benefits") & known


def _decided(stays: ir.Table, facts: ir.Table) -> ir.Table:
    """Lay decisions beside stays with ``asked_benefit`` and ``act`` (the day of the filing, else of the decision)."""
    asked = facts.filter(facts.kind == "application", facts.reference.notnull())
    asked = asked.mutate(asked_on=asked.filed_at.fill_null(asked.received_at).date())
    asked = asked.group_by(*_OF_ONE).agg(asked_on=asked.asked_on.min(), asked_benefit=asked.benefit.min())
    rows = of_kind(stays, facts, "decision").left_join(asked, _OF_ONE).drop("person_id_right", "reference_right")
    rows = rows.mutate(decided_on=rows.decided_on.fill_null(rows.on_day))
    rows = rows.mutate(act=rows.asked_on.fill_null(rows.decided_on))
    return within_stay(rows, rows.act)


def _approved(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the approvals by a rule with ``starts_on``, ``own_end`` and ``ends_on`` (null: not on file), and the
    revocation: ``revoked_id``, ``untold``.
    """
    rows = _decided(stays, facts)
    rows = rows.filter(
        word_in(rule, rows.act, rows.benefit.fill_null(rows.asked_benefit), "benefits"),
        word_in(rule, rows.act, rows.fact_outcome, "outcomes"),
    )
    rows = _with_revocation(rows, facts, rule)
    lasting = says(rule, rows.act, "lasting")
    last = rows.fact_to.fill_null(ibis.ifelse(lasting, forever(), ibis.null("date")))
    first = rows.fact_from.fill_null(ibis.ifelse(lasting, rows.decided_on, rows.act))
    ends_on = ibis.ifelse(rows.revoked_on.isnull(), last, ibis.least(last, rows.revoked_on))
    return rows.mutate(starts_on=first, own_end=last, ends_on=ends_on)


def _with_revocation(rows: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Add ``revoked_on``: the day of notice of a later revocation; without notice on file, of the revocation."""
    taken = facts.filter(facts.kind == "decision", facts.reference.notnull())
    taken = taken.select(
        *_OF_ONE,
        revoked_id="name",
        taken_on=taken.decided_at.date().fill_null(taken.on_day),
        told_on=taken.notified_at.date(),
        word="outcome",
    )
    back = rows.select("stay_id", "record_id", "decided_on", "act", *_OF_ONE).inner_join(taken, _OF_ONE)
    back = back.filter(word_in(rule, back.act, back.word, "revoked_by"), back.taken_on >= back.decided_on)
    back = back.group_by("stay_id", "record_id").agg(
        taken_on=back.taken_on.min(), told_on=back.told_on.min(), revoked_id=back.revoked_id.min()
    )
    back = back.mutate(
        revoked_on=ibis.greatest(back.taken_on, back.told_on.fill_null(back.taken_on)), untold=back.told_on.isnull()
    )
    back = back.drop("taken_on", "told_on")
    rows = rows.left_join(back, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    return rows.mutate(untold=rows.untold.fill_null(False))


def pending(stays: ir.Table, facts: ir.Table, rule: Rule, status: ir.Table) -> ir.Table:
    """Give the time in which an application keeps presence lawful: until it is decided, withdrawn or abandoned.

    One that was not taken in (``never_filed_by``) is as if never filed. One that must be timely counts when filed on a
    day of ``status`` (``stay_id``, ``valid_from``, ``valid_to``), and from the day after that status. So an application
    filed while an earlier one is pending stands on that one: it falls with its denial, and where the earlier one is
    approved, the status that this gave from its first day covers the filing.
    """
    rows = of_kind(stays, facts, "application")
    of_class = ~word_in(rule, rows.filed_on, class_code(rows.admitted_class), "not_classes")
    rows = rows.filter(word_in(rule, rows.filed_on, rows.benefit, "benefits"), of_class)
    rows = _with_end(within_stay(rows, rows.filed_on), facts, rule)
    timely = says(rule, rows.filed_on, "timely")
    held = status.select("stay_id", held_from="valid_from", held_to="valid_to")
    covered = rows.select("stay_id", "record_id", "filed_on").inner_join(held, "stay_id")
    covered = covered.filter(covered.filed_on >= covered.held_from, covered.filed_on <= covered.held_to)
    latest = covered.group_by("stay_id", "record_id").agg(held_to=covered.held_to.max())
    rows = rows.mutate(timely=timely).left_join(latest, ["stay_id", "record_id"])
    rows = rows.drop("stay_id_right", "record_id_right")
    rows = rows.filter(~rows.timely | (rows.held_to < forever()).fill_null(False))
    start = ibis.ifelse(rows.timely, rows.held_to + _DAY, rows.filed_on)
    return period(rows, rule, start, rows.ended_on.fill_null(forever()), rule.basis or "authorised_only")


def _with_end(rows: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Add ``ended_on``, the day of the first decision that ends it; drop applications that count as never filed."""
    made = facts.filter(facts.kind == "decision", facts.reference.notnull())
    made = made.select(
        *_OF_ONE, made_on=made.decided_at.date().fill_null(made.on_day), told_on=made.notified_at.date(), word="outcome"
    )
    on = rows.select("stay_id", "record_id", "filed_on", *_OF_ONE).inner_join(made, _OF_ONE)
    on = on.mutate(
        ends=word_in(rule, on.filed_on, on.word, "ended_by"),
        never=word_in(rule, on.filed_on, on.word, "never_filed_by"),
    )
    told_on = ibis.ifelse(on.told_on.isnull(), ibis.null("date"), ibis.greatest(on.told_on, on.made_on))
    on = on.mutate(made_on=ibis.ifelse(word_in(rule, on.filed_on, on.word, "on_notice"), told_on, on.made_on))
    on = on.group_by("stay_id", "record_id").agg(ended_on=on.made_on.min(where=on.ends), never=on.never.max())
    rows = rows.left_join(on, ["stay_id", "record_id"]).drop("stay_id_right", "record_id_right")
    return rows.filter(~rows.never.fill_null(False)).drop("never")
