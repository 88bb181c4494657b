"""At the door a person asks, declares and reads what became of it; small pages, no script, nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from asking_world import PNG, TODAY, Somebody, answer_of, ask, somebody, tell

if TYPE_CHECKING:
    from django.test import Client

#: The most bytes of a page of the door.
MOST = 100_000


@pytest.fixture
def inside(ada: Somebody, portal_session: Callable[..., Client]) -> Client:
    """Be at the door with a code."""
    return portal_session(ada.person_id)


def read(answer: Any, status: int = 200) -> str:
    text = answer.content.decode()
    assert answer.status_code == status, text
    assert len(answer.content) < MOST
    assert "<script" not in text
    return unescape(" ".join(text.split()))


def form_of(page: str) -> dict[str, str]:
    """Give the hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_0-9]+)" value="([^"]*)"', page))


def parts(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


@pytest.mark.parametrize(
    "path", ["asked/", "ask/answer/", "ask/correction/", "ask/complaint/", "departure/", "told/", "asked/Q-1/"]
)
def test_without_a_code_every_page_leads_to_the_entrance(portal: Any, path: str) -> None:
    answer = portal.get(f"/mine/{path}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/enter/")


def test_a_correction_with_a_photograph_has_a_receipt_at_once(inside: Any, ada: Somebody) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from sojourn.register.requests.models import Request

    page = read(inside.get("/mine/ask/correction/"))
    told = {**form_of(page), "topic": "departure_missing", "text": "I left on 3 November.", "stay": ada.stay_id}
    told["file_1"] = SimpleUploadedFile("pass.png", PNG, "image/png")  # type: ignore[assignment] # a file
    shown = read(inside.post("/mine/ask/correction/", told, follow=True))
    made = Request.objects.get()
    assert made.reference in shown
    assert "9 December 2026" in shown
    assert (made.stay_id, made.given_how, made.evidence.count()) == (ada.stay_id, "post", 1)


def test_a_file_that_is_none_is_told_in_plain_words(inside: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = form_of(read(inside.get("/mine/ask/correction/")))
    told = {**page, "topic": "name", "text": "Wrong.", "file_1": SimpleUploadedFile("a.html", b"<html>", "text/html")}
    assert "A file is not what its name says" in read(inside.post("/mine/ask/correction/", told), 400)


def test_a_complaint_names_the_outside_authority_and_offers_only_offices_that_looked(
    inside: Any, ada: Somebody
) -> None:
    page = read(inside.get("/mine/ask/complaint/"))
    assert "Office of Inspector General" in page
    assert '<option value="jfk">' in page  # the office that gave the code
    told = {**form_of(page), "topic": "delay", "text": "Too long.", "office": "north"}
    assert inside.post("/mine/ask/complaint/", told).status_code == 400


def test_somebody_elses_request_is_not_there(inside: Any, ada: Somebody) -> None:
    other = ask(somebody("bob"), text="A secret of Bob.")
    page = read(inside.get(f"/mine/asked/{other.reference}/"), 404)
    assert "secret" not in page
    assert other.reference not in read(inside.get("/mine/asked/"))
    assert inside.post(f"/mine/asked/{other.reference}/back/").status_code == 404


def test_the_reply_with_its_reasons_and_where_to_turn_is_on_the_page(
    inside: Any, ada: Somebody, supervisor: Any, caseworker: Any
) -> None:
    from sojourn.register.requests.assigning import assign
    from sojourn.register.requests.deciding import Decided, decide

    made = ask(ada)
    assign(supervisor, made.reference, caseworker.user_id)
    decide(caseworker, made.reference, Decided("not_corrected", "The flight was cancelled."))
    page = read(inside.get(f"/mine/asked/{made.reference}/"))
    for said in (
        "The flight was cancelled.",
        "The record was not corrected",
        caseworker.name,
        "United States district",
    ):
        assert said in page


def test_a_departure_is_declared_after_reading_what_it_does(inside: Any, ada: Somebody) -> None:
    page = read(inside.get("/mine/departure/"))
    told = {**form_of(page), "stay": ada.stay_id, "port": "JFK", "mode": "air", **parts("day", TODAY)}
    look = read(inside.post("/mine/departure/", {**told, "look": "1"}))
    for said in ("Nothing is sent yet", "Courts and other authorities", "accredited by the Department of Justice"):
        assert said in look
    assert answer_of(ada)[0] == "awaiting_records"
    sent = {**form_of(look), "send": "1"}
    assert sent["day_2"] == "2026"
    shown = read(inside.post("/mine/departure/", sent, follow=True))
    assert "On record" in shown
    assert answer_of(ada) == ("unknown", "declared")
    reference = re.findall(r"Q-[0-9A-Z]{12}", shown)[0]
    assert "Taken back" in read(inside.post(f"/mine/asked/{reference}/back/", follow=True))
    assert answer_of(ada)[0] == "awaiting_records"


def test_in_custody_the_page_refuses_in_a_plain_line(inside: Any, ada: Somebody) -> None:
    from sojourn.register import clock

    told = form_of(read(inside.get("/mine/departure/")))
    tell(ada, "custody_start", decided_at=clock.now() - timedelta(hours=1))
    answer = inside.post("/mine/departure/", {**told, "stay": ada.stay_id, **parts("day", TODAY), "look": "1"})
    assert "cannot be declared for somebody who is in custody" in read(answer, 400)


def test_an_answer_to_a_question_is_shown_with_the_question_under_review(
    portal_session: Callable[..., Any], asked_at: None, client: Callable[..., Any]
) -> None:
    from sojourn.register.requests.models import Request
    from sojourn.register.review.models import Question

    late = somebody("eve", until=200)
    question = Question.objects.get(stay_id=late.stay_id)
    visitor = portal_session(late.person_id)
    page = read(visitor.get("/mine/ask/answer/"))
    assert f"question:{question.pk}" in page
    told = {**form_of(page), "target": f"question:{question.pk}", "text": "I flew home in May."}
    visitor.post("/mine/ask/answer/", told)
    assert Request.objects.get().question == question.pk
    assert Question.objects.get(pk=question.pk).state == "open"
