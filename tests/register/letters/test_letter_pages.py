"""The pages of letters, mail and documents: make, look, serve, keep; files are saved and never opened as ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from letter_people import PDF, PNG, Noticed

Maker = Callable[..., Any]


@pytest.fixture
def screen(client: Maker) -> Any:
    """Give an officer's browser with a case whose next step is the notice."""
    browser = client("officer", office="centre")
    made = Noticed.make(lambda role, **more: browser.acting if role == "officer" else _other(role))
    return browser, made


def _other(role: str) -> Any:
    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.accounts.roles import acting_of

    return acting_of(make_user(f"other-{role}", None, roles=(role,), name="Other", office="centre"))


def day_parts(name: str) -> dict[str, str]:
    from sojourn.register import clock

    today = clock.today()
    return {f"{name}_0": str(today.day), f"{name}_1": str(today.month), f"{name}_2": str(today.year)}


def now_in_the_zone_of_the_law() -> dict[str, str]:
    from zoneinfo import ZoneInfo

    from sojourn.register import clock
    from sojourn.register.cases.law_of_case import law_now

    here = clock.now().astimezone(ZoneInfo(law_now().zone))
    return {"day_0": str(here.day), "day_1": str(here.month), "day_2": str(here.year), "at": f"{here:%H:%M}"}


