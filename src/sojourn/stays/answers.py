"""One answer for each stay: state, how sure, why, what is missing, and when it changes next.

The order of the cases is the order of the law: who is not subject at all, what the records contradict, stays that
ended, stays that are covered, and only then the silence of the records.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law
from sojourn.stays.cover import DOUBTED, RANKS
from sojourn.stays.dated import dated, forever
from sojourn.stays.extras import reason_if
from sojourn.stays.rule_checks import with_check_due


def stays_with_extras(stays: ir.Table, extras: ir.Table) -> ir.Table:
    """Lay ``Extras.by_stay`` beside the output of ``with_entry``; the rows that ``answer_stays`` answers."""
    return stays.left_join(extras.mutate(has_more=True), "stay_id").drop("stay_id_right")


def answer_stays(rows: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Answer every stay, row by row: rows that come in order go out in order.

    Args:
        rows: the output of ``stays_with_extras``, with ``thinly_recorded`` of ``with_coverage`` and
            ``unseen_origin`` of ``with_origin``.
        law: the law as known.
        as_of: the day asked about.

    Returns:
        The columns of ``tables.ANSWERS`` up to ``next_change_on``.
    """
    return with_check_due(_shape(_state(_measure(rows, law, as_of), law, as_of), law), law, as_of)


