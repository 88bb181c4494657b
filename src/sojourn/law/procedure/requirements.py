"""What a step may require: each a function that says what is missing, or nothing. Pure; none reads a clock.

A fact that meets a requirement is believed as it stands on file; what *lifts a blocker* must name its source besides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sojourn.law.procedure import papers_on_file as filed
from sojourn.law.procedure.blocker_words import WANTING
from sojourn.law.procedure.blockers.b05_departure import departures
from sojourn.law.procedure.blockers.b09_service import is_real
from sojourn.law.procedure.blockers.b12_automated_output import source_records
from sojourn.law.procedure.blockers.context import Context, moment_of
from sojourn.law.procedure.blockers.lifting import why_in_effect, why_pending
from sojourn.law.procedure.blockers.word_lists import TO_COUNSEL
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.case_records import cancelled, is_set_aside, is_warrant, orders
from sojourn.law.procedure.clock_finality import final_orders
from sojourn.law.procedure.gate_shape import Missing
from sojourn.law.procedure.ground_records import unshown
from sojourn.law.procedure.own_word import without_own_word

Requirement = Callable[[Context], Missing | None]

SEEN_LEAVING = frozenset({"inspection", "attested", "neighbour", "consular"})
"""Kinds of record that confirm a departure; a manifest does so where the close-out says: on board."""

REQUESTS = frozenset({"voluntary_departure", "assisted_return"})
"""Benefits of an ``application`` by which a person asks to leave by themselves, or to be helped to."""


def two_sources(context: Context) -> Missing | None:
    """Two of the records that the officer relies on came by different feeds; what was asked and answered is none.

    Nor is what the person said of themselves: a declared departure stands beside the answer, never against it.

    Where nobody has proposed the step yet, the records on file count: whether it could rest on two of them.
    """
    own = source_records(context.file)
    proposed = context.proposed
    named = own if proposed is None else own & set(proposed.records)
    feeds = {name.split("/", 1)[0] for name in without_own_word(named)}
    return _unless(len(feeds) >= 2, "two_sources")


def records_opened(context: Context) -> Missing | None:
    """The officer names records of this person and opened every one of them in this case."""
    proposed = context.proposed
    named = set(proposed.records) if proposed is not None else set()
    known = source_records(context.file) | filed.documents(context.file)
    done = proposed is not None and bool(named) and named <= known and named <= proposed.opened
    return _unless(done, "records_opened")


def contact_known(context: Context) -> Missing | None:
    """An address for letters, or a representative, is on file."""
    held = [each for each in context.file.of("contact", "representation") if why_in_effect(context, each)]
    return _unless(held, "contact_known")


def notice_served(context: Context) -> Missing | None:
    """A service of the notice reached the person or counsel and began the time to answer; service on file is none."""
    began = {each.start_record for each in context.deadlines if each.clock == "answer_to_notice"}
    starting = {step.id for step in context.standing.lifecycle.steps if "answer_to_notice" in step.starts}
    began |= {name for taken in context.standing.taken if taken.step in starting for name in taken.records}
    real = [each for each in context.file.of("service") if each.name in began and is_real(each)]
    return _unless(real, "notice_served")


def answer_weighed(context: Context) -> Missing | None:
    """Every answer that came was weighed."""
    return _unless(not context.file.disputed, "answer_weighed")


def determination_made(context: Context) -> Missing | None:
    """Two people made a determination in this case."""
    kinds = {step.id: step.kind for step in context.standing.lifecycle.steps}
    made = [
        taken
        for taken in context.standing.taken
        if kinds.get(taken.step) == "determination" and taken.approved_by not in ("", taken.by)
    ]
    return _unless(made, "determination_made")


def charge_issued(context: Context) -> Missing | None:
    """A charging document was issued and not cancelled."""
    return _unless(_charges(context), "charge_issued")


def charge_served(context: Context) -> Missing | None:
    """The charging document reached the person or counsel."""
    reached = any(is_real(each) for charge in _charges(context) for each in filed.services_of(context.file, charge))
    return _unless(reached, "charge_served")


def charge_filed(context: Context) -> Missing | None:
    """The charging document was filed with the court, which opens the proceedings (8 CFR 1003.14(a))."""
    found = [each for each in context.file.of("charge_filed") if not cancelled(context.file, each, context.law.zone)]
    return _unless(found, "charge_filed")


def hearing_time_and_place(context: Context) -> Missing | None:
    """The last hearing on file has a day and a place (INA 239(a)(1)(G), Pereira v. Sessions)."""
    hearings = context.file.of("hearing")
    last = hearings[-1] if hearings else None
    known = last is not None and last.get("valid_from") is not None and last.get("place")
    return _unless(known, "hearing_time_and_place")


def order_on_file(context: Context) -> Missing | None:
    """An order is on file, not cancelled, and no higher authority set it aside."""
    return _unless(orders(context.file, context.law.zone), "order_on_file")


def order_final(context: Context) -> Missing | None:
    """The order can no longer be changed by an ordinary appeal (8 CFR 1241.1)."""
    return _unless(list(final_orders(context.file, context.law, context.now)), "order_final")


def travel_document(context: Context) -> Missing | None:
    """A document for the journey is on file and valid, for the country of return where one is named."""
    wanted = context.proposed.destination if context.proposed is not None else ""
    found = [each for each in context.file.of("travel_document") if filed.is_valid_for(context, each, wanted)]
    return _unless(found, "travel_document")


def destination(context: Context) -> Missing | None:
    """One country of return is named."""
    named = context.proposed is not None and len(context.proposed.destination) == 3
    return _unless(named, "destination")


def departure_confirmed(context: Context) -> Missing | None:
    """A record other than the person's own word confirms the departure."""
    seen = [each for each in departures(context.file) if each.kind in SEEN_LEAVING or each.boarded is True]
    return _unless(seen, "departure_confirmed")