def token_of(page: bytes) -> str:
    found = re.search(rb'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1].decode()


def test_a_notice_is_looked_at_made_served_and_saved(screen: Any) -> None:
    browser, noticed = screen
    base = f"/cases/{noticed.case.case_id}/letters/"
    assert b"/letters/new/notice/" in browser.get(base).content
    chosen = {"records": [noticed.made.arrival], "language": "ar"}
    looked = browser.post(f"{base}new/notice/", {**chosen, "preview": "1"})
    assert looked.content.count(b"data:image/png;base64,") >= 2
    made = browser.post(f"{base}new/notice/", {**chosen, "make": "1"})
    assert made.status_code == 302, made.content[-2000:]
    form = browser.get(made["Location"])
    assert b"Not served yet." in form.content
    said = {
        "method": "in_person", "outcome": "delivered", "by": "officer",
        "token": token_of(form.content), **now_in_the_zone_of_the_law(),
        "proof": SimpleUploadedFile("receipt.png", PNG, "image/png"),
    }  # fmt: skip
    served = browser.post(made["Location"], said)
    page = browser.get(made["Location"]).content
    assert (served.status_code, b"Served on everybody" in page) == (302, True), served.content[-3000:]
    assert b"Quarrowby" not in page
    pdf = browser.get(f"{made['Location']}pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment;")


def test_without_a_fresh_second_factor_no_notice_is_made(screen: Any) -> None:
    from allauth.account.internal.flows import login

    from sojourn.register.letters.models import Letter

    browser, noticed = screen
    session = browser.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session.save()
    said = {"records": [noticed.made.arrival], "make": "1"}
    answer = browser.post(f"/cases/{noticed.case.case_id}/letters/new/notice/", said)
    assert (answer.status_code, Letter.objects.filter(case=noticed.case).count()) == (422, 0)
    assert b"Show the second factor again" in answer.content


def test_a_document_is_kept_listed_and_saved_in_a_sandbox(screen: Any) -> None:
    browser, noticed = screen
    address = f"/cases/{noticed.case.case_id}/documents/"
    file = SimpleUploadedFile('stamp "x"; a=b.html.pdf', PDF, "application/pdf")
    kept = browser.post(address, {"file": file, "about": "evidence", **day_parts("received")})
    assert kept.status_code == 302, kept.content[-3000:]
    document = noticed.case.documents.get()
    assert b"stamp" in browser.get(address).content
    saved = browser.get(f"/documents/{document.pk}/")
    assert saved.content == PDF
    assert saved["Content-Disposition"] == f'attachment; filename="document-{document.pk}.pdf"'
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in saved["Cache-Control"]
    assert saved["Content-Security-Policy"].endswith("; sandbox")


def test_guessing_the_number_of_a_document_shows_neither_a_person_nor_that_there_is_one(
    screen: Any, client: Maker
) -> None:
    from sojourn.register import clock
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.letters.documents import Sent, upload_document
    from sojourn.register.store.models import Event

    browser, noticed = screen
    sent = Sent("a.pdf", "application/pdf", PDF)
    document = upload_document(browser.acting, noticed.case.case_id, sent, "evidence", clock.today())
    stranger = client("officer", office="centre")
    before = Event.objects.count()
    answers = [stranger.get(f"/documents/{number}/") for number in (987654, document.pk)]
    assert [answered.status_code for answered in answers] == [404] * 2
    assert len({answered.content.split(b"main>")[0].split(b"<main")[1] for answered in answers}) == 1
    assert Event.objects.count() == before
    state_purpose(stranger.acting, noticed.made.person_id, "legal_proceeding", "what was sent in")
    assert stranger.get(f"/documents/{document.pk}/").content == PDF


def test_a_time_of_service_is_read_in_the_zone_of_the_law_and_not_in_utc(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace
    from datetime import UTC, datetime

    from sojourn.register.cases.law_of_case import law_now
    from sojourn.register.letters import forms

    elsewhere = replace(law_now(), zone="Asia/Tokyo")
    monkeypatch.setattr(forms, "law_now", lambda: elsewhere)
    said = {"method": "in_person", "outcome": "delivered", "by": "officer", "token": "BCDFGHJKMNPQ", "at": "20:30",
            "day_0": "23", "day_1": "11", "day_2": "2026"}  # fmt: skip
    form = forms.ServeForm(said)
    assert form.is_valid(), form.errors
    assert form.served().at == datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    assert "Asia/Tokyo" in form.fields["at"].help_text


def test_a_file_that_acts_is_not_kept(screen: Any) -> None:
    browser, noticed = screen
    bad = PDF.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /JS (x) >>")
    file = SimpleUploadedFile("a.pdf", bad, "application/pdf")
    address = f"/cases/{noticed.case.case_id}/documents/"
    answer = browser.post(address, {"file": file, "about": "evidence", **day_parts("received")})
    assert (answer.status_code, noticed.case.documents.count()) == (422, 0)
    assert b"carries other files" in answer.content


def test_what_a_document_says_lies_sealed_and_goes_with_the_person(screen: Any) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register import clock
    from sojourn.register.letters.documents import Sent, read_body, upload_document
    from sojourn.register.letters.erasing import forget_documents
    from sojourn.register.letters.models import DocumentBody

    browser, noticed = screen
    sent = Sent("name of Kim.txt", "text/plain", b"Kim Quarrowby left on 3 May.")
    document = upload_document(browser.acting, noticed.case.case_id, sent, "evidence", clock.today())
    sealed = bytes(DocumentBody.objects.get(document=document).sealed)
    assert (b"Quarrowby" in sealed, b"name of Kim" in sealed, read_body(document)[1]) == (False, False, sent.content)
    assert forget_documents([noticed.made.person_id]) == 1
    with pytest.raises(RegisterError) as problem:
        read_body(document)
    assert problem.value.code == "document-gone"
    page = browser.get(f"/cases/{noticed.case.case_id}/documents/").content
    assert b"Erased with the person" in page


def test_mail_is_kept_read_and_put_into_its_case(screen: Any) -> None:
    from sojourn.register.letters.models import Mail

    browser, noticed = screen
    file = SimpleUploadedFile("scan.png", PNG, "image/png")
    assert browser.post("/mail/", {"file": file, **day_parts("received")}).status_code == 302
    mail = Mail.objects.get()
    assert f"/mail/{mail.pk}/".encode() in browser.get("/mail/").content
    assert browser.get(f"/mail/{mail.pk}/file/").content == PNG
    wrong = browser.post(f"/mail/{mail.pk}/", {"reference": "NAMENOTICED"})
    right = browser.post(f"/mail/{mail.pk}/", {"reference": noticed.case.case_id, "is_answer": "on"})
    assert (wrong.status_code, right["Location"]) == (422, f"/cases/{noticed.case.case_id}/documents/")
    assert noticed.case.answers.count() == 1


def test_every_look_at_a_letter_and_a_document_is_written_down(screen: Any) -> None:
    from sojourn.register.store.statements import select

    browser, noticed = screen
    letter = noticed.notice()
    browser.get(f"/letters/{letter.reference}/")
    browser.get(f"/letters/{letter.reference}/pdf/")
    browser.get(f"/documents/{letter.document_id}/")
    seen = select("SELECT verb FROM door_event WHERE subject = %s AND actor = %s ORDER BY event_id DESC LIMIT 3",
                  [noticed.made.person_id, browser.acting.actor])  # fmt: skip
    assert [verb for (verb,) in seen] == ["document_opened", "letter_opened", "letter_opened"]


def test_the_pages_are_of_use_to_those_who_may(client: Maker) -> None:
    assert client("reviewer").get("/mail/").status_code == 403
    assert client("oversight").post("/letters/L-7F3K9X2QH4TB/", {}).status_code == 403
    assert client("officer").get("/letters/L-7F3K9X2QH4TB/").status_code == 404