def _measure(rows: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Work out the day looked at, what covers it, and until when presence was authorised."""
    rows = rows.mutate(
        open=rows.departure_basis == "none",
        day=rows.departed_on.fill_null(rows.out_by).fill_null(as_of),
        more=rows.has_more.fill_null(False),
    )
    plain_rank = ibis.ifelse(
        (rows.entry_to >= rows.day).fill_null(False), rows.entry_basis.cases(*RANKS.items(), else_=0), 0
    ).cast("int64")
    # A doubt without end about a status that follows a principal says nothing about the last day that is sure.
    endless = (rows.until >= forever()).fill_null(False)
    led = ibis.ifelse(endless, rows.led_until.fill_null(rows.until), rows.until)
    # Where no day was left at the arrival, there is no period; the last day is then the one before the arrival.
    none_left = ibis.ifelse(rows.entry_to < rows.arrived_on, rows.entry_to, ibis.null("date"))
    until = ibis.ifelse(rows.more, led.fill_null(none_left), rows.entry_to)
    rows = rows.mutate(cover=ibis.ifelse(rows.more, rows["rank"], plain_rank), authorised_to=until)
    waiting = dated(law.one("waiting_time"), rows.authorised_to, lambda values: ibis.literal(values["days"]), "int64")
    rows = rows.mutate(waits_to=rows.authorised_to + waiting.as_interval("D"))
    return rows.mutate(covered_mode=_covered_mode(rows, law) & ~rows.thinly_recorded & ~rows.unseen_origin)


def _covered_mode(rows: ir.Table, law: Law) -> ir.Value:
    """Tell whether departures of people who arrived this way are recorded; an unknown mode is not counted on."""
    rule = law.find("coverage")
    if rule is None:
        return ibis.literal(False)
    return dated(
        rule,
        rows.arrived_on,
        lambda values: (
            rows["mode"].cases(
                *(
                    (mode, rows.arrived_on >= ibis.literal(day))
                    for mode, day in values["departures"].items()
                    if day is not None
                ),
                else_=False,
            )
            if any(values["departures"].values())
            else ibis.literal(False)
        ),
        "boolean",
    ).fill_null(False)


def _state(rows: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    out_only = rows.out_by.notnull()
    no_status = rows.entry_to.isnull() & ~rows.gives_status.fill_null(False)
    rows = rows.mutate(lacks_end=rows.authorised_to.isnull() | no_status)
    lacks_end = rows.lacks_end
    late_sign = (rows.second_on > rows.authorised_to).fill_null(False)
    ended = ibis.cases(
        ((lacks_end & (rows.cover == 0)) | (rows.cover == RANKS[DOUBTED]), "unknown"),
        (rows.cover > 0, "left_in_time"),
        (out_only, "left_date_unknown"),
        else_="left_after_end",
    )
    silent = ibis.cases(
        (rows.quarantined_records.notnull(), "unknown"),
        (as_of <= rows.waits_to, "awaiting_records"),
        (~rows.covered_mode, "unknown"),
        (rows.in_review.fill_null(False), "unknown"),
        else_="unexplained",
    )
    # a declaration turns a question, or the wait before it, into `unknown`; it changes no other answer
    rows = rows.mutate(
        declares=rows.declared_records.notnull() & silent.isin(["awaiting_records", "unexplained"]),
        waits_still=(as_of <= rows.waits_to).fill_null(False),
    )
    silent = ibis.ifelse(rows.declares, "unknown", silent)
    state = ibis.cases(
        (rows.excluded_by.notnull(), "not_subject"),
        (rows.citizen.fill_null(False), "not_subject"),
        (rows.death_records.notnull(), "not_subject"),
        (rows.cover == RANKS["exempt"], "not_subject"),
        (rows.too_early, "unknown"),
        (rows.sign_records.notnull() | (late_sign & rows.departed_on.notnull()), "unknown"),
        (~rows.open, ended),
        (rows.cover == RANKS["resident"], "resident"),
        (rows.cover == RANKS["status"], "in_status"),
        (rows.cover == RANKS["authorised_only"], "authorised"),
        (rows.cover == RANKS["removal_barred"], "removal_barred"),
        (rows.claimed.fill_null(False), "unknown"),
        (lacks_end | (rows.cover == RANKS[DOUBTED]), "unknown"),
        else_=silent,
    )
    rows = rows.mutate(state=state, late_sign=late_sign & rows.departed_on.notnull())
    return rows.mutate(unknown_code=_unknown_code(rows))


def _unknown_code(rows: ir.Table) -> ir.Value:
    code = ibis.cases(
        (rows.too_early, "rule_not_in_force"),
        (rows.sign_records.notnull() | rows.late_sign, "contradiction"),
        (_flag(rows, "days_unsure") & (rows.cover == RANKS[DOUBTED]), "days_unknown"),
        (rows.principal_ended.fill_null(False) & (rows.cover == RANKS[DOUBTED]), "principal_ended"),
        (~rows.open, "no_end_date"),
        (rows.claimed.fill_null(False), "citizenship_claimed"),
        (
            rows.lacks_end & rows.entry_to.isnull() & (rows.outcome == "deferred").fill_null(False),
            "inspection_deferred",
        ),
        (rows.lacks_end | (rows.cover == RANKS[DOUBTED]), "no_end_date"),
        (rows.declares, "declared"),
        (rows.quarantined_records.notnull(), "feed_quarantined"),
        (~rows.covered_mode, "coverage"),
        else_="identity_review",
    )
    return ibis.ifelse(rows.state == "unknown", code, ibis.null("string"))


def _flag(rows: ir.Table, name: str) -> ir.Value:
    """Give a column that only laws with a window of days have; elsewhere false."""
    return rows[name] if name in rows.columns else ibis.literal(False)


def entry_records(rows: ir.Table) -> ir.Value:
    """Name the records that the arrival's own period rests on: the arrival, and the visa where that limits it."""
    if "visa_record" not in rows.columns:
        return ibis.array([rows.arrival_id])
    return ibis.ifelse(
        rows.visa_record.notnull(), ibis.array([rows.arrival_id, rows.visa_record]), ibis.array([rows.arrival_id])
    )


def _shape(rows: ir.Table, law: Law) -> ir.Table:
    nothing = ibis.null("date")
    lower = ibis.greatest(rows.last_seen, rows.arrived_on)
    endless = rows.authorised_to >= forever()
    until = ibis.ifelse(endless.fill_null(False), nothing, rows.authorised_to)
    over_max = rows.day.delta(rows.authorised_to, unit="day").cast("int32")
    over_min = ibis.ifelse(
        rows.state == "left_date_unknown",
        ibis.greatest(lower.delta(rows.authorised_to, unit="day"), 0).cast("int32"),
        over_max,
    )
    late = rows.state.isin(["left_after_end", "left_date_unknown"])
    no_days = ibis.null("int32")
    return rows.select(
        "stay_id",
        "person_id",
        "arrival_id",
        departure_id=ibis.ifelse(rows.open, ibis.null("string"), rows.departure_id),
        arrived_on=rows.arrived_on,
        departed_on=rows.departed_on,
        left_between=ibis.ifelse(rows.out_by.notnull(), ibis.array([lower, rows.out_by]), ibis.null("array<date>")),
        departure_basis=rows.departure_basis,
        authorised_until=ibis.ifelse(rows.state == "not_subject", nothing, until),
        state=rows.state,
        unknown_code=rows.unknown_code,
        certainty=_certainty(rows, law),
        days_over_min=ibis.ifelse(late, over_min, no_days),
        days_over_max=ibis.ifelse(late, over_max, no_days),
        reasons=_reasons(rows, law),
        questions=_questions(rows),
        next_change_on=_next_change(rows),
    )


def _certainty(rows: ir.Table, law: Law) -> ir.Value:
    kind = ibis.ifelse(
        (rows.departure_basis == "neighbour") & (rows.departure_mode == "land").fill_null(False),
        "neighbour_land",
        rows.departure_basis,
    )
    left = rows.state.isin(["left_in_time", "left_after_end", "left_date_unknown"])
    # A join by a model is itself only likely, however strong the record that it joins.
    confirmed = dated(law.one("proof"), rows.day, lambda values: kind.isin(list(values["confirmed"])), "boolean")
    settled = confirmed.fill_null(False) & ~rows.by_model.fill_null(False)
    return ibis.cases((left & settled, "confirmed"), (left, "likely"), else_="open")


def _next_change(rows: ir.Table) -> ir.Value:
    nothing = ibis.null("date")
    after = ibis.interval(days=1)
    covered = rows.state.isin(["in_status", "authorised", "removal_barred", "resident"])
    plain = ibis.ifelse((rows.entry_to < forever()).fill_null(False), rows.entry_to + after, nothing)
    cover = ibis.ifelse(rows.more, rows.cover_change, ibis.ifelse(covered, plain, nothing))
    declared = (rows.unknown_code == "declared").fill_null(False)
    # what was declared in the waiting time says no more when the answer after it is unknown for another reason
    otherwise = rows.in_review.fill_null(False) | ~rows.covered_mode
    waiting = rows.waits_to.notnull() & (rows.waits_to + after < rows.lapses_on) & rows.waits_still & otherwise
    ends = ibis.ifelse(waiting, rows.waits_to + after, rows.lapses_on)
    waits = ibis.cases((declared, ends), (rows.state == "awaiting_records", rows.waits_to + after), else_=nothing)
    exempt = (rows.cover == RANKS["exempt"]) & rows.excluded_by.isnull() & rows.death_records.isnull()
    exempt = exempt & ~rows.citizen.fill_null(False)
    changes = covered | rows.state.isin(["awaiting_records", "unexplained"]) | exempt
    soonest = ibis.least(cover.fill_null(forever()), waits.fill_null(forever()))
    moves = (
        rows.open & (changes | (rows.state == "unknown")) & ~(rows.unknown_code == "rule_not_in_force").fill_null(False)
    )
    changes_on = ibis.ifelse(moves & (soonest < forever()), soonest, nothing)
    if "outside_area" not in rows.columns:
        return changes_on
    joins = rows.open & rows.outside_area & (rows.area_from < forever())
    return ibis.ifelse(joins, rows.area_from, changes_on)


def _reasons(rows: ir.Table, law: Law) -> ir.Value:
    """Rules with their records, in fixed order.

    Most stays rest on the arrival and one rule more: they skip the filter.
    """
    entry = _reason(rows.entry_rule, entry_records(rows))
    plain = rows.excluded_by.isnull() & ~rows.more
    covered = rows.state.isin(["in_status", "authorised"]) | (rows.unknown_code == "no_end_date").fill_null(False)
    return ibis.cases(
        (plain & ~rows.open & ~rows.late_sign, ibis.array([entry, _proof(rows, law)])),
        (plain & rows.open & covered, ibis.array([entry])),
        else_=_all_reasons(rows, law),
    )


def _reason(rule: ir.Value, records: ir.Value) -> ir.Value:
    return ibis.struct({"rule": rule, "records": records})


def _proof(rows: ir.Table, law: Law) -> ir.Value:
    rule = ibis.ifelse(rows.departure_basis == "returned", law.one("returned").id, law.one("proof").id)
    return _reason(rule, rows.departure_ids)


def _all_reasons(rows: ir.Table, law: Law) -> ir.Value:
    arrival = ibis.array([rows.arrival_id])
    departure = rows.departure_ids.fill_null(arrival)
    proof = ibis.ifelse(rows.departure_basis == "returned", law.one("returned").id, law.one("proof").id)
    head = ibis.array(
        [
            reason_if(rows.excluded_by.notnull(), rows.excluded_by, rows.arrival_ids),
            reason_if(rows.excluded_by.isnull(), rows.entry_rule, entry_records(rows)),
        ]
    )
    facts = rows.fact_reasons.fill_null(ibis.literal([], type=head.type()))
    tail = [reason_if(~rows.open, proof, departure), *_silence_reasons(rows, law)]
    for role, holds, records in (
        ("citizenship", rows.citizen.fill_null(False), rows.citizen_records),
        ("citizenship", rows.claimed.fill_null(False), rows.claim_records),
        ("death", rows.death_records.notnull(), rows.death_records),
        ("excursion", rows.trip_records.notnull(), rows.trip_records),
        ("contradiction", rows.unknown_code == "contradiction", _both(rows, departure)),
    ):
        tail += [reason_if(holds, rule.id, records) for rule in law.all(role)[:1]]
    return head.filter(_given).concat(facts).concat(ibis.array(tail).filter(_given))


def _given(each: ir.Value) -> ir.Value:
    return each.notnull()


def _both(rows: ir.Table, departure: ir.Value) -> ir.Value:
    later = ibis.ifelse(rows.late_sign, ibis.array([rows.second_id]), ibis.literal([], type="array<string>"))
    return departure.concat(rows.sign_records.fill_null(ibis.literal([], type="array<string>"))).concat(later)


def _silence_reasons(rows: ir.Table, law: Law) -> list[ir.Value]:
    none = ibis.literal([], type="array<string>")
    waiting = rows.state.isin(["awaiting_records", "unexplained"]) | rows.unknown_code.isin(
        ["coverage", "identity_review", "declared", "feed_quarantined"]
    ).fill_null(False)
    doubted = (rows.unknown_code == "feed_quarantined").fill_null(False)
    told = ibis.ifelse(doubted, rows.quarantined_records, none)
    reasons = [reason_if(waiting, law.one("waiting_time").id, told)]
    coverage = law.find("coverage")
    if coverage is not None:
        reasons.append(reason_if(rows.unknown_code == "coverage", coverage.id, ibis.array([rows.arrival_id])))
    declared = law.find("declared")
    if declared is not None:
        reasons.append(reason_if(rows.unknown_code == "declared", declared.id, rows.declared_records))
    return reasons


#: What is missing, by state and by code of an unknown answer; words for each are in ``sojourn.words``.
STATE_QUESTIONS = {
    "unexplained": ["departure_record", "status_record"],
    "awaiting_records": ["departure_record"],
    "left_after_end": ["status_record"],
    "left_date_unknown": ["departure_record"],
}
CODE_QUESTIONS = {
    "coverage": ["departure_record"],
    "declared": ["proof_of_departure"],
    "feed_quarantined": ["feed_records", "departure_record"],
    "contradiction": ["departure_or_presence"],
    "identity_review": ["identity_decision"],
    "inspection_deferred": ["inspection_outcome"],
    "citizenship_claimed": ["citizenship_decision"],
    "rule_not_in_force": ["earlier_law"],
    "days_unknown": ["earlier_departure"],
    "principal_ended": ["own_status_record"],
}


def _questions(rows: ir.Table) -> ir.Value:
    none = ibis.literal([], type="array<string>")
    by_code = [(rows.unknown_code == code, _words(asked)) for code, asked in CODE_QUESTIONS.items()]
    by_state = [(rows.state == state, _words(asked)) for state, asked in STATE_QUESTIONS.items()]
    no_end = rows.unknown_code == "no_end_date"
    asked = ibis.cases(
        *by_state,
        *by_code,
        (no_end & (rows.doubt_asks.length() > 0).fill_null(False), rows.doubt_asks),
        (no_end & _flag(rows, "visa_missing"), _words(["visa_record"])),
        (no_end & rows.by_programme, _words(["programme_record"])),
        (no_end, _words(["admission_record"])),
        else_=none,
    )
    silent = rows.state.isin(["unexplained", "awaiting_records"]) & rows.aboard_records.notnull()
    asked = ibis.ifelse(silent, asked.concat(_words(["carrier_close_out"])), asked)
    return ibis.ifelse(rows.doubtful, asked.concat(_words(["feed_doubtful"])), asked)


def _words(codes: list[str]) -> ir.Value:
    return ibis.literal(codes, type="array<string>")
