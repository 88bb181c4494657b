"""A request is answered by a named officer with reasons; a complaint by another office than the one complained of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asking_world import NOW, PNG, TODAY, Somebody, ask, leave, refused, somebody

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting
    from sojourn.register.requests.models import Request

ActingOf = Callable[..., "Acting"]


def decided(outcome: str, reasons: str = "We found the record.", records: tuple[str, ...] = ()) -> Any:
    from sojourn.register.requests.deciding import Decided

    return Decided(outcome, reasons, records)


def given(supervisor: Acting, caseworker: Acting, made: Request) -> Request:
    """Give a request to the caseworker."""
    from sojourn.register.requests.assigning import assign

    assert caseworker.user_id is not None
    return assign(supervisor, made.reference, caseworker.user_id)


def test_a_request_waits_until_a_supervisor_gives_it_to_somebody(
    ada: Somebody, supervisor: Acting, caseworker: Acting
) -> None:
    from sojourn.register.requests.opening import open_list

    made = ask(ada)
    assert [each.reference for each in open_list(supervisor).waiting] == [made.reference]
    assert open_list(caseworker).mine == []
    given(supervisor, caseworker, made)
    assert [each.reference for each in open_list(caseworker).mine] == [made.reference]
    assert open_list(supervisor).waiting == []


def test_the_list_is_ordered_by_clock_and_tells_nobodys_name(
    asked_at: None, supervisor: Acting, client: Callable[..., Any]
) -> None:
    from sojourn.register import clock

    late = ask(somebody("ada"))
    with clock.set_to(NOW - timedelta(days=30)):
        first = ask(somebody("bob"))
    page = client("supervisor", office="centre").get("/requests/").content.decode()
    assert page.index(first.reference) < page.index(late.reference)
    assert "ASKER" not in page
    assert "Overdue" in page


def test_an_assigned_request_opens_the_person_without_another_purpose(
    ada: Somebody, supervisor: Acting, caseworker: Acting
) -> None:
    from sojourn.register.door.purposes import require_open

    refused("purpose-needed", lambda: require_open(caseworker, ada.person_id))
    given(supervisor, caseworker, ask(ada))
    require_open(caseworker, ada.person_id)


def test_somebody_elses_work_takes_a_purpose(
    ada: Somebody, supervisor: Acting, caseworker: Acting, acting: ActingOf
) -> None:
    from sojourn.register.requests.opening import open_request

    made = given(supervisor, caseworker, ask(ada))
    refused("purpose-needed", lambda: open_request(acting("caseworker", office="centre"), made.reference))
    assert open_request(caseworker, made.reference).asked.startswith("I left")


@pytest.mark.parametrize(
    ("outcome", "reasons", "code"),
    [
        ("not_corrected", "   ", "request-reasons"),
        ("upheld", "Because.", "request-outcome"),
        ("corrected", "It was wrong.", "request-records"),
    ],
)
def test_an_answer_takes_an_outcome_reasons_and_the_records_that_were_made(
    ada: Somebody, supervisor: Acting, caseworker: Acting, outcome: str, reasons: str, code: str
) -> None:
    from sojourn.register.requests.deciding import decide

    made = given(supervisor, caseworker, ask(ada))
    refused(code, lambda: decide(caseworker, made.reference, decided(outcome, reasons)))


def test_a_correction_names_the_record_that_was_made_and_reaches_the_person(
    ada: Somebody, supervisor: Acting, caseworker: Acting
) -> None:
    from sojourn.register import clock
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.deciding import decide, records_since
    from sojourn.register.requests.own import open_own

    made = given(supervisor, caseworker, ask(ada))
    with clock.set_to(NOW + timedelta(hours=1)):
        record = leave(ada, TODAY - timedelta(days=21))
    assert records_since(made) == [record]
    decide(caseworker, made.reference, decided("corrected", "Your departure is on record now.", (record,)))
    told = open_own(PERSON, ada.person_id, made.reference)
    assert (told.reply, told.request.records) == ("Your departure is on record now.", [record])
    assert told.deadline is not None
    assert told.deadline.met_at == NOW
    assert told.decided_by


def test_only_whoever_has_it_answers_and_only_once(
    ada: Somebody, supervisor: Acting, caseworker: Acting, acting: ActingOf
) -> None:
    from sojourn.register.requests.deciding import decide

    made = given(supervisor, caseworker, ask(ada))
    refused("request-not-yours", lambda: decide_with_purpose(acting("officer", office="centre"), ada, made))
    decide(caseworker, made.reference, decided("not_corrected"))
    refused("request-not-yours", lambda: decide_with_purpose(caseworker, ada, made))


def decide_with_purpose(acting: Acting, whom: Somebody, made: Request) -> None:
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.requests.deciding import decide

    state_purpose(acting, whom.person_id, "correction", "the request")
    decide(acting, made.reference, decided("not_corrected"))


def test_a_complaint_is_hidden_from_the_office_that_it_is_about(
    ada: Somebody, supervisor: Acting, caseworker: Acting, acting: ActingOf
) -> None:
    from sojourn.register.requests.opening import list_of_person, open_list, open_request

    elsewhere = acting("supervisor", office="north")
    made = ask(ada, kind="complaint", complained_of="centre")
    assert open_list(supervisor).waiting == []
    assert [each.reference for each in open_list(elsewhere).waiting] == [made.reference]
    refused("request-missing", lambda: open_request(supervisor, made.reference))
    refused("request-missing", lambda: given(supervisor, caseworker, made))
    assert list_of_person(supervisor, ada.person_id) == []
    assert list_of_person(elsewhere, ada.person_id) == [made]


def test_a_complaint_whose_office_is_named_later_leaves_that_office(
    ada: Somebody, supervisor: Acting, caseworker: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests import complaining
    from sojourn.register.requests.opening import open_list, open_request

    made = ask(ada, kind="complaint")
    given(supervisor, caseworker, made)
    refused("complaint-office", lambda: complaining.name_office(PERSON, ada.person_id, made.reference, "north"))
    monkeypatch.setattr(complaining, "offices_shown", lambda _person: {"centre"})
    named = complaining.name_office(PERSON, ada.person_id, made.reference, "centre")
    assert (named.state, named.office, named.assigned_to) == ("waiting", "", None)
    assert open_list(supervisor).waiting == []
    refused("request-missing", lambda: open_request(caseworker, made.reference))
    refused("request-missing", lambda: given(supervisor, caseworker, made))
    refused("request-decided", lambda: complaining.name_office(PERSON, ada.person_id, made.reference, "centre"))


def test_a_request_kept_under_an_earlier_id_of_a_restricted_person_is_not_listed(
    ada: Somebody, supervisor: Acting
) -> None:
    from sojourn.register.door.restricted import closed_among
    from sojourn.register.requests.models import Request
    from sojourn.register.requests.opening import open_list
    from sojourn.register.store.models import CurrentAnswer
    from sojourn.register.store.persons import resolve_person
    from sojourn.register.store.statements import run

    made = ask(ada)
    run("INSERT INTO store_membership (membership_id, name, subject_id, person_id, basis, known_at) "
        "SELECT nextval('store_membership_id'), name, subject_id, 'P-EARLIER', basis, known_at - interval '1 day' "
        "FROM store_membership WHERE person_id = %s ORDER BY membership_id LIMIT 1", [ada.person_id])  # fmt: skip
    run("INSERT INTO store_membership (membership_id, name, subject_id, person_id, basis, known_at) "
        "SELECT nextval('store_membership_id'), name, subject_id, %s, basis, known_at "
        "FROM store_membership WHERE person_id = 'P-EARLIER'", [ada.person_id])  # fmt: skip
    assert resolve_person("P-EARLIER") == ada.person_id
    Request.objects.filter(pk=made.reference).update(person_id="P-EARLIER", office="centre")
    assert [each.reference for each in open_list(supervisor).waiting] == [made.reference]
    CurrentAnswer.objects.filter(person_id=ada.person_id).update(restricted=True)
    assert closed_among({"P-EARLIER"}) == {"P-EARLIER"}
    whoever = open_list(supervisor).waiting
    assert supervisor.may("open_restricted") == bool(whoever)


def test_an_answer_to_a_notice_goes_into_the_case_and_has_to_be_weighed(ada: Somebody, acting: ActingOf) -> None:
    from sojourn.register.cases.models import Case
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.letters.answers import unweighed_among
    from sojourn.register.letters.documents import Sent, keep_document
    from sojourn.register.letters.models import Letter, PersonsAnswer

    officer = acting("officer", office="centre")
    state_purpose(officer, ada.person_id, "legal_proceeding", "a case")
    case = begin_case(officer, Beginning(ada.person_id, ada.stay_id, "question_reviewed", "us.overstay"))
    Case.objects.filter(pk=case.pk).update(assigned_to=officer.user_id)
    paper = keep_document(officer, Sent("n.txt", "text/plain", b"A notice."), "letter", TODAY, case)
    letter = Letter.objects.create(
        reference="N-TEST00000001", kind="notice", language="en", person_id=ada.person_id, stay_id=ada.stay_id,
        case=case, document=paper, made_at=NOW, made_by=officer.actor,
    )  # fmt: skip
    png = Sent("stamp.png", "image/png", PNG)
    made = ask(ada, kind="answer", target=f"letter:{letter.reference}", files=(png,), text="I was in Lagos then.")
    answered = PersonsAnswer.objects.get(case=case)
    assert (answered.letter, answered.recorded_by) == (letter, "person")
    assert unweighed_among([case.case_id]) == {case.case_id}
    assert (made.case_id, made.state, made.assigned_to_id) == (case.case_id, "assigned", officer.user_id)
    assert made.evidence.get().document.case == case


def complain(number: int, office: str, template: Request) -> None:
    """Put complaints about an office on file, as one was made."""
    from sojourn.register.requests.models import Request

    values = {field.attname: getattr(template, field.attname) for field in Request._meta.concrete_fields}
    names = [f"{template.reference}-{office}-{each}" for each in range(number)]
    Request.objects.bulk_create(
        Request(**{**values, "reference": name, "token": name, "complained_of": office}) for name in names
    )


def test_oversight_sees_counts_of_a_quarter_that_is_over_and_small_ones_cannot_be_worked_out(
    ada: Somebody, client: Callable[..., Any]
) -> None:
    from sojourn.register import clock
    from sojourn.register.requests.figures import open_counts

    visitor, one = client("oversight"), ask(ada, kind="complaint", complained_of="centre")
    sent = {"east": 40, "north": 30, "south": 20, "west": 3}
    for office, number in sent.items():
        complain(number, office, one)
    assert not any(each.printed["rows"] for each in open_counts(visitor.acting)), "the quarter goes on"
    with clock.set_to(NOW + timedelta(days=92)):
        newest, page = open_counts(visitor.acting)[0], visitor.get("/requests/figures/").content.decode()
    told = {row["code"]: row["counts"]["complaint"] for row in newest.printed["rows"]}
    assert told.keys() == {"centre", *sent}
    assert told["centre"] is told["west"] is None, "few"
    open_sum = sum(number for number in told.values() if number is not None)
    assert sum(sent.values()) + 1 - open_sum > 14, "with what the total gives, more than the two are withheld"
    assert "withheld" in page
    assert "A complaint" in page


def test_staff_pages_show_a_request_and_take_the_reply(
    ada: Somebody, supervisor: Acting, client: Callable[..., Any]
) -> None:
    from sojourn.register.letters.documents import Sent

    visitor = client("caseworker", office="centre")
    made = given(supervisor, visitor.acting, ask(ada, files=(Sent("a.png", "image/png", PNG),)))
    path = f"/requests/{made.reference}/"
    page = visitor.get(path).content.decode()
    assert "I left on 3 November" in page
    document = made.evidence.get().document_id
    sent = visitor.get(f"{path}documents/{document}/")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert visitor.post(path, {"outcome": "not_corrected", "reasons": ""}).status_code == 422
    assert visitor.post(path, {"outcome": "not_corrected", "reasons": "No flight left."}).status_code == 302
    visitor.post(f"/why/{ada.person_id}/", {"purpose": "correction", "note": "The request."})
    assert "No flight left." in visitor.get(path).content.decode()
    assert made.reference in visitor.get(f"/person/{ada.person_id}/").content.decode()


def test_a_request_is_in_the_log_each_time_that_it_is_opened(
    ada: Somebody, supervisor: Acting, caseworker: Acting
) -> None:
    from sojourn.register.requests.opening import open_request
    from sojourn.register.store.models import Event

    made = given(supervisor, caseworker, ask(ada))
    open_request(caseworker, made.reference)
    event = Event.objects.get(verb="request_opened")
    assert (event.subject, event.actor, event.about) == (ada.person_id, caseworker.actor, {"request": made.reference})