def request_of_the_person(context: Context) -> Missing | None:
    """The person asked to leave by themselves, or to be helped to, and did not take it back."""
    asked = [each for each in context.file.of("application") if each.get("benefit") in REQUESTS]
    standing = [each for each in asked if why_pending(context, each) in ("pending", "granted")]
    return _unless(standing, "request_of_the_person")


def counsel_served(context: Context) -> Missing | None:
    """Counsel, where there is one, got the last document that was served."""
    counsel = [each for each in context.file.of("representation") if why_in_effect(context, each)]
    if not counsel:
        return None
    told = ("notified_at",)
    served = sorted((each for each in context.file.of("service") if is_real(each)), key=lambda e: moment_of(e, told))
    last = served[-1].get("reference") if served else None
    got = [
        each
        for each in served
        if each.get("reference") == last and TO_COUNSEL & {each.get("type"), each.get("served_by")}
    ]
    return _unless(got, "counsel_served")


def court_messages_read(context: Context) -> Missing | None:
    """Somebody acknowledged every message of a court about this person."""
    return _unless(not context.file.unread, "court_messages_read")


def reasons(context: Context) -> Missing | None:
    """At least one reason of the step's closed list is given and none outside it, each with the record it speaks of."""
    given = context.proposed.grounds if context.proposed is not None else ()
    known = given and set(given) <= set(context.step.grounds)
    if known and (wanting := unshown(context, given)):
        return Missing("reasons", WANTING[wanting])
    return _unless(known, "reasons")


def error_shown(context: Context) -> Missing | None:
    """A record of this person, or a document kept in the case, is named that shows the error."""
    named = set(context.proposed.records) if context.proposed is not None else set()
    shown = named & (source_records(context.file) | filed.documents(context.file))
    return _unless(shown, "error_shown")


def receipt_given(context: Context) -> Missing | None:
    """A receipt was sent with an earlier step of this case."""
    return _unless(filed.last_letter(context.standing, "receipt") is not None, "receipt_given")


def warrant(context: Context) -> Missing | None:
    """A warrant is on file, not cancelled and not run out."""
    file, zone = context.file, context.law.zone
    found = [each for each in file.of("order") if is_warrant(each) and not filed.is_over(context.today, each)]
    good = [each for each in found if not (cancelled(file, each, zone) or is_set_aside(file, each, zone))]
    return _unless(good, "warrant")


def _charges(context: Context) -> list[Fact]:
    file = context.file
    return [each for each in file.of("charge_issued") if not cancelled(file, each, context.law.zone)]


def _unless(met: object, code: str) -> Missing | None:
    return None if met else Missing(code, WANTING[code])


REQUIREMENTS: Mapping[str, Requirement] = MappingProxyType(
    {
        look.__name__: look
        for look in (
            two_sources,
            records_opened,
            contact_known,
            notice_served,
            answer_weighed,
            determination_made,
            charge_issued,
            charge_served,
            charge_filed,
            hearing_time_and_place,
            order_on_file,
            order_final,
            travel_document,
            destination,
            departure_confirmed,
            request_of_the_person,
            counsel_served,
            court_messages_read,
            reasons,
            error_shown,
            receipt_given,
            warrant,
        )
    }
)
"""Each code that a step may require, and how it is looked at. The list is closed (``procedure_codes.REQUIREMENTS``)."""
