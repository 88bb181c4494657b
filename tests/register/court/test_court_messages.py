"""Messages of courts and counsel: made in the instant in which they come in, for whoever answers for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW, fact, take

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting

Send = Callable[..., Any]


def test_a_removal_stay_28_minutes_before_departure_is_unread_with_five_minutes_and_the_gate_sees_it(
    case: Case, send: Send
) -> None:
    from sojourn.register.cases.reading import read_file
    from sojourn.register.court.unread import unread_by_person

    type(case).objects.filter(pk=case.pk).update(stage="removal")  # the warrant is out, the aircraft is at the gate
    message = send("removal_stay", at=NOW)
    assert (message.pressing, message.acknowledge_by) == (True, NOW + timedelta(minutes=5))
    assert unread_by_person([case.person_id]) == {case.person_id: ("court:EOIR/removal_stay-1",)}
    assert read_file(case).unread == ("court:EOIR/removal_stay-1",)


def test_a_message_of_counsel_in_the_middle_of_the_night_reaches_who_stands_in(
    case: Case, send: Send, officer: Acting, acting: Callable[..., Acting]
) -> None:
    from sojourn.register.cases.models import Absence
    from sojourn.register.court.inbox import list_unread

    cover = acting("officer", office="centre")
    Absence.objects.create(
        user_id=officer.user_id, cover_id=cover.user_id, from_on=NOW.date(), to_on=NOW.date(),
        noted_by_id=officer.user_id, noted_at=NOW,
    )  # fmt: skip
    message = send("motion", feed="counsel:LEGALAID", type="stay")
    assert message.named_id == cover.user_id
    assert [each.pk for each in list_unread(cover, office=False)] == [message.pk]


def test_without_an_officer_or_anybody_who_stands_in_it_is_the_supervisors(
    case: Case, send: Send, supervisor: Acting
) -> None:
    type(case).objects.filter(pk=case.pk).update(assigned_to=None)
    message = send("order", type="removal")
    assert (message.named_id, message.level) == (None, 1)


@pytest.mark.parametrize(
    ("kind", "given", "minutes"),
    [
        ("removal_stay", {}, 15),
        ("undertaking", {}, 15),
        ("hold", {}, 15),
        ("order", {"type": "removal"}, 240),
        ("appeal", {}, 1440),
        ("hearing", {"valid_from": date(2026, 12, 1)}, 1440),
    ],
)
def test_the_timer_runs_from_receipt_and_is_short_for_what_stops_something(
    send: Send, kind: str, given: dict[str, Any], minutes: int
) -> None:
    message = send(kind, at=NOW - timedelta(minutes=3), **given)
    assert message.received_at == NOW - timedelta(minutes=3)
    assert message.acknowledge_by - message.received_at == timedelta(minutes=minutes)


def test_the_same_batch_twice_makes_one_message(case: Case, send: Send) -> None:
    from sojourn.register.court.following import follow
    from sojourn.register.court.models import Message

    batch = take([("fact", fact("removal_stay"))], NOW)
    follow(batch)
    assert Message.objects.filter(record="court:EOIR/removal_stay-1").count() == 1


def test_a_batch_that_touches_nothing_of_courts_is_one_query(case: Case) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sojourn.register.court.following import follow
    from sojourn.register.live.batch import Batch

    with CaptureQueriesContext(connection) as asked:
        follow(Batch(NOW, 1, ("carrier:KL/none",), ()))
    assert len(asked) == 1


def test_facts_of_other_feeds_and_other_kinds_are_no_messages(case: Case) -> None:
    from sojourn.register.court.models import Message

    take(
        [("fact", fact("order", feed="agency:ICE", type="removal")), ("fact", fact("application", benefit="asylum"))],
        NOW,
    )
    assert not Message.objects.filter(record__in=["agency:ICE/order-1", "court:EOIR/application-1"]).exists()


def test_what_a_feed_loads_from_the_past_is_history_and_no_message(case: Case) -> None:
    from sojourn.register.court.models import Message

    take([("fact", fact("order", type="removal", recorded_at=NOW - timedelta(days=400)))], NOW)
    assert not Message.objects.filter(record="court:EOIR/order-1").exists()


def test_a_message_that_fits_nobody_is_with_the_supervisors_of_all_offices(
    case: Case, send: Send, acting: Callable[..., Acting]
) -> None:
    from sojourn.register.court.inbox import list_unread

    elsewhere = acting("supervisor", office="jfk")
    other = {"document_number": "ZZ1234567", "document_issuer": "KEN", "surname": "Otieno", "birth_date": "1970-01-01"}
    message = send("removal_stay", **other)
    assert (message.case_id, message.level) == (None, 1)
    assert message.pk in [each.pk for each in list_unread(elsewhere, office=False)]


def test_a_case_that_begins_later_takes_the_message_in(person: str, officer: Acting, supervisor: Acting) -> None:
    from sojourn.register.court.following import adopt
    from tests.register.court.conftest import begun, sent

    message = sent("removal_stay")
    assert message.case_id is None
    case = begun(person, officer)
    adopt(case)
    message.refresh_from_db()
    assert (message.case_id, message.named_id, message.level) == (case.case_id, officer.user_id, 0)


def test_restricted_records_are_for_supervisors_and_no_list_shows_them_to_others(
    case: Case, send: Send, officer: Acting, supervisor: Acting
) -> None:
    from sojourn.register.court.inbox import list_unread

    message = send("removal_stay", restricted=True)
    assert (message.restricted, message.named_id) == (True, None)
    assert message.pk not in [each.pk for each in list_unread(officer, office=True)]
    assert message.pk in [each.pk for each in list_unread(supervisor, office=True)]
