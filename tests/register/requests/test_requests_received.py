"""What a person asks is taken in at once, with a reference and a clock, and nobody else is ever shown it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from asking_world import JPEG, NOW, PDF, PNG, TODAY, Somebody, ask, refused, somebody, tell, token

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting


def sent(content: bytes, media: str = "", name: str = "pass.pdf") -> object:
    from sojourn.register.letters.documents import Sent

    return Sent(name, media, content)


def test_a_request_has_a_reference_and_the_clock_of_the_law_at_once(ada: Somebody) -> None:
    made = ask(ada)
    assert made.reference.startswith("Q-")
    # ten working days after 24 November 2026, without Thanksgiving: us.reply_to_the_person
    assert (made.rule_id, made.last_day) == ("us.reply_to_the_person", date(2026, 12, 9))
    assert made.state == "waiting"


def test_words_are_sealed_and_go_with_the_persons_values(ada: Somebody) -> None:
    from sojourn.register.requests.models import Text
    from sojourn.register.requests.texts import ASKED, forget_texts, read_text

    made = ask(ada, text="My seat was 14C.")
    assert b"14C" not in bytes(Text.objects.get(request=made).sealed)
    assert read_text(made, ASKED) == "My seat was 14C."
    forget_texts([ada.person_id])
    assert read_text(made, ASKED) == ""


def test_a_form_that_is_sent_twice_asks_once(ada: Somebody) -> None:
    again = token()
    assert ask(ada, token=again).reference == ask(ada, token=again).reference


@pytest.mark.parametrize("content", [PDF, PNG, JPEG])
def test_documents_and_pictures_are_kept_as_evidence(ada: Somebody, content: bytes) -> None:
    from sojourn.register.letters.documents import read_body

    made = ask(ada, files=(sent(content),))
    kept = made.evidence.get().document
    assert (kept.person_id, kept.about, read_body(kept)[1]) == (ada.person_id, "evidence", content)


@pytest.mark.parametrize(
    ("content", "declared", "code"),
    [
        (b"<html><script>alert(1)</script>", "image/png", "document-declared"),
        (b"a plain text", "", "request-files"),
        (b"MZ\x90\x00\x03", "", "document-type"),
        (PNG + b"PK\x05\x06", "", "document-unsafe"),
        (PDF.replace(b"<<>>", b"<</JavaScript 1>>", 1), "", "document-unsafe"),
        (PNG, "application/pdf", "document-declared"),
        (b"", "", "document-empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_not_kept(ada: Somebody, content: bytes, declared: str, code: str) -> None:
    from sojourn.register.requests.models import Request

    refused(code, lambda: ask(ada, files=(sent(content, declared),)))
    assert not Request.objects.filter(person_id=ada.person_id).exists()


def test_too_many_and_too_large_files_are_not_kept(ada: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.requests import receiving

    refused("request-files", lambda: ask(ada, files=(sent(PNG),) * 6))
    monkeypatch.setattr(receiving, "MOST_BYTES", 10)
    refused("request-files", lambda: ask(ada, files=(sent(PNG),)))


@pytest.mark.parametrize("given", [{"text": "  "}, {"text": "x" * 4001}, {"topic": "nothing"}, {"kind": "declaration"}])
def test_a_request_that_says_too_little_is_not_taken(ada: Somebody, given: dict[str, str]) -> None:
    refused("request-incomplete", lambda: ask(ada, **given))


def test_no_more_than_a_few_are_taken_in_a_day(ada: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.requests import receiving

    monkeypatch.setattr(receiving, "MOST_A_DAY", 1)
    ask(ada)
    refused("request-too-many", lambda: ask(ada))


def test_somebody_elses_request_is_never_shown(ada: Somebody) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.own import list_own_requests, open_own
    from sojourn.register.requests.receiving import add_evidence

    other = somebody("bob")
    made = ask(ada)
    assert [each.reference for each in list_own_requests(ada.person_id)] == [made.reference]
    assert list_own_requests(other.person_id) == []
    strange = refused("request-missing", lambda: open_own(PERSON, other.person_id, made.reference))
    absent = refused("request-missing", lambda: open_own(PERSON, other.person_id, "Q-NOTHERE00000"))
    assert strange.message == absent.message
    refused("request-missing", lambda: add_evidence(PERSON, other.person_id, made.reference, (sent(PNG),)))


def test_a_restricted_record_is_closed_to_this_door(ada: Somebody) -> None:
    tell(ada, "protection", type="trafficking", restricted=True, valid_from=TODAY - timedelta(days=3))
    refused("record-restricted", lambda: ask(ada))


def test_more_evidence_is_taken_while_a_request_is_open(ada: Somebody) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.receiving import add_evidence

    made = ask(ada)
    add_evidence(PERSON, ada.person_id, made.reference, (sent(PNG),))
    assert made.evidence.count() == 1
    assert [each.kind for each in made.events.order_by("id")] == ["received", "evidence"]
    type(made).objects.filter(pk=made.pk).update(state="withdrawn")
    refused("request-decided", lambda: add_evidence(PERSON, ada.person_id, made.reference, (sent(PDF),)))


def test_what_happens_is_in_the_log_of_the_door_and_under_the_transparency_log(ada: Somebody) -> None:
    from sojourn.register.store.models import Event
    from sojourn.register.store.statements import select

    made = ask(ada)
    event = Event.objects.get(verb="request_made", subject=ada.person_id)
    assert (event.actor, event.about["request"], event.at) == ("person", made.reference, NOW)
    noted = select("SELECT key FROM log_waiting WHERE source = 'request_event'")
    assert [(str(each.pk),) for each in made.events.all()] == noted


def test_a_question_that_waits_is_reviewed_with_the_evidence_and_nothing_is_decided(
    ada: Somebody, caseworker: Acting
) -> None:
    from sojourn.register.requests.opening import list_for_question
    from sojourn.register.review.models import Question

    late = somebody("eve", until=200)
    question = Question.objects.get(stay_id=late.stay_id)
    made = ask(late, kind="answer", target=f"question:{question.pk}", files=(sent(PNG),))
    ((request, documents),) = list_for_question(question.pk)
    assert (request.reference, len(documents)) == (made.reference, 1)
    assert Question.objects.get(pk=question.pk).state == "open"
    refused("request-target-missing", lambda: ask(ada, kind="answer", target=f"question:{question.pk}"))
