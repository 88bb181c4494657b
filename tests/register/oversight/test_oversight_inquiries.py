"""Oversight opens one person, and only by an inquiry of their own about that person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


def ask(acting: Any, whom: Any, named_by: str = "person", named: str = "") -> Any:
    from sojourn.register.oversight.inquiries import Asked, open_inquiry

    return open_inquiry(acting, Asked(named_by, named or whom.person_id, "complaint", "somebody complained"))


def begin(whom: Any) -> str:
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.acting import SERVICE

    return begin_case(SERVICE, Beginning(whom.person_id, whom.stay_id, "question_reviewed", "us.overstay")).case_id


@pytest.fixture
def paths(person: Maker, acting: Maker) -> Maker:
    """Give every page about a person by the names of their addresses."""
    from django.urls import reverse

    def make(whom: Any, case_id: str) -> list[str]:
        of_person = [reverse(name, args=[whom.person_id]) for name in ("person", "looks", "why")]
        of_stay = [reverse(name, args=[whom.stay_id]) for name in ("stay", "stay_disclosures")]
        of_record = [reverse(name, args=[whom.record]) for name in ("record", "raw")]
        of_case = [reverse(name, args=[case_id]) for name in ("case", "case_letters", "case_documents", "case_receipt")]
        return [*of_person, *of_stay, *of_record, *of_case]

    return make


def test_without_an_inquiry_every_page_about_a_person_leads_to_the_form_of_one(
    person: Maker, client: Maker, paths: Maker
) -> None:
    whom, overseer = person(), client("oversight")
    case_id = begin(whom)
    answers = [overseer.get(path) for path in paths(whom, case_id)]
    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.headers["Location"].startswith("/oversight/inquiries/new/") for answer in answers)
    assert not any(marker in answer.content.decode() for answer in answers for marker in whom.markers)


def test_a_restricted_person_is_refused_with_the_same_answer(person: Maker, client: Maker) -> None:
    open_one, closed = person(), person(restricted=True)
    overseer = client("oversight")
    answers = [overseer.get(f"/person/{each.person_id}/") for each in (open_one, closed)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"].replace(closed.person_id, open_one.person_id) for answer in answers}) == 1


def test_an_inquiry_opens_exactly_its_person(person: Maker, client: Maker, paths: Maker) -> None:
    whom, other, overseer = person(), person(), client("oversight")
    case_id, elsewhere = begin(whom), begin(other)
    ask(overseer.acting, whom)
    opened = [overseer.get(path).status_code for path in paths(whom, case_id) if not path.endswith("receipt/")]
    assert set(opened) == {200}
    assert {overseer.get(path).status_code for path in paths(other, elsewhere)} == {302}


def test_an_inquiry_opens_a_restricted_person(person: Maker, client: Maker) -> None:
    whom, overseer = person(restricted=True), client("oversight")
    ask(overseer.acting, whom)
    assert overseer.get(f"/person/{whom.person_id}/").status_code == 200


def test_an_inquiry_is_its_own_overseers(person: Maker, client: Maker, acting: Maker) -> None:
    whom = person()
    ask(acting("oversight"), whom)
    assert client("oversight").get(f"/person/{whom.person_id}/").status_code == 302


def test_an_inquiry_lapses_after_seven_days(person: Maker, acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.door.acting import InquiryNeeded
    from sojourn.register.records.actions import open_person

    whom, overseer = person(), acting("oversight")
    made = ask(overseer, whom)
    with clock.set_to(made.opened_at + timedelta(days=6, hours=23)):
        assert open_person(overseer, whom.person_id)
    with clock.set_to(made.opened_at + timedelta(days=7)), pytest.raises(InquiryNeeded):
        open_person(overseer, whom.person_id)


def test_a_closed_inquiry_opens_nothing_any_more(person: Maker, acting: Maker) -> None:
    from sojourn.register.door.acting import InquiryNeeded
    from sojourn.register.door.purposes import purpose_in_force
    from sojourn.register.oversight.inquiries import close_inquiry
    from sojourn.register.records.actions import open_person

    whom, overseer = person(), acting("oversight")
    close_inquiry(overseer, ask(overseer, whom).pk, "in_order", "")
    with pytest.raises(InquiryNeeded):
        open_person(overseer, whom.person_id)
    assert purpose_in_force(overseer, whom.person_id) == ""


def test_the_person_sees_the_inquiry_and_its_looks_with_the_purpose(person: Maker, acting: Maker) -> None:
    from sojourn.register.door.looks import read_looks
    from sojourn.register.records.actions import open_person

    whom, overseer = person(), acting("oversight")
    ask(overseer, whom)
    open_person(overseer, whom.person_id)
    looks = [(look.verb, look.purpose) for look in read_looks(whom.person_id)]
    assert looks[:2] == [("person_opened", "oversight"), ("inquiry_opened", "oversight")]


def test_a_stated_purpose_opens_nothing_to_oversight(person: Maker, acting: Maker) -> None:
    from sojourn.register.door.acting import InquiryNeeded
    from sojourn.register.door.purposes import state_purpose

    with pytest.raises(InquiryNeeded):
        state_purpose(acting("oversight"), person().person_id, "correction", "x")


@pytest.mark.parametrize("named_by", ["person", "stay", "case"])
def test_the_person_is_named_by_a_reference(person: Maker, acting: Maker, named_by: str) -> None:
    whom = person()
    named = {"person": whom.person_id, "stay": whom.stay_id, "case": begin(whom)}[named_by]
    assert ask(acting("oversight"), whom, named_by, named).person_id == whom.person_id


@pytest.mark.parametrize("named", ["Quarrowbyb", "ZQ77319041", "1988-02-11", "NLD", ""])
def test_a_name_a_document_or_a_trait_names_nobody(person: Maker, client: Maker, named: str) -> None:
    person()
    told = {"named": named, "ground": "complaint", "reason": "x"}
    overseer = client("oversight")
    answers = [
        overseer.post("/oversight/inquiries/new/", {**told, "named_by": each})
        for each in ("person", "stay", "case", "letter", "request", "officer")
    ]
    assert {answer.status_code for answer in answers} == {422}


def test_an_inquiry_without_a_ground_is_not_taken(person: Maker, acting: Maker) -> None:
    from sojourn.register.oversight.inquiries import Asked, open_inquiry

    whom = person()
    with pytest.raises(RegisterError) as refused:
        open_inquiry(acting("oversight"), Asked("person", whom.person_id, "curiosity", " "))
    assert refused.value.code == "inquiry-incomplete"


def test_an_inquiry_about_an_officer_resolves_the_number_of_the_figures(acting: Maker) -> None:
    from sojourn.register.oversight.inquiries import Asked, open_inquiry
    from sojourn.register.oversight.officers import number_of_month

    officer = acting("officer").user_id
    number = number_of_month(officer, "2026-10")
    made = open_inquiry(acting("oversight"), Asked("officer", number, "figures", "many looks"))
    assert (made.about_user_id, made.person_id) == (officer, "")
    assert number_of_month(officer, "2026-11")[:8] != number[:8]


def test_what_was_written_in_an_inquiry_goes_with_the_persons_values(person: Maker, acting: Maker) -> None:
    from sojourn.register.oversight.inquiries import forget_inquiries

    whom = person()
    made = ask(acting("oversight"), whom)
    assert forget_inquiries([whom.person_id]) == 1
    made.refresh_from_db()
    assert (made.reason, made.ground) == ("", "complaint")


def test_no_page_of_oversight_lists_persons(person: Maker, client: Maker, acting: Maker) -> None:
    whom, overseer = person("unexplained"), client("oversight")
    case_id = begin(whom)
    ask(acting("oversight"), whom)  # another's inquiry
    pages = (
        "/oversight/", "/oversight/inquiries/", "/oversight/inquiries/new/", "/alerts/", "/disclosures/", "/work/",
        "/match/", "/match/agreement/", "/live/", "/statistics/", "/statistics/cases/", "/feeds/",
    )  # fmt: skip
    shown = {path: overseer.get(path) for path in pages}
    assert {path: answer.status_code for path, answer in shown.items() if answer.status_code != 200} == {}
    ids = (whom.person_id, whom.stay_id, case_id, *whom.markers)
    assert not [path for path, answer in shown.items() if any(each in answer.content.decode() for each in ids)]


def test_oversight_has_no_search(client: Maker) -> None:
    assert client("oversight").get("/search/").status_code == 403


def test_the_list_of_disclosures_is_of_the_persons_of_open_inquiries(person: Maker, acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.door.disclosures import list_waiting
    from sojourn.register.door.models import Disclosure

    clerk, overseer = acting("counsels_clerk"), acting("oversight")
    for whom in (first := person(), person()):
        Disclosure.objects.create(
            stay_id=whom.stay_id, person_id=whom.person_id, answer_id=1, recipient="A court", contact="x",
            legal_basis="x", purpose="x", text="x", proposed_by_id=clerk.user_id, proposed_at=clock.now(),
        )  # fmt: skip
    assert list_waiting(overseer).count() == 0
    ask(overseer, first)
    assert [each.person_id for each in list_waiting(overseer)] == [first.person_id]
