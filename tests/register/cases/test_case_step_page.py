"""The pages of a step: what blocks it, what is lawful instead, two officers, and what was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from case_pages import on_file, read
from case_people import ask_all, begin, make_person, put, see, tell

Maker = Callable[..., Any]


@pytest.fixture
def case(client: Maker) -> Any:
    """Give a case whose warrant is ready to be proposed, with its officer and another one."""
    return Ready(client)


class Ready:
    """A case in which the warrant can be issued: everything asked, everything on file."""

    def __init__(self, client: Maker) -> None:
        from sojourn.register import clock

        self.officer, self.second = client("officer", office="centre"), client("officer", office="centre")
        asker = client("caseworker", office="centre")
        self.made = make_person("stepped")
        self.made = make_person("stepped", facts=on_file(clock.now() - timedelta(days=200)))
        self.order = "agency:TEST/order-1"
        self.case = begin(self.officer.acting, self.made, "us.overstay")
        put(self.case, "removal_period", ("determine", "user:0", "user:1"), ("note_finality", "user:0", "user:1"))
        ask_all(self.case, asker.acting.user_id)
        self.url = f"/cases/{self.case.case_id}/"
        self.step_url = f"{self.url}step/issue_warrant/"
        self.sent = {
            "grounds": ["order_final"], "records": [self.made.arrival, self.order], "destination": "NLD",
            "document": "ORD-1", "note": "Counted twice.",
        }  # fmt: skip


def test_a_blocked_step_says_what_blocks_what_lifts_and_what_is_lawful_instead(case: Ready) -> None:
    tell(case.made, "citizenship_claim", feed="agency:CIT")
    text = read(case.officer, case.step_url)
    assert "Forbids the step" in text
    assert "A decision on citizenship, made after the last sign, with its document." in text
    assert "What is lawful instead" in text
    assert "Close in the person's favour" in text
    assert "Propose this step" not in text


def test_the_form_has_reasons_first_then_records_and_one_box_of_text_last(case: Ready) -> None:
    text = read(case.officer, case.step_url)
    grounds, records, note = (text.index(f'name="{name}"') for name in ("grounds", "records", "note"))
    assert grounds < records < note
    assert text.count("<textarea") == 1


def test_what_is_missing_is_said_at_the_top(case: Ready) -> None:
    answer = case.officer.post(case.step_url, {"note": "Only this."})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Choose at least one reason." in text
    assert "Only this." in text, "what was typed is kept"


def test_a_step_against_a_person_takes_two_officers_who_read_the_records(case: Ready) -> None:
    see(case.officer.acting, case.made, case.made.arrival, case.order)
    answer = case.officer.post(case.step_url, case.sent)
    assert answer.status_code == 302, answer.content.decode()
    page = answer.url
    own = read(case.officer, page)
    assert "Approve this step" not in own
    assert "Withdraw it" in own
    assert "Open the records first" in read_with_reason(case, page)
    unread = case.second.post(page, {"do": "approve"})
    assert unread.status_code == 409
    see(case.second.acting, case.made, case.made.arrival, case.order)
    assert case.second.post(page, {"do": "approve"}).status_code == 302
    assert "Carry this step out" not in read(case.second, page)
    assert case.officer.post(page, {"do": "execute"}).url == case.url
    case.case.refresh_from_db()
    assert case.case.state == "warrant_issued"
    text = read(case.officer, case.url)
    assert "The order is final, and nothing stands in the way of its execution." in text
    assert text.index("The order is final, and") < text.index("Counted twice."), "free text stands last"


def test_a_stale_second_factor_keeps_what_was_typed(case: Ready) -> None:
    see(case.officer.acting, case.made, case.made.arrival, case.order)
    let_factor_grow_old(case.officer)
    answer = case.officer.post(case.step_url, case.sent)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/second-factor/reauthenticate/?next=")
    text = read(case.officer, case.step_url)
    assert "Counted twice." in text
    assert 'value="order_final" checked' in text
    assert "Counted twice." not in read(case.officer, case.step_url), "kept once, not for ever"


def test_what_was_typed_is_gone_once_the_step_is_proposed_and_after_a_quarter_of_an_hour(case: Ready) -> None:
    from sojourn.register import clock

    see(case.officer.acting, case.made, case.made.arrival, case.order)
    let_factor_grow_old(case.officer)
    case.officer.post(case.step_url, case.sent)
    assert "case_step_typed" in case.officer.session
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        read(case.officer, "/work/")
    assert "case_step_typed" not in case.officer.session, "too old, so any page of work takes it away"
    case.officer.post(case.step_url, case.sent)
    assert "case_step_typed" in case.officer.session
    let_factor_grow_old(case.officer, -3600)
    assert case.officer.post(case.step_url, case.sent).status_code == 302
    assert "case_step_typed" not in case.officer.session, "proposed, so nothing is kept"


def test_a_second_officer_declines_with_a_reason(case: Ready) -> None:
    see(case.officer.acting, case.made, case.made.arrival, case.order)
    page = case.officer.post(case.step_url, case.sent).url
    read_with_reason(case, page)
    assert case.second.post(page, {"do": "decline", "note": ""}).status_code == 422
    assert case.second.post(page, {"do": "decline", "note": "The day is wrong."}).status_code == 302
    case.case.refresh_from_db()
    assert case.case.state == "removal_period"
    assert "The day is wrong." in read(case.officer, case.url)


def test_a_stopped_step_is_on_every_page_until_it_is_acknowledged(case: Ready) -> None:
    see(case.officer.acting, case.made, case.made.arrival, case.order)
    proposal = case.officer.post(case.step_url, case.sent).url.rstrip("/").rsplit("/", 1)[1]
    claim = tell(case.made, "citizenship_claim", feed="agency:CIT")
    assert "of yours was stopped" in read(case.officer, "/work/")
    text = read(case.officer, "/cases/stops/")
    assert f'href="/record/{claim}/"' in text
    assert case.officer.post(f"/cases/stops/{proposal}/acknowledge/").status_code == 302
    assert "of yours was stopped" not in read(case.officer, "/work/")


def test_asked_and_answered_says_until_when_it_may_be_relied_on(client: Maker) -> None:
    from sojourn.register.cases.models import AskedBlocker

    officer = client("officer", office="centre")
    begun = begin(officer.acting, made := make_person("asked"), "us.overstay")
    path = f"/cases/{begun.case_id}/ask/B1/"
    assert "The answer may be relied on for 90 days" in read(officer, path)
    assert officer.post(path, {"answer": "no", "source": ""}).status_code == 422
    assert officer.post(path, {"answer": "no", "source": made.arrival}).status_code == 302
    assert AskedBlocker.objects.get(case=begun, blocker="B1").answer == "no"
    assert officer.get(f"/cases/{begun.case_id}/ask/B13/").status_code >= 400


def test_a_step_in_the_persons_favour_is_taken_at_once(client: Maker) -> None:
    officer = client("officer", office="centre")
    begun = begin(officer.acting, make_person("favour"), "us.overstay")
    path = f"/cases/{begun.case_id}/step/close_in_favour/"
    assert "Take this step" in read(officer, path)
    assert officer.post(path, {"grounds": ["records_wrong"], "note": ""}).url == f"/cases/{begun.case_id}/"
    begun.refresh_from_db()
    assert begun.state == "closed_in_favour"


def test_a_case_is_begun_from_a_stay_with_its_origin(client: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.models import Case
    from sojourn.register.door.purposes import state_purpose

    officer = client("officer", office="centre")
    made = make_person("beginning", facts=on_file(clock.now() - timedelta(days=200)))
    state_purpose(officer.acting, made.person_id, "legal_proceeding", "a case")
    path = f"/cases/begin/?stay={made.stay_id}"
    assert "everything that may forbid a step is unknown" in read(officer, path)
    sent = {"stay": made.stay_id, "origin": "imported_order", "lifecycle": "us.overstay"}
    answer = officer.post("/cases/begin/", sent)
    assert answer.status_code == 302
    assert Case.objects.get(stay_id=made.stay_id).imported
    again = officer.post("/cases/begin/", sent)
    assert again.status_code == 422
    assert "is open already" in again.content.decode()


def read_with_reason(case: Ready, page: str) -> str:
    """Open a page as the second officer, who says why."""
    from sojourn.register.door.purposes import state_purpose

    state_purpose(case.second.acting, case.made.person_id, "legal_proceeding", "a second look")
    return read(case.second, page)


def let_factor_grow_old(client: Any, seconds: int = 3600) -> None:
    """Let the second factor of a session have been shown so long before (an hour); less than nothing: just now."""
    from allauth.account.internal.flows import login

    session = client.session
    for record in (records := session[login.AUTHENTICATION_METHODS_SESSION_KEY]):
        record["at"] -= seconds
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = records
    session.save()
