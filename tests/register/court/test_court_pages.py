"""The pages of courts in HTML: what each shows and to whom, and what a person's name never stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from court_records import NOW

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.cases.models import Case

Send = Callable[..., Any]
NAME = "Okafor"


def test_the_inbox_shows_case_kind_court_and_time_left_and_no_name(
    case: Case, send: Send, client: Callable[..., Client]
) -> None:
    send("removal_stay")
    shown = client("supervisor", office="centre").get("/court/?whose=office").content.decode()
    assert [said in shown for said in (case.case_id, "Removal stay", "Court EOIR", "15 minutes left")] == [True] * 4
    assert NAME not in shown


def test_another_office_sees_nothing_of_it(case: Case, send: Send, client: Callable[..., Client]) -> None:
    send("removal_stay")
    shown = client("supervisor", office="jfk").get("/court/?whose=office").content.decode()
    assert case.case_id not in shown


def test_nobody_but_a_supervisor_lists_the_messages_of_an_office_and_each_look_is_logged(
    case: Case, send: Send, client: Callable[..., Client]
) -> None:
    from sojourn.register.store.models import Event

    send("removal_stay")
    colleague, supervisor = client("officer", office="centre"), client("supervisor", office="centre")
    listed = [each.get("/court/?whose=office").content.decode() for each in (colleague, supervisor)]
    assert [case.case_id in page for page in listed] == [False, True]
    assert ['value="office"' in page for page in listed] == [False, True]
    looks = Event.objects.filter(verb="court_message_opened").order_by("event_id").values_list("about", flat=True)
    assert list(looks) == [{"inbox": "mine", "shown": 0}, {"inbox": "office", "shown": 1}]


def test_guessing_the_number_of_a_message_shows_neither_a_person_nor_that_there_is_one(
    case: Case, send: Send, client: Callable[..., Client]
) -> None:
    from sojourn.register.store.models import Event

    there, restricted = send("removal_stay").pk, send("undertaking", restricted=True).pk
    visitor = client("officer", office="centre")
    before = Event.objects.count()
    answers = [visitor.get(f"/court/{number}/") for number in (987654, there, restricted)]
    assert [answered.status_code for answered in answers] == [404] * 3
    assert len({answered.content.split(b"main>")[0].split(b"<main")[1] for answered in answers}) == 1
    assert case.person_id not in "".join(str(answered.headers) + answered.content.decode() for answered in answers)
    assert Event.objects.count() == before


def test_a_link_from_the_case_works_while_its_purpose_is_in_force(
    case: Case, send: Send, client: Callable[..., Client]
) -> None:
    from sojourn.register.door.purposes import state_purpose

    message = send("removal_stay")
    visitor = client("officer", office="centre")
    state_purpose(visitor.acting, case.person_id, "legal_proceeding", "what the court said")  # type: ignore[attr-defined]
    assert visitor.get(f"/court/{message.pk}/").status_code == 200


def test_a_message_is_read_and_acknowledged_on_its_page(case: Case, send: Send, client: Callable[..., Client]) -> None:
    from sojourn.register.court.models import Message

    message = send("removal_stay", authority="Court of Appeals")
    visitor = client("supervisor", office="centre")
    page = visitor.get(f"/court/{message.pk}/").content.decode()
    assert "Court of Appeals" in page
    assert "I have read it" in page
    assert visitor.post(f"/court/{message.pk}/acknowledge/").status_code == 302
    assert Message.objects.get(pk=message.pk).acknowledged_at == NOW
    assert "I have read it" not in visitor.get(f"/court/{message.pk}/").content.decode()


def test_a_supervisor_matches_by_the_number_of_the_case(case: Case, send: Send, client: Callable[..., Client]) -> None:
    from sojourn.register.door.purposes import state_purpose

    message = send("hold", document_number="ZZ1234567", document_issuer="KEN", birth_date="1970-01-01")
    visitor = client("supervisor", office="centre")
    visitor.get(f"/court/{message.pk}/")
    wrong = visitor.post(f"/court/{message.pk}/match/", {"case_id": "c12"})
    assert (wrong.status_code, "not the number of a case" in wrong.content.decode()) == (422, True)
    state_purpose(visitor.acting, case.person_id, "legal_proceeding", "whose hold it is")  # type: ignore[attr-defined]
    assert visitor.post(f"/court/{message.pk}/match/", {"case_id": case.case_id}).status_code == 302
    message.refresh_from_db()
    assert message.case_id == case.case_id


def test_choosing_what_to_record_leads_to_the_desk_for_a_departure(case: Case, client: Callable[..., Client]) -> None:
    visitor = client("caseworker", office="centre")
    type(case).objects.filter(pk=case.pk).update(assigned_to=visitor.acting.user_id)  # type: ignore[attr-defined]
    shown = visitor.get(f"/cases/{case.case_id}/record/").content.decode()
    assert f"/cases/{case.case_id}/record/conviction/" in shown
    assert f"/desk/hear/{case.person_id}/" in shown


def test_oversight_reads_alerts_and_notes_that_it_looked(case: Case, client: Callable[..., Client]) -> None:
    from sojourn.register.cases.alerts import raise_alert
    from sojourn.register.cases.models import Alert

    alert = raise_alert("court_message_unread", case, None, message=1, what="removal_stay", minutes=25)
    visitor = client("oversight")
    assert "unread for 25 minutes" in visitor.get("/alerts/").content.decode()
    assert visitor.post(f"/alerts/{alert.pk}/seen/").status_code == 302
    assert Alert.objects.get(pk=alert.pk).seen_by_id == visitor.acting.user_id  # type: ignore[attr-defined]
    assert visitor.post("/alerts/987654/seen/").status_code in (400, 404)


def test_nobody_but_oversight_reads_alerts(case: Case, client: Callable[..., Client]) -> None:
    assert [client(role).get("/alerts/").status_code for role in ("supervisor", "officer", "caseworker")] == [403] * 3
