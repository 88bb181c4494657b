"""The pages of work in a browser: narrow and wide, nothing to scroll sideways, nothing that axe finds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from work_made import NOW, make_case

sys.path.insert(0, str(Path(__file__).parents[1] / "review"))
from review_browsing import HOST, browsing, check_page

pytestmark = pytest.mark.browser


def test_every_page_of_work_fits_and_is_accessible(
    chromium: str, db: None, client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.absences import Away, note_absence
    from sojourn.register.cases.handing_over import note_handover
    from sojourn.register.cases.models import Case
    from sojourn.register.review.models import Assignment
    from sojourn.register.store.months import ensure_months

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    ensure_months([NOW])
    Case.objects.all().delete()
    with clock.set_to(NOW):
        chief, officer = client("supervisor", office="centre"), client("officer", office="centre").acting  # type: ignore[attr-defined]
        me = chief.acting  # type: ignore[attr-defined]  # the fixture's
        own = {"assigned_to_id": me.user_id, "lifecycle": "us.overstay", "next_step": "close_in_favour"}
        make_case(
            1, **own, liberty=True, due_at=NOW + timedelta(hours=30), due_clock="custody_decision", stage="custody"
        )
        late = make_case(2, **own, due_at=NOW - timedelta(days=3), due_clock="filing_of_charge", blocked=2,
                         blocked_by=["B3", "B9"])  # fmt: skip
        make_case(3, **own, due_at=NOW + timedelta(hours=8), due_clock="answer_to_notice", stage="appeal")
        make_case(4, **{**own, "assigned_to_id": officer.user_id}, blocked=1)
        make_case(5)
        given = {"kind": "question", "subject": "1", "waiting_since": NOW, "due_on": NOW.date(), "state": "assigned"}
        Assignment.objects.create(**given, assigned_to_id=me.user_id, office="centre")
        note_handover(me, late.case_id, "Asked the airport on 3 July; its answer is due next week.")
        note_absence(officer, Away(officer.user_id, me.user_id, NOW.date(), NOW.date()))
        with browsing(chromium, chief) as page:
            check_page(page, "/work/", "work-list")
            check_page(page, "/work/?whose=office", "work-office")
            check_page(page, "/work/?stage=removal&kind=pair", "work-filtered")
            check_page(page, "/work/absences/", "work-absences")
            check_page(page, "/work/order/offences/", "work-offences")
            check_page(page, f"/work/cases/{late.case_id}/transfer/", "work-transfer")
            check_page(page, f"/work/cases/{late.case_id}/back/", "work-back")
            page.goto(f"{HOST}/work/?whose=office")
            page.get_by_label(f"Choose Case {late.case_id}").check()
            page.get_by_role("button", name="Give the chosen cases to somebody").click()
            assert page.get_by_role("heading", name="Give 1 case to somebody?").is_visible()
