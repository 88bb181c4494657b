"""Opening, acknowledging and matching: each look is written down; who answers for a message says it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting

Send = Callable[..., Any]
STRANGER = {"document_number": "ZZ1234567", "document_issuer": "KEN", "surname": "Otieno", "birth_date": "1970-01-01"}


def test_opening_is_a_logged_look_at_the_person(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.opening import open_message
    from sojourn.register.store.models import Event

    opened = open_message(officer, send("removal_stay").pk)
    assert (opened.mine, opened.joined, opened.record.values["kind"]) == (True, True, "removal_stay")
    looks = Event.objects.filter(verb="court_message_opened", actor=officer.actor)
    assert [each.subject for each in looks] == [case.person_id]


def test_somebody_elses_message_needs_a_purpose(case: Case, send: Send, acting: Callable[..., Acting]) -> None:
    from sojourn.register.court.opening import open_message
    from sojourn.register.door.purposes import state_purpose

    message, colleague = send("removal_stay"), acting("officer", office="centre")
    with pytest.raises(RegisterError, match="no message of this number"):
        open_message(colleague, message.pk)
    state_purpose(colleague, case.person_id, "legal_proceeding", "what the court said")
    assert open_message(colleague, message.pk).mine is False


def test_a_sealed_message_stays_sealed_when_its_person_is_looked_for_again(
    case: Case, send: Send, officer: Acting, supervisor: Acting
) -> None:
    from sojourn.register.court.following import place_again
    from sojourn.register.court.models import Message
    from sojourn.register.court.opening import open_message

    message = send("hold", **STRANGER)
    Message.objects.filter(pk=message.pk).update(restricted=True, person_id="", case=case)
    place_again([message.record])
    message.refresh_from_db()
    assert (message.restricted, message.named_id) == (True, None)
    with pytest.raises(RegisterError, match="no message of this number"):
        open_message(officer, message.pk)
    assert open_message(supervisor, message.pk).message == message


def test_a_message_of_nobody_is_opened_by_supervisors_alone(
    case: Case, send: Send, officer: Acting, supervisor: Acting
) -> None:
    from sojourn.register.court.models import Message
    from sojourn.register.court.opening import open_message

    message = send("hold", **STRANGER)
    Message.objects.filter(pk=message.pk).update(person_id="", case=None)
    with pytest.raises(RegisterError, match="no message of this number"):
        open_message(officer, message.pk)
    assert open_message(supervisor, message.pk).mine


def test_the_officer_opens_a_message_of_nobody_once_it_is_put_into_their_case(
    case: Case, send: Send, officer: Acting, supervisor: Acting
) -> None:
    from sojourn.register.court.models import Message
    from sojourn.register.court.opening import match, open_message
    from sojourn.register.door.purposes import state_purpose

    message = send("hold", **STRANGER)
    Message.objects.filter(pk=message.pk).update(person_id="", case=None)
    open_message(supervisor, message.pk)
    state_purpose(supervisor, case.person_id, "legal_proceeding", "whose hold it is")
    match(supervisor, message.pk, case.case_id)
    assert open_message(officer, message.pk).mine


def test_reading_lifts_what_an_unread_message_forbids(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.opening import acknowledge, open_message
    from sojourn.register.court.unread import unread_by_person

    message = send("decision", outcome="approved", benefit="asylum")
    open_message(officer, message.pk)
    assert case.person_id in unread_by_person([case.person_id])
    read = acknowledge(officer, message.pk)
    assert (read.acknowledged_by_id, read.acknowledged_at) == (officer.user_id, NOW)
    assert unread_by_person([case.person_id]) == {}


def test_nobody_says_they_have_read_what_they_never_opened(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.opening import acknowledge

    message = send("removal_stay")
    with pytest.raises(RegisterError, match="log does not show"):
        acknowledge(officer, message.pk)


def test_a_colleague_cannot_acknowledge_for_the_officer_and_the_supervisor_can(
    case: Case, send: Send, supervisor: Acting, acting: Callable[..., Acting]
) -> None:
    from sojourn.register.court.opening import acknowledge, open_message

    message = send("removal_stay")
    with pytest.raises(RegisterError, match="for somebody else"):
        acknowledge(acting("officer", office="centre"), message.pk)
    open_message(supervisor, message.pk)
    assert acknowledge(supervisor, message.pk).acknowledged_by_id == supervisor.user_id


def test_a_message_is_acknowledged_once(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.opening import acknowledge, open_message

    message = send("removal_stay")
    open_message(officer, message.pk)
    acknowledge(officer, message.pk)
    with pytest.raises(RegisterError, match="already"):
        acknowledge(officer, message.pk)


def test_what_is_matched_by_hand_stops_steps_at_once_and_stays_on_the_file_after_it_was_read(
    case: Case, send: Send, officer: Acting, supervisor: Acting
) -> None:
    from sojourn.register.cases.reading import read_file
    from sojourn.register.court.opening import acknowledge, match, open_message
    from sojourn.register.court.unread import unread_by_person
    from sojourn.register.door.purposes import state_purpose

    message = send("removal_stay", authority="Court of Appeals", **STRANGER)
    open_message(supervisor, message.pk)
    state_purpose(supervisor, case.person_id, "legal_proceeding", "a removal stay without a case number")
    matched = match(supervisor, message.pk, case.case_id)
    assert (matched.case_id, matched.named_id) == (case.case_id, officer.user_id)
    assert unread_by_person([case.person_id]) == {case.person_id: (message.record,)}
    open_message(supervisor, message.pk)
    acknowledge(supervisor, message.pk)
    stays = read_file(case).of("removal_stay")
    assert [(each.name, each.get("authority")) for each in stays] == [(matched.entered_as, "Court of Appeals")]


def test_an_order_matched_by_hand_joins_nobodys_file(case: Case, send: Send, supervisor: Acting) -> None:
    from sojourn.register.cases.reading import read_file
    from sojourn.register.court.opening import match, open_message
    from sojourn.register.door.purposes import state_purpose

    message = send("order", type="removal", **STRANGER)
    open_message(supervisor, message.pk)
    state_purpose(supervisor, case.person_id, "legal_proceeding", "an order without a case number")
    assert match(supervisor, message.pk, case.case_id).entered_as == ""
    assert read_file(case).of("order") == ()


def test_a_retired_message_number_is_told(officer: Acting, case: Case) -> None:
    from sojourn.register.court.opening import open_message

    with pytest.raises(RegisterError, match="no message of this number"):
        open_message(officer, 987654)


def test_the_case_lists_unread_messages_first(case: Case, send: Send, officer: Acting) -> None:
    from sojourn.register.court.listing import list_messages
    from sojourn.register.court.opening import acknowledge, open_message

    read = send("appeal")
    open_message(officer, read.pk)
    acknowledge(officer, read.pk)
    send("undertaking")
    assert [each.unread for each in list_messages(case.case_id)] == [True, False]
