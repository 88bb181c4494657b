"""The pages of courts in a browser: narrow and wide, open to everyone, whole without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW

from tests.register.review.review_browsing import browsing, check_page

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.cases.models import Case

pytestmark = pytest.mark.browser
Send = Callable[..., Any]


def test_the_pages_of_courts_are_open_to_everyone(
    case: Case, send: Send, client: Callable[..., Client], chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    visitor = client("supervisor", office="centre")
    type(case).objects.filter(pk=case.pk).update(assigned_to=visitor.acting.user_id)  # type: ignore[attr-defined]
    stay = send("removal_stay", authority="Court of Appeals", received_at=NOW)
    send("hearing", valid_from=date(2026, 12, 1), place="09:30, Room 2, Example Court", type="first", outcome="set")
    apart = send("hold", document_number="ZZ1234567", document_issuer="KEN", birth_date="1970-01-01")
    with browsing(chromium, visitor) as page:
        check_page(page, "/court/?whose=office", "court-inbox")
        check_page(page, f"/court/{stay.pk}/", "court-message")
        check_page(page, f"/court/{apart.pk}/", "court-apart")
        check_page(page, "/court/hearings/?month=2026-12&whose=office", "court-hearings")
        check_page(page, f"/cases/{case.case_id}/record/", "court-choose")
        check_page(page, f"/cases/{case.case_id}/record/hearing/", "court-record")
        check_page(page, f"/cases/{case.case_id}/record/conviction/", "court-conviction")
        page.get_by_role("button", name="Put it on file").click()
        assert page.get_by_role("alert").first.is_visible()


def test_alerts_and_an_exception_are_open_to_everyone(
    case: Case, client: Callable[..., Client], chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    from sojourn.register.cases.alerts import raise_alert
    from tests.register.court.test_court_custody import DETAINED, detain

    detain()
    officer, oversight = client("officer", office="centre"), client("oversight")
    type(case).objects.filter(pk=case.pk).update(assigned_to=officer.acting.user_id)  # type: ignore[attr-defined]
    told = {"clock": "custody_decision", "why": "emergency", "citation": "8 CFR 287.3(d)"}
    raise_alert("clock_excepted", case, officer.acting.user_id, ends_at=NOW.isoformat(), **told)  # type: ignore[attr-defined]
    raise_alert("court_message_unread", case, None, message=1, what="removal_stay", minutes=25)
    with browsing(chromium, oversight) as page:
        check_page(page, "/alerts/", "alerts")
    with browsing(chromium, officer) as page:
        check_page(page, f"/cases/{case.case_id}/custody-exception/custody_decision/?start={DETAINED}", "exception")
