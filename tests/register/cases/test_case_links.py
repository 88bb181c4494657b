"""Where one can go from a case, for those who may: the next one, other hands, records, letters, documents, custody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from case_pages import now, read
from case_people import Made, begin, make_person, put, tell

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case

Maker = Callable[..., Any]


@pytest.fixture
def officer(client: Maker) -> Any:
    """Give an officer who has signed in."""
    return client("officer", office="centre")


def own_case(officer: Any, word: str) -> tuple[Made, Case]:
    """Begin a case about somebody, and let it be with the officer."""
    made = make_person(word)
    case = begin(officer.acting, made, "us.overstay")
    case.assigned_to_id = officer.acting.user_id
    case.save()
    return made, case


def with_purpose(visitor: Any, made: Made) -> Any:
    from sojourn.register.door.purposes import state_purpose

    state_purpose(visitor.acting, made.person_id, "legal_proceeding", "a case")
    return visitor


def with_inquiry(visitor: Any, made: Made) -> Any:
    from sojourn.register.oversight.inquiries import Asked, open_inquiry

    open_inquiry(visitor.acting, Asked("person", made.person_id, "complaint", "somebody complained"))
    return visitor


def keep(case: Case, officer: Any, about: str, digest: str) -> int:
    """Keep a document in a case whose content can be read."""
    from sojourn.register.letters.models import Document, DocumentBody

    at = now()
    document = Document.objects.create(
        digest=digest, person_id=case.person_id, case=case, about=about, media="application/pdf", size=1, kept_at=at,
        received_on=at.date(), kept_by=officer.acting.actor,
    )  # fmt: skip
    DocumentBody.objects.create(document=document, key=b"k", sealed=b"s")
    return document.pk


def test_the_next_case_of_the_list_follows_from_inside_a_case(officer: Any) -> None:
    from sojourn.register.cases.models import Case

    Case.objects.filter(assigned_to_id=officer.acting.user_id).delete()
    _made, first = own_case(officer, "firstone")
    _made, second = own_case(officer, "secondone")
    for number, case in enumerate((first, second)):
        case.liberty, case.due_at = True, now() + timedelta(days=number)
        case.save()
    text = read(officer, f"/cases/{first.case_id}/?next=kind%3Dcase")
    assert f'href="/cases/{second.case_id}/?next=kind%3Dcase">Next case</a>' in text
    assert 'href="/work/?kind=case"' in text, "the way back leads to that list"
    assert "No case follows" in read(officer, f"/cases/{second.case_id}/?next=kind%3Dcase")
    assert f'href="/cases/{second.case_id}/?next=' in read(officer, f"/cases/{first.case_id}/?next=")
    assert "Next case" not in read(officer, f"/cases/{first.case_id}/")


def test_who_has_the_case_hands_it_over_or_gives_it_back_and_a_supervisor_moves_it(officer: Any, client: Maker) -> None:
    made, case = own_case(officer, "hands")
    ways = {name: f'href="/work/cases/{case.case_id}/{name}/"' for name in ("handover", "back", "transfer")}

    def offered(visitor: Any) -> set[str]:
        text = read(visitor, f"/cases/{case.case_id}/")
        return {name for name, link in ways.items() if link in text}

    assert offered(officer) == {"handover", "back"}
    assert offered(with_purpose(client("supervisor", office="centre"), made)) == {"handover", "transfer"}
    assert offered(with_purpose(client("supervisor", office="north"), made)) == set()
    assert offered(with_purpose(client("officer", office="centre"), made)) == set()
    case.closed_at = now()
    case.save()
    assert offered(with_purpose(officer, made)) == set()


def test_recording_is_offered_to_those_who_may_record(officer: Any, client: Maker) -> None:
    made, case = own_case(officer, "record")
    link = f'href="/cases/{case.case_id}/record/"'
    assert link in read(officer, f"/cases/{case.case_id}/")
    assert link not in read(with_inquiry(client("oversight"), made), f"/cases/{case.case_id}/")


def test_an_exception_to_a_clock_of_custody_is_offered_with_its_start(officer: Any, client: Maker) -> None:
    made, case = own_case(officer, "excepted")
    put(case, "determined")
    start = tell(made, "custody_start", feed="agency:DET", decided_at=now() - timedelta(hours=3), reference="C1")
    link = f"custody-exception/custody_decision/?start={start.replace(':', '%3A').replace('/', '%2F')}"
    text = read(officer, f"/cases/{case.case_id}/")
    assert link in text
    address = text.split(link)[0].rsplit('"', 1)[1] + link
    assert read(officer, address)
    other = with_purpose(client("caseworker", office="centre"), made)
    assert "custody-exception" not in read(other, f"/cases/{case.case_id}/")


def test_documents_kept_in_the_case_are_listed_and_ours_are_not_listed_twice(officer: Any) -> None:
    _made, case = own_case(officer, "papers")
    assert "No letter has been made, and no document is kept." in read(officer, f"/cases/{case.case_id}/")
    proof, ours = keep(case, officer, "evidence", "ab" * 32), keep(case, officer, "letter", "cd" * 32)
    text = read(officer, f"/cases/{case.case_id}/")
    assert f'href="/documents/{proof}/">Evidence, document {proof}</a>' in text
    assert f"/documents/{ours}/" not in text
    assert f'href="/cases/{case.case_id}/letters/"' in text
    assert f'href="/cases/{case.case_id}/documents/"' in text


def test_a_step_with_a_letter_leads_to_its_preview(officer: Any, client: Maker) -> None:
    from sojourn.register.cases.law_of_case import lifecycle_of

    made, case = own_case(officer, "preview")
    put(case, "reviewed")
    step = next(each for each in lifecycle_of(case).steps if each.letter == "notice")
    link = f'href="/cases/{case.case_id}/letters/new/notice/"'
    assert link in read(officer, f"/cases/{case.case_id}/step/{step.id}/")
    assert link in read(officer, f"/cases/{case.case_id}/")
    other = with_purpose(client("caseworker", office="centre"), made)
    assert link not in read(other, f"/cases/{case.case_id}/"), "a notice is made by an officer"
    later = next(each for each in lifecycle_of(case).steps if each.letter == "decision" and each.by == "officer")
    put(case, later.leaves[0])
    assert "It can be looked at and made once the step is taken." in read(
        officer, f"/cases/{case.case_id}/step/{later.id}/"
    )


def test_a_case_is_begun_from_the_page_of_a_stay_by_those_who_may(officer: Any, client: Maker) -> None:
    made = make_person("staypage")
    link = f'href="/cases/begin/?stay={made.stay_id}"'
    assert link in read(with_purpose(officer, made), f"/stay/{made.stay_id}/")
    assert link not in read(with_purpose(client("reviewer"), made), f"/stay/{made.stay_id}/")


def test_the_page_of_a_person_lists_their_cases_for_those_who_may_see_cases(officer: Any, client: Maker) -> None:
    made = make_person("personpage")
    page = f"/person/{made.person_id}/"
    assert "No case is about this person." in read(with_purpose(officer, made), page)
    case = begin(officer.acting, made, "us.overstay")
    assert f'href="/cases/{case.case_id}/"' in read(officer, page)
    blind = with_purpose(client("post_officer"), made)
    assert case.case_id not in read(blind, page)


def test_what_shows_an_answer_is_chosen_from_what_is_on_file(officer: Any) -> None:
    from sojourn.register.cases.models import AskedBlocker

    made, case = own_case(officer, "sources")
    other, elsewhere = own_case(officer, "elsewhere")
    kept, foreign = "ab" * 32, "cd" * 32
    keep(case, officer, "evidence", kept)
    keep(elsewhere, officer, "evidence", foreign)
    path = f"/cases/{case.case_id}/ask/B1/"
    text = read(officer, path)
    assert f'value="{made.arrival}"' in text
    assert f'value="{kept}"' in text
    for source in ("", "agency:CIT/77", other.arrival, foreign):
        assert officer.post(path, {"answer": "no", "source": source}).status_code == 422, source
    assert not AskedBlocker.objects.filter(case=case).exists()
    for source in (made.arrival, kept):
        assert officer.post(path, {"answer": "no", "source": source}).status_code == 302
        assert AskedBlocker.objects.get(case=case, withdrawn_at=None).source == source


def test_only_whoever_may_approve_steps_says_that_a_protected_person_is_cleared(officer: Any, client: Maker) -> None:
    made, case = own_case(officer, "clearing")
    path, sent = f"/cases/{case.case_id}/ask/B4/", {"answer": "cleared", "source": made.arrival}
    worker = with_purpose(client("caseworker", office="centre"), made)
    assert 'value="cleared"' not in read(worker, path)
    assert worker.post(path, sent).status_code == 422
    assert 'value="cleared"' in read(officer, path)
    assert 'value="cleared"' not in read(officer, f"/cases/{case.case_id}/ask/B1/")
    assert officer.post(path, sent).status_code == 302
