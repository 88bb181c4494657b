"""The page of a case: what it is headed by, what stands in the way, whose clocks run, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from case_pages import now, on_file, read, take_back
from case_people import Made, ask_all, begin, leave, make_person, put, tell

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case

Maker = Callable[..., Any]


@pytest.fixture
def officer(client: Maker) -> Any:
    """Give an officer who has signed in."""
    return client("officer", office="centre")


def begun(
    officer: Any, word: str, lifecycle: str = "us.overstay", origin: str = "question_reviewed"
) -> tuple[Made, Case]:
    made = make_person(word)
    return made, begin(officer.acting, made, lifecycle, origin)


def test_the_heading_says_where_the_case_stands_and_what_is_next(officer: Any) -> None:
    _made, case = begun(officer, "heading")
    put(case, "reviewed")
    text = read(officer, f"/cases/{case.case_id}/")
    assert "The records were reviewed. Not possible now: tell the person, with time to answer" in text
    assert "No address for letters to the person or to counsel is on file." in text


def test_a_blocker_is_told_with_its_record_and_with_what_lifts_it(officer: Any) -> None:
    made, case = begun(officer, "claims")
    claim = tell(made, "citizenship_claim", feed="agency:CIT")
    put(case, "reviewed")
    text = read(officer, f"/cases/{case.case_id}/")
    assert "The person claims to be a national, and nobody has decided." in text
    assert f'href="/record/{claim}/"' in text
    assert "A decision on citizenship, made after the last sign, with its document." in text


def test_an_imported_case_says_that_everything_is_unknown(officer: Any) -> None:
    make_person("imported", facts=on_file(now() - timedelta(days=200)))
    _made, case = begun(officer, "imported", origin="imported_order")
    text = read(officer, f"/cases/{case.case_id}/")
    assert "This case came without its history." in text


def test_a_clock_of_custody_stands_before_everything_and_has_no_button(officer: Any) -> None:
    from sojourn.register import clock

    made, case = begun(officer, "held")
    put(case, "determined")
    tell(made, "custody_start", feed="agency:DET", decided_at=clock.now() - timedelta(hours=3), reference="C1")
    text = read(officer, f"/cases/{case.case_id}/")
    custody, gate = text.index("Liberty first"), text.index("What stands in the way")
    assert custody < gate
    section = text[custody:gate]
    assert "<button" not in section
    assert "<form" not in section


def test_counsel_is_said_to_be_on_file_and_no_address_is_shown(officer: Any) -> None:
    made, case = begun(officer, "counsel")
    tell(made, "representation", feed="counsel:X", authority="Adaeze Okoro", filed_at=now())
    tell(made, "contact", place="17 Harbour Street", valid_from=now().date())
    text = read(officer, f"/cases/{case.case_id}/")
    assert "Counsel is on file" in text
    assert "An address for letters is on file" in text
    assert "Harbour" not in text


def test_the_legal_effect_of_a_departure_is_shown_with_a_receipt(officer: Any) -> None:
    from sojourn.register import clock

    made, case = begun(officer, "gone")
    leave(made, clock.today() - timedelta(days=2))
    text = read(officer, f"/cases/{case.case_id}/")
    assert "A departure is on file" in text
    assert "What the departure does in law" in text
    receipt = read(officer, f"/cases/{case.case_id}/receipt/")
    assert "your departure is on file" in receipt
    assert "It does not say that you did anything wrong." in receipt
    assert "unlawful" not in receipt.lower()


def test_a_receipt_needs_a_departure(officer: Any) -> None:
    _made, case = begun(officer, "here")
    answer = officer.get(f"/cases/{case.case_id}/receipt/")
    assert answer.status_code == 404
    assert b"receipt-missing" in answer.content


def test_a_step_built_on_a_record_that_was_retracted_is_listed_and_looked_at_again(officer: Any) -> None:
    from sojourn.register.cases.models import Event

    made, case = begun(officer, "built")
    name = tell(made, "service", feed="agency:POST", own="s1", reference="N1", outcome="delivered", type="in_person")
    event = Event.objects.create(
        case=case, at=now(), kind="step", step="review", actor=officer.acting.actor, records=[name]
    )
    assert "Built on a record that was corrected since" not in read(officer, f"/cases/{case.case_id}/")
    take_back(made, name)
    text = read(officer, f"/cases/{case.case_id}/")
    assert "Built on a record that was corrected since" in text
    assert "Look again at a step: Review the records" in text
    answer = officer.post(f"/cases/{case.case_id}/again/{event.pk}/", {"outcome": "stands", "note": ""})
    assert answer.status_code == 302
    after = read(officer, f"/cases/{case.case_id}/")
    assert "Look again at a step" not in after
    assert "Looked at again" in after


def test_who_has_looked_is_shown_and_the_look_is_written_down(officer: Any) -> None:
    from sojourn.register.store.models import Event as Logged

    made, case = begun(officer, "looked")
    read(officer, f"/cases/{case.case_id}/")
    assert Logged.objects.filter(verb="case_opened", subject=made.person_id).count() == 1
    assert "opened a case" in read(officer, f"/cases/{case.case_id}/")


def test_a_restricted_person_is_one_neutral_line_to_those_who_may_not_open(officer: Any, client: Maker) -> None:
    from datetime import date

    made, case = begun(officer, "shut")
    tell(made, "protection", feed="agency:BEN", type="withholding", valid_from=date(2026, 1, 1), restricted=True)
    text = read(client("caseworker", office="centre"), f"/cases/{case.case_id}/", 403)
    assert "Restricted: ask the duty desk" in text
    assert "NAMESHUT" not in text


def test_nobody_sees_a_case_without_the_right_to(officer: Any, client: Maker) -> None:
    _made, case = begun(officer, "closed")
    assert client("post_officer").get(f"/cases/{case.case_id}/").status_code == 403


def test_the_page_asks_the_database_a_fixed_number_of_times(officer: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made, case = begun(officer, "counted")
    path = f"/cases/{case.case_id}/"
    read(officer, path)
    with CaptureQueriesContext(connection) as few:
        read(officer, path)
    for number in range(5):
        tell(made, "contact", feed="agency:POST", own=f"c{number}", place=f"{number} Mill Lane")
    ask_all(case, officer.acting.user_id)
    with CaptureQueriesContext(connection) as many:
        read(officer, path)
    assert len(many) <= len(few)
    assert len(few) <= MOST_QUERIES, "\n".join(each["sql"][:120] for each in few.captured_queries)


def test_a_case_with_much_in_it_asks_no_more_often(officer: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made, case = begun(officer, "thick")
    path = f"/cases/{case.case_id}/"
    put_around(made, case, officer.acting, 1)
    read(officer, path)
    with CaptureQueriesContext(connection) as few:
        read(officer, path)
    put_around(made, case, officer.acting, 6)
    with CaptureQueriesContext(connection) as many:
        text = read(officer, path)
    assert text.count("Somebody asked the post.") == 7
    assert text.count("SJ-THICK-") >= 7
    assert len(many) == len(few)
    assert len(many) <= MOST_QUERIES, "\n".join(each["sql"][:120] for each in many.captured_queries)


def put_around(made: Made, case: Case, acting: Any, number: int) -> None:
    """Put events with what was written, letters with tries to serve them, messages and hearings around a case."""
    from sojourn.register.cases.events import write_event
    from sojourn.register.court.models import Hearing, Message
    from sojourn.register.letters.models import Attempt, Document, Letter

    at, person = now(), made.person_id
    for own in (f"{number}-{each}" for each in range(number)):
        write_event(acting, case, "asked", note="Somebody asked the post.", about={"blocker": "B3"})
        document = Document.objects.create(
            digest=own, person_id=person, case=case, about="letter", media="application/pdf", size=1, kept_at=at,
            received_on=at.date(), kept_by=acting.actor,
        )  # fmt: skip
        letter = Letter.objects.create(
            reference=f"SJ-THICK-{own}", kind="notice", language="en", person_id=person, case=case, document=document,
            made_at=at, made_by=acting.actor,
        )  # fmt: skip
        for turn in range(2):
            Attempt.objects.create(
                letter=letter, whom="person", method="post", outcome="failed", served_at=at, served_by="jfk",
                token=f"{own}-{turn}", recorded_at=at, recorded_by=acting.actor,
            )  # fmt: skip
        Message.objects.create(
            record=f"court:A/{own}", feed="court:A", kind="order", person_id=person, case=case, received_at=at,
            acknowledge_by=at,
        )  # fmt: skip
        Hearing.objects.create(record=f"court:A/h{own}", person_id=person, case=case, feed="court:A", on_day=at.date())


#: What the page of a case may ask of the database, whatever the case holds; the door, the session and what is stopped
#: (read afresh each time) included.
MOST_QUERIES = 50
